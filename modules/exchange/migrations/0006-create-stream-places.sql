-- Where the stream of a line begins: changes up to here were trimmed, or came while nobody rode along.
create table exchange.change_floor (
  line_id text primary key,
  floor bigint not null,
  at timestamptz not null
);

-- How far the changes of a connection that travel by JetStream have entered the lake; one row a partition, written in the transaction that applied them.
create table exchange.rail_partition (
  connection_id text not null references exchange.connection (id),
  no int not null,
  -- Which JetStream stream it is: sequences of one mean nothing in another under the same name.
  stream text not null default '',
  -- Of that stream: all messages of the partition up to here are in the lake.
  sequence bigint not null default 0,
  -- Changes applied since the beginning, for the console.
  changes bigint not null default 0,
  applied_at timestamptz,
  primary key (connection_id, no)
);

-- How the changes of a line on their way through JetStream are to be taken: the same for whoever applies them, however the line is by then.
create table exchange.rail_plan (
  hash text primary key,
  line_id text not null references exchange.line (id),
  -- {mapping, shape, held: [column], streamed}
  definition jsonb not null,
  at timestamptz not null
);
