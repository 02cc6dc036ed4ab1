-- One sequence for all organisations: a number is never given twice; gaps are of no account.
create sequence cases.case_number;

create table cases.case (
  id uuid primary key,
  case_no text not null unique,
  matter text not null,
  matter_version text not null,
  -- Who handles it: the matter's organisation, or the one the rules routed it to.
  organisation text not null,
  -- Blind index of the applicant's citizen id.
  subject text not null,
  account text not null,
  state text not null,
  correction_told boolean not null default false,
  -- Raised with every change; an act on an older one is refused.
  revision int not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  data_read_at timestamptz,
  submitted_at timestamptz,
  accepted_at timestamptz,
  decided_at timestamptz,
  closed_at timestamptz,
  -- The limit that runs now.
  limit_from timestamptz,
  due_at timestamptz,
  due_date date,
  amber_from timestamptz,
  provisional boolean not null default false,
  papers_saved int not null default 0,
  verdict text,
  outcome text,
  instant boolean not null default false,
  licence_template text,
  licence_id text,
  review_stars int,
  -- Personal data, each sealed for its own place: applicant, form, data with sources, decision trace, notices.
  sealed_applicant bytea not null,
  sealed_form bytea not null,
  sealed_data bytea not null,
  sealed_trace bytea,
  sealed_notice bytea,
  -- Work list order: what runs out first, then what was decided last.
  work_order bigint not null default 0
);
create unique index one_open_draft on cases.case (subject, matter) where state = 'draft';
create index case_of_subject on cases.case (subject, updated_at desc, id desc);
create index case_work_list on cases.case (organisation, work_order, id) where state <> 'draft';
create index case_submitted on cases.case (submitted_at) where submitted_at is not null;
create index case_decided on cases.case (decided_at) where decided_at is not null;
create index case_running on cases.case (due_at) where due_at is not null;

-- What happened to a case, in order; the officer's account stays inside, applicants see the organisation.
create table cases.step (
  id uuid primary key,
  case_id uuid not null references cases.case (id),
  position int not null,
  kind text not null,
  at timestamptz not null,
  by_kind text not null,
  by_organisation text,
  by_account text,
  sealed_note bytea,
  unique (case_id, position)
);
