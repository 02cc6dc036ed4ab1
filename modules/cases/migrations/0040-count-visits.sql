-- Who came to a window (窗口), as the officer there wrote it down before anything else: whom, what was shown, for themselves or for another.
-- It is the ground for whatever the officer does for them that day.
create table cases.visitor (
  id uuid primary key,
  at timestamptz not null,
  organisation text not null,
  account text not null,
  -- Blind index of whom the matter is about: the person, or the firm.
  subject text not null,
  kind text not null check (kind in ('person', 'firm')),
  -- The paper that was shown, and in whose name the one at the window acts.
  shown text not null,
  acts text not null check (acts in ('self', 'agent', 'legal-representative')),
  -- Name and number of whom it is about, and of an agent.
  sealed_who bytea not null
);
create index visitor_of_account on cases.visitor (account, subject, at desc);

alter table cases.case
  -- The officer who fills it in, or corrects it, for the applicant at a window.
  add column window_account text,
  -- Times that somebody had to come. Null: from before visits were counted.
  add column visits int,
  -- Times that the matter said would be needed, when it was handed in.
  add column promised_visits int;
alter table cases.case alter column visits set default 0;

-- A draft at a window is the officer's; the applicant may have one of their own.
drop index cases.one_open_draft;
create unique index one_open_draft on cases.case (subject, matter, coalesce(window_account, '')) where state = 'draft';
create index case_at_window on cases.case (window_account, updated_at desc) where window_account is not null;

-- Every time that somebody had to come for a case. One counted wrongly stays, with the reason why it does not count.
create table cases.visit (
  id uuid primary key,
  case_id uuid not null references cases.case (id),
  at timestamptz not null,
  why text not null check (why in ('hand-in', 'correction', 'pick-up', 'on-site')),
  -- Whose window or office it was, and who wrote it down.
  organisation text not null,
  account text not null,
  visitor_id uuid references cases.visitor (id),
  struck_at timestamptz,
  struck_account text,
  struck_organisation text,
  sealed_reason bytea
);
create index visit_of_case on cases.visit (case_id, at);
