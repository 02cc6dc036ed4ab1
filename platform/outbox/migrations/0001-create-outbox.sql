create table platform.event (
  id uuid primary key,
  seq bigint generated always as identity unique,
  module text not null,
  type text not null,
  aggregate text not null,
  payload jsonb not null,
  trace text not null,
  at timestamptz not null,
  recorded_at timestamptz not null default now()
);
create index event_by_type on platform.event (type, seq);

-- Who wants which events. Written at start from the reactions that the code has.
create table platform.subscription (
  subscriber text not null,
  event_type text not null,
  primary key (subscriber, event_type)
);
create index subscription_by_type on platform.subscription (event_type);

-- What is still to be reacted to, a row a subscriber. Gone once the reaction has committed, in the same transaction.
create table platform.delivery (
  id bigint generated always as identity primary key,
  subscriber text not null,
  aggregate text not null,
  event_id uuid not null references platform.event (id),
  attempts int not null default 0,
  next_at timestamptz not null default now(),
  lease uuid,
  leased_until timestamptz,
  dead boolean not null default false,
  last_error text
);
create index delivery_by_aggregate on platform.delivery (subscriber, aggregate, id);
create index delivery_due on platform.delivery (next_at, id) where not dead;

-- The module is read from the role that the transaction took, so that none can speak for another.
create function platform.append_event(
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
  if found then
    perform pg_notify('yiwang_delivery', '');
  end if;
end $$;

-- Ends a delivery in the reaction's own transaction; false when another worker holds it by now.
create function platform.complete_delivery(p_id bigint, p_lease uuid) returns boolean
language plpgsql security definer set search_path = platform, pg_temp as $$
begin
  delete from platform.delivery where id = p_id and lease = p_lease;
  return found;
end $$;
