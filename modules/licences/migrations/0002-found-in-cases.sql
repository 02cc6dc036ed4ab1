-- A fact may also be found by an officer in a case (告知承诺, its later check): then no registry told of it, and `origin` is the event that did, once.
alter table licences.verification alter column registry drop not null;
alter table licences.verification alter column field drop not null;
alter table licences.verification alter column rule drop not null;
alter table licences.verification add column origin uuid;
create unique index one_verification_of_origin on licences.verification (licence_id, origin) where origin is not null;
