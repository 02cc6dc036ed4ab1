-- graphile-worker's row security refuses module roles, so they enqueue through this function, in their own transaction.
create function platform.enqueue_job(
  p_name text, p_payload json, p_queue text, p_run_at timestamptz, p_max_attempts int, p_key text
) returns void language plpgsql security definer set search_path = platform, pg_temp as $$
declare
  v_role text := current_setting('role');
  v_module text := replace(split_part(p_name, '.', 1), '-', '_');
begin
  if v_role <> 'none' and v_role <> current_database() || '_' || v_module then
    raise exception 'role % may not enqueue a job of module %', v_role, v_module using errcode = 'insufficient_privilege';
  end if;
  perform graphile_worker.add_job(p_name, p_payload, p_queue, p_run_at, p_max_attempts, p_key);
end $$;
