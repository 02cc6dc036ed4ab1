-- A dispute may be about a delivery as well; what it is about is kept by the name it had.
alter table sharing.dispute drop constraint dispute_about_kind_check;
alter table sharing.dispute add constraint dispute_about_kind_check check (about_kind in ('request', 'grant', 'resource', 'delivery'));
alter table sharing.dispute add column about_title jsonb;
