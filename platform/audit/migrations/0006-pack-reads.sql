-- Reads that one transaction recorded, in one row: systems read in thousands a second. The sequencer unpacks them into `platform.data_read` when it gives
-- them their places in the chain, in the same transaction that takes the pack away: a read stands in one of the two, and `read_seen` shows both.
create table platform.read_pack (
  no bigint generated always as identity primary key,
  at timestamptz not null,
  -- What reads have in common, once for each kind of read. `fields`: an array of texts in PostgreSQL's own writing.
  organisations text[] not null,
  actor_kinds text[] not null,
  actor_ids text[] not null,
  channels text[] not null,
  resources text[] not null,
  fields text[] not null,
  purposes jsonb[] not null,
  legal_bases jsonb[] not null,
  grant_ids text[] not null,
  -- Of each read, in their order; `kinds` is the place among the above, from 1.
  kinds int[] not null,
  ids uuid[] not null,
  subjects text[] not null,
  case_nos text[] not null,
  visible_froms timestamptz[] not null,
  traces text[] not null
);
-- It lives for seconds: pressing it together would cost more than its place.
alter table platform.read_pack alter column kinds set storage external, alter column ids set storage external, alter column subjects set storage external,
  alter column case_nos set storage external, alter column visible_froms set storage external, alter column traces set storage external;

create view platform.read_packed as
  select c.id, p.at, c.subject, p.organisations[c.kind] as organisation, p.actor_kinds[c.kind] as actor_kind, p.actor_ids[c.kind] as actor_id,
    p.channels[c.kind] as channel, p.resources[c.kind] as resource, p.fields[c.kind]::text[] as fields, p.purposes[c.kind] as purpose, c.case_no,
    p.legal_bases[c.kind] as legal_basis, c.visible_from, c.trace, p.grant_ids[c.kind] as grant_id, p.no as pack
  from platform.read_pack p,
    unnest(p.kinds, p.ids, p.subjects, p.case_nos, p.visible_froms, p.traces) as c (kind, id, subject, case_no, visible_from, trace);

-- All reads of single people, unpacked or not.
create view platform.read_seen as
  select id, at, subject, organisation, actor_kind, actor_id, channel, resource, fields, purpose, case_no, legal_basis, visible_from, trace, grant_id
  from platform.data_read
  union all
  select id, at, subject, organisation, actor_kind, actor_id, channel, resource, fields, purpose, case_no, legal_basis, visible_from, trace, grant_id
  from platform.read_packed;

-- All reads about someone, those of lists and those still packed among them: all that tells reads to their subject goes by this. Packs are few, and
-- live for seconds: they are looked through.
create or replace function platform.reads_of_subject(p_subject text) returns setof platform.data_read language sql stable as $$
  select r.* from platform.data_read r where r.subject = p_subject
  union all
  select r.* from platform.data_read r where r.list_id in (select p.list from platform.read_list_piece p where p.subjects @> array[p_subject])
  union all
  select r.id, r.at, r.subject, r.organisation, r.actor_kind, r.actor_id, r.channel, r.resource, r.fields, r.purpose, r.case_no, r.legal_basis,
    r.visible_from, r.trace, null::bigint, null::bytea, r.grant_id, null::text, null::int, null::bytea
  from platform.read_packed r where r.pack in (select p.no from platform.read_pack p where p_subject = any(p.subjects)) and r.subject = p_subject;
$$;

create or replace function platform.reader_of(p_id uuid, p_organisation text) returns table (actor_kind text, actor_id text)
language plpgsql stable security definer set search_path = platform, pg_temp as $$
begin
  perform platform.demand_module('disclosures');
  return query select r.actor_kind, r.actor_id from platform.read_seen r where r.id = p_id and r.organisation = p_organisation;
end $$;

create function platform.pack_reads(
  p_at timestamptz, p_organisations text[], p_actor_kinds text[], p_actor_ids text[], p_channels text[], p_resources text[], p_fields text[],
  p_purposes text[], p_legal_bases text[], p_grant_ids text[], p_kinds int[], p_ids uuid[], p_subjects text[], p_case_nos text[],
  p_visible_froms timestamptz[], p_traces text[]
) returns void language sql security definer set search_path = platform, pg_temp as $$
  insert into platform.read_pack (at, organisations, actor_kinds, actor_ids, channels, resources, fields, purposes, legal_bases, grant_ids, kinds, ids,
    subjects, case_nos, visible_froms, traces)
  values (p_at, p_organisations, p_actor_kinds, p_actor_ids, p_channels, p_resources, p_fields, p_purposes::jsonb[], p_legal_bases::jsonb[], p_grant_ids, p_kinds, p_ids,
    p_subjects, p_case_nos, p_visible_froms, p_traces);
$$;
