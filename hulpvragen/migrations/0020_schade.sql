-- The damage of a late report, mended: it ends where the end of the post was recorded, what was seen by another post is no
-- damage, a mail that came back was not received, and who asks is the contactpersoon of the school or the SWV's desk. Of
-- what the school did before indienen the SWV sees nothing, as in the trail.
drop function app_schade(uuid, uuid, timestamptz);

create function app_ziet_schade(p_vestiging uuid) returns text language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select case
    when app_zijde() = 'school' and exists (select 1 from app_posten p where p.user_id = app_uid()
      and p.rol = 'contactpersoon' and p.eenheid_id = p_vestiging) then 'all'
    when app_zijde() = 'swv' and exists (select 1 from app_posten p where p.user_id = app_uid()
      and p.rol in ('loket', 'mutatiebehandelaar', 'privacy_officer')) then 'filed' end $$;

-- what somebody still received, opened and did from one moment to another, by one post (`p_fact`, of role `p_rol`) at a school.
-- No pupil is named: `leerling` only tells two from one. A log-in hangs on no hulpvraag: the list after it shows names.
create function app_schade(p_vestiging uuid, p_user uuid, p_fact uuid, p_rol text, p_van timestamptz, p_tot timestamptz)
  returns table (soort text, at timestamptz, hulpvraag_id uuid, kenmerk varchar, gebeurtenis varchar, leerling bigint)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  with mag as materialized (select app_ziet_schade(p_vestiging) wat),
  gebeurd as (
    select 'mail' soort, d.at, o.subject_id hulpvraag, o.event gebeurtenis
      from notifications_delivery d join notifications_outbox o on o.id = d.outbox_id
     where d.user_id = p_user and d.outcome = 'sent' and o.subject_type = 'hulpvraag' and d.at >= p_van and d.at < p_tot
       and (o.role = 'contactpersoon') = (p_rol = 'contactpersoon')
       and not exists (select 1 from notifications_delivery b where b.occasion = d.occasion and b.user_id = d.user_id
                         and b.attempt = d.attempt and b.outcome in ('bounced', 'expired'))
    union all
    select 'geopend', e.at, e.hulpvraag_id, e.event from audit_event e
     where e.actor_id = p_user and e.hulpvraag_id is not null and e.outcome = 'ok' and e.zijde = 'school'
       and e.at >= p_van and e.at < p_tot and (e.ground = '' or e.ground like 'aanstelling:' || p_fact || ':%')
    union all
    select 'ingelogd', e.at, null, e.event from audit_event e
     where e.actor_id = p_user and e.event = 'log_in.verified' and e.outcome = 'ok' and e.at >= p_van and e.at < p_tot),
  gezien as (
    select g.*, h.kenmerk, d.leerling_id
      from mag, gebeurd g left join hulpvragen_hulpvraag h on h.id = g.hulpvraag left join hulpvragen_dossier d on d.id = h.dossier_id
     where mag.wat is not null and (g.hulpvraag is null
       or (p_vestiging in (h.vestiging_id, h.vestiging_daarna_id, h.opsteller_vestiging_id)
           and (mag.wat = 'all' or (h.ingediend and g.at >= h.submitted_at)))))
  select z.soort, z.at, z.hulpvraag, z.kenmerk, z.gebeurtenis,
         case when z.leerling_id is not null then dense_rank() over (order by z.leerling_id) end
    from gezien z order by z.at, z.soort, z.hulpvraag $$;
grant execute on function app_ziet_schade(uuid), app_schade(uuid, uuid, uuid, text, timestamptz, timestamptz) to portal_school, portal_swv;
