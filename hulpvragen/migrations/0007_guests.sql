-- Whose account is a guest's alone: invited to a dossier, and never in a post. For the list of accounts,
-- which shows no name of them; to nobody is shown of a colleague that she is also somebody's parent.
create function app_guests() returns setof uuid language sql stable security definer
set search_path = pg_catalog, public, pg_temp as $$
  select distinct t.user_id from hulpvragen_toegang t
   where t.user_id is not null and app_people()
     and not exists (select 1 from accounts_aanstelling a where a.user_id = t.user_id) $$;

grant execute on function app_guests() to portal_swv;
