-- A queue is empty most of the time. What the planner learns of it then, to read the table whole, every connection keeps in this function's plan, and it is
-- wrong as soon as thousands wait. And whoever has the delivery no longer is told by a fault, so that the end of the transaction may leave with this.
create or replace function platform.complete_delivery(p_id bigint, p_lease uuid) returns boolean
language plpgsql security definer set search_path = platform, pg_temp set enable_seqscan = off as $$
begin
  delete from platform.delivery where id = p_id and lease = p_lease;
  if not found then
    raise exception 'The lease on this delivery ran out; another worker has it';
  end if;
  return true;
end $$;
