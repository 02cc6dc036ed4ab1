-- An exchange of data, as both sides will be able to prove it. Appended by any module in its own transaction; sealed afterwards by one process.
create table platform.receipt_leaf (
  id uuid primary key,
  at timestamptz not null,
  kind text not null,
  -- Organisation that gave the data.
  provider text not null,
  -- Application (or node) that took them.
  consumer text not null,
  -- Canonical JSON: what exactly is proved.
  facts bytea not null,
  batch bigint,
  place int
);
create index receipt_leaf_unsealed on platform.receipt_leaf (id) where batch is null;
create index receipt_leaf_by_batch on platform.receipt_leaf (batch, place) where batch is not null;
create index receipt_leaf_by_time on platform.receipt_leaf (at desc, id desc);

-- The leaves of one second: the root of their tree, the link to the batch before, and the platform's signature.
create table platform.receipt_batch (
  no bigint primary key,
  at timestamptz not null,
  leaves int not null,
  root bytea not null,
  previous bytea not null,
  hash bytea not null,
  key_version int not null,
  signature bytea not null
);

-- What consumers signed: the same head, with the key that they registered.
create table platform.receipt_signature (
  batch bigint not null references platform.receipt_batch (no),
  consumer text not null,
  certificate text not null,
  signature bytea not null,
  at timestamptz not null,
  primary key (batch, consumer)
);

create function platform.append_receipts(p_ids uuid[], p_at timestamptz[], p_kinds text[], p_providers text[], p_consumers text[], p_facts bytea[])
returns void language sql security definer set search_path = platform, pg_temp as $$
  insert into platform.receipt_leaf (id, at, kind, provider, consumer, facts)
  select * from unnest(p_ids, p_at, p_kinds, p_providers, p_consumers, p_facts);
$$;
