-- Items that were catalogued on the console, beside the packs' definitions: a new column of a source that someone named and graded.
create table catalogue.added_item (
  resource text not null,
  name text not null,
  -- In the order in which they were added: columns of the lake are never moved.
  no bigint generated always as identity,
  definition jsonb not null,
  added_at timestamptz not null,
  added_by text not null,
  primary key (resource, name)
);
