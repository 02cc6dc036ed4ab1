create sequence disclosures.question_serial;

-- What a person or firm asked about a read of their data, or about a value of theirs. Texts and facts are sealed.
create table disclosures.question (
  id uuid primary key,
  no text not null unique,
  kind text not null check (kind in ('question', 'objection', 'correction')),
  state text not null check (state in ('asked', 'answered', 'escalated', 'settled', 'withdrawn')),
  -- Blind index of whom it is about, and the account that asked for them.
  subject text not null,
  account_id text not null,
  -- Who answers first: the office that read, or the provider of a value; and the authority it went on to.
  organisation text not null,
  authority text,
  read_id uuid,
  asked_at timestamptz not null,
  -- The clock that runs, or ran last.
  clock_from timestamptz not null,
  due_at timestamptz not null,
  due_date date not null,
  amber_from timestamptz not null,
  provisional boolean not null,
  -- When the office's time, and the authority's, was found to be over.
  overdue_at timestamptz,
  authority_overdue_at timestamptz,
  escalated_at timestamptz,
  -- Of the office's answer, and of the last one.
  answered_at timestamptz,
  ended_at timestamptz,
  outcome text,
  -- The office did not answer in its time.
  late boolean not null default false,
  -- The read or value it is about, in words as they were shown.
  sealed_about bytea not null
);
create index question_of_subject on disclosures.question (subject, asked_at desc, id desc);
create index question_by_office on disclosures.question (organisation, asked_at desc, id desc);
create index question_by_time on disclosures.question (asked_at desc, id desc);
create index question_running on disclosures.question (due_at) where state in ('asked', 'escalated');
-- One thing is asked once at a time.
create unique index one_open_question on disclosures.question (subject, read_id, kind) where state in ('asked', 'escalated') and read_id is not null;

-- What was said, in its order. Who said it in the office is kept for the office, never shown to the person.
create table disclosures.step (
  question_id uuid not null references disclosures.question (id),
  position int not null,
  kind text not null check (kind in ('asked', 'answered', 'escalated', 'settled', 'withdrawn', 'overdue')),
  at timestamptz not null,
  organisation text,
  account_id text,
  outcome text,
  sealed_text bytea,
  primary key (question_id, position)
);
