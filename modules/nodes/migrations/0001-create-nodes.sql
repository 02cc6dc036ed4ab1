-- This node as others know it (本节点); one row.
create table nodes.self (
  one boolean primary key default true check (one),
  id text not null,
  name jsonb not null,
  division text not null,
  organisation text not null,
  -- Null: the deployment's PUBLIC_URL.
  url text,
  changed_at timestamptz not null
);

-- Another node (上级或下级节点).
create table nodes.peer (
  id text primary key,
  role text not null check (role in ('parent', 'child')),
  state text not null check (state in ('to-confirm', 'asked', 'active', 'refused', 'revoked')),
  name jsonb not null,
  division text not null,
  organisation text not null,
  url text not null,
  -- SM2, 65 bytes: only what this key signed is believed. The id is made from it.
  public_key bytea not null,
  asked_at timestamptz not null,
  asked_by text,
  decided_at timestamptz,
  decided_by text,
  reason text,
  heard_at timestamptz,
  told_at timestamptz,
  fault jsonb,
  next_try_at timestamptz,
  -- Nodes below a child, as it told them.
  tree jsonb not null default '[]'
);

-- Messages taken, so that none is taken twice; kept as long as a message is fresh.
create table nodes.nonce (
  peer_id text not null,
  nonce text not null,
  at timestamptz not null,
  primary key (peer_id, nonce)
);
create index nonce_by_time on nodes.nonce (at);

-- A request for data that the other node holds about our division (数据回流申请), on both sides.
create table nodes.request (
  id uuid primary key,
  peer_id text not null references nodes.peer (id),
  direction text not null check (direction in ('out', 'in')),
  what text not null,
  purpose text not null,
  basis text not null,
  division text not null,
  state text not null check (state in ('sending', 'asked', 'approved', 'refused', 'delivered')),
  reason text,
  publication_id uuid,
  asked_at timestamptz not null,
  asked_by text,
  decided_at timestamptz,
  decided_by text,
  -- The decision has reached the node that asked.
  told boolean not null default false,
  delivered_rows bigint
);
create table nodes.request_event (
  request_id uuid not null references nodes.request (id),
  no bigint generated always as identity,
  at timestamptz not null,
  kind text not null,
  text jsonb not null,
  primary key (request_id, no)
);

-- What leaves: a catalogue entry, and the rows of a line when one is named (发布).
create table nodes.publication (
  id uuid primary key,
  peer_id text not null references nodes.peer (id),
  resource text not null,
  line_id text,
  items text[] not null,
  grade int not null check (grade between 1 and 4),
  basis text,
  filter_item text,
  filter_division text,
  request_id uuid references nodes.request (id),
  state text not null check (state in ('announcing', 'live', 'paused', 'withdrawn')),
  created_at timestamptz not null,
  created_by text not null,
  -- Hash of the entry as it was last told.
  entry_version text not null default '',
  withdraw_removes boolean not null default false,
  withdraw_told boolean not null default false,
  check_asked boolean not null default false,
  fault jsonb,
  next_try_at timestamptz,
  -- Numbered packages (摆渡包) of this publication.
  series int not null default 1,
  number bigint not null default 0,
  hash text not null default repeat('0', 64),
  acked_up_to bigint not null default 0,
  ack_number bigint not null default 0,
  acked_at timestamptz,
  acked_count bigint not null default 0,
  acked_sum text not null default repeat('0', 32),
  sent_at timestamptz,
  -- Stream and sweep: changes up to seq are packed; null when nothing was begun.
  seq bigint,
  sweep int not null default 1,
  sweeping boolean not null default true,
  sweep_after bytea,
  sweep_gone boolean not null default false,
  swept_at timestamptz,
  count bigint not null default 0,
  sum text not null default repeat('0', 32),
  -- {count, sum, number, at, checkedAt} as the peer says, and {ours, theirs, at}
  received jsonb,
  difference jsonb
);
create index publication_by_peer on nodes.publication (peer_id);
create table nodes.package (
  publication_id uuid not null references nodes.publication (id) on delete cascade,
  number bigint not null,
  name text not null,
  hash text not null,
  count bigint not null,
  sum text not null,
  changes int not null,
  -- When the oldest change in it was made at the source.
  oldest_at timestamptz not null,
  -- Null when it is to be sent (again).
  sent_at timestamptz,
  times int not null default 0,
  primary key (publication_id, number)
);
-- The bytes of packages not yet acknowledged, sealed.
create table nodes.package_bytes (
  publication_id uuid not null references nodes.publication (id) on delete cascade,
  name text not null,
  bytes bytea not null,
  primary key (publication_id, name)
);
create table nodes.sent_row (
  publication_id uuid not null references nodes.publication (id) on delete cascade,
  key_hash bytea not null,
  row_hash bytea not null,
  -- The key, sealed: a row that is gone is told as deleted by it.
  key bytea not null,
  sweep int not null,
  primary key (publication_id, key_hash)
);

-- What came: a publication of another node, by its id there (接收).
create table nodes.receipt (
  id uuid primary key,
  peer_id text not null references nodes.peer (id),
  resource text not null,
  state text not null check (state in ('live', 'withdrawn', 'removed')),
  entry_version text not null,
  -- The table of the lake; null when only the catalogue entry was published.
  table_name text,
  request_id uuid references nodes.request (id),
  series int not null default 0,
  number bigint not null default 0,
  hash text not null default repeat('0', 64),
  ack_number bigint not null default 0,
  ack_hash text not null default repeat('0', 64),
  count bigint not null default 0,
  sum text not null default repeat('0', 32),
  checked_at timestamptz,
  check_asked boolean not null default false,
  received_at timestamptz,
  fault jsonb,
  -- {count, sum, number, series, at, lagChanges, lagMs} as the peer says, and {ours, theirs, at}
  published jsonb,
  difference jsonb,
  created_at timestamptz not null
);
create index receipt_by_peer on nodes.receipt (peer_id);
create table nodes.received_package (
  receipt_id uuid not null references nodes.receipt (id),
  number bigint not null,
  hash text not null,
  primary key (receipt_id, number)
);

-- Catalogue entries of other nodes, beside our own and never in their place; every version is kept.
create table nodes.entry (
  peer_id text not null references nodes.peer (id),
  resource text not null,
  version text not null,
  definition jsonb not null,
  received_at timestamptz not null,
  withdrawn_at timestamptz,
  primary key (peer_id, resource, version)
);
