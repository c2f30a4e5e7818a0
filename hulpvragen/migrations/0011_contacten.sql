-- ---- who is asked when nobody at the school can be told: the contactpersoon of the school of today
create or replace function ontvangers(p_hulpvraag uuid, p_rol text) returns table (user_id uuid, email varchar, naam text, vervangt boolean)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  with h as (
    select x.*, case when x.vestiging_tot > app_today() then x.vestiging_id else x.vestiging_daarna_id end nu
      from hulpvragen_hulpvraag x where x.id = p_hulpvraag),
  ib as (select p.user_id from h join app_posten p on p.eenheid_id = h.nu and p.rol = 'ib'),
  contact as (
    select c.user_id from hulpvragen_hulpvraagcontact c join ib using (user_id)
     where c.hulpvraag_id = p_hulpvraag and c.replaced_at is null and c.geldig @> app_today()),
  school as (select user_id from contact union select user_id from ib where not exists (select 1 from contact)),
  overgenomen as (
    select h.contact_overgenomen_door_id user_id from h join app_posten p on p.user_id = h.contact_overgenomen_door_id and p.rol = 'loket'),
  voor_school as (select user_id from school union select user_id from overgenomen where not exists (select 1 from school)),
  indiener as (select h.ingediend_door_id user_id from h join ib on ib.user_id = h.ingediend_door_id),
  schoolcontact as (select p.user_id from h join app_posten p on p.eenheid_id = h.nu and p.rol = 'contactpersoon' where h.ingediend),
  loket as (select p.user_id from h join app_posten p on p.rol = 'loket' where h.ingediend),
  toegewezen as (
    select t.user_id from h join hulpvragen_toewijzing t on t.hulpvraag_id = h.id and t.replaced_at is null and t.geldig @> app_today()
      join app_posten p on p.user_id = t.user_id and p.rol in ('loket', 'consulent') where h.ingediend),
  behandelaar as (select h.behandelaar_id user_id from h join toegewezen t on t.user_id = h.behandelaar_id),
  gekozen as (
    select user_id from voor_school where p_rol = 'contact'
    union select user_id from indiener where p_rol = 'filer'
    union select user_id from voor_school where p_rol = 'filer' and not exists (select 1 from indiener)
    union select user_id from schoolcontact where p_rol = 'contactpersoon'
    union select user_id from loket where p_rol = 'loket'
    union select user_id from toegewezen where p_rol = 'toegewezene'
    union select user_id from behandelaar where p_rol = 'behandelaar'
    union select user_id from loket where p_rol = 'behandelaar' and not exists (select 1 from behandelaar))
  select u.id, u.email, u.voornaam || ' ' || u.achternaam,
    p_rol in ('contact', 'filer') and not exists (select 1 from school) from accounts_user u where u.id in (select g.user_id from gekozen g) $$;

-- ---- which of these people have logged in with their second factor at least once: a contact who never did, reads nothing.
-- It tells nothing else, and only staff may ask.
create function app_enrolled(p_users uuid[]) returns setof uuid language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select d.user_id from accounts_totpdevice d where d.user_id = any (p_users) and (app_vest_kaart() is not null or app_swv()) $$;
grant execute on function app_enrolled(uuid[]) to portal_school, portal_swv;
