-- Who works with people: reads when somebody last got in, and whether she has a second step.

-- true for a session of the SWV's side with a post that reads people (docs/rights.toml, `people`)
create function app_people() returns boolean language sql stable security definer
set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(app_zijde() = 'swv', false) and exists (
    select 1 from app_posten p where p.user_id = app_uid() and p.rol in ('mutatiebehandelaar', 'beheerder', 'privacy_officer')) $$;

alter table accounts_lastlogin enable row level security;
-- written at the log-in, before there is an identity; and by her own session when she connects her first app
create policy log_in on accounts_lastlogin to portal_web using (true) with check (true);
create policy own on accounts_lastlogin to portal_school, portal_swv, portal_gast
  using (user_id = (select app_uid())) with check (user_id = (select app_uid()));
create policy people on accounts_lastlogin for select to portal_swv using ((select app_people()));
grant select, insert, update (at) on accounts_lastlogin to portal_web, portal_school, portal_swv, portal_gast;

-- whose authenticator is set up: that it is there, never the row, which holds the sealed seed
create function app_with_second_factor() returns setof uuid language sql stable security definer
set search_path = pg_catalog, public, pg_temp as $$ select d.user_id from accounts_totpdevice d where app_people() $$;

grant execute on function app_people(), app_with_second_factor() to portal_swv;
