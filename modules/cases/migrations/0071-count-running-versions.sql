-- What runs, by matter and version, without a look at the cases: a page of those who supervise counts it, and moves go through it in order.
alter table cases.process add column matter text, add column version text, add column organisation text;
update cases.process p set matter = c.matter, version = coalesce(c.process_version, c.matter_version), organisation = c.organisation
  from cases.case c where c.id = p.case_id;
alter table cases.process alter column matter set not null, alter column version set not null, alter column organisation set not null;
create index process_by_version on cases.process (matter, version, case_id) include (organisation);
