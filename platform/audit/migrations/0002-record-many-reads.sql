-- Many reads in one statement: a batch of calls, or a file about many people. `p_fields` is an array of texts in PostgreSQL's own writing, a read.
create function platform.record_reads(
  p_ids uuid[], p_at timestamptz, p_subjects text[], p_organisations text[], p_actor_kinds text[], p_actor_ids text[], p_channels text[],
  p_resources text[], p_fields text[], p_purposes text[], p_case_nos text[], p_legal_bases text[], p_visible_from timestamptz[], p_traces text[]
) returns void language sql security definer set search_path = platform, pg_temp as $$
  insert into platform.data_read (id, at, subject, organisation, actor_kind, actor_id, channel, resource, fields, purpose, case_no, legal_basis, visible_from, trace)
  select n.id, p_at, n.subject, n.organisation, n.actor_kind, n.actor_id, n.channel, n.resource,
    n.fields::text[], n.purpose::jsonb, n.case_no, n.legal_basis::jsonb, n.visible_from, n.trace
  from unnest(p_ids, p_subjects, p_organisations, p_actor_kinds, p_actor_ids, p_channels, p_resources, p_fields, p_purposes, p_case_nos,
    p_legal_bases, p_visible_from, p_traces)
    as n (id, subject, organisation, actor_kind, actor_id, channel, resource, fields, purpose, case_no, legal_basis, visible_from, trace);
$$;
