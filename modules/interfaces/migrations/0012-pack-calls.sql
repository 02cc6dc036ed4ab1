-- A signed request's one use, as the first 16 bytes of SHA-256(key id, line feed, nonce): a fixed width, a fraction of the texts' price to keep unique.
create table interfaces.nonce_use (
  use uuid primary key,
  at timestamptz not null
);
create index nonce_use_by_age on interfaces.nonce_use using brin (at) with (pages_per_range = 16);
-- What was used before is still refused.
insert into interfaces.nonce_use (use, at)
select encode(substring(sha256(convert_to(key_id || E'\n' || nonce, 'UTF8')) for 16), 'hex')::uuid, max(at) from interfaces.nonce group by 1;
drop table interfaces.nonce;

-- The calls of one batch in one row, written before their answers leave. Soon after they are unpacked into `interfaces.call`, in the same
-- transaction that takes the pack away: a call stands in one of the two, and `call_seen` shows both.
create table interfaces.call_pack (
  no bigint generated always as identity primary key,
  batch uuid not null,
  -- What calls have in common, once for each kind of call in the batch. `fields`: an array of texts in PostgreSQL's own writing.
  interfaces text[] not null,
  versions text[] not null,
  modes text[] not null,
  applications text[] not null,
  organisations text[] not null,
  providers text[] not null,
  purposes text[] not null,
  fields text[] not null,
  grants text[] not null,
  keys text[] not null,
  outcomes text[] not null,
  statuses int[] not null,
  -- Of each call, in their order; `kinds` is the place among the above, from 1.
  kinds int[] not null,
  ids uuid[] not null,
  ats timestamptz[] not null,
  case_nos text[] not null,
  subjects text[] not null,
  row_counts int[] not null,
  ms int[] not null,
  traces text[] not null
);
-- It lives for seconds: pressing it together would cost more than its place.
alter table interfaces.call_pack alter column ids set storage external, alter column ats set storage external, alter column case_nos set storage external,
  alter column subjects set storage external, alter column traces set storage external, alter column kinds set storage external,
  alter column row_counts set storage external, alter column ms set storage external;

create view interfaces.call_packed as
  select c.id, c.at, p.interfaces[c.kind] as interface, p.versions[c.kind] as version, p.modes[c.kind] as mode, p.applications[c.kind] as application,
    p.organisations[c.kind] as organisation, p.providers[c.kind] as provider, p.purposes[c.kind] as purpose, c.case_no, c.subject,
    p.fields[c.kind]::text[] as fields, p.outcomes[c.kind] as outcome, c.row_count, c.ms, p.statuses[c.kind] as status, c.trace, p.batch,
    p.grants[c.kind] as grant_id, p.keys[c.kind] as key_id, p.no as pack
  from interfaces.call_pack p,
    unnest(p.kinds, p.ids, p.ats, p.case_nos, p.subjects, p.row_counts, p.ms, p.traces) as c (kind, id, at, case_no, subject, row_count, ms, trace);

-- All calls, unpacked or not.
create view interfaces.call_seen as
  select id, at, interface, version, mode, application, organisation, provider, purpose, case_no, subject, fields, outcome, row_count, ms, status, trace,
    batch, grant_id, key_id
  from interfaces.call
  union all
  select id, at, interface, version, mode, application, organisation, provider, purpose, case_no, subject, fields, outcome, row_count, ms, status, trace,
    batch, grant_id, key_id
  from interfaces.call_packed;
