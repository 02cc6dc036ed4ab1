-- Without a notification in the transaction: PostgreSQL lets transactions that notify commit only one after the other, each waiting for the other's disk.
-- Whoever appends rings the bell of its own process when the event is kept, and other processes are told a moment later.
create or replace function platform.append_event(
  p_id uuid, p_type text, p_aggregate text, p_payload jsonb, p_trace text, p_at timestamptz
) returns void language plpgsql security definer set search_path = platform, pg_temp as $$
declare
  v_role text := current_setting('role');
  v_module text := replace(split_part(p_type, '.', 1), '-', '_');
begin
  if v_role <> 'none' and v_role <> current_database() || '_' || v_module then
    raise exception 'role % may not append an event of module %', v_role, v_module using errcode = 'insufficient_privilege';
  end if;
  insert into platform.event (id, module, type, aggregate, payload, trace, at)
  values (p_id, v_module, p_type, p_aggregate, p_payload, p_trace, p_at);
  insert into platform.delivery (subscriber, aggregate, event_id)
  select subscriber, p_aggregate, p_id from platform.subscription where event_type = p_type;
end $$;
