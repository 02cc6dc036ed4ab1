-- What the packs in use offer, mirrored at start so that it can be searched and joined; the figures come from events.
create table catalogue.resource (
  id text primary key,
  version text not null,
  pack text not null,
  provider text not null,
  terms text[] not null,
  changed_at timestamptz not null,
  -- A pack no longer names it: its rows and versions stay.
  removed_at timestamptz,
  row_count bigint not null default 0,
  last_load_at timestamptz
);
create index resource_by_terms on catalogue.resource using gin (terms);

-- Every version ever in use, whole: what a row of the lake was checked against.
create table catalogue.resource_version (
  resource text not null references catalogue.resource (id) deferrable initially deferred,
  version text not null,
  definition jsonb not null,
  first_used_at timestamptz not null,
  primary key (resource, version)
);

create table catalogue.item (
  resource text not null references catalogue.resource (id) deferrable initially deferred,
  name text not null,
  position int not null,
  title jsonb not null,
  type text not null,
  required boolean not null,
  personal boolean not null,
  grade int not null,
  mask text,
  primary key (resource, name)
);
create index item_by_name on catalogue.item (name);
