-- Exchanges of data, as both sides will be able to prove them. A chunk is what one transaction appended: its exchanges lie together, so that
-- neither appending nor sealing touches a row (and its indexes) an exchange. Ids are UUIDs of version 7, in the order of time: a chunk is found
-- by the range that its ids lie in.
create table platform.receipt_chunk (
  no bigint generated always as identity primary key,
  first_id uuid not null,
  last_id uuid not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  -- Of each exchange, in their order: id, time, kind, organisation that gave, application (or node) that took.
  ids uuid[] not null,
  ats timestamptz[] not null,
  kinds text[] not null,
  providers text[] not null,
  consumers text[] not null,
  -- Canonical JSON each: what exactly is proved.
  facts bytea[] not null,
  -- SM3(0x00 ‖ facts) of each, 32 bytes after 32 bytes.
  hashes bytea not null,
  batch bigint,
  -- Place of the chunk's first leaf in its batch.
  first_place int
);
-- Hashes do not compress, and facts are mostly hashes.
alter table platform.receipt_chunk alter column facts set storage external, alter column hashes set storage external;
create index receipt_chunk_unsealed on platform.receipt_chunk (no) where batch is null;
create index receipt_chunk_by_batch on platform.receipt_chunk (batch, first_place) where batch is not null;
create index receipt_chunk_by_id on platform.receipt_chunk (first_id, last_id);
create index receipt_chunk_by_time on platform.receipt_chunk (last_at desc, no desc);

-- The leaves of one second: the root of their tree, the link to the batch before, and the platform's signature over the head.
create table platform.receipt_batch (
  no bigint primary key,
  at timestamptz not null,
  leaves int not null,
  root bytea not null,
  -- SM3 of the head before (32 zeros for the first).
  previous bytea not null,
  -- SM3 of this head.
  hash bytea not null,
  -- DER, of the key that signed.
  certificate bytea not null,
  signature bytea not null
);

-- Who took something in a batch, with their own signature over the same head once they gave it.
create table platform.receipt_consumer (
  consumer text not null,
  batch bigint not null references platform.receipt_batch (no),
  certificate bytea,
  signature bytea,
  at timestamptz,
  primary key (consumer, batch)
);
create index receipt_consumer_by_batch on platform.receipt_consumer (batch);
create index receipt_consumer_unsigned on platform.receipt_consumer (consumer, batch) where signature is null;

create function platform.append_receipts(
  p_ids uuid[], p_at timestamptz[], p_kinds text[], p_providers text[], p_consumers text[], p_facts bytea[], p_hashes bytea
) returns void language sql security definer set search_path = platform, pg_temp as $$
  insert into platform.receipt_chunk (first_id, last_id, first_at, last_at, ids, ats, kinds, providers, consumers, facts, hashes)
  select i.first, i.last, t.first, t.last, p_ids, p_at, p_kinds, p_providers, p_consumers, p_facts, p_hashes
  from (select min(id::text)::uuid as first, max(id::text)::uuid as last from unnest(p_ids) as n (id)) i,
    (select min(at) as first, max(at) as last from unnest(p_at) as n (at)) t;
$$;

-- What the module `receipts` shows and takes: no other module needs more than to append.
create view platform.receipt as
  select l.id, l.at, l.kind, l.provider, l.consumer, l.facts, c.batch, (c.first_place + l.place - 1)::int as place
  from platform.receipt_chunk c,
    unnest(c.ids, c.ats, c.kinds, c.providers, c.consumers, c.facts) with ordinality as l (id, at, kind, provider, consumer, facts, place);

create function platform.receipts_caller() returns void language plpgsql as $$
begin
  if current_setting('role') <> 'none' and current_setting('role') <> current_database() || '_receipts' then
    raise exception 'role % may not read receipts', current_setting('role') using errcode = 'insufficient_privilege';
  end if;
end $$;

create function platform.find_receipts(p_ids uuid[]) returns setof platform.receipt
language plpgsql stable security definer set search_path = platform, pg_temp as $$
begin
  perform platform.receipts_caller();
  return query
    select l.id, l.at, l.kind, l.provider, l.consumer, l.facts, c.batch, (c.first_place + l.place - 1)::int
    from unnest(p_ids) as asked (id)
    join platform.receipt_chunk c on c.first_id <= asked.id and c.last_id >= asked.id and asked.id = any(c.ids)
    cross join unnest(c.ids, c.ats, c.kinds, c.providers, c.consumers, c.facts)
      with ordinality as l (id, at, kind, provider, consumer, facts, place)
    where l.id = asked.id;
end $$;

create function platform.list_receipts(
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
        select l.id, l.at, l.kind, l.provider, l.consumer, l.facts, v_chunk.batch, (v_chunk.first_place + l.place - 1)::int
        from unnest(v_chunk.ids, v_chunk.ats, v_chunk.kinds, v_chunk.providers, v_chunk.consumers, v_chunk.facts)
          with ordinality as l (id, at, kind, provider, consumer, facts, place)
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

create function platform.receipt_batches(p_from bigint, p_to bigint) returns setof platform.receipt_batch
language plpgsql stable security definer set search_path = platform, pg_temp as $$
begin
  perform platform.receipts_caller();
  return query select * from platform.receipt_batch b where b.no between p_from and p_to order by b.no;
end $$;

create function platform.list_receipt_batches(p_before bigint, p_limit int) returns setof platform.receipt_batch
language plpgsql stable security definer set search_path = platform, pg_temp as $$
begin
  perform platform.receipts_caller();
  return query select * from platform.receipt_batch b where p_before is null or b.no < p_before order by b.no desc limit p_limit;
end $$;

create function platform.receipt_consumers(p_batches bigint[]) returns setof platform.receipt_consumer
language plpgsql stable security definer set search_path = platform, pg_temp as $$
begin
  perform platform.receipts_caller();
  return query select * from platform.receipt_consumer c where c.batch = any(p_batches) order by c.batch, c.consumer;
end $$;

create function platform.unsigned_receipt_batches(p_consumer text, p_after bigint, p_limit int) returns setof platform.receipt_batch
language plpgsql stable security definer set search_path = platform, pg_temp as $$
begin
  perform platform.receipts_caller();
  return query select b.* from platform.receipt_consumer c join platform.receipt_batch b on b.no = c.batch
    where c.consumer = p_consumer and c.signature is null and c.batch > p_after order by c.batch limit p_limit;
end $$;

-- The hashes of all leaves of a batch, in their order.
create function platform.receipt_leaf_hashes(p_batch bigint) returns bytea
language plpgsql stable security definer set search_path = platform, pg_temp as $$
begin
  perform platform.receipts_caller();
  return (select string_agg(c.hashes, ''::bytea order by c.first_place) from platform.receipt_chunk c where c.batch = p_batch);
end $$;

-- A consumer's signature over a head, taken once. Whoever calls has verified it.
create function platform.sign_receipt_batch(p_batch bigint, p_consumer text, p_certificate bytea, p_signature bytea, p_at timestamptz) returns int
language plpgsql security definer set search_path = platform, pg_temp as $$
declare
  v_signed int;
begin
  perform platform.receipts_caller();
  update platform.receipt_consumer c set certificate = p_certificate, signature = p_signature, at = p_at
    where c.batch = p_batch and c.consumer = p_consumer and c.signature is null;
  get diagnostics v_signed = row_count;
  return v_signed;
end $$;
