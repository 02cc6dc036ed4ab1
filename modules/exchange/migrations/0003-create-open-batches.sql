-- What entered the lake under a batch of which exchange.changes-applied has still to be told (at most once a second and line): a killed
-- process must not leave rows of which nobody hears.
create table exchange.open_batch (
  line_id text not null references exchange.line (id),
  batch_id uuid not null,
  since timestamptz not null,
  inserted bigint not null,
  updated bigint not null,
  deleted bigint not null,
  primary key (line_id, batch_id)
);
