-- Firms for which people act (企业). Found by the blind index of the credit code, as persons are by that of their id; code and name are sealed.
create table identity.firm (
  id uuid primary key,
  subject text not null unique,
  credit_code bytea not null,
  name bytea not null,
  created_at timestamptz not null,
  changed_at timestamptz not null
);

-- Who may act for a firm: its legal representative, and agents whom they named (经办人授权). Ended ones stay, for the record.
create table identity.mandate (
  id uuid primary key,
  firm_id uuid not null references identity.firm (id),
  account_id uuid not null references identity.account (id),
  kind text not null check (kind in ('legal-representative', 'agent')),
  -- What an agent may do for it: see domain/mandates.ts.
  scope text[] not null,
  from_date date not null,
  -- The last day; null: until it is ended.
  until_date date,
  -- The account that gave it; null when it came with a pack.
  given_by uuid references identity.account (id),
  given_at timestamptz not null,
  ended_by uuid references identity.account (id),
  ended_at timestamptz
);
create unique index mandate_once on identity.mandate (firm_id, account_id) where ended_at is null;
create index mandate_of_account on identity.mandate (account_id) where ended_at is null;
create index mandate_of_firm on identity.mandate (firm_id, given_at desc, id desc);

-- For which firm the session acts; null: for the person themself.
alter table identity.session add column mandate_id uuid references identity.mandate (id);
