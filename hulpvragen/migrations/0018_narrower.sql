-- ---- the SWV sees that somebody reads along, and as what; not the address that was invited, nor the digest of the link
revoke select on hulpvragen_toegang from portal_swv;
grant select (id, fact_id, recorded_at, replaced_at, geldig, dossier_id, hulpvragen, user_id, soort, delen, accepted_at)
  on hulpvragen_toegang to portal_swv;

-- a whole row as an argument asks for all of its columns: guardian's view hands over the id
create function app_guest_entitled(p_toegang uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select app_guest_entitled(t) from hulpvragen_toegang t where t.id = p_toegang $$;
grant execute on function app_guest_entitled(uuid) to portal_school, portal_swv, portal_gast;
do $$ begin
  execute 'create or replace view hulpvragen_dossiergrant with (security_invoker = true) as '
    || replace(pg_get_viewdef('hulpvragen_dossiergrant'::regclass), 'app_guest_entitled(t.*)', 'app_guest_entitled(t.id)');
end $$;

-- ---- who handles by default at a school: for its IB'ers, who file there
create or replace function app_vaste_consulent(p_vestiging uuid) returns uuid language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select f.user_id from hulpvragen_vasteconsulent f
    join accounts_vestiging v on v.eenheid_ptr_id = p_vestiging and f.eenheid_id in (v.eenheid_ptr_id, v.wijknetwerk_id)
   where p_vestiging = any (app_vest()) and f.replaced_at is null and f.geldig @> app_today()
     and exists (select 1 from app_posten p where p.user_id = f.user_id and p.rol in ('loket', 'consulent'))
   order by (f.eenheid_id = v.eenheid_ptr_id) desc limit 1 $$;
revoke execute on function app_vaste_consulent(uuid) from portal_swv;

-- ---- who logged in with a second factor: the SWV asks it of anybody, a school of who has or had a post there
create or replace function app_enrolled(p_users uuid[]) returns setof uuid language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select d.user_id from accounts_totpdevice d where d.user_id = any (p_users)
     and (app_swv() or exists (select 1 from accounts_aanstelling a
       where a.user_id = d.user_id and a.replaced_at is null and a.eenheid_id = any (app_vest_kaart()))) $$;

-- ---- mail that failed is put back by the loket
create or replace function outbox_retry(wanted uuid) returns boolean language sql security definer
  set search_path = pg_catalog, public, pg_temp as $$
  with again as (
    update public.notifications_outbox
       set state = 'pending', due_at = clock_timestamp(), attempts = 0, last_error = '', leased_until = null,
           retried_at = clock_timestamp()
     where id = wanted and app_loket() and subject_type = 'hulpvraag' and state in ('failed', 'kanaal') returning id)
  select exists (select from again) $$;

-- ---- what was typed and not sent stays its week, whoever asks to clear up (accounts.services.kladtekst, KEPT_FOR)
create or replace function app_forget_kladtekst(p_before timestamptz) returns void language sql volatile security definer
  set search_path = pg_catalog, public, pg_temp as
  $$ delete from public.accounts_kladtekst where kept_at < least(p_before, clock_timestamp() - interval '7 days') $$;
