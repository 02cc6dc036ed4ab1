-- Who may sign in. Login, name and citizen id are sealed; the indexes beside them are keyed, so that nobody can try values.
create table identity.account (
  id uuid primary key,
  kind text not null check (kind in ('person', 'staff')),
  login_index text not null unique,
  login bytea not null,
  name bytea not null,
  citizen_id bytea,
  subject text,
  organisation text,
  roles text[] not null default '{}',
  password_hash text not null,
  -- Made from a pack for showing the product; worthless outside demo mode.
  demo boolean not null default false,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  disabled_at timestamptz,
  check (kind = 'staff' or (citizen_id is not null and subject is not null)),
  check (kind = 'person' or organisation is not null)
);
create unique index account_by_subject on identity.account (subject) where subject is not null;
create index account_by_organisation on identity.account (organisation, id) where kind = 'staff';

-- A browser that has signed in. Only a hash of its token: what is stolen from here opens nothing.
create table identity.session (
  token_hash bytea primary key,
  account_id uuid not null references identity.account (id),
  kind text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index session_by_account on identity.session (account_id);
create index session_by_end on identity.session (expires_at);

-- Failed attempts by login, kept alike for logins that exist and that do not.
create table identity.sign_in_attempt (
  login_index text primary key,
  failures int not null,
  last_at timestamptz not null
);
create index sign_in_attempt_by_age on identity.sign_in_attempt (last_at);

-- What the OpenID provider keeps: interactions, its own sessions, grants, codes. Identifiers are hashed, since they are bearer
-- secrets, and contents are sealed.
create table identity.oidc_record (
  model text not null,
  id_hash bytea not null,
  uid_hash bytea,
  grant_hash bytea,
  payload bytea not null,
  consumed_at timestamptz,
  expires_at timestamptz,
  primary key (model, id_hash)
);
create index oidc_record_by_uid on identity.oidc_record (uid_hash) where uid_hash is not null;
create index oidc_record_by_grant on identity.oidc_record (grant_hash) where grant_hash is not null;
create index oidc_record_by_end on identity.oidc_record (expires_at);

-- The keys that sign identity tokens, sealed; old ones stay until nothing they signed is valid.
create table identity.signing_key (
  kid text primary key,
  jwk bytea not null,
  created_at timestamptz not null
);
