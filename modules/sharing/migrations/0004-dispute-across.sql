-- A dispute about a request of another node: the party there, by the name it gave ({organisation: {id, name}, node: {id, name}}).
alter table sharing.dispute add column far jsonb;
create index dispute_by_subject on sharing.dispute (about_kind, about_id);
