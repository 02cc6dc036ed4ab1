-- Since when a process stands in an incident: what supervisors look for.
alter table cases.process add column stopped_at timestamptz;
update cases.process set stopped_at = now() where state = 'incident';
create index process_stopped on cases.process (stopped_at, case_id) where stopped_at is not null;
