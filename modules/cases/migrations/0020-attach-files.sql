-- What a draft is on all devices of its person: its own revision (prefilled data and files do not raise it), and the page one was on.
-- The answers themselves stand in cases.case.sealed_form.
create table cases.draft (
  case_id uuid primary key references cases.case (id) on delete cascade,
  revision int not null,
  page text,
  saved_at timestamptz not null
);

-- Files of a case. The content lies sealed in the file store under `file`; what is on its way lies there too, and knows itself how far it is.
create table cases.attachment (
  id uuid primary key,
  case_id uuid not null references cases.case (id) on delete cascade,
  -- The field of the form (`plan`, `players[].photo`) and the paper of the matter.
  place text not null,
  material text not null,
  -- receiving; stored; removed (its content goes with the next clearing); replaced (was handed in once, and is kept).
  state text not null check (state in ('receiving', 'stored', 'removed', 'replaced')),
  size bigint not null,
  -- A name may tell of a person.
  sealed_name bytea not null,
  file text,
  mime text,
  scanned_by text,
  scan_result text,
  created_at timestamptz not null,
  stored_at timestamptz,
  handed_in_at timestamptz
);
create index attachment_of_case on cases.attachment (case_id, created_at);
create index attachment_to_clear on cases.attachment (created_at) where state in ('receiving', 'removed');
