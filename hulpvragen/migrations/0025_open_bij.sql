-- how many filed hulpvragen are open at a school, for who may know what hangs on it (app_mag_overdragen): a school that closes
-- says where they go
create function app_open_bij(p_vestiging uuid) returns integer language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select count(*)::integer from hulpvragen_hulpvraag h
   where app_mag_overdragen(p_vestiging) is not null and h.ingediend and h.gesloten_op is null
     and case when h.vestiging_tot > app_today() then h.vestiging_id else h.vestiging_daarna_id end = p_vestiging $$;
grant execute on function app_open_bij(uuid) to portal_school, portal_swv;
