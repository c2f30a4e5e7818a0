-- What was typed and not sent, and how somebody wants to see the portal: everybody her own, per side.
alter table accounts_kladtekst enable row level security;
alter table accounts_voorkeur enable row level security;
create policy own on accounts_kladtekst to portal_web, portal_school, portal_swv, portal_gast
  using (user_id = (select app_uid()) and zijde = coalesce((select app_zijde()), ''))
  with check (user_id = (select app_uid()) and zijde = coalesce((select app_zijde()), ''));
create policy own on accounts_voorkeur to portal_web, portal_school, portal_swv, portal_gast
  using (user_id = (select app_uid())) with check (user_id = (select app_uid()));
grant select, insert, delete, update (pad, velden, kept_at) on accounts_kladtekst to portal_web, portal_school, portal_swv, portal_gast;
grant select, insert, update (thema, digibord_bij_inloggen) on accounts_voorkeur to portal_web, portal_school, portal_swv, portal_gast;

-- what is old goes, whoever's it is: asked at each log-in, by a role that may read none of it
create function app_forget_kladtekst(p_before timestamptz) returns void language sql volatile security definer
  set search_path = pg_catalog, public, pg_temp as
  $$ delete from public.accounts_kladtekst where kept_at < least(p_before, clock_timestamp() - interval '1 day') $$;
grant execute on function app_forget_kladtekst(timestamptz) to portal_web, portal_school, portal_swv, portal_gast;
