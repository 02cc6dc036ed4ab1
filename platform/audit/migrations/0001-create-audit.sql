-- What people and systems did. Appended by any module in its own transaction; chained afterwards by one sequencer.
create table platform.audit_entry (
  id uuid primary key,
  at timestamptz not null,
  actor_kind text not null,
  actor_id text not null,
  organisation text,
  action text not null,
  subject text not null,
  detail jsonb not null,
  trace text not null,
  seq bigint unique,
  hash bytea
);
create index audit_entry_unchained on platform.audit_entry (id) where seq is null;
create index audit_entry_by_subject on platform.audit_entry (subject, at desc);
create index audit_entry_by_time on platform.audit_entry (at desc, id desc);

-- Signed heads of the chain; also kept in a file outside the database, so that a cut tail shows.
create table platform.audit_checkpoint (
  seq bigint primary key,
  hash bytea not null,
  at timestamptz not null,
  key_version int not null,
  signature bytea not null
);

-- Who saw which data about whom and why: the ground of what people see of the use of their data.
create table platform.data_read (
  id uuid primary key,
  at timestamptz not null,
  -- Blind index of the person or firm whose data were read.
  subject text not null,
  organisation text not null,
  -- Never shown to the subject: kept for the auditor.
  actor_kind text not null,
  actor_id text not null,
  channel text not null,
  resource text not null,
  fields text[] not null,
  purpose jsonb not null,
  case_no text,
  legal_basis jsonb,
  -- Lawful delay of notice: the subject sees the read from then on; the auditor at once.
  visible_from timestamptz not null,
  trace text not null,
  seq bigint unique,
  hash bytea
);
create index data_read_unchained on platform.data_read (id) where seq is null;
create index data_read_by_subject on platform.data_read (subject, at desc, id desc);

create function platform.append_audit(
  p_id uuid, p_at timestamptz, p_actor_kind text, p_actor_id text, p_organisation text,
  p_action text, p_subject text, p_detail jsonb, p_trace text
) returns void language plpgsql security definer set search_path = platform, pg_temp as $$
declare
  v_role text := current_setting('role');
  v_module text := replace(split_part(p_action, '.', 1), '-', '_');
begin
  if v_role <> 'none' and v_role <> current_database() || '_' || v_module then
    raise exception 'role % may not write an audit entry of module %', v_role, v_module using errcode = 'insufficient_privilege';
  end if;
  insert into platform.audit_entry (id, at, actor_kind, actor_id, organisation, action, subject, detail, trace)
  values (p_id, p_at, p_actor_kind, p_actor_id, p_organisation, p_action, p_subject, p_detail, p_trace);
end $$;

create function platform.record_read(
  p_id uuid, p_at timestamptz, p_subject text, p_organisation text, p_actor_kind text, p_actor_id text, p_channel text,
  p_resource text, p_fields text[], p_purpose jsonb, p_case_no text, p_legal_basis jsonb, p_visible_from timestamptz, p_trace text
) returns void language sql security definer set search_path = platform, pg_temp as $$
  insert into platform.data_read (id, at, subject, organisation, actor_kind, actor_id, channel, resource, fields, purpose, case_no, legal_basis, visible_from, trace)
  values (p_id, p_at, p_subject, p_organisation, p_actor_kind, p_actor_id, p_channel, p_resource, p_fields, p_purpose, p_case_no, p_legal_basis, p_visible_from, p_trace);
$$;

-- What the subject may see: never the officer, and nothing before its time.
create function platform.reads_of(p_subject text, p_now timestamptz, p_before_at timestamptz, p_before_id uuid, p_limit int)
returns table (id uuid, at timestamptz, organisation text, channel text, resource text, fields text[], purpose jsonb, case_no text, legal_basis jsonb)
language sql stable security definer set search_path = platform, pg_temp as $$
  select id, at, organisation, channel, resource, fields, purpose, case_no, legal_basis
  from platform.data_read
  where subject = p_subject and visible_from <= p_now
    and (p_before_at is null or (at, id) < (p_before_at, p_before_id))
  order by at desc, id desc limit p_limit;
$$;
