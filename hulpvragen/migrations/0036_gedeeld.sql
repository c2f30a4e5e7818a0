-- When she who asks last looked at each part of what is shared with her. Her own looks alone: the trail is not a guest's to read.
create function app_zelf_bekeken() returns table (hulpvraag_id uuid, onderdeel text, at timestamptz) language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select e.hulpvraag_id, e.object_type, max(e.at) from audit_event e
   where e.actor_id = app_uid() and e.zijde = 'gast' and e.event = 'hulpvraag.viewed' and e.outcome = 'ok'
   group by e.hulpvraag_id, e.object_type $$;
grant execute on function app_zelf_bekeken() to portal_gast;
