-- Interfaces made on the console, and every version that packs ever gave: a caller may name any of them until it is retired.
create table interfaces.definition (
  id text not null,
  -- Of a draft: the version that it comes from, or nothing for a new one, with `-draft` behind.
  version text not null,
  state text not null check (state in ('draft', 'published', 'retired')),
  origin text not null check (origin in ('pack', 'console')),
  -- The organisation that answers for the data, whose officers may change the definition.
  provider text not null,
  body jsonb not null,
  revision int not null default 1,
  changed_at timestamptz not null,
  changed_by text not null,
  published_at timestamptz,
  published_by text,
  -- What the version changed, as it was told when it was published.
  changes jsonb not null default '[]'::jsonb,
  -- The last day on which it may be called.
  retires_on date,
  retire_reason text,
  primary key (id, version)
);
create unique index definition_draft on interfaces.definition (id) where state = 'draft';

-- Aggregates that were asked for: what an organisation was told already bounds what it may still be told.
create table interfaces.aggregate_query (
  id uuid primary key,
  interface text not null,
  -- The organisation of the application: two of its systems are one reader.
  consumer text not null,
  at timestamptz not null,
  -- Filters and grouping, canonical: equal queries are equal texts.
  query text not null,
  outcome text not null check (outcome in ('answered', 'too-small', 'refused')),
  -- The groups that were told, with their figures; never a record.
  cells jsonb not null
);
create index aggregate_query_by_consumer on interfaces.aggregate_query (interface, consumer, at);

-- A department looks for its own systems' calls and errors.
create index call_by_application on interfaces.call (application, at desc, id desc);
