-- The matters in use, for lists; what they say stands in the version.
create table matters.matter (
  id text primary key,
  version text not null,
  title_zh text not null,
  title_en text not null,
  organisation text not null,
  position int not null,
  in_use boolean not null default true,
  updated_at timestamptz not null
);

-- Every version that was ever in use: a running case keeps the one it began with. Never changed, never removed.
-- json, not jsonb: the order of a form's fields is part of what it says.
create table matters.matter_version (
  matter text not null,
  version text not null,
  definition json not null,
  decision_file text not null,
  decision_id text not null,
  first_seen_at timestamptz not null,
  primary key (matter, version)
);
