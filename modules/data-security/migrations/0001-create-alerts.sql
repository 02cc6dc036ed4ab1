-- The place of the chain up to which reads were looked at. One row.
create table data_security.position (
  one boolean primary key default true check (one),
  seq bigint not null
);
insert into data_security.position (seq) values (0);

-- What an account (or application) did in a day: all that its habit is made of. A row an active day, kept for 60 days.
create table data_security.day (
  actor_kind text not null,
  actor_id text not null,
  day date not null,
  organisation text not null,
  reads int not null,
  -- Reads by hour of Shanghai, 24 of them.
  hours int[] not null,
  unusual int not null,
  no_case int not null,
  -- The most different people of one street.
  street_most int not null,
  first_seq bigint not null,
  last_seq bigint not null,
  primary key (actor_kind, actor_id, day)
);
create index day_by_age on data_security.day (day);

-- Whom a member of staff read, by street, for the day itself and the next: distinct people cannot be added up.
create table data_security.street_seen (
  day date not null,
  actor_id text not null,
  street text not null,
  subject text not null,
  primary key (day, actor_id, street, subject)
);

-- Who lives with whom, in blind indexes only: neither a name nor an address can be read from it.
create table data_security.dwelling (
  subject text primary key,
  dwelling text not null,
  street text
);
create table data_security.placing (
  registry text primary key,
  -- Something was built since it was last looked at.
  dirty boolean not null,
  -- The newest change that was looked at.
  placed_to timestamptz,
  placed_at timestamptz
);

create table data_security.rule_setting (
  rule text primary key,
  factor double precision not null,
  false_alarms int not null,
  misuses int not null,
  changed_at timestamptz not null
);

create table data_security.alert (
  id uuid primary key,
  no text not null unique,
  rule text not null,
  actor_kind text not null,
  actor_id text not null,
  -- Of the account, which has to explain.
  organisation text not null,
  day date not null,
  -- One alert a rule, an account and a key: the day, and the person where the rule is about one.
  key text not null,
  state text not null check (state in ('open', 'asked', 'explained', 'closed')),
  reads int not null,
  measured int not null,
  bar int not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  raised_at timestamptz not null,
  -- The clock of the organisation, once it was asked.
  clock_from timestamptz,
  due_at timestamptz,
  due_date date,
  amber_from timestamptz,
  provisional boolean,
  finding text,
  closed_at timestamptz,
  unique (rule, actor_kind, actor_id, key)
);
create sequence data_security.alert_serial;
create index alert_by_time on data_security.alert (raised_at desc, id desc);
create index alert_open on data_security.alert (raised_at desc, id desc) where state <> 'closed';
create index alert_by_office on data_security.alert (organisation, raised_at desc, id desc);

-- The reads that raised it, at most 200 an alert; the trail itself has all.
create table data_security.alert_read (
  alert_id uuid not null references data_security.alert (id),
  seq bigint not null,
  primary key (alert_id, seq)
);

create table data_security.step (
  alert_id uuid not null references data_security.alert (id),
  position int not null,
  kind text not null check (kind in ('raised', 'asked', 'explained', 'closed')),
  at timestamptz not null,
  by_account text,
  by_organisation text,
  sealed_text bytea,
  primary key (alert_id, position)
);

-- People whose every read is an alert. Who and why is sealed; one proposes, another confirms.
create table data_security.watched (
  id uuid primary key,
  subject text not null,
  state text not null check (state in ('proposed', 'confirmed', 'declined', 'ended')),
  until date not null,
  proposed_by text not null,
  proposed_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  ended_by text,
  ended_at timestamptz,
  sealed_content bytea not null
);
create unique index watched_once on data_security.watched (subject) where state in ('proposed', 'confirmed');
create index watched_by_time on data_security.watched (proposed_at desc, id desc);
