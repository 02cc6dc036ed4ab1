-- The grant in force when the read was made. Rows from before have none, and enter the chain as they did (sequencer.ts).
alter table platform.data_read add column grant_id text;

-- One read of many people at once: a file, a sandbox's result. Its subject is `list:<id>`; who is on the list stands once, however often the file is fetched.
-- Count and digest stand in the chained row, so that a list which was altered afterwards does not fit any more.
alter table platform.data_read add column list_id text;
alter table platform.data_read add column people int;
alter table platform.data_read add column list_digest bytea;
create index data_read_by_list on platform.data_read (list_id, at desc) where list_id is not null;

create table platform.read_list (
  id text primary key,
  -- Both null until the list's first read: from then on nobody joins it.
  people int,
  digest bytea
);
-- Its people in pieces of some thousands: one row a person cost seven times as much to write, and a piece is found by any of its people all the same.
create table platform.read_list_piece (
  list text not null references platform.read_list (id),
  no int not null,
  subjects text[] not null,
  primary key (list, no)
);
create index read_list_piece_by_subject on platform.read_list_piece using gin (subjects);

-- Where reads stood whose term of keeping is over: the chain goes on from `hash`, the hash of the last of them. Nothing whose checkpoint is
-- younger than `before` may lie in a gap (verify.ts).
create table platform.audit_gap (
  from_seq bigint primary key,
  to_seq bigint not null,
  hash bytea not null,
  before timestamptz not null,
  removed_at timestamptz not null
);

-- All reads about someone, those of lists among them. Plain, so that what is asked of it reaches the indexes; only for the functions below.
create function platform.reads_of_subject(p_subject text) returns setof platform.data_read language sql stable as $$
  select r.* from platform.data_read r where r.subject = p_subject
  union all
  select r.* from platform.data_read r where r.list_id in (select p.list from platform.read_list_piece p where p.subjects @> array[p_subject]);
$$;
revoke execute on function platform.reads_of_subject(text) from public;

drop function platform.record_read(uuid, timestamptz, text, text, text, text, text, text, text[], jsonb, text, jsonb, timestamptz, text);
create function platform.record_read(
  p_id uuid, p_at timestamptz, p_subject text, p_organisation text, p_actor_kind text, p_actor_id text, p_channel text,
  p_resource text, p_fields text[], p_purpose jsonb, p_case_no text, p_legal_basis jsonb, p_visible_from timestamptz, p_trace text, p_grant_id text
) returns void language sql security definer set search_path = platform, pg_temp as $$
  insert into platform.data_read (id, at, subject, organisation, actor_kind, actor_id, channel, resource, fields, purpose, case_no, legal_basis, visible_from, trace, grant_id)
  values (p_id, p_at, p_subject, p_organisation, p_actor_kind, p_actor_id, p_channel, p_resource, p_fields, p_purpose, p_case_no, p_legal_basis, p_visible_from, p_trace,
    p_grant_id);
$$;

drop function platform.record_reads(uuid[], timestamptz, text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], timestamptz[], text[]);
create function platform.record_reads(
  p_ids uuid[], p_at timestamptz, p_subjects text[], p_organisations text[], p_actor_kinds text[], p_actor_ids text[], p_channels text[],
  p_resources text[], p_fields text[], p_purposes text[], p_case_nos text[], p_legal_bases text[], p_visible_from timestamptz[], p_traces text[], p_grant_ids text[]
) returns void language sql security definer set search_path = platform, pg_temp as $$
  insert into platform.data_read (id, at, subject, organisation, actor_kind, actor_id, channel, resource, fields, purpose, case_no, legal_basis, visible_from, trace, grant_id)
  select n.id, p_at, n.subject, n.organisation, n.actor_kind, n.actor_id, n.channel, n.resource,
    n.fields::text[], n.purpose::jsonb, n.case_no, n.legal_basis::jsonb, n.visible_from, n.trace, n.grant_id
  from unnest(p_ids, p_subjects, p_organisations, p_actor_kinds, p_actor_ids, p_channels, p_resources, p_fields, p_purposes, p_case_nos,
    p_legal_bases, p_visible_from, p_traces, p_grant_ids)
    as n (id, subject, organisation, actor_kind, actor_id, channel, resource, fields, purpose, case_no, legal_basis, visible_from, trace, grant_id);
