-- How often in a row the whole batch of a report was refused: other tries (no answer, a busy province) say nothing against it.
alter table reports.report add column refusals int not null default 0;
-- A receipt mends what was found missing of its report.
create index difference_open on reports.difference (serial_no) where mended_at is null;
