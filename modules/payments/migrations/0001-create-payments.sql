-- Bills of cases (缴款通知): what is due, from the matter's own list of fees. Fen.
create table payments.bill (
  id uuid primary key,
  number text not null unique,
  case_id uuid not null,
  case_no text not null,
  -- The wait of the case's process that it was last asked for by.
  task_id uuid not null,
  matter text not null,
  organisation text not null,
  subject text not null,
  items jsonb not null,
  fen bigint not null check (fen > 0),
  state text not null default 'due' check (state in ('due', 'paid', 'cancelled')),
  at timestamptz not null,
  closed_at timestamptz,
  -- 'platform', or 'window' with who recorded it and the receipt's number.
  paid_by text check (paid_by in ('platform', 'window')),
  window_account text,
  window_receipt text,
  check ((state = 'paid') = (paid_by is not null))
);
-- A case has one bill that counts.
create unique index bill_of_case on payments.bill (case_id) where state <> 'cancelled';
create index bill_of_subject on payments.bill (subject, at desc);
create index bill_by_time on payments.bill (at desc, id desc);
create sequence payments.bill_number;

-- Attempts at paying a bill; the id without its hyphens is the platform's order number.
create table payments.order (
  id uuid primary key,
  bill_id uuid not null references payments.bill (id),
  fen bigint not null,
  way text not null check (way in ('phone', 'code')),
  -- surplus: paid, for a bill that needed no money any more.
  state text not null default 'open' check (state in ('open', 'paid', 'closed', 'surplus')),
  at timestamptz not null,
  expires_at timestamptz not null,
  -- As the platform gave it; absent until it answered.
  address text,
  ask_at timestamptz,
  asked int not null default 0,
  platform_no text,
  paid_at timestamptz,
  check ((state in ('paid', 'surplus')) = (paid_at is not null))
);
create unique index order_open on payments.order (bill_id) where state = 'open';
create index order_of_bill on payments.order (bill_id, at);
create index order_to_ask on payments.order (ask_at) where state = 'open';
create index order_paid on payments.order (paid_at) where paid_at is not null;

-- The daily reconciliation (日终对账) of what was paid by the platform.
create table payments.reconciliation (
  day date primary key,
  at timestamptz not null,
  ours int not null,
  ours_fen bigint not null,
  theirs int not null,
  theirs_fen bigint not null,
  failure jsonb
);
create table payments.difference (
  day date not null,
  order_no text not null,
  -- missing-there: paid here, not in their statement; unknown-here: in their statement, no order of ours; amount: both, not the same.
  what text not null check (what in ('missing-there', 'unknown-here', 'amount')),
  ours_fen bigint,
  theirs_fen bigint,
  found_at timestamptz not null,
  mended_at timestamptz,
  primary key (day, order_no, what)
);
