create table nodes.entry (
  id uuid primary key,
  title text not null check (title <> ''),
  added_at timestamptz not null
);
