-- What the packs in use say of divisions and organisations, kept so that the module's own records can be joined to them and
-- so that one that a pack no longer names is still known to have been there.
create table organisations.division (
  code text primary key,
  name jsonb not null,
  level text not null,
  parent text references organisations.division (code) deferrable initially deferred,
  pack text not null,
  pack_version text not null,
  hash text not null,
  changed_at timestamptz not null,
  removed_at timestamptz
);
create index division_by_parent on organisations.division (parent);

create table organisations.organisation (
  id text primary key,
  credit_code text not null,
  name jsonb not null,
  short jsonb not null,
  division text not null references organisations.division (code) deferrable initially deferred,
  parent text references organisations.organisation (id) deferrable initially deferred,
  kind text not null,
  pack text not null,
  pack_version text not null,
  hash text not null,
  changed_at timestamptz not null,
  removed_at timestamptz
);
create index organisation_by_parent on organisations.organisation (parent);
create index organisation_by_division on organisations.organisation (division);
