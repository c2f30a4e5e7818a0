-- ---- a parent until her gezag ends
create or replace function app_guest_entitled(t hulpvragen_toegang) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select case t.soort
    when 'ouder' then t.gezag = 'ja' and (t.gezag_tot is null or app_today() < t.gezag_tot)
                  and (leeftijd < 16 or (leeftijd < 18 and t.leerling_akkoord))
    when 'leerling16' then leeftijd >= 16
    else true end
  from (select extract(year from age(app_today(), l.geboortedatum)) leeftijd
          from hulpvragen_dossier d left join hulpvragen_leerling l on l.id = d.leerling_id where d.id = t.dossier_id) x $$;

-- ---- an invitation stands as long as who made it may still invite: for the school an IB'er where the pupil is today,
-- for the SWV somebody of the loket, once it is filed
update hulpvragen_toegang set link = id where token_hash <> '';
create or replace function app_uitnodiging_geldt(p_toegang uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select exists (
    select 1 from hulpvragen_toegang t
      join accounts_user i on i.id = t.uitgenodigd_door_id and i.epoch = t.uitgenodigd_epoch
      join hulpvragen_hulpvraag h on h.id = any (t.hulpvragen) and h.dossier_id = t.dossier_id and h.gesloten_op is null
      join app_posten p on p.user_id = i.id and case t.namens
        when 'swv' then p.rol = 'loket' and h.ingediend
        else p.rol = 'ib' and (h.ingediend or h.opsteller_vestiging_id = p.eenheid_id)
         and p.eenheid_id = case when h.vestiging_tot > app_today() then h.vestiging_id else h.vestiging_daarna_id end end
     where t.id = p_toegang and t.replaced_at is null and t.accepted_at is null and t.token_hash <> ''
       and t.token_tot > clock_timestamp() and t.geldig @> app_today()) $$;
grant execute on function app_uitnodiging_geldt(uuid) to portal_swv;

-- ---- recipients. The version is that of the link, which outlives a change of the invitation. 'contactpersoon': the
-- known contact of the school, who is told that somebody from outside is invited.
create or replace function genodigde(p_fact uuid, p_rol text)
  returns table (user_id uuid, email varchar, naam text, versie uuid, door text, school text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  with t as (
    select x.*, x.replaced_at is null and x.geldig @> app_today() in_force, app_uitnodiging_geldt(x.id) geldt
      from hulpvragen_toegang x where x.fact_id = p_fact order by x.recorded_at desc, x.id desc limit 1)
  select coalesce(u.id, t.fact_id), coalesce(u.email, t.email), coalesce(u.voornaam || ' ' || u.achternaam, ''),
         case when t.geldt then t.link end, i.voornaam || ' ' || i.achternaam,
         (select v.naam from hulpvragen_hulpvraag h join accounts_eenheid v on v.id = h.opsteller_vestiging_id
           where t.namens = 'school' and h.id = any (t.hulpvragen) order by h.created_at desc limit 1)
    from t join accounts_user i on i.id = t.uitgenodigd_door_id
      left join accounts_user u on u.is_active and case when t.user_id is null then u.email = t.email else u.id = t.user_id end
   where case p_rol
     when 'guest' then t.geldt or (t.in_force and t.accepted_at is not null and u.id is not null)
     when 'former_guest' then t.accepted_at is not null and not t.in_force and u.id is not null
     else false end
  union
  select u.id, u.email, u.voornaam || ' ' || u.achternaam, null, '', ''
    from t join hulpvragen_hulpvraag h on h.id = any (t.hulpvragen) and h.dossier_id = t.dossier_id
      join app_posten p on p.rol = 'contactpersoon'
       and p.eenheid_id = case when h.vestiging_tot > app_today() then h.vestiging_id else h.vestiging_daarna_id end
      join accounts_user u on u.id = p.user_id
   where p_rol = 'contactpersoon' $$;

-- ---- what the loket invited itself it sees as the school sees its own; of the others still no address
grant select (gezag_tot, leerling_akkoord, namens) on hulpvragen_toegang to portal_swv;
create function app_uitgenodigd_door_swv(p_hulpvraag uuid) returns setof hulpvragen_toegang language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select t.* from hulpvragen_toegang t join hulpvragen_hulpvraag h on h.id = p_hulpvraag and h.dossier_id = t.dossier_id
   where app_loket() and h.ingediend and t.namens = 'swv' and p_hulpvraag = any (t.hulpvragen) $$;
grant execute on function app_uitgenodigd_door_swv(uuid) to portal_swv;

alter policy school_uitnodiging on notifications_outbox using (
  subject_type in ('uitnodiging', 'toegang', 'overeenkomst') and exists (select 1 from hulpvragen_toegang t where t.fact_id = subject_id));
create policy swv_uitnodiging on notifications_outbox for select to portal_swv using (
  subject_type = 'uitnodiging' and (select app_loket())
  and exists (select 1 from hulpvragen_toegang t where t.fact_id = subject_id and t.namens = 'swv'));
