-- Answers of requests that carried an Idempotency-Key, so that a repeated submit gets the same answer and does nothing twice.
create table platform.request_key (
  owner text not null,
  key text not null,
  fingerprint text not null,
  status int,
  -- Sealed: an answer may hold personal data or a secret that is told once.
  answer bytea,
  at timestamptz not null default now(),
  primary key (owner, key)
);
create index request_key_by_age on platform.request_key (at);
