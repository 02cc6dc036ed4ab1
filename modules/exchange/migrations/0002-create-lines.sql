-- A department's system that the hub may read: from a pack or made on the console.
create table exchange.connection (
  id text primary key,
  title jsonb not null,
  organisation text not null,
  -- The department's system, as people call it; the railway map groups by it.
  system jsonb not null,
  kind text not null,
  settings jsonb not null,
  -- Sealed JSON, context `exchange.connection:<id>`; never leaves this column unsealed but to the connector.
  secret bytea,
  origin text not null check (origin in ('pack', 'console')),
  state text not null default 'active' check (state in ('active', 'paused')),
  -- {connections, rowsPerSecond?, hours?: [{from: 'HH:MM', to: 'HH:MM'}], logBytes, logSeconds}
  limits jsonb not null,
  -- The last look at it: {at, server?, findings, error?}
  report jsonb,
  created_at timestamptz not null,
  created_by text not null,
  -- Grows with each change; what runs compares it and begins again with the new settings.
  version int not null default 1,
  removed_at timestamptz
);

-- One table on the rail (线路): from a table of a source into the raw table of a resource.
create table exchange.line (
  id text primary key,
  connection_id text not null references exchange.connection (id),
  title jsonb not null,
  organisation text not null,
  resource text not null,
  schema_name text not null,
  table_name text not null,
  -- [{item, column, transform?, dateFormats?}]
  mapping jsonb not null,
  mode text not null check (mode in ('snapshot', 'cursor', 'capture')),
  cursor_column text,
  -- {everyMinutes?, cron?} for snapshot and cursor
  schedule jsonb,
  origin text not null check (origin in ('pack', 'console')),
  -- waiting: not begun; snapshot: being read whole; live: up to date or following; paused: by a person; held: by a fault that needs a
  -- person (drift, log budget, secret); failed: tried again by itself.
  state text not null default 'waiting' check (state in ('waiting', 'snapshot', 'live', 'paused', 'held', 'failed')),
  -- {code, text: {zh, en}, mend: {zh, en}, at} why it is held or failed
  fault jsonb,
  -- The shape the source last had: TableShape
  shape jsonb,
  -- Every change is also written to exchange.change, for those who ride along.
  streamed boolean not null default false,
  -- The newest position and time of the source that the lake holds, in the transaction that applied it.
  position text,
  source_at timestamptz,
  applied_at timestamptz,
  cursor_value text,
  rows_in_lake bigint,
  created_at timestamptz not null,
  created_by text not null,
  version int not null default 1,
  removed_at timestamptz
);
create index line_by_connection on exchange.line (connection_id);
create unique index line_in_use on exchange.line (connection_id, schema_name, table_name, resource) where removed_at is null;

-- The place of a capture in its source's log; one a connection, since a transaction of the source spans its tables.
create table exchange.capture (
  connection_id text primary key references exchange.connection (id),
  -- Written in the transaction that applied the changes up to it.
  position text,
  -- The name under which the source keeps its log for us.
  name text not null,
  received_at timestamptz,
  applied_at timestamptz,
  retained_bytes bigint,
  retained_seconds int,
  state text not null default 'idle' check (state in ('idle', 'running', 'backing-off', 'stopped')),
  fault jsonb
);

-- One reading of a whole table, in chunks that end one by one.
create table exchange.run (
  id uuid primary key,
  line_id text not null references exchange.line (id),
  reason text not null check (reason in ('first', 'asked', 'schedule', 'log-lost', 'drift', 'rewind')),
  state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  rows_expected bigint,
  rows_read bigint not null default 0,
  rows_good bigint not null default 0,
  rows_rejected bigint not null default 0,
  run_ms bigint not null default 0,
  inserted bigint not null default 0,
  updated bigint not null default 0,
  deleted bigint not null default 0,
  deletions_confirmed boolean not null default false,
  fault jsonb,
  trace text not null
);
create unique index run_open on exchange.run (line_id) where state in ('waiting', 'running');
create index run_by_line on exchange.run (line_id, id desc);

create table exchange.chunk (
  run_id uuid not null references exchange.run (id) on delete cascade,
  no int not null,
  part jsonb not null,
  estimated_rows bigint,
  done_at timestamptz,
  rows bigint,
  primary key (run_id, no)
);

-- What passed on a line in a minute: the map, the flow matrix and the line's charts are sums over it.
create table exchange.line_minute (
  line_id text not null references exchange.line (id),
  minute timestamptz not null,
  inserted bigint not null default 0,
  updated bigint not null default 0,
  deleted bigint not null default 0,
  rejected bigint not null default 0,
  bytes bigint not null default 0,
  transactions bigint not null default 0,
  -- Greatest delay from the source's commit to ours in this minute, milliseconds.
  lag_ms int,
  primary key (line_id, minute)
);