$$;

-- Puts people on a list, some thousands at a time, each piece once; false when the list has been read already, and so is complete.
create function platform.add_to_read_list(p_list text, p_no int, p_subjects text[]) returns boolean
language plpgsql security definer set search_path = platform, pg_temp as $$
begin
  insert into platform.read_list (id) values (p_list) on conflict do nothing;
  perform 1 from platform.read_list l where l.id = p_list and l.digest is null for update;
  if not found then return false; end if;
  insert into platform.read_list_piece (list, no, subjects) values (p_list, p_no, p_subjects) on conflict do nothing;
  return true;
end $$;

-- The digest of a list: SHA-256 over the SHA-256 of its pieces in order.
create function platform.read_list_digest(p_list text) returns bytea language sql stable set search_path = platform, pg_temp as $$
  select sha256(coalesce(string_agg(sha256(convert_to(array_to_string(p.subjects, ','), 'UTF8')), ''::bytea order by p.no), ''::bytea))
  from platform.read_list_piece p where p.list = p_list;
$$;

-- One read of all who are on a list, in one row; the first closes the list. Nothing is written for an empty list.
create function platform.record_list_read(
  p_id uuid, p_at timestamptz, p_list text, p_organisation text, p_actor_kind text, p_actor_id text, p_channel text, p_resource text, p_fields text[],
  p_purpose jsonb, p_case_no text, p_legal_basis jsonb, p_visible_from timestamptz, p_trace text, p_grant_id text
) returns int language plpgsql security definer set search_path = platform, pg_temp as $$
declare
  v_list platform.read_list;
begin
  update platform.read_list l set people = (select count(distinct one) from platform.read_list_piece p, unnest(p.subjects) one where p.list = l.id), digest = platform.read_list_digest(l.id)
    where l.id = p_list and l.digest is null;
  select * into v_list from platform.read_list l where l.id = p_list;
  if v_list.id is null or v_list.people = 0 then return 0; end if;
  insert into platform.data_read (id, at, subject, organisation, actor_kind, actor_id, channel, resource, fields, purpose, case_no, legal_basis, visible_from, trace, grant_id,
    list_id, people, list_digest)
  values (p_id, p_at, 'list:' || p_list, p_organisation, p_actor_kind, p_actor_id, p_channel, p_resource, p_fields, p_purpose, p_case_no, p_legal_basis, p_visible_from,
    p_trace, p_grant_id, p_list, v_list.people, v_list.digest);
  return v_list.people;
end $$;

create or replace function platform.reads_of(p_subject text, p_now timestamptz, p_before_at timestamptz, p_before_id uuid, p_limit int)
returns table (id uuid, at timestamptz, organisation text, channel text, resource text, fields text[], purpose jsonb, case_no text, legal_basis jsonb)
language sql stable security definer set search_path = platform, pg_temp as $$
  select id, at, organisation, channel, resource, fields, purpose, case_no, legal_basis
  from platform.reads_of_subject(p_subject)
  where visible_from <= p_now
    and (p_before_at is null or (at, id) < (p_before_at, p_before_id))
  order by at desc, id desc limit p_limit;
$$;

drop function platform.reads_about(text, timestamptz, uuid, timestamptz, timestamptz, text, text, timestamptz, uuid, int);
create function platform.reads_about(
  p_subject text, p_now timestamptz, p_id uuid, p_from timestamptz, p_to timestamptz, p_organisation text, p_case_no text,
  p_before_at timestamptz, p_before_id uuid, p_limit int
) returns table (id uuid, at timestamptz, organisation text, application text, channel text, resource text, fields text[], purpose jsonb, case_no text,
  legal_basis jsonb, trace text, grant_id text, people int)
