-- Matters that several departments handle (联合办理): more time is approved by the head of the government of the level (行政许可法 art. 42 para 2), with an answer in words.
alter table cases.extension
  add column by_government boolean not null default false,
  add column sealed_answer bytea;
create index extension_of_government on cases.extension (asked_at, id) where approved is null and by_government;
