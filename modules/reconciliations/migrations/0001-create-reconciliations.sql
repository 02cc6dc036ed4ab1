-- One proof (对账): what a line's source and the lake were found to hold.
create table reconciliations.reconciliation (
  id uuid primary key,
  line_id text not null,
  line_title jsonb not null,
  resource text not null,
  organisation text not null,
  reason text not null check (reason in ('asked', 'schedule')),
  -- comparing: counts and digests of ranges; collecting: keys of ranges that differ; looking-again: are they different still?
  state text not null check (state in ('waiting', 'comparing', 'collecting', 'looking-again', 'mending', 'done', 'failed', 'cancelled')),
  outcome text check (outcome in ('equal', 'differs', 'too-many')),
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  asked_by text not null,
  trace text not null,
  source_rows bigint,
  lake_rows bigint,
  rejected_rows bigint,
  ranges int,
  ranges_differing int,
  -- Differed at first and no longer when looked at again: the capture was bringing them.
  passed_by int not null default 0,
  -- The capture had passed every look that counted.
  settled boolean not null default true,
  -- How far the present state is, in rows (comparing, collecting) or keys.
  done_units bigint not null default 0,
  expected_units bigint not null default 0,
  state_at timestamptz not null,
  -- {code, text: {zh, en}}
  fault jsonb
);
create unique index reconciliation_open on reconciliations.reconciliation (line_id)
  where state in ('waiting', 'comparing', 'collecting', 'looking-again', 'mending');
create index reconciliation_by_line on reconciliations.reconciliation (line_id, id desc);

-- A range of keys that differed at the first comparison.
create table reconciliations.differing_range (
  reconciliation_id uuid not null references reconciliations.reconciliation (id) on delete cascade,
  no int not null,
  source_rows bigint not null,
  lake_rows bigint not null,
  -- Sealed JSON {from, to, parts: [[from, to], …]}: keys are personal data. Context `reconciliations.differing_range:<id>:<no>`.
  sealed bytea not null,
  primary key (reconciliation_id, no)
);

-- A row that differs, or was suspected to. Context `reconciliations.differing_row:<id>`; sealed JSON {key, source?, lake?}.
create table reconciliations.differing_row (
  id uuid primary key,
  reconciliation_id uuid not null references reconciliations.reconciliation (id) on delete cascade,
  range_no int not null,
  kind text not null check (kind in ('missing', 'extra', 'changed')),
  -- suspected: not yet looked at again; in-motion: never stood still; refused: the source's row does not pass its checks.
  state text not null check (state in ('suspected', 'differs', 'mended', 'in-motion', 'refused')),
  -- Names of items that differ, for changed rows.
  items text[] not null default '{}',
  -- Asked to be mended, and by whom.
  asked_by text,
  sealed bytea not null
);
create index differing_row_in_order on reconciliations.differing_row (reconciliation_id, state, id);

-- How often a line is compared by itself.
create table reconciliations.setting (
  line_id text primary key,
  every_hours int check (every_hours between 1 and 720),
  -- Mend what is found without asking.
  mend boolean not null default false,
  changed_at timestamptz not null,
  changed_by text not null
);
