-- What really came of an order: another sum than was asked for is surplus, and no more than it is given back.
alter table payments.order add column paid_fen bigint check (paid_fen >= 0);
update payments.order set paid_fen = fen where state in ('paid', 'surplus');
alter table payments.order add constraint order_paid_fen check ((state in ('paid', 'surplus')) = (paid_fen is not null));

-- When the matter's own rule gives the fee back (null: never), as it stood when the bill was made, and for which reason it now does.
alter table payments.bill
  add column refund_rule jsonb,
  add column refund_for text check (refund_for in ('withdrawn', 'returned', 'refused')),
  add constraint refund_of_paid check (refund_for is null or state = 'paid');
create index bill_to_refund on payments.bill (at desc, id desc) where refund_for is not null;

-- Refunds (退付): proposed by one officer, approved by another; the id without hyphens is the platform's refund number.
create table payments.refund (
  id uuid primary key,
  order_id uuid not null references payments.order (id),
  bill_id uuid not null references payments.bill (id),
  organisation text not null,
  fen bigint not null check (fen > 0),
  reason text not null,
  -- approved: to be asked for there, or asked for and not answered for yet. stuck: accepted there, but the money did not reach the payer.
  state text not null default 'proposed' check (state in ('proposed', 'declined', 'approved', 'done', 'failed', 'stuck')),
  proposed_by text not null,
  proposed_at timestamptz not null,
  decided_by text check (decided_by is null or decided_by <> proposed_by),
  decided_at timestamptz,
  decision text,
  -- Whether the platform said that it has the request; until it does, nobody knows.
  known_there boolean not null default false,
  platform_no text,
  ask_at timestamptz,
  asked int not null default 0,
  ended_at timestamptz,
  failure jsonb,
  check ((state = 'proposed') = (decided_by is null)),
  check ((state in ('done', 'failed', 'stuck')) = (ended_at is not null))
);
create index refund_of_order on payments.refund (order_id);
create index refund_of_bill on payments.refund (bill_id, proposed_at);
create index refund_by_time on payments.refund (proposed_at desc, id desc);
create index refund_to_ask on payments.refund (ask_at) where state = 'approved';
create index refund_done on payments.refund (ended_at) where state = 'done';

alter table payments.reconciliation
  add column refunds_ours int not null default 0,
  add column refunds_ours_fen bigint not null default 0,
  add column refunds_theirs int not null default 0,
  add column refunds_theirs_fen bigint not null default 0;
-- `order_no` is the number of an order, or of a refund.
alter table payments.difference add column of text not null default 'payment' check (of in ('payment', 'refund'));
