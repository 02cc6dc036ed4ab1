-- What was last built of each registry; the records themselves are in the lake.
create table base_registries.registry (
  id text primary key,
  version text not null,
  records bigint not null,
  -- Field → records that have a value in it.
  filled jsonb not null,
  built_at timestamptz not null
);

-- Loads whose rows are not in a registry yet. Written by the reaction, removed by the build in the transaction of its effects.
create table base_registries.pending_load (
  registry text not null,
  load_id uuid not null,
  resource text not null,
  trace text not null,
  at timestamptz not null,
  seq bigint generated always as identity,
  primary key (registry, load_id)
);
create index pending_load_in_order on base_registries.pending_load (registry, seq);
