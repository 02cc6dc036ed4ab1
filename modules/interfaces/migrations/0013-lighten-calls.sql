-- Nonces are looked through when they are forgotten, each five minutes; an index by age costs each call more than that.
drop index interfaces.nonce_use_by_age;
-- A pack lives for seconds, in one page of its own: putting its columns aside and fetching them again would cost more.
alter table interfaces.call_pack set (toast_tuple_target = 8160);
