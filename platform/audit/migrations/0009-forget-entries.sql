-- Gaps of entries too. Reads go by the three years that nobody may shorten; of entries the city sets the term (six months at least), so that such a
-- gap counts only under the platform's own signature: it looked at every row before it went, and says that none of them was a read.
alter table platform.audit_gap
  -- read: reads alone. entry: entries alone. both: entries, with gaps of reads beside them made one.
  add column kind text not null default 'read' check (kind in ('read', 'entry', 'both')),
  add column key_version int,
  add column signature bytea,
  add constraint audit_gap_signed check (kind = 'read' or signature is not null);
create index audit_gap_by_end on platform.audit_gap (to_seq);

-- Removes up to `p_limit` reads whose term is over, but none that somebody's open question is about (`p_held`) or that was made under a grant in dispute.
drop function platform.forget_reads(timestamptz, timestamptz, int);
create function platform.forget_reads(p_before timestamptz, p_now timestamptz, p_limit int, p_held uuid[], p_held_grants text[])
returns table (removed bigint, up_to bigint)
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
    -- As an array: a join would be planned for a tenth of the table, and read all of it.
    delete from platform.data_read r where r.id = any(array(
      select o.id from platform.data_read o where o.seq <= v_last and o.at < p_before and o.visible_from < p_before
        and o.id <> all(p_held) and (o.grant_id is null or o.grant_id <> all(p_held_grants))
      order by o.seq limit p_limit))
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
