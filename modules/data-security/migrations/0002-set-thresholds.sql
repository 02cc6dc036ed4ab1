-- What the guard set instead of the product's own thresholds; null where they keep these.
alter table data_security.rule_setting add column floor_staff int;
alter table data_security.rule_setting add column floor_application int;
-- Of the rule `hours`: when the city's offices are open.
alter table data_security.rule_setting add column from_hour int;
alter table data_security.rule_setting add column to_hour int;

-- Who lives where someone lives: for files about many people, of whom only the officer's own are asked for.
create index dwelling_by_home on data_security.dwelling (dwelling);
