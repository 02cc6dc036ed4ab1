-- One taking-in of one source. Rows never leave this table: they are the history that figures are counted from.
create table exchange.load (
  id uuid primary key,
  source_id text not null,
  resource text not null,
  organisation text not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed')),
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  -- Grows when a process died and the load was begun again.
  attempts int not null default 0,
  -- Someone looked and said that more than half of the rows may go.
  deletions_confirmed boolean not null default false,
  rows_expected bigint,
  rows_read bigint not null default 0,
  rows_good bigint not null default 0,
  rows_rejected bigint not null default 0,
  inserted bigint not null default 0,
  updated bigint not null default 0,
  deleted bigint not null default 0,
  -- Time at work in this attempt, for rate and time left.
  run_ms bigint not null default 0,
  -- Reason code → rows.
  reasons jsonb not null default '{}',
  -- {code, text: {zh, en}} of a failed load.
  error jsonb,
  trace text not null
);
-- One open load a source, whatever asks for it and from how many processes.
create unique index load_open on exchange.load (source_id) where state in ('waiting', 'running');
create index load_by_source on exchange.load (source_id, id desc);
create index load_by_finish on exchange.load (finished_at) where finished_at is not null;

-- Rows that did not pass, with every reason and what the source gave, sealed.
create table exchange.rejected_row (
  id uuid primary key,
  load_id uuid not null references exchange.load (id),
  row_no bigint not null,
  -- [{item?, code}]
  reasons jsonb not null,
  sealed bytea not null
);
create index rejected_row_by_load on exchange.rejected_row (load_id, row_no, id);
