-- The people of a read about a few at once (a person and their firm, a page of rows), for the rule about one street; a long list is never handed out.
create function platform.short_read_list(p_list text, p_most int) returns setof text
language plpgsql stable security definer set search_path = platform, pg_temp as $$
begin
  perform platform.demand_module('data_security');
  return query select unnest(p.subjects) from platform.read_list_piece p join platform.read_list l on l.id = p.list
    where l.id = p_list and l.people <= p_most;
end $$;
