-- The serial part of identifiers (GB/T 36904); gaps are of no account.
create sequence licences.licence_serial;

create table licences.licence (
  id uuid primary key,
  identifier text not null unique,
  template text not null,
  case_id uuid not null unique,
  case_no text not null,
  matter text not null,
  matter_version text not null,
  -- The organisation that issues.
  issuer text not null,
  -- Blind index of the holder.
  subject text not null,
  -- valid, suspended, revoked; expiry follows from the date.
  status text not null,
  revision int not null default 0,
  issued_at timestamptz not null,
  valid_until date,
  updated_at timestamptz not null,
  -- SM3 of the canonical record and of the token: what a verifier compares with.
  record_digest bytea not null,
  token_digest bytea not null,
  -- Record (holder, fields) and token with their signatures, sealed.
  sealed_record bytea not null,
  sealed_token bytea not null,
  record_signature bytea not null,
  key_version int not null,
  file_id text,
  sealed_notice bytea
);
create index licence_of_subject on licences.licence (subject, issued_at desc);
create index licence_issued on licences.licence (issued_at);

-- What happened to a licence: issued, suspended, restored, revoked, objected.
create table licences.change (
  id uuid primary key,
  licence_id uuid not null references licences.licence (id),
  position int not null,
  kind text not null,
  at timestamptz not null,
  by_kind text not null,
  by_organisation text,
  by_account text,
  sealed_reason bytea,
  unique (licence_id, position)
);

-- A change in a registry that someone has to look into before anything happens to a licence.
create table licences.verification (
  id uuid primary key,
  licence_id uuid not null references licences.licence (id),
  organisation text not null,
  -- Which watch of the template asked: registry, field, and its place in the template's list.
  registry text not null,
  field text not null,
  rule int not null,
  load_id text,
  state text not null,
  created_at timestamptz not null,
  due_at timestamptz not null,
  due_date date not null,
  decided_at timestamptz,
  decided_by text,
  -- Title, evidence and notice texts, values before and after, the officer's reason.
  sealed_content bytea not null
);
create unique index one_open_verification on licences.verification (licence_id, registry, field, rule) where state = 'open';
create index verification_list on licences.verification (organisation, created_at desc, id desc);
