-- The statutory limit beside the promise (limit_from … due_at), what stops both, and the light last told.
alter table cases.case
  add column statutory_due_at timestamptz,
  add column statutory_due_date date,
  -- Working days added by approval (延期), once.
  add column extended_days int not null default 0,
  -- A special procedure runs since then: no limit does.
  add column suspended_at timestamptz,
  add column light text,
  -- When the light changes next; a case without a running limit has none.
  add column next_light_at timestamptz,
  -- 容缺受理: accepted with papers to follow by this date. 告知承诺: decided on the applicant's word, checked later.
  add column papers_until date,
  add column papers_told text,
  add column committed boolean not null default false,
  add column credit text,
  -- Through which door it came: online, window, phone, kiosk.
  add column channel text not null default 'online',
  -- Nodes and flows its process passed, once the process is over.
  add column passed text[],
  add column sealed_credit bytea,
  -- Of a decided case: days it took, days promised and allowed (in the units of its matter), and whether the promise was kept.
  add column taken_days int,
  add column promised_days int,
  add column statutory_days int,
  add column on_time boolean;
create index case_next_light on cases.case (next_light_at) where next_light_at is not null;
create index case_papers_until on cases.case (papers_until) where papers_until is not null;
create index case_answered_late on cases.case (state, due_at) where due_at is not null and state in ('received', 'correction');

-- The process of a case while it runs. The instance and its scopes are codes; variables are sealed.
create table cases.process (
  case_id uuid primary key references cases.case (id),
  state text not null,
  instance jsonb not null,
  scopes jsonb not null,
  sealed_variables bytea not null
);
create table cases.token (
  id uuid primary key,
  case_id uuid not null references cases.case (id),
  scope uuid not null,
  node text not null,
  state text not null,
  -- The flow it came by, its place in a multi-instance activity, what stopped it.
  rest jsonb not null
);
create index token_of_case on cases.token (case_id);
create index token_stopped on cases.token (case_id) where state = 'incident';

-- Work that is open, and what was done by people and systems. Rules, timers and waits leave no row once they are over.
create table cases.task (
  id uuid primary key,
  case_id uuid not null references cases.case (id),
  kind text not null,
  state text not null,
  -- Null for work that no process drew: an added signer, a case whose process ended before its decision.
  node text,
  link text,
  title_zh text not null,
  title_en text not null,
  matter text not null,
  organisation text not null,
  role text,
  holder text,
  opened_at timestamptz not null,
  closed_at timestamptz,
  -- Its own limit (yw:days), or that of the case.
  due_at timestamptz,
  own_due boolean not null default false,
  amber_from timestamptz,
  statutory_due_at timestamptz,
  work_order bigint not null,
  result text,
  sealed_opinion bytea,
  by_account text,
  by_organisation text,
  -- Of an added signer or counter-signer: the task that asked.
  asked_by uuid,
  -- A department's own system: taken until, attempts, the key under which the result came.
  system text,
  taken_until timestamptz,
  attempts int not null default 0,
  result_key text,
  failure text,
  urged int not null default 0,
  -- What the engine keeps of the job: scope, token, event, timer, correlation, index, attributes.
  job jsonb
);
create index task_of_case on cases.task (case_id);
create index task_work_list on cases.task (organisation, work_order, id) where state = 'open' and kind = 'user';
create index task_work_list_of_all on cases.task (work_order, id) where state = 'open' and kind = 'user';
create index task_timer on cases.task (due_at) where state = 'open' and kind = 'timer';
create index task_of_system on cases.task (system, opened_at, id) where state = 'open' and system is not null;
create index task_failed on cases.task (organisation, opened_at) where state = 'failed';
create index task_done on cases.task (organisation, closed_at desc, id desc) where state = 'done' and by_account is not null;
create index task_done_by on cases.task (by_account, closed_at) where by_account is not null;

-- What was done to a task beside ending it: who, why. Reasons are sealed.
create table cases.task_act (
  id uuid primary key,
  task_id uuid not null,
  case_id uuid not null references cases.case (id),
  kind text not null,
  at timestamptz not null,
  by_account text not null,
  by_organisation text not null,
  to_account text,
  to_organisation text,
  to_node text,
  sealed_reason bytea not null
);
create index task_act_of_case on cases.task_act (case_id, at);

-- Special procedures (行政许可法 art. 45): nothing else stops the clocks.
create table cases.suspension (
  id uuid primary key,
  case_id uuid not null references cases.case (id),
  kind text not null,
  document_id uuid,
  -- The work of the process during which it runs; null where an officer began it.
  task_id uuid,
  from_at timestamptz not null,
  expected_until date not null,
  ended_at timestamptz,
  sealed_reason bytea not null
);
create unique index suspension_open on cases.suspension (case_id) where ended_at is null;
create index suspension_of_case on cases.suspension (case_id, from_at);

-- An extension asked for and, by another person, approved or not. One may be approved.
create table cases.extension (
  id uuid primary key,
  case_id uuid not null references cases.case (id),
  days int not null,
  asked_at timestamptz not null,
  asked_by text not null,
  asked_organisation text not null,
  sealed_reason bytea not null,
  decided_at timestamptz,
  decided_by text,
  approved boolean
);
create unique index extension_once on cases.extension (case_id) where approved is not false;

-- Each change of a light, once, and whom it was told.
create table cases.escalation (
  id uuid primary key,
  case_id uuid not null references cases.case (id),
  organisation text not null,
  light text not null,
  told text not null,
  -- The limit that was running out: with another limit, or one moved, it may be told again.
  limit_at timestamptz not null,
  at timestamptz not null,
  seen_at timestamptz,
  unique (case_id, light, limit_at)
);
create index escalation_of_organisation on cases.escalation (organisation, at desc, id desc);

-- Numbered documents: without gaps by organisation, kind and year, since the counter is written in the same transaction.
create table cases.document_counter (
  organisation text not null,
  kind text not null,
  year int not null,
  last int not null,
  primary key (organisation, kind, year)
);
create table cases.document (
  id uuid primary key,
  case_id uuid not null references cases.case (id),
  kind text not null,
  organisation text not null,
  year int not null,
  number int not null,
  at timestamptz not null,
  -- For officers only; others are the applicant's too.
  inside boolean not null default false,
  sealed_content bytea not null,
  file_id text,
  unique (organisation, kind, year, number)
);
create index document_of_case on cases.document (case_id, at);

-- How a notice reached the applicant: sent once under the document's id as key; an outcome nobody knows is shown so.
create table cases.delivery (
  document_id uuid not null references cases.document (id),
  channel text not null,
  case_id uuid not null references cases.case (id),
  state text not null,
  attempts int not null default 0,
  created_at timestamptz not null,
  next_at timestamptz,
  sent_at timestamptz,
  seen_at timestamptz,
  failure text,
  primary key (document_id, channel)
);
create index delivery_waiting on cases.delivery (next_at) where next_at is not null;
create index delivery_of_case on cases.delivery (case_id);

-- AB 岗: who stands in for whom, on which days.
create table cases.substitute (
  id uuid primary key,
  organisation text not null,
  account text not null,
  for_account text not null,
  from_date date not null,
  until_date date not null,
  made_by text not null,
  made_at timestamptz not null,
  ended_at timestamptz
);
create index substitute_of_account on cases.substitute (account) where ended_at is null;
create index task_held on cases.task (holder) where holder is not null and state = 'open';