-- What happened on a line or connection, in words, for the timeline.
create table exchange.line_event (
  id uuid primary key,
  connection_id text not null,
  line_id text,
  at timestamptz not null,
  kind text not null,
  text jsonb not null,
  actor text not null
);
create index line_event_by_line on exchange.line_event (line_id, id desc);
create index line_event_by_connection on exchange.line_event (connection_id, id desc);

-- Rows and changes of lines that could not be taken, as they came (隔离区). Mended ones are replayed from here.
create table exchange.quarantined (
  id uuid primary key,
  line_id text not null references exchange.line (id),
  run_id uuid,
  at timestamptz not null,
  -- insert, update, delete: what the source did; read: a row of a snapshot.
  op text not null check (op in ('read', 'insert', 'update', 'delete')),
  position text,
  -- Row number in a snapshot or file, when there is one.
  row_no bigint,
  -- SM3-HMAC of the row's key (hex), to find rows of one key and to see that a newer one came.
  key_mark text,
  -- [{item?, code}]
  reasons jsonb not null,
  -- Sealed JSON {columns: [name], values: [text|null], bytes?: base64 of the line as it came}
  sealed bytea not null,
  state text not null default 'kept' check (state in ('kept', 'replayed', 'superseded', 'dropped')),
  ended_at timestamptz,
  ended_by text
);
create index quarantined_kept on exchange.quarantined (line_id, id) where state = 'kept';
create index quarantined_by_key on exchange.quarantined (line_id, key_mark) where state = 'kept';

-- A column of the source that no item takes yet: its values are held until someone catalogues and grades it.
create table exchange.held_column (
  line_id text not null references exchange.line (id),
  column_name text not null,
  column_type text not null,
  first_seen_at timestamptz not null,
  state text not null default 'held' check (state in ('held', 'catalogued', 'ignored')),
  item text,
  ended_at timestamptz,
  ended_by text,
  primary key (line_id, column_name)
);
-- The newest held value a key and column; key as the lake's key values (JSON array text), value sealed.
create table exchange.held_value (
  line_id text not null,
  column_name text not null,
  key jsonb not null,
  sealed bytea not null,
  at timestamptz not null,
  primary key (line_id, column_name, key),
  foreign key (line_id, column_name) references exchange.held_column (line_id, column_name) on delete cascade
);

-- The changes of streamed lines, in the order in which they entered the lake; written in the same transaction.
create table exchange.change (
  seq bigint generated always as identity primary key,
  line_id text not null,
  at timestamptz not null,
  position text not null,
  transaction text not null,
  -- c(reate) u(pdate) d(elete) r(ead) t(runcate), as in the Debezium envelope
  op text not null check (op in ('c', 'u', 'd', 'r', 't')),
  key jsonb,
  before jsonb,
  after jsonb,
  source_at timestamptz not null
);
create index change_by_line on exchange.change (line_id, seq);
create index change_by_time on exchange.change (at);

-- Systems of departments, connected or not (GOV-42), and vertical systems of ministries and provinces with what they take away (DAT-06).
create table exchange.island (
  id text primary key,
  system jsonb not null,
  organisation text not null,
  field text not null default 'other' check (field in ('service', 'enforcement', 'grassroots', 'other')),
  -- The connection through which it is on the rail; its lines say whether it is connected.
  connection_id text references exchange.connection (id),
  -- The day it is to be connected (of Shanghai).
  planned_for date,
  -- When its first line began to run.
  since timestamptz,
  vertical boolean not null default false,
  -- {zh, en} which local data it takes away
  takes jsonb,
  -- [{what: {zh, en}, askedAt, cameAt?, missing?: {zh, en}}] return-flow requests (数据回流), days of Shanghai
  returns jsonb not null default '[]',
  note text,
  created_at timestamptz not null,
  created_by text not null,
  version int not null default 1,
  removed_at timestamptz
);
create unique index island_in_use on exchange.island (organisation, (system ->> 'zh')) where removed_at is null;
create index island_by_connection on exchange.island (connection_id);

-- Rows that are to be read anew from the source, by key, in step with the capture: whoever runs the connection's rail does it.
create table exchange.reload (
  id uuid primary key,
  line_id text not null references exchange.line (id),
  -- Sealed JSON [[key values]], context `exchange.reload:<id>`
  sealed bytea not null,
  actor text not null,
  trace text not null,
  created_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'failed')),
  written int,
  removed int,
  -- {code, text} of a failed one
  fault jsonb,
  ended_at timestamptz
);
create index reload_waiting on exchange.reload (line_id, id) where state = 'waiting';
