-- Claims what may be delivered now, the oldest of each subscriber and aggregate: with the same plan however much waits, for the reason of the migration before.
create function platform.claim_deliveries(p_subscribers text[], p_most int, p_lease uuid, p_seconds int)
returns table (id bigint, subscriber text, attempts int, event_id uuid, type text, aggregate text, payload jsonb, at timestamptz, trace text)
language plpgsql set search_path = platform, pg_temp set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
#variable_conflict use_column
begin
  return query
  with due as (
    select d.id from platform.delivery d
    where not d.dead and d.next_at <= now() and (d.leased_until is null or d.leased_until < now())
      and d.subscriber = any(p_subscribers)
      and not exists (select from platform.delivery e where e.subscriber = d.subscriber and e.aggregate = d.aggregate and e.id < d.id)
    order by d.id limit p_most for update of d skip locked)
  update platform.delivery d set lease = p_lease, leased_until = now() + make_interval(secs => p_seconds)
  from due, platform.event e where d.id = due.id and e.id = d.event_id
  returning d.id, d.subscriber, d.attempts, d.event_id, e.type, e.aggregate, e.payload, e.at, e.trace;
end $$;
