create sequence deliveries.package_number;
create sequence deliveries.query_number;

-- A sandbox query (沙箱查询): it runs inside, and its result leaves only after its providers have looked at it.
create table deliveries.query (
  id uuid primary key,
  no text not null unique,
  grants text[] not null,
  resources text[] not null,
  -- Organisations whose rows it reads; each gives its opinion.
  providers text[] not null,
  consumer text not null,
  application text not null,
  asked_by text not null,
  asked_at timestamptz not null,
  purpose jsonb not null,
  case_no text,
  legal_basis jsonb not null,
  query jsonb not null,
  -- How its result is to leave: {format, language}
  wanted jsonb not null,
  -- The query in people's words, as it stood when it was asked.
  words jsonb not null,
  -- What it asks but for its filters: queries that differ only there may together tell one person's value.
  shape text not null,
  state text not null check (state in ('running', 'to-review', 'released', 'refused', 'failed', 'withdrawn', 'lapsed')),
  fault jsonb,
  columns jsonb,
  rows int,
  hints jsonb,
  ran_at timestamptz,
  ended_at timestamptz,
  trace text not null
);
create index query_of_consumer on deliveries.query (consumer, id desc);
create index query_by_shape on deliveries.query (consumer, shape, asked_at desc);
create index query_by_state on deliveries.query (state, id desc);

-- What each provider's reviewer decided of a result.
create table deliveries.opinion (
  query_id uuid not null references deliveries.query (id),
  provider text not null,
  decision text not null check (decision in ('release', 'refuse')),
  reason text not null,
  -- Groups of fewer people than this are left out of what leaves.
  least_group int not null,
  account text not null,
  organisation text not null,
  at timestamptz not null,
  primary key (query_id, provider)
);

-- What may be fetched (交付件): a file package, or the released result of a query.
create table deliveries.package (
  id uuid primary key,
  no text not null unique,
  kind text not null check (kind in ('file', 'sandbox')),
  query_id uuid references deliveries.query (id),
  grants text[] not null,
  resources text[] not null,
  providers text[] not null,
  consumer text not null,
  application text not null,
  ordered_by text not null,
  ordered_at timestamptz not null,
  purpose jsonb not null,
  case_no text,
  legal_basis jsonb not null,
  -- {fields, filters, limit, format}
  wanted jsonb not null,
  format text not null check (format in ('csv', 'xlsx')),
  state text not null check (state in ('waiting', 'ready', 'failed', 'withdrawn', 'expired')),
  fault jsonb,
  rows int,
  -- The limit was reached: there was more.
  cut boolean not null default false,
  bytes bigint,
  -- SM3 of the file as it is downloaded.
  hash bytea,
  -- Different values that carry the recipient's mark.
  carriers int,
  made_at timestamptz,
  expires_at timestamptz,
  downloads int not null default 0,
  most_downloads int not null,
  ended_at timestamptz,
  ended_by text,
  reason text,
  trace text not null,
  check ((kind = 'sandbox') = (query_id is not null))
);
create index package_of_consumer on deliveries.package (consumer, id desc);
create index package_by_grant on deliveries.package (grants, ordered_at);
create index package_to_expire on deliveries.package (expires_at) where state = 'ready';

-- The bytes of a package (its file) or of a query (its result), in pieces, compressed and sealed: context `deliveries.piece:<owner>:<no>`.
-- They stand here and not in the file store, so that they are gone for good, in the transaction that ends them.
create table deliveries.piece (
  owner uuid not null,
  no int not null,
  sealed bytea not null,
  primary key (owner, no)
);

-- Whom the rows of a package or a result are about (blind indexes), a resource: each download is a read of all of them.
create table deliveries.subjects (
  owner uuid not null,
  no int not null,
  resource text not null,
  subjects text[] not null,
  primary key (owner, no)
);

-- Each time that a package left; kept for good. `rows` and the parties stand here too, so that flows need no other table.
create table deliveries.download (
  id uuid primary key,
  package_id uuid not null references deliveries.package (id),
  kind text not null,
  at timestamptz not null,
  account text not null,
  organisation text not null,
  providers text[] not null,
  rows int not null,
  trace text not null
);
create index download_of_package on deliveries.download (package_id, id);
create index download_by_time on deliveries.download (at);
