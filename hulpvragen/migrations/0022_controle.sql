-- who is the contact of the open, filed hulpvragen of these schools now: empty when she is no IB'er there any more. For who may know
-- what hangs on the people of a school (app_mag_overdragen): cards, never a pupil, and no concept
create function app_contacten(p_vestigingen uuid[])
  returns table (id uuid, vestiging_id uuid, kenmerk varchar, soort varchar, status varchar, contacten uuid[])
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  with scholen as materialized (select s.id from unnest(p_vestigingen) s(id) where app_mag_overdragen(s.id) is not null)
  select h.id, s.id, h.kenmerk, h.soort, h.status, coalesce((
      select array_agg(distinct c.user_id order by c.user_id) from hulpvragen_hulpvraagcontact c
        join app_posten p on p.user_id = c.user_id and p.rol = 'ib' and p.eenheid_id = s.id
       where c.hulpvraag_id = h.id and c.replaced_at is null and c.geldig @> app_today()), '{}')
    from hulpvragen_hulpvraag h
    join scholen s on s.id = case when h.vestiging_tot > app_today() then h.vestiging_id else h.vestiging_daarna_id end
   where h.ingediend and h.gesloten_op is null
   order by h.kenmerk $$;
grant execute on function app_contacten(uuid[]) to portal_school, portal_swv;
