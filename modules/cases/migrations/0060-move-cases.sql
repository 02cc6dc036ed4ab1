-- By which version of the matter the process and rules of a case go, where it was moved to another on purpose; null: its own.
alter table cases.case add column process_version text;
