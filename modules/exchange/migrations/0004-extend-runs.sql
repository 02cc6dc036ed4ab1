-- What the chunks of a run were read with: when the mapping, the resource or the table is another, those done count no more.
alter table exchange.run add column definition_mark text;
-- Rows go straight into an empty table that takes in this run alone; false: through a stage, compared with what is there.
alter table exchange.run add column straight boolean not null default false;
-- How often it was taken up again after it had broken off.
alter table exchange.run add column resumed int not null default 0;
