-- Changes of a school's own data. Names, addresses and numbers of schools are public; who reported one is not.

-- may she propose and decide about all schools? The desk; of a school: the contactpersoon and the board (app_melden)
create function app_schoolwijzigingen() returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select nullif(app_zijde() = 'swv' and exists (select 1 from app_posten p where p.user_id = app_uid()
    and p.rol in ('loket', 'mutatiebehandelaar')), false) $$;
create function app_bestuurswerk() returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select nullif(app_zijde() = 'school' and exists (select 1 from app_posten p where p.user_id = app_uid() and p.rol = 'bestuursmedewerker'), false) $$;

alter table mutaties_schoolwijziging enable row level security;
create policy zien on mutaties_schoolwijziging for select to portal_school, portal_swv using (
  (select app_mutaties()) or vestiging_id = any ((select app_melden())::uuid[])
  or (app_zijde() = 'school' and gemeld_door_id = (select app_uid())));
create policy nieuw on mutaties_schoolwijziging for insert to portal_school with check (
  gemeld_door_id = (select app_uid()) and status = 'voorgesteld' and bron in ('school', 'bestuur')
  and (vestiging_id = any ((select app_melden())::uuid[]) or (vestiging_id is null and (select app_bestuurswerk()))));
create policy nieuw_swv on mutaties_schoolwijziging for insert to portal_swv with check (
  gemeld_door_id = (select app_uid()) and status = 'voorgesteld' and bron = 'swv' and (select app_schoolwijzigingen()));
create policy wijzig on mutaties_schoolwijziging for update to portal_school using (
  gemeld_door_id = (select app_uid()) and status in ('voorgesteld', 'ingetrokken')) with check (
  gemeld_door_id = (select app_uid()) and status in ('voorgesteld', 'ingetrokken'));
create policy wijzig_swv on mutaties_schoolwijziging for update to portal_swv using (
  (select app_schoolwijzigingen())) with check ((select app_schoolwijzigingen()));

grant select, insert, update (status, besloten_door_id, besloten_at, reden, version) on mutaties_schoolwijziging to portal_school, portal_swv;
grant execute on function app_schoolwijzigingen(), app_bestuurswerk() to portal_school, portal_swv;
