-- Interfaces that go with a published entry: what the other side may ask for.
alter table nodes.entry add column interfaces jsonb not null default '[]';

-- A request for an interface of the other node, in the name of an application (跨级共享申请), on both sides.
create table nodes.share_request (
  id uuid primary key,
  peer_id text not null references nodes.peer (id),
  -- out: ours asks there; in: theirs asks here.
  direction text not null check (direction in ('out', 'in')),
  resource text not null,
  interface text not null,
  application text not null,
  application_title jsonb not null,
  -- Of the asking side, by its id and name there.
  organisation text not null,
  organisation_name jsonb not null,
  fields text[] not null,
  purposes jsonb not null,
  basis text not null,
  valid_from date not null,
  valid_until date not null,
  calls_per_day int not null check (calls_per_day > 0),
  state text not null check (state in ('sending', 'asked', 'agreed', 'refused', 'withdrawn')),
  reason text,
  law text,
  asked_at timestamptz not null,
  asked_by text,
  due_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  -- The decision (or the withdrawal) has reached the other side.
  told boolean not null default false
);
create index share_request_by_time on nodes.share_request (asked_at desc, id desc);

-- Grants between levels: given to a department of the other node, or held from it. What the other side says stands here as it was said.
create table nodes.share_grant (
  id uuid primary key references nodes.share_request (id),
  peer_id text not null references nodes.peer (id),
  direction text not null check (direction in ('given', 'held')),
  resource text not null,
  interface text not null,
  application text not null,
  application_title jsonb not null,
  organisation text not null,
  organisation_name jsonb not null,
  fields text[] not null,
  purposes jsonb not null,
  basis text not null,
  valid_from date not null,
  valid_until date not null,
  calls_per_day int not null,
  given_at timestamptz not null,
  -- Ended by whoever gave it (revoked) or held it (returned).
  ended_at timestamptz,
  ended_as text check (ended_as in ('revoked', 'returned')),
  ended_reason text,
  told boolean not null default true
);
create index share_grant_by_application on nodes.share_grant (application) where ended_at is null;

-- Calls between levels, on both sides with one id and one trace. `facts` is what both sides must hold alike; it has hashes, no data.
create table nodes.share_call (
  id uuid primary key,
  direction text not null check (direction in ('out', 'in')),
  peer_id text not null references nodes.peer (id),
  grant_id uuid not null,
  at timestamptz not null,
  application text not null,
  purpose text not null,
  case_no text not null,
  trace text not null,
  -- begun: sent, nothing heard; answered; refused; unheard: the other side answered, it never arrived; never-arrived.
  outcome text not null check (outcome in ('begun', 'answered', 'refused', 'unheard', 'never-arrived')),
  code text,
  rows int,
  ms int,
  asked_hash bytea not null,
  facts_hash bytea,
  their_hash bytea,
  compared_at timestamptz,
  agrees boolean,
  -- The answer, sealed, for a caller who did not hear it; kept for two minutes.
  answer bytea,
  answer_until timestamptz
);
create index share_call_by_time on nodes.share_call (at desc, id desc);
create index share_call_by_grant on nodes.share_call (grant_id, at desc);
create index share_call_to_compare on nodes.share_call (peer_id, at) where compared_at is null;
create index share_call_kept on nodes.share_call (answer_until) where answer is not null;
