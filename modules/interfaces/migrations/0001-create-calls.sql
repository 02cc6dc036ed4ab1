-- Keys of applications. The secret is sealed: signing needs it whole, so a hash would not do.
create table interfaces.application_key (
  key_id text primary key,
  application text not null,
  secret bytea not null,
  created_at timestamptz not null,
  created_by text not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index application_key_by_application on interfaces.application_key (application, created_at);

-- Signed requests that were used, for as long as their time would still be accepted.
create table interfaces.nonce (
  key_id text not null,
  nonce text not null,
  at timestamptz not null,
  primary key (key_id, nonce)
);
create index nonce_by_age on interfaces.nonce (at);

-- One row a call, written before the answer leaves.
create table interfaces.call (
  id uuid primary key,
  at timestamptz not null,
  interface text not null,
  version text not null,
  mode text not null,
  application text not null,
  organisation text not null,
  provider text not null,
  purpose text not null,
  case_no text not null,
  subject text,
  fields text[] not null,
  outcome text not null,
  row_count int not null,
  ms int not null,
  status int not null,
  trace text not null
);
create index call_by_interface on interfaces.call (interface, at desc, id desc);
create index call_by_time on interfaces.call (at desc, id desc);
