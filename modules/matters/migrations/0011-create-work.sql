-- Versions of matters made on the console, from Excel or by a pack added while the server runs: draft, reviewed, published. What was
-- published stays for ever; `source` is what matter.yaml would say, `files` the form, decision and process beside it.
create table matters.work (
  id uuid primary key,
  matter text not null,
  no int not null,
  state text not null check (state in ('draft', 'submitted', 'approved', 'published', 'superseded')),
  origin text not null check (origin in ('console', 'excel', 'pack')),
  pack text,
  pack_version text,
  based_on text,
  organisation text not null,
  -- json, not jsonb: the order of fields is part of what is written.
  source json not null,
  files json not null,
  note text,
  editors text[] not null,
  revision int not null default 0,
  submitted_at timestamptz,
  submitted_by text,
  reviewed_at timestamptz,
  reviewed_by text,
  returned_at timestamptz,
  returned_reason text,
  publish_on date,
  published_at timestamptz,
  -- The version of the merged matter that it became.
  version text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (matter, no)
);
create unique index one_open_work on matters.work (matter) where state in ('draft', 'submitted', 'approved');
create unique index one_published_work on matters.work (matter) where state = 'published';

-- Matters taken out of use on the console, with the reason.
create table matters.retirement (
  matter text primary key,
  at timestamptz not null,
  by_account text not null,
  reason text not null
);
