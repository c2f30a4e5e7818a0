-- Who decides about a change of a school: the mutatiebehandelaar alone. Others of the desk take back their own.
create function app_schoolbesluit() returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select nullif(app_zijde() = 'swv' and exists (select 1 from app_posten p where p.user_id = app_uid() and p.rol = 'mutatiebehandelaar'), false) $$;
grant execute on function app_schoolbesluit() to portal_swv;
alter policy wijzig_swv on mutaties_schoolwijziging using (
  (select app_schoolbesluit())
  or ((select app_schoolwijzigingen()) and gemeld_door_id = (select app_uid()) and status in ('voorgesteld', 'ingetrokken'))) with check (
  (select app_schoolbesluit())
  or ((select app_schoolwijzigingen()) and gemeld_door_id = (select app_uid()) and status in ('voorgesteld', 'ingetrokken')));
