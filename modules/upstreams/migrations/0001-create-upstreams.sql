-- Data services of the levels above (上级服务): those that packs name, and those that a grant from above brought.
create table upstreams.service (
  id text primary key,
  platform text not null,
  origin text not null check (origin in ('pack', 'grant')),
  definition jsonb not null,
  -- False when no pack in use names it any more; its calls stay.
  present boolean not null default true,
  added_at timestamptz not null,
  paused_at timestamptz,
  paused_by text,
  pause_reason text
);

-- Address and credentials set on the console; the secret is sealed and never shown again. Those of the deployment do not stand here.
create table upstreams.credentials (
  platform text primary key,
  url text not null,
  caller text not null,
  secret bytea not null,
  set_at timestamptz not null,
  set_by text not null
);

-- Each call upward, written before it leaves ('begun') and again when its answer is there: what stays 'begun' was cut off.
create table upstreams.call (
  id uuid primary key,
  at timestamptz not null,
  platform text not null,
  service text not null,
  application text not null,
  organisation text not null,
  purpose text not null,
  case_no text not null,
  test boolean not null default false,
  outcome text not null,
  upper_code text,
  upper_id text,
  rows int,
  tries int not null default 0,
  ms int,
  trace text not null
);
create index call_by_service on upstreams.call (service, at desc, id desc);
create index call_by_time on upstreams.call (at desc, id desc);

-- Calls by day (Shanghai), service, application and outcome, counted in the transaction that ends the call.
create table upstreams.call_day (
  day date not null,
  service text not null,
  application text not null,
  outcome text not null,
  calls bigint not null,
  tries bigint not null,
  ms bigint not null,
  primary key (service, day, application, outcome)
);
create index call_day_by_day on upstreams.call_day (day);

-- The catalogue of the level above, as it was last seen, beside ours.
create table upstreams.upper_resource (
  platform text not null,
  up_resource_id text not null,
  up_cata_id text not null,
  definition jsonb not null,
  seen_at timestamptz not null,
  gone_at timestamptz,
  primary key (platform, up_resource_id)
);

-- What goes up: reports of catalogue entries, applications for grants. What comes back stands in the columns upper_… and in receipts,
-- and never changes what was said here.
create table upstreams.upward (
  id uuid primary key,
  kind text not null check (kind in ('report', 'apply')),
  platform text not null,
  -- The catalogue entry, or the resource above.
  subject text not null,
  title jsonb not null,
  version text not null,
  -- Platform, kind, subject and version: said once.
  key text not null unique,
  content jsonb not null,
  state text not null check (state in ('sending', 'sent', 'refused', 'unresolved', 'settled')),
  asked_at timestamptz not null,
  asked_by text not null,
  tries int not null default 0,
  next_try_at timestamptz,
  upper_state text,
  upper_reason text,
  upper_at timestamptz,
  up_cata_id text,
  up_apply_id text,
  settled_by text,
  settled_note text
);
create index upward_due on upstreams.upward (next_try_at) where state = 'sending';
create index upward_by_time on upstreams.upward (asked_at desc, id desc);
create index upward_open on upstreams.upward (platform, subject) where state in ('sending', 'sent');

-- Every message and what came of it (回执); its id is the number by which it is replayed.
create table upstreams.receipt (
  id uuid primary key,
  upward_id uuid not null references upstreams.upward (id),
  at timestamptz not null,
  what text not null check (what in ('send', 'replay', 'state')),
  replay_of uuid,
  outcome text not null,
  code text,
  words jsonb,
  upper_id text,
  ms int
);
create index receipt_by_upward on upstreams.receipt (upward_id, at);

-- Grants from above, by their ids there; kept as the level above says, also when no application of ours is known for one.
create table upstreams.upper_grant (
  platform text not null,
  up_apply_id text not null,
  up_cata_id text not null,
  up_resource_id text not null,
  upward_id uuid references upstreams.upward (id),
  service text,
  state text not null check (state in ('in-force', 'suspended', 'ended')),
  reason text,
  purpose text,
  valid_from date,
  valid_until date,
  calls_per_day int,
  first_seen_at timestamptz not null,
  changed_at timestamptz not null,
  -- A grant without an application of ours is looked at by a person.
  adopted_at timestamptz,
  adopted_by text,
  primary key (platform, up_apply_id)
);
create index upper_grant_by_resource on upstreams.upper_grant (platform, up_resource_id);
create index upper_grant_by_service on upstreams.upper_grant (service);
