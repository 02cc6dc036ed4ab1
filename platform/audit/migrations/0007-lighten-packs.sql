-- A pack lives for seconds, in one page of its own: putting its columns aside and fetching them again would cost more.
alter table platform.read_pack set (toast_tuple_target = 8160);
