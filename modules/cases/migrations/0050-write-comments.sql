-- Remarks (批注) of officers among themselves, on a case, a field of its form or a file; never the applicant's, never told upwards.
create table cases.comment (
  id uuid primary key,
  case_id uuid not null references cases.case (id),
  -- The remark it answers; answers are not answered themselves.
  reply_to uuid references cases.comment (id),
  -- JSON Pointer into the form; a file of the case. Null both: the case as a whole.
  field text,
  attachment uuid,
  at timestamptz not null,
  by_account text not null,
  by_organisation text not null,
  sealed_text bytea not null,
  -- Taken back by who wrote it: it stays, and its text is told to nobody any more.
  withdrawn_at timestamptz,
  resolved_at timestamptz,
  resolved_account text,
  resolved_organisation text,
  check (field is null or attachment is null)
);
create index comment_of_case on cases.comment (case_id, at, id);

-- Who was named in a remark, and when they looked.
create table cases.mention (
  comment_id uuid not null references cases.comment (id),
  account text not null,
  case_id uuid not null references cases.case (id),
  at timestamptz not null,
  seen_at timestamptz,
  primary key (comment_id, account)
);
create index mention_of_account on cases.mention (account, at desc, comment_id desc);
create index mention_unseen on cases.mention (account, case_id) where seen_at is null;
