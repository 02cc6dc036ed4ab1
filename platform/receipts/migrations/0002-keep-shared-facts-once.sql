-- Exchanges of one kind have most of their facts in common: a chunk keeps these once, as a shape, and of each exchange only its values. A shape is
-- the canonical JSON in pieces, a line each, between which the values stand (`facts`, a line each): canonical JSON has no line feed of its own.
-- What stands there from before has its facts whole, and no shape.
alter table platform.receipt_chunk
  add column shapes text[],
  -- Of each exchange the place of its shape, from 1; null: its facts are whole.
  add column shape_of int[];
alter table platform.receipt_chunk alter column shape_of set storage external;

create function platform.whole_facts(p_facts bytea, p_shape text) returns bytea language sql immutable as $$
  select case when p_shape is null then p_facts else convert_to((
    select string_agg(s.piece || coalesce(v.value, ''), '' order by s.place)
    from unnest(string_to_array(p_shape, E'\n')) with ordinality as s (piece, place)
    left join unnest(string_to_array(convert_from(p_facts, 'UTF8'), E'\n')) with ordinality as v (value, place) on v.place = s.place), 'UTF8') end;
$$;

create or replace view platform.receipt as
  select l.id, l.at, l.kind, l.provider, l.consumer, platform.whole_facts(l.facts, c.shapes[l.shape]) as facts, c.batch,
    (c.first_place + l.place - 1)::int as place
  from platform.receipt_chunk c,
    unnest(c.ids, c.ats, c.kinds, c.providers, c.consumers, c.facts, c.shape_of) with ordinality as l (id, at, kind, provider, consumer, facts, shape, place);

drop function platform.append_receipts(uuid[], timestamptz[], text[], text[], text[], bytea[], bytea);
create function platform.append_receipts(
  p_first_id uuid, p_last_id uuid, p_first_at timestamptz, p_last_at timestamptz, p_ids uuid[], p_at timestamptz[], p_kinds text[], p_providers text[],
  p_consumers text[], p_shapes text[], p_shape_of int[], p_facts bytea[], p_hashes bytea
) returns void language sql security definer set search_path = platform, pg_temp as $$
  insert into platform.receipt_chunk (first_id, last_id, first_at, last_at, ids, ats, kinds, providers, consumers, shapes, shape_of, facts, hashes)
  values (p_first_id, p_last_id, p_first_at, p_last_at, p_ids, p_at, p_kinds, p_providers, p_consumers, p_shapes, p_shape_of, p_facts, p_hashes);
$$;

create or replace function platform.find_receipts(p_ids uuid[]) returns setof platform.receipt
language plpgsql stable security definer set search_path = platform, pg_temp as $$
begin
  perform platform.receipts_caller();
  return query
    select l.id, l.at, l.kind, l.provider, l.consumer, platform.whole_facts(l.facts, c.shapes[l.shape]), c.batch, (c.first_place + l.place - 1)::int
    from unnest(p_ids) as asked (id)
    join platform.receipt_chunk c on c.first_id <= asked.id and c.last_id >= asked.id and asked.id = any(c.ids)
    cross join unnest(c.ids, c.ats, c.kinds, c.providers, c.consumers, c.facts, c.shape_of)
      with ordinality as l (id, at, kind, provider, consumer, facts, shape, place)
    where l.id = asked.id;
end $$;

create or replace function platform.list_receipts(
  p_from timestamptz, p_to timestamptz, p_kind text, p_providers text[], p_consumers text[], p_consumer text, p_before_at timestamptz, p_before_id uuid, p_limit int
) returns setof platform.receipt language plpgsql stable security definer set search_path = platform, pg_temp as $$
declare
  v_chunk platform.receipt_chunk;
  v_found int := 0;
  v_rows platform.receipt[] := '{}';
begin
  perform platform.receipts_caller();
  -- Chunks from the newest on, until there are enough exchanges that no chunk further down can hold a newer one.
  for v_chunk in
    select * from platform.receipt_chunk c
    where c.last_at >= p_from and c.last_at < p_to + interval '1 minute' and c.first_at < p_to
      and (p_before_at is null or c.first_at <= p_before_at)
      and (p_consumer is null or p_consumer = any(c.consumers))
      and (p_kind is null or p_kind = any(c.kinds))
      and (p_providers is null or c.providers && p_providers or c.consumers && p_consumers)
    order by c.last_at desc, c.no desc
  loop
    exit when v_found >= p_limit and v_chunk.last_at < (v_rows[p_limit]).at;
    v_rows := array(
      select row(r.id, r.at, r.kind, r.provider, r.consumer, r.facts, r.batch, r.place)::platform.receipt from (
        select * from unnest(v_rows)
        union all
        select l.id, l.at, l.kind, l.provider, l.consumer, platform.whole_facts(l.facts, v_chunk.shapes[l.shape]), v_chunk.batch,
          (v_chunk.first_place + l.place - 1)::int
        from unnest(v_chunk.ids, v_chunk.ats, v_chunk.kinds, v_chunk.providers, v_chunk.consumers, v_chunk.facts, v_chunk.shape_of)
          with ordinality as l (id, at, kind, provider, consumer, facts, shape, place)
        where l.at >= p_from and l.at < p_to
          and (p_kind is null or l.kind = p_kind)
          -- One side of the exchange is theirs: they gave it, or one of their applications took it. Both null: everyone's.
          and (p_providers is null or l.provider = any(p_providers) or l.consumer = any(p_consumers))
          and (p_consumer is null or l.consumer = p_consumer)
          and (p_before_at is null or (l.at, l.id) < (p_before_at, p_before_id))
      ) r order by r.at desc, r.id desc limit p_limit);
    v_found := cardinality(v_rows);
  end loop;
  return query select * from unnest(v_rows);
end $$;

-- Numbers drawn at random and instants do not compress; trying costs more than all else of a chunk.
alter table platform.receipt_chunk alter column ids set storage external, alter column ats set storage external;
