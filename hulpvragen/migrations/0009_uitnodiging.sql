-- What follows from an invitation (Toegang without accepted_at). Sight follows from 0002_wall and 0005_casework_wall.

-- ---- does an invitation stand at this moment? Its link is not used, withdrawn or a week old, and who made it may
-- still invite: same account (epoch), a post in force at the school where the hulpvraag is today.
create function app_uitnodiging_geldt(p_toegang uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select exists (
    select 1 from hulpvragen_toegang t
      join accounts_user i on i.id = t.uitgenodigd_door_id and i.epoch = t.uitgenodigd_epoch
      join hulpvragen_hulpvraag h on h.id = any (t.hulpvragen) and h.dossier_id = t.dossier_id and h.gesloten_op is null
      join app_posten p on p.user_id = i.id and p.rol = 'ib'
       and p.eenheid_id = case when h.vestiging_tot > app_today() then h.vestiging_id else h.vestiging_daarna_id end
     where t.id = p_toegang and t.replaced_at is null and t.accepted_at is null and t.token_hash <> ''
       and t.token_tot > clock_timestamp() and t.geldig @> app_today()
       and (h.ingediend or h.opsteller_vestiging_id = p.eenheid_id)) $$;
grant execute on function app_uitnodiging_geldt(uuid) to portal_school, portal_desk;

-- ---- is she who asks somebody's guest: today, or ever?
create function app_genodigd(out nu boolean, out ooit boolean) language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(bool_or(t.replaced_at is null and t.geldig @> app_today()), false), count(*) > 0
    from hulpvragen_toegang t where t.user_id = app_uid() and t.accepted_at is not null $$;
grant execute on function app_genodigd() to portal_web, portal_school, portal_swv, portal_gast;

-- ---- recipients, for the post room. 'guest': invited and the invitation stands (with the version that makes the
-- link), or accepted and in force. 'former_guest': accepted, and no longer in force. Who has no account yet goes by
-- the id of the fact.
create function genodigde(p_fact uuid, p_rol text)
  returns table (user_id uuid, email varchar, naam text, versie uuid, door text, school text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  with t as (
    select x.*, x.replaced_at is null and x.geldig @> app_today() in_force, app_uitnodiging_geldt(x.id) geldt
      from hulpvragen_toegang x where x.fact_id = p_fact order by x.recorded_at desc, x.id desc limit 1)
  select coalesce(u.id, t.fact_id), coalesce(u.email, t.email), coalesce(u.voornaam || ' ' || u.achternaam, ''),
         case when t.geldt then t.id end, i.voornaam || ' ' || i.achternaam,
         (select v.naam from hulpvragen_hulpvraag h join accounts_eenheid v on v.id = h.opsteller_vestiging_id
           where h.id = any (t.hulpvragen) order by h.created_at desc limit 1)
    from t join accounts_user i on i.id = t.uitgenodigd_door_id
      left join accounts_user u on u.is_active and case when t.user_id is null then u.email = t.email else u.id = t.user_id end
   where case p_rol
     when 'guest' then t.geldt or (t.in_force and t.accepted_at is not null and u.id is not null)
     when 'former_guest' then t.accepted_at is not null and not t.in_force and u.id is not null
     else false end $$;
grant execute on function genodigde(uuid, text) to portal_worker;

-- ---- the post about an invitation is the school's: before indienen the SWV may not even know that it was sent
alter policy swv on notifications_outbox using ((select app_post()) and subject_type = 'hulpvraag');
create policy school_uitnodiging on notifications_outbox for select to portal_school using (
  subject_type in ('uitnodiging', 'toegang') and exists (select 1 from hulpvragen_toegang t where t.fact_id = subject_id));