language plpgsql stable security definer set search_path = platform, pg_temp as $$
begin
  perform platform.demand_module('disclosures');
  return query select r.id, r.at, r.organisation, case when r.actor_kind = 'application' then r.actor_id end, r.channel, r.resource, r.fields, r.purpose,
      r.case_no, r.legal_basis, r.trace, r.grant_id, r.people
    from platform.reads_of_subject(p_subject) r
    where r.visible_from <= p_now
      and (p_id is null or r.id = p_id)
      and (p_from is null or r.at >= p_from) and (p_to is null or r.at < p_to)
      and (p_organisation is null or r.organisation = p_organisation) and (p_case_no is null or r.case_no = p_case_no)
      and (p_before_at is null or (r.at, r.id) < (p_before_at, p_before_id))
    order by r.at desc, r.id desc limit p_limit;
end $$;

create or replace function platform.read_groups_about(p_subject text, p_now timestamptz, p_from timestamptz, p_to timestamptz, p_by text, p_limit int)
returns table (organisation text, case_no text, reads bigint, items bigint, first_at timestamptz, last_at timestamptz, reads_in_all bigint, groups_in_all bigint)
language plpgsql stable security definer set search_path = platform, pg_temp as $$
begin
  perform platform.demand_module('disclosures');
  return query
    with seen as (
      select r.organisation as o, case when p_by = 'case' then r.case_no end as c, r.at, r.resource, r.fields
      from platform.reads_of_subject(p_subject) r
      where r.visible_from <= p_now
        and (p_from is null or r.at >= p_from) and (p_to is null or r.at < p_to) and (p_by <> 'case' or r.case_no is not null)
    ), told as (
      select s.o, s.c, count(*) as n, min(s.at) as a, max(s.at) as z from seen s group by s.o, s.c
    ), named as (
      select s.o, s.c, count(distinct (s.resource, f)) as n from seen s, unnest(s.fields) f group by s.o, s.c
    )
    select t.o, t.c, t.n, coalesce(m.n, 0), t.a, t.z, sum(t.n) over ()::bigint, count(*) over ()
    from told t left join named m on m.o = t.o and m.c is not distinct from t.c
    order by t.z desc, t.o limit p_limit;
end $$;

create or replace function platform.read_figures_about(p_subject text, p_now timestamptz, p_from timestamptz)
returns table (reads bigint, organisations bigint, items bigint, last_at timestamptz)
language plpgsql stable security definer set search_path = platform, pg_temp as $$
begin
  perform platform.demand_module('disclosures');
  return query
    select count(*), count(distinct r.organisation),
      (select count(distinct (i.resource, f)) from platform.reads_of_subject(p_subject) i, unnest(i.fields) f
       where i.visible_from <= p_now and i.at >= p_from),
      (select max(l.at) from platform.reads_of_subject(p_subject) l where l.visible_from <= p_now)
    from platform.reads_of_subject(p_subject) r where r.visible_from <= p_now and r.at >= p_from;
end $$;

drop function platform.reads_after(bigint, int);
create function platform.reads_after(p_seq bigint, p_limit int)
returns table (id uuid, at timestamptz, subject text, organisation text, actor_kind text, actor_id text, channel text, resource text, fields text[], purpose jsonb,
  case_no text, legal_basis jsonb, trace text, seq bigint, grant_id text, list_id text, people int)
language plpgsql stable security definer set search_path = platform, pg_temp as $$
begin
  perform platform.demand_module('data_security');
  return query select r.id, r.at, r.subject, r.organisation, r.actor_kind, r.actor_id, r.channel, r.resource, r.fields, r.purpose, r.case_no, r.legal_basis, r.trace, r.seq,
    r.grant_id, r.list_id, r.people
    from platform.data_read r where r.seq > p_seq order by r.seq limit p_limit;
