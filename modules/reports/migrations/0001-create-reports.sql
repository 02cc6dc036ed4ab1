-- What the province is told of cases (办件上报), a row a fact: handed in, a step, a result, a review. The id is the serial number that goes with it.
create table reports.report (
  id uuid primary key,
  -- The event that it tells of, or `base:<case>`: an event that comes twice is told once.
  event_key text not null unique,
  case_id uuid not null,
  case_no text not null,
  -- Place among what is told of the case; the province takes them in this order.
  sequence int not null,
  kind text not null check (kind in ('case', 'process', 'result', 'review')),
  what text not null,
  matter text not null,
  organisation text not null,
  -- When it happened, and the day in Shanghai by which both sides count.
  at timestamptz not null,
  day date not null,
  sealed_content bytea not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
  attempts int not null default 0,
  next_try_at timestamptz,
  code text,
  words jsonb,
  receipt_no text,
  sent_at timestamptz,
  unique (case_id, sequence)
);
create index report_due on reports.report (next_try_at, id) where state = 'waiting';
create index report_open on reports.report (case_id, sequence) where state <> 'sent';
create index report_by_day on reports.report (day, state);
create index report_by_time on reports.report (at desc, id desc);
create index report_failed on reports.report (at desc, id desc) where state = 'failed';

-- The daily reconciliation: what the province holds of a day against what was told.
create table reports.reconciliation (
  day date primary key,
  at timestamptz not null,
  ours int not null,
  theirs int not null,
  -- Why it could not be made; the figures are then those of the last time.
  failure jsonb
);

create table reports.difference (
  day date not null,
  serial_no text not null,
  case_no text not null,
  kind text not null,
  -- missing-above: told, with a receipt, and not held there; receipt-lost: held there, and here without a receipt; unknown-here: held there alone.
  what text not null check (what in ('missing-above', 'receipt-lost', 'unknown-here')),
  found_at timestamptz not null,
  mended_at timestamptz,
  primary key (day, serial_no, what)
);
