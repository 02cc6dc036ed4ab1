-- Cases that departments' own systems took in and handled whole, as they returned them (数据回传). What is personal is sealed.
create table cases.returned (
  id uuid primary key,
  -- The application that returned it and the number it has there: one case.
  system text not null,
  own_no text not null,
  -- The sender's own order of the record's versions; an older one never replaces a newer.
  version bigint not null,
  matter text not null,
  organisation text not null,
  -- Blind index of the citizen id or credit code.
  subject text not null,
  -- Where the person came from; that a department's own system handled it is told by the table.
  channel text not null check (channel in ('online', 'window', 'phone', 'kiosk')),
  state text not null,
  submitted_at timestamptz not null,
  accepted_at timestamptz,
  decided_at timestamptz,
  ended_at timestamptz,
  outcome text,
  instant boolean not null,
  visits int,
  -- Against the matter's promise, counted here by the city's calendar; null for what has no time of handling.
  on_time boolean,
  -- The case handled here that it is a part of: such a record is kept and counts nowhere.
  case_id uuid references cases.case (id),
  -- Digest of what was sent, so that one version is one content.
  digest text not null,
  -- Laid by the demonstration, invented.
  sample boolean not null,
  returned_at timestamptz not null,
  changed_at timestamptz not null,
  sealed_record bytea not null,
  unique (system, own_no)
);
create index returned_of_subject on cases.returned (subject, submitted_at desc, id desc);
create index returned_submitted on cases.returned (submitted_at, id) where case_id is null;
create index returned_decided on cases.returned (decided_at, id) where decided_at is not null and case_id is null;
create index returned_of_case on cases.returned (case_id) where case_id is not null;
create index returned_of_system on cases.returned (system, changed_at);

-- What of it could not be taken, until a version comes that can: where and why, never what was sent.
create table cases.returned_fault (
  system text not null,
  own_no text not null,
  organisation text not null,
  version bigint,
  faults jsonb not null,
  times int not null,
  first_at timestamptz not null,
  at timestamptz not null,
  primary key (system, own_no)
);
create index returned_fault_newest on cases.returned_fault (at desc);

-- Volumes by day of Shanghai: what was added up, and changes that wait to be. A figure is always the sum of both, in one statement.
create table cases.volume_day (
  day date not null,
  organisation text not null,
  matter text not null,
  channel text not null,
  -- here: handled by this platform; returned: by a department's own system.
  origin text not null check (origin in ('here', 'returned')),
  received int not null,
  accepted int not null,
  decided int not null,
  approved int not null,
  not_accepted int not null,
  instant int not null,
  visits_counted int not null,
  zero_visit int not null,
  timed int not null,
  on_time int not null,
  primary key (day, organisation, matter, channel, origin)
);
-- The same by month, under its first day: years are added up from these.
create table cases.volume_month (like cases.volume_day including constraints including indexes);
-- Only ever added to while cases are handled, so that no two of them wait for each other.
create table cases.volume_change (like cases.volume_day);

-- What one case adds on the days on which it was received, accepted and decided; `sign` -1 takes the same away.
create function cases.volume_parts(
  sign int, organisation text, matter text, channel text, origin text,
  submitted_at timestamptz, accepted_at timestamptz, decided_at timestamptz, outcome text, instant boolean, visits int, on_time boolean
) returns setof cases.volume_change language sql immutable as $$
  select (part.at at time zone 'Asia/Shanghai')::date, organisation, matter, channel, origin,
    sign * (part.kind = 'received')::int, sign * (part.kind = 'accepted')::int, sign * (part.kind = 'decided')::int,
    sign * (part.kind = 'decided' and coalesce(outcome, '') = 'approved')::int,
    sign * (part.kind = 'decided' and coalesce(outcome, '') = 'refused' and accepted_at is null)::int,
    sign * (part.kind = 'decided' and instant)::int,
    sign * (part.kind = 'decided' and visits is not null)::int,
    sign * (part.kind = 'decided' and coalesce(visits, 1) = 0)::int,
    sign * (part.kind = 'decided' and on_time is not null)::int,
    sign * (part.kind = 'decided' and coalesce(on_time, false))::int
  from (values ('received', submitted_at), ('accepted', accepted_at), ('decided', decided_at)) as part (kind, at)
  where part.at is not null
$$;