end $$;

drop function platform.reads_by(text, text, bigint, bigint, int);
create function platform.reads_by(p_actor_kind text, p_actor_id text, p_from_seq bigint, p_to_seq bigint, p_limit int)
returns table (id uuid, at timestamptz, subject text, organisation text, actor_kind text, actor_id text, channel text, resource text, fields text[], purpose jsonb,
  case_no text, legal_basis jsonb, trace text, seq bigint, grant_id text, list_id text, people int)
language plpgsql stable security definer set search_path = platform, pg_temp as $$
begin
  perform platform.demand_module('data_security');
  if p_actor_kind = 'staff' then
    return query select r.id, r.at, r.subject, r.organisation, r.actor_kind, r.actor_id, r.channel, r.resource, r.fields, r.purpose, r.case_no, r.legal_basis, r.trace, r.seq,
        r.grant_id, r.list_id, r.people
      from platform.data_read r
      where r.actor_kind = 'staff' and r.actor_id = p_actor_id and r.seq between p_from_seq and p_to_seq order by r.seq desc limit p_limit;
  else
    return query select r.id, r.at, r.subject, r.organisation, r.actor_kind, r.actor_id, r.channel, r.resource, r.fields, r.purpose, r.case_no, r.legal_basis, r.trace, r.seq,
        r.grant_id, r.list_id, r.people
      from platform.data_read r
      where r.seq between p_from_seq and p_to_seq and r.actor_kind = p_actor_kind and r.actor_id = p_actor_id order by r.seq desc limit p_limit;
  end if;
end $$;

-- Which of these people are on the list of a read.
create function platform.on_read_list(p_list text, p_subjects text[]) returns setof text
language plpgsql stable security definer set search_path = platform, pg_temp as $$
begin
  perform platform.demand_module('data_security');
  return query select distinct one from unnest(p_subjects) one
    where exists (select 1 from platform.read_list_piece p where p.list = p_list and p.subjects @> array[one]);
end $$;

-- Removes up to `p_limit` reads whose term is over: read, shown and signed before `p_before`. Where they stood the chain keeps a gap; its head stays.
-- How many went, and the last place that was looked at. Asked by disclosures alone, which writes it into the audit.
create function platform.forget_reads(p_before timestamptz, p_now timestamptz, p_limit int) returns table (removed bigint, up_to bigint)
language plpgsql security definer set search_path = platform, pg_temp as $$
declare
  v_last bigint;
  v_removed bigint;
  v_up_to bigint;
  v_lists text[];
begin
  perform platform.demand_module('disclosures');
  select max(c.seq) into v_last from platform.audit_checkpoint c where c.at < p_before;
  v_last := least(v_last, (select max(h.seq) - 1 from ((select max(e.seq) as seq from platform.audit_entry e) union all (select max(r.seq) from platform.data_read r)) h));
  with going as (
    delete from platform.data_read r where r.id in (
      select o.id from platform.data_read o where o.seq <= v_last and o.at < p_before and o.visible_from < p_before order by o.seq limit p_limit)
    returning r.seq, r.hash, r.list_id
  ), gaps as (
    insert into platform.audit_gap (from_seq, to_seq, hash, before, removed_at)
      select min(g.seq), max(g.seq), (array_agg(g.hash order by g.seq desc))[1], p_before, p_now
      from (select i.seq, i.hash, i.seq - row_number() over (order by i.seq) as island from going i) g group by g.island
  )
  select count(*), max(g.seq), array_agg(distinct g.list_id) filter (where g.list_id is not null) into v_removed, v_up_to, v_lists from going g;
  v_lists := array(select l from unnest(v_lists) l where not exists (select 1 from platform.data_read r where r.list_id = l));
  delete from platform.read_list_piece p where p.list = any(v_lists);
  delete from platform.read_list d where d.id = any(v_lists);
  return query select v_removed, v_up_to;
end $$;
