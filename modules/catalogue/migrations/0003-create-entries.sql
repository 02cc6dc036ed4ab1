-- Entries compiled on the console beside those of packs. Searching is done in memory, over words, sounds and codes.
drop index catalogue.resource_by_terms;
alter table catalogue.resource drop column terms;
-- The pack that defines it; null when it was compiled on the console.
alter table catalogue.resource alter column pack drop not null;
-- When it was supplied at all: what the responsibility list asks.
alter table catalogue.resource add column first_load_at timestamptz;
update catalogue.resource set first_load_at = last_load_at;

-- One entry: what is in use of it, and what is being worked on. A pack's resource has one once somebody revises it here.
create table catalogue.entry (
  id text primary key,
  provider text not null,
  -- The definition in use, with the number of its publication.
  published jsonb,
  -- The pack's definition at that time: what the console left as it was follows the pack's later versions.
  base jsonb,
  published_no int not null default 0,
  published_at timestamptz,
  retired_at timestamptz,
  retired_reason text,
  -- The definition that is being worked on, which may still lack parts.
  working jsonb,
  working_state text check (working_state in ('draft', 'submitted', 'checked')),
  -- Why it is worked on: kind (new, correction, law, duty), changedOn, special, note.
  cause jsonb,
  -- Whoever wrote in the working definition; none of them may publish it.
  compilers text[] not null default '{}',
  submitted_at timestamptz,
  review_due date,
  update_due date,
  checked_by text,
  returned_reason text,
  returned_at timestamptz,
  version int not null default 1,
  changed_at timestamptz not null,
  check ((working is null) = (working_state is null))
);
create index entry_in_work on catalogue.entry (review_due) where working_state is not null;

-- Every publication, whole, with who compiled and who published it.
create table catalogue.publication (
  entry text not null references catalogue.entry (id),
  no int not null,
  -- The version of the catalogue that it made.
  version text not null,
  definition jsonb not null,
  cause jsonb,
  compilers text[] not null,
  published_by text not null,
  published_organisation text,
  published_at timestamptz not null,
  submitted_at timestamptz,
  review_due date,
  update_due date,
  primary key (entry, no)
);

-- The responsibility list (责任清单) as far as it is kept here; packs' resources bring theirs with them.
create table catalogue.responsibility (
  id uuid primary key,
  provider text not null,
  title jsonb not null,
  -- The resource that fulfils it, once it is catalogued.
  resource text,
  due_on date not null,
  basis jsonb,
  added_by text not null,
  added_at timestamptz not null,
  removed_at timestamptz,
  version int not null default 1
);
create index responsibility_by_provider on catalogue.responsibility (provider, due_on) where removed_at is null;

-- Columns of raw tables that look sensitive. Of the samples nothing is kept but how many matched.
create table catalogue.discovery (
  id uuid primary key,
  resource text not null,
  item text not null,
  kind text not null,
  sampled int not null,
  matched int not null,
  -- What the catalogue said of the item, and what is proposed: class, grade, personal, mask.
  stated jsonb not null,
  proposed jsonb not null,
  -- agreed: the catalogue is as strict as what is proposed.
  state text not null check (state in ('open', 'agreed', 'accepted', 'dismissed')),
  found_at timestamptz not null,
  seen_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  decided_organisation text,
  reason text,
  unique (resource, item, kind)
);
create index discovery_by_state on catalogue.discovery (state, id);

-- When each resource was sampled last, and which version of it.
create table catalogue.sampling (
  resource text primary key,
  version text not null,
  sampled_at timestamptz not null,
  rows int not null
);
