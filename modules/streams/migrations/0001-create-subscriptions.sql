-- A system of a department that rides along: it pulls, or is called (webhook).
create table streams.subscription (
  id uuid primary key,
  title jsonb not null,
  kind text not null check (kind in ('pull', 'webhook')),
  -- Whose key signs the pulls.
  application text,
  -- The consumer.
  organisation text not null,
  purpose text not null,
  basis text,
  -- Items above it never leave.
  grade int not null check (grade between 1 and 4),
  state text not null default 'active' check (state in ('active', 'paused')),
  -- Why it paused itself or fails: {code, text, mend, at}
  fault jsonb,
  url text,
  algorithm text check (algorithm in ('sm3', 'sha256')),
  -- What its deliveries are signed with, and pseudonyms of keys made with; sealed, context `streams.subscription:<id>:secret`.
  secret bytea not null,
  pseudonym bytea not null,
  failures int not null default 0,
  failing_since timestamptz,
  next_try_at timestamptz,
  delivered_at timestamptz,
  created_at timestamptz not null,
  created_by text not null,
  version int not null default 1,
  removed_at timestamptz,
  check (kind <> 'pull' or application is not null),
  check (kind <> 'webhook' or (url is not null and algorithm is not null))
);
create index subscription_of_application on streams.subscription (application) where removed_at is null;

-- A line that a subscription takes, what of it, and how far it is. The position moves in the transaction that records the delivery.
create table streams.subscribed_line (
  subscription_id uuid not null references streams.subscription (id),
  line_id text not null,
  resource text not null,
  -- Who gives.
  provider text not null,
  -- Personal items that leave whole.
  items text[] not null,
  position bigint not null,
  taken_at timestamptz,
  taken bigint not null default 0,
  personal_taken bigint not null default 0,
  -- Changes that it had not taken were trimmed.
  lost_at timestamptz,
  -- A batch was refused: up to here changes go one by one, so that one bad change does not take its neighbours with it.
  narrow_until bigint not null default 0,
  attempts int not null default 0,
  primary key (subscription_id, line_id)
);
create index subscribed_line_by_line on streams.subscribed_line (line_id);

-- Tries of deliveries, kept a month.
create table streams.delivery (
  id uuid primary key,
  subscription_id uuid not null references streams.subscription (id),
  line_id text not null,
  at timestamptz not null,
  first bigint not null,
  last bigint not null,
  changes int not null,
  outcome text not null check (outcome in ('delivered', 'refused', 'unreachable', 'told')),
  status int,
  ms int not null,
  attempt int not null,
  fault jsonb
);
create index delivery_by_subscription on streams.delivery (subscription_id, id desc);
create index delivery_by_time on streams.delivery (at);

-- Changes that the receiver refused time after time (死信), as they were to be sent, sealed: context `streams.dead_letter:<id>`.
create table streams.dead_letter (
  id uuid primary key,
  subscription_id uuid not null references streams.subscription (id),
  line_id text not null,
  at timestamptz not null,
  first bigint not null,
  last bigint not null,
  changes int not null,
  sealed bytea not null,
  attempts int not null,
  status int,
  fault jsonb not null,
  state text not null default 'kept' check (state in ('kept', 'replayed', 'dropped')),
  -- Someone asked for another try.
  asked_at timestamptz,
  ended_at timestamptz,
  ended_by text
);
create index dead_letter_kept on streams.dead_letter (subscription_id, id) where state = 'kept';
create index dead_letter_by_subscription on streams.dead_letter (subscription_id, id desc);

-- Who got how much for what, a day of Shanghai; kept for good.
create table streams.usage (
  subscription_id uuid not null references streams.subscription (id),
  line_id text not null,
  day date not null,
  purpose text not null,
  provider text not null,
  consumer text not null,
  changes bigint not null,
  -- Changes with at least one personal item that left whole or masked.
  personal bigint not null,
  deliveries bigint not null,
  primary key (subscription_id, line_id, day, purpose)
);
create index usage_by_day on streams.usage (day);
