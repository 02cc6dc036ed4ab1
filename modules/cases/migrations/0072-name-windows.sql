-- At which window of which service point (办事网点) somebody came, with the names it had then. Null: the office runs no point, or did not say.
alter table cases.visitor add column place jsonb;
