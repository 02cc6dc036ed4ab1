-- Exchanges whose term is over go batch by batch, once each batch was found whole; its head stays for good, so that the chain of heads is as it was
-- and a receipt that somebody kept is still shown to stand in it. What went is said here, signed by the platform, each statement chained to the one before.
create table platform.receipt_removal (
  no bigint primary key,
  from_batch bigint not null,
  to_batch bigint not null,
  leaves bigint not null,
  -- SM3 of the first and of the last head.
  from_head bytea not null,
  to_head bytea not null,
  -- Sealed before this instant: their term was over.
  before timestamptz not null,
  removed_at timestamptz not null,
  -- SM3 of the statement before (32 zeros for the first), and of this one.
  previous bytea not null,
  hash bytea not null,
  certificate bytea not null,
  signature bytea not null,
  -- Ids of what went lie between these; ids are in the order of time.
  first_id uuid not null,
  last_id uuid not null
);
create index receipt_removal_by_id on platform.receipt_removal (last_id, first_id);

-- When an exchange of this id was removed, if there was one; null where nothing that old was.
create function platform.receipt_removed_at(p_id uuid) returns timestamptz
language plpgsql stable security definer set search_path = platform, pg_temp as $$
begin
  perform platform.receipts_caller();
  return (select r.removed_at from platform.receipt_removal r where r.last_id >= p_id and r.first_id <= p_id order by r.last_id limit 1);
end $$;

create function platform.receipt_removals(p_from bigint, p_to bigint, p_limit int) returns setof platform.receipt_removal
language plpgsql stable security definer set search_path = platform, pg_temp as $$
begin
  perform platform.receipts_caller();
  return query select * from platform.receipt_removal r
    where r.no between (select min(a.no) from platform.receipt_removal a where a.to_batch >= p_from and a.from_batch <= p_to)
      and (select max(z.no) from platform.receipt_removal z where z.to_batch >= p_from and z.from_batch <= p_to)
    order by r.no desc limit p_limit;
end $$;
