-- When a department's own system last asked for work, whether or not there was any.
create table cases.system_seen (
  system text not null,
  organisation text not null,
  seen_at timestamptz not null,
  primary key (system, organisation)
);
