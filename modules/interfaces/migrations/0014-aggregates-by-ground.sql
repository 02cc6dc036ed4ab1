-- What an organisation was told bounds what it may be told of the same data by whatever interface, so it is looked for by what they stand on;
-- and figures of another interface are compared by what they measure. Rows from before have neither, and bound their own interface.
alter table interfaces.aggregate_query add column ground text, add column measured jsonb;
create index aggregate_query_by_ground on interfaces.aggregate_query (ground, consumer, at);
