-- The trail of one officer, for data security; systems' reads, by far the most, are found by their place in the chain instead.
create index data_read_by_staff on platform.data_read (actor_id, seq desc) where actor_kind = 'staff';

-- The functions below are each for one module alone.
create function platform.demand_module(p_module text) returns void language plpgsql stable set search_path = platform, pg_temp as $$
declare
  v_role text := current_setting('role');
begin
  if v_role <> 'none' and v_role <> current_database() || '_' || p_module then
    raise exception 'role % may not ask what is for module %', v_role, p_module using errcode = 'insufficient_privilege';
  end if;
end $$;

-- What the subject may see, narrowed: never the officer, and nothing before its time. An application is named, a person never.
create function platform.reads_about(
  p_subject text, p_now timestamptz, p_id uuid, p_from timestamptz, p_to timestamptz, p_organisation text, p_case_no text,
  p_before_at timestamptz, p_before_id uuid, p_limit int
) returns table (id uuid, at timestamptz, organisation text, application text, channel text, resource text, fields text[], purpose jsonb, case_no text,
  legal_basis jsonb, trace text)
language plpgsql stable security definer set search_path = platform, pg_temp as $$
begin
  perform platform.demand_module('disclosures');
  return query select r.id, r.at, r.organisation, case when r.actor_kind = 'application' then r.actor_id end, r.channel, r.resource, r.fields, r.purpose,
      r.case_no, r.legal_basis, r.trace
    from platform.data_read r
    where r.subject = p_subject and r.visible_from <= p_now
      and (p_id is null or r.id = p_id)
      and (p_from is null or r.at >= p_from) and (p_to is null or r.at < p_to)
      and (p_organisation is null or r.organisation = p_organisation) and (p_case_no is null or r.case_no = p_case_no)
      and (p_before_at is null or (r.at, r.id) < (p_before_at, p_before_id))
    order by r.at desc, r.id desc limit p_limit;
end $$;

-- The same reads put together by office, or by case, newest first; and how many there were in all.
create function platform.read_groups_about(p_subject text, p_now timestamptz, p_from timestamptz, p_to timestamptz, p_by text, p_limit int)
returns table (organisation text, case_no text, reads bigint, items bigint, first_at timestamptz, last_at timestamptz, reads_in_all bigint, groups_in_all bigint)
language plpgsql stable security definer set search_path = platform, pg_temp as $$
begin
  perform platform.demand_module('disclosures');
  return query
    with seen as (
      select r.organisation as o, case when p_by = 'case' then r.case_no end as c, r.at, r.resource, r.fields
      from platform.data_read r
      where r.subject = p_subject and r.visible_from <= p_now
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

-- How often, by how many offices, how many different items: one row.
create function platform.read_figures_about(p_subject text, p_now timestamptz, p_from timestamptz)
returns table (reads bigint, organisations bigint, items bigint, last_at timestamptz)
language plpgsql stable security definer set search_path = platform, pg_temp as $$
begin
  perform platform.demand_module('disclosures');
  return query
    select count(*), count(distinct r.organisation),
      (select count(distinct (i.resource, f)) from platform.data_read i, unnest(i.fields) f
       where i.subject = p_subject and i.visible_from <= p_now and i.at >= p_from),
      (select max(l.at) from platform.data_read l where l.subject = p_subject and l.visible_from <= p_now)
    from platform.data_read r where r.subject = p_subject and r.visible_from <= p_now and r.at >= p_from;
end $$;

-- Who made one read: for the office itself, when it has to answer for it; never for the subject.
create function platform.reader_of(p_id uuid, p_organisation text) returns table (actor_kind text, actor_id text)
language plpgsql stable security definer set search_path = platform, pg_temp as $$
begin
  perform platform.demand_module('disclosures');
  return query select r.actor_kind, r.actor_id from platform.data_read r where r.id = p_id and r.organisation = p_organisation;
end $$;

-- Reads as the chain has them: one writer gives the places, whole batches at a time, so that nothing slower can appear below a place that was read.
create function platform.reads_after(p_seq bigint, p_limit int)
returns table (id uuid, at timestamptz, subject text, organisation text, actor_kind text, actor_id text, channel text, resource text, fields text[], purpose jsonb,
  case_no text, legal_basis jsonb, trace text, seq bigint)
language plpgsql stable security definer set search_path = platform, pg_temp as $$
begin
  perform platform.demand_module('data_security');
  return query select r.id, r.at, r.subject, r.organisation, r.actor_kind, r.actor_id, r.channel, r.resource, r.fields, r.purpose, r.case_no, r.legal_basis, r.trace, r.seq
    from platform.data_read r where r.seq > p_seq order by r.seq limit p_limit;
end $$;

-- What one account or application read between two places of the chain, newest first.
create function platform.reads_by(p_actor_kind text, p_actor_id text, p_from_seq bigint, p_to_seq bigint, p_limit int)
returns table (id uuid, at timestamptz, subject text, organisation text, actor_kind text, actor_id text, channel text, resource text, fields text[], purpose jsonb,
  case_no text, legal_basis jsonb, trace text, seq bigint)
language plpgsql stable security definer set search_path = platform, pg_temp as $$
begin
  perform platform.demand_module('data_security');
  if p_actor_kind = 'staff' then
    return query select r.id, r.at, r.subject, r.organisation, r.actor_kind, r.actor_id, r.channel, r.resource, r.fields, r.purpose, r.case_no, r.legal_basis, r.trace, r.seq
      from platform.data_read r
      where r.actor_kind = 'staff' and r.actor_id = p_actor_id and r.seq between p_from_seq and p_to_seq order by r.seq desc limit p_limit;
  else
    return query select r.id, r.at, r.subject, r.organisation, r.actor_kind, r.actor_id, r.channel, r.resource, r.fields, r.purpose, r.case_no, r.legal_basis, r.trace, r.seq
      from platform.data_read r
      where r.seq between p_from_seq and p_to_seq and r.actor_kind = p_actor_kind and r.actor_id = p_actor_id order by r.seq desc limit p_limit;
  end if;
end $$;
