-- Who is told of a stop, for the post room: the person by her account, for her posts are stopped; the contactpersoon
-- of each school where she works; who works with people at the SWV.
create function over_schorsing(p_fact uuid, p_rol text) returns table (user_id uuid, email varchar, naam text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  with s as (select x.* from accounts_schorsing x where x.fact_id = p_fact and x.replaced_at is null),
  plek as (
    select a.eenheid_id from s join accounts_aanstelling a on a.user_id = s.user_id and a.replaced_at is null
     where a.geldig @> app_today() and (s.aanstelling_fact is null or s.aanstelling_fact = a.fact_id)),
  gekozen as (
    select s.user_id from s where p_rol = 'stopped_person'
    union select p.user_id from s join app_posten p on p.rol = p_rol and p.user_id <> s.user_id
     where (p_rol = 'contactpersoon' and p.eenheid_id in (select eenheid_id from plek)) or p_rol in ('mutatiebehandelaar', 'privacy_officer'))
  select u.id, u.email, u.voornaam || ' ' || u.achternaam from accounts_user u where u.is_active and u.id in (select g.user_id from gekozen g) $$;
grant execute on function over_schorsing(uuid, text) to portal_worker;
