-- The texts of the processes that a version's own process calls, by id: a running case keeps them too. Null where it calls none.
alter table matters.matter_version add column called_processes json;
