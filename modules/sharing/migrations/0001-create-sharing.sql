create sequence sharing.request_number;
create sequence sharing.dispute_number;

-- A request for data (共享申请). The document is the whole state as the rules know it; the columns are what lists, clocks and boards ask for.
create table sharing.request (
  id uuid primary key,
  no text not null unique,
  state text not null check (state in ('draft', 'submitted', 'correction', 'with-provider', 'with-authority', 'delivering', 'in-use',
    'refused', 'ended', 'withdrawn')),
  -- Raised with every change; an act on an older one is refused.
  revision int not null,
  applicant text not null,
  provider text not null,
  -- The organisation that must act now; null when nobody must.
  responsible text,
  resource text not null,
  application text not null,
  delivery text not null,
  document jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  submitted_at timestamptz,
  answered_at timestamptz,
  -- agreed, partly-agreed, refused
  outcome text check (outcome in ('agreed', 'partly-agreed', 'refused')),
  at_once boolean not null default false,
  answered_on_time boolean,
  delivered_at timestamptz,
  delivered_on_time boolean,
  -- Working days that the answer took, and of those that paper takes by the city's own assumption.
  answer_days int,
  saved_days int,
  -- The clock that runs now; all null when none does.
  clock text check (clock in ('check', 'reply', 'deliver')),
  due_at timestamptz,
  due_date date,
  amber_from timestamptz,
  red_from timestamptz,
  provisional boolean not null default false,
  -- As it was told last.
  stage text check (stage in ('green', 'amber', 'red', 'overdue')),
  overdue_days int not null default 0,
  -- The day on which it was last told that it is overdue.
  told_on date,
  -- Once overdue it stays on the board, whatever comes after.
  was_overdue boolean not null default false,
  objection text check (objection in ('open', 'upheld', 'dismissed')),
  rating int check (rating between 1 and 5)
);
create index request_by_time on sharing.request (updated_at desc, id desc);
create index request_of_applicant on sharing.request (applicant, updated_at desc, id desc);
create index request_of_provider on sharing.request (provider, updated_at desc, id desc);
create index request_to_act on sharing.request (responsible, (coalesce(due_at, 'infinity')), id) where responsible is not null;
create index request_running on sharing.request (due_at, id) where due_at is not null;
create index request_submitted on sharing.request (submitted_at) where submitted_at is not null;
create index request_answered on sharing.request (answered_at) where answered_at is not null;

-- What happened to a request, in order.
create table sharing.step (
  request_id uuid not null references sharing.request (id),
  position int not null,
  kind text not null,
  at timestamptz not null,
  by_kind text not null,
  by_organisation text,
  by_account text,
  detail jsonb not null,
  primary key (request_id, position)
);

-- What a request ended in (授权): the only key to data beside the standing grants of packs.
create table sharing.grant (
  id uuid primary key,
  request_id uuid not null references sharing.request (id),
  resource text not null,
  provider text not null,
  delivery text not null check (delivery in ('interface', 'subscription', 'file', 'sandbox')),
  interface text,
  application text not null,
  organisation text not null,
  fields text[] not null,
  purposes jsonb not null,
  legal_basis jsonb not null,
  from_date date,
  until_date date,
  rows_per_day int,
  calls_per_day int,
  delayed_notice_days int,
  state text not null check (state in ('active', 'suspended', 'ended', 'revoked')),
  revision int not null default 1,
  given_at timestamptz not null,
  state_at timestamptz not null,
  -- Why it is not active, as its parties may read it.
  reason text,
  check (delivery <> 'interface' or interface is not null)
);
create index grant_of_request on sharing.grant (request_id);
create index grant_by_time on sharing.grant (given_at desc, id desc);
create index grant_running_out on sharing.grant (until_date) where state in ('active', 'suspended') and until_date is not null;

-- A standing grant of a pack that was put out of force here; the pack's own text stays as it is.
create table sharing.standing_order (
  grant_id text primary key,
  state text not null check (state in ('active', 'suspended', 'revoked')),
  at timestamptz not null,
  reason text,
  revision int not null default 1
);

-- A dispute between departments (争议): first the other side answers, then the sharing authority settles it.
create table sharing.dispute (
  id uuid primary key,
  no text not null unique,
  state text not null check (state in ('open', 'answered', 'settled', 'withdrawn')),
  revision int not null default 1,
  raised_by text not null,
  against text not null,
  -- What it is about: a request, a grant, a resource.
  about_kind text not null check (about_kind in ('request', 'grant', 'resource')),
  about_id text not null,
  text text not null,
  raised_at timestamptz not null,
  raised_account text not null,
  answer text,
  answered_at timestamptz,
  settlement text,
  law text,
  in_favour text check (in_favour in ('raiser', 'other', 'both')),
  settled_at timestamptz,
  -- The authority's time runs from the day it was raised.
  due_at timestamptz,
  due_date date,
  amber_from timestamptz,
  red_from timestamptz,
  provisional boolean not null default false
);
create index dispute_by_time on sharing.dispute (raised_at desc, id desc);

create index request_of_resource on sharing.request (resource, application);
