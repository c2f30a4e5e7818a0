-- Calls about a lost second factor: read by who works with people, written at the desk, used once by the routine below.
alter table accounts_terugbelling enable row level security;
create policy people on accounts_terugbelling for select to portal_swv using ((select app_people()));
create policy desk on accounts_terugbelling for insert to portal_desk with check (hersteld_at is null);
grant select on accounts_terugbelling to portal_swv;
grant insert on accounts_terugbelling to portal_desk;

-- Takes away the app and the recovery codes of who was called back, and ends her sessions. Returns what came of it:
-- 'restored'; 'no_beheerder': who asks is none (any more); 'self'; 'no_call': the call did not confirm it, is over a day
-- old or was used; 'same': of a colleague of the SWV, and who called may not be who restores.
create function account_restore_factor(p_call uuid, p_by uuid) returns text language plpgsql volatile security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare v accounts_terugbelling;
begin
  if not exists (select from app_posten where user_id = p_by and rol = 'beheerder') then return 'no_beheerder'; end if;
  select * into v from accounts_terugbelling where id = p_call for update;
  if v.user_id = p_by then return 'self'; end if;
  if v.uitkomst is distinct from 'bevestigd' or v.hersteld_at is not null or v.at < clock_timestamp() - interval '1 day' then return 'no_call'; end if;
  if v.door_id = p_by and exists (
    select from accounts_aanstelling a where a.user_id = v.user_id and a.replaced_at is null and a.rol not in ('ib', 'contactpersoon', 'bestuursmedewerker')
       and (upper(a.geldig) is null or upper(a.geldig) > app_today())) then return 'same'; end if;
  update accounts_terugbelling set hersteld_door_id = p_by, hersteld_at = clock_timestamp() where id = p_call;
  delete from accounts_totpdevice where user_id = v.user_id;
  delete from accounts_recoverycode where user_id = v.user_id;
  delete from accounts_session where user_id = v.user_id;
  return 'restored';
end $$;
grant execute on function account_restore_factor(uuid, uuid) to portal_desk;
