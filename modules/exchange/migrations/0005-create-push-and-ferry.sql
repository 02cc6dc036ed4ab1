-- Which application may send rows of a line (推送授权).
create table exchange.push_grant (
  line_id text not null references exchange.line (id),
  application text not null,
  granted_at timestamptz not null,
  granted_by text not null,
  primary key (line_id, application)
);

-- A batch of pushed rows that was taken, with what was answered: the same batch again is answered the same and does nothing.
create table exchange.push_batch (
  line_id text not null references exchange.line (id),
  application text not null,
  batch_id text not null,
  -- SM3-HMAC of the body (hex): another body under the same id is refused.
  fingerprint text not null,
  sequence bigint,
  at timestamptz not null,
  answer jsonb not null,
  primary key (line_id, application, batch_id)
);
create index push_batch_by_time on exchange.push_batch (at);

-- The number of the last batch taken, where an application numbers its batches: a later one may not overtake, an earlier one not come late.
create table exchange.push_sequence (
  line_id text not null references exchange.line (id),
  application text not null,
  up_to bigint not null,
  primary key (line_id, application)
);

-- A way out through a gate (摆渡路线, sending side): lines whose changes go to another node in packages.
create table exchange.ferry_route (
  id text primary key,
  -- Names of both nodes, as agreed.
  self text not null,
  peer text not null,
  -- Public keys of the peer (hex, 65 bytes each).
  peer_keys text[] not null,
  -- Deployment settings that name the folder the gate takes away from, and the one it fills.
  out_from text not null,
  in_from text not null,
  lines text[] not null,
  series int not null default 1,
  number bigint not null default 0,
  hash text not null default repeat('0', 64),
  acked_up_to bigint not null default 0,
  ack_number bigint not null default 0,
  acked_at timestamptz,
  -- What the peer last said, and lines whose state there was not what it was here: [{line, ours, theirs}]
  ack jsonb,
  differences jsonb not null default '[]',
  fault jsonb,
  created_at timestamptz not null,
  removed_at timestamptz
);

-- Packages made and not yet acknowledged; their bytes are in the data folder.
create table exchange.ferry_package (
  route_id text not null references exchange.ferry_route (id) on delete cascade,
  number bigint not null,
  name text not null,
  hash text not null,
  -- {line: {count, sum}} once the package is in
  states jsonb not null,
  -- Null when it is to be put out (again).
  sent_at timestamptz,
  times int not null default 0,
  primary key (route_id, number)
);

-- Where the receiving side of a connection of kind ferry stands; moves in the transaction that applies a package.
create table exchange.ferry_receipt (
  connection_id text primary key references exchange.connection (id),
  series int not null default 0,
  number bigint not null default 0,
  hash text not null default repeat('0', 64),
  ack_number bigint not null default 0,
  ack_hash text not null default repeat('0', 64),
  received_at timestamptz,
  fault jsonb
);
create table exchange.ferry_received (
  connection_id text not null references exchange.connection (id),
  number bigint not null,
  hash text not null,
  primary key (connection_id, number)
);

-- What one side has sent or received of a line: owner is `route:<id>` or `connection:<id>`, line the sender's name of it.
create table exchange.ferry_line (
  owner text not null,
  line text not null,
  count bigint not null default 0,
  -- Sum of the rows' hashes modulo 2^128, hex
  sum text not null default repeat('0', 32),
  -- Sender: changes of the stream up to here are sent; where a sweep over the lake's rows stands.
  seq bigint not null default 0,
  sweep int not null default 0,
  -- null: from the beginning; a list: behind this key; {"gone": true}: rows that are no longer there
  sweep_after jsonb,
  sweeping boolean not null default false,
  swept_at timestamptz,
  primary key (owner, line)
);
create table exchange.ferry_row (
  owner text not null,
  line text not null,
  -- 16 bytes that stand for the key, and for key and values
  key_hash bytea not null,
  row_hash bytea not null,
  -- The key itself, at the sender: a row that is gone from the lake is told as deleted by it.
  key jsonb,
  sweep int not null default 0,
  primary key (owner, line, key_hash)
);