-- Only what really differs is written down. Columns are named one by one: a row handed over whole would be read from where its large values lie.
create function cases.note_case_volume() returns trigger language plpgsql as $$
begin
  insert into cases.volume_change
  select day, organisation, matter, channel, origin, sum(received), sum(accepted), sum(decided), sum(approved), sum(not_accepted), sum(instant),
    sum(visits_counted), sum(zero_visit), sum(timed), sum(on_time)
  from (
    select * from cases.volume_parts(-1, old.organisation, old.matter, old.channel, 'here', old.submitted_at, old.accepted_at, old.decided_at, old.outcome,
    old.instant, old.visits, old.on_time) where old.submitted_at is not null
    union all select * from cases.volume_parts(1, new.organisation, new.matter, new.channel, 'here', new.submitted_at, new.accepted_at, new.decided_at, new.outcome,
    new.instant, new.visits, new.on_time)
  ) as part
  group by day, organisation, matter, channel, origin
  having (sum(received), sum(accepted), sum(decided), sum(approved), sum(not_accepted), sum(instant), sum(visits_counted), sum(zero_visit),
    sum(timed), sum(on_time)) is distinct from (0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  return null;
end $$;
create function cases.note_returned_volume() returns trigger language plpgsql as $$
begin
  insert into cases.volume_change
  select * from cases.volume_parts(-1, old.organisation, old.matter, old.channel, 'returned', old.submitted_at, old.accepted_at, old.decided_at, old.outcome,
    old.instant, old.visits, old.on_time) where old.case_id is null
  union all select * from cases.volume_parts(1, new.organisation, new.matter, new.channel, 'returned', new.submitted_at, new.accepted_at, new.decided_at, new.outcome,
    new.instant, new.visits, new.on_time) where new.case_id is null;
  return null;
end $$;
-- Many rows at once (a pack of returned records, cases laid in bulk) are added up before they are written.
create function cases.note_added_cases() returns trigger language plpgsql as $$
begin
  insert into cases.volume_change
  select p.day, p.organisation, p.matter, p.channel, p.origin, sum(p.received), sum(p.accepted), sum(p.decided), sum(p.approved), sum(p.not_accepted),
    sum(p.instant), sum(p.visits_counted), sum(p.zero_visit), sum(p.timed), sum(p.on_time)
  from added a, cases.volume_parts(1, a.organisation, a.matter, a.channel, 'here', a.submitted_at, a.accepted_at, a.decided_at, a.outcome, a.instant,
    a.visits, a.on_time) as p
  where a.submitted_at is not null group by 1, 2, 3, 4, 5;
  return null;
end $$;
create function cases.note_added_returned() returns trigger language plpgsql as $$
begin
  insert into cases.volume_change
  select p.day, p.organisation, p.matter, p.channel, p.origin, sum(p.received), sum(p.accepted), sum(p.decided), sum(p.approved), sum(p.not_accepted),
    sum(p.instant), sum(p.visits_counted), sum(p.zero_visit), sum(p.timed), sum(p.on_time)
  from added a, cases.volume_parts(1, a.organisation, a.matter, a.channel, 'returned', a.submitted_at, a.accepted_at, a.decided_at, a.outcome, a.instant,
    a.visits, a.on_time) as p
  where a.case_id is null group by 1, 2, 3, 4, 5;
  return null;
end $$;
create function cases.note_removed_case() returns trigger language plpgsql as $$
begin
  insert into cases.volume_change select * from cases.volume_parts(-1, old.organisation, old.matter, old.channel, 'here', old.submitted_at, old.accepted_at, old.decided_at, old.outcome,
    old.instant, old.visits, old.on_time);
  return null;
end $$;
create function cases.note_removed_returned() returns trigger language plpgsql as $$
begin
  insert into cases.volume_change select * from cases.volume_parts(-1, old.organisation, old.matter, old.channel, 'returned', old.submitted_at, old.accepted_at, old.decided_at, old.outcome,
    old.instant, old.visits, old.on_time) where old.case_id is null;
  return null;
end $$;

create trigger volume_of_added after insert on cases.case referencing new table as added for each statement execute function cases.note_added_cases();
create trigger volume_of_changed after update on cases.case for each row
  when (new.submitted_at is not null and (old.organisation, old.channel, old.submitted_at, old.accepted_at, old.decided_at, old.outcome, old.instant, old.visits, old.on_time)
    is distinct from (new.organisation, new.channel, new.submitted_at, new.accepted_at, new.decided_at, new.outcome, new.instant, new.visits, new.on_time))
  execute function cases.note_case_volume();
create trigger volume_of_removed after delete on cases.case for each row when (old.submitted_at is not null) execute function cases.note_removed_case();
create trigger volume_of_added after insert on cases.returned referencing new table as added for each statement execute function cases.note_added_returned();
create trigger volume_of_changed after update on cases.returned for each row execute function cases.note_returned_volume();
create trigger volume_of_removed after delete on cases.returned for each row execute function cases.note_removed_returned();

-- The cases that are there already.
insert into cases.volume_day
select p.day, p.organisation, p.matter, p.channel, p.origin, sum(p.received), sum(p.accepted), sum(p.decided), sum(p.approved), sum(p.not_accepted),
  sum(p.instant), sum(p.visits_counted), sum(p.zero_visit), sum(p.timed), sum(p.on_time)
from cases.case a, cases.volume_parts(1, a.organisation, a.matter, a.channel, 'here', a.submitted_at, a.accepted_at, a.decided_at, a.outcome, a.instant,
  a.visits, a.on_time) as p
where a.submitted_at is not null group by 1, 2, 3, 4, 5;
insert into cases.volume_month
select date_trunc('month', day)::date, organisation, matter, channel, origin, sum(received), sum(accepted), sum(decided), sum(approved), sum(not_accepted),
  sum(instant), sum(visits_counted), sum(zero_visit), sum(timed), sum(on_time)
from cases.volume_day group by 1, 2, 3, 4, 5;
