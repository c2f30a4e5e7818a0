-- What the personnel desk asks about hulpvragen that most of its people may not see: cards and numbers, never a pupil.

-- may she who asks know what hangs on a post at this school, and what of it? 'all' for the school's own people, 'filed' for
-- the SWV's: of a concept it may not even know that it exists
create function app_mag_overdragen(p_vestiging uuid) returns text language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select case
    when app_zijde() = 'school' and p_vestiging = any (app_vest_kaart()) then 'all'
    when app_zijde() = 'swv' and exists (select 1 from app_posten p where p.user_id = app_uid()
      and p.rol in ('loket', 'mutatiebehandelaar', 'privacy_officer')) then 'filed' end $$;

-- the open hulpvragen of a school for which somebody who is gone from a day must be followed by another: she is their
-- contact, or nobody else would be left
create function app_overdracht(p_vestiging uuid, p_user uuid, p_dag date)
  returns table (id uuid, kenmerk varchar, soort varchar, status varchar, ingediend boolean, term_date date, anderen uuid[])
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  with mag as materialized (select app_mag_overdragen(p_vestiging) wat),
  blijft as (
    select distinct a.user_id from accounts_aanstelling a join accounts_user u on u.id = a.user_id and u.is_active
     where a.eenheid_id = p_vestiging and a.rol = 'ib' and a.replaced_at is null and a.geldig @> p_dag and a.user_id <> p_user),
  h as (
    select x.* from hulpvragen_hulpvraag x, mag
     where x.gesloten_op is null and mag.wat is not null and (x.ingediend or mag.wat = 'all')
       and case when x.vestiging_tot > app_today() then x.vestiging_id else x.vestiging_daarna_id end = p_vestiging
       and (x.ingediend or x.opsteller_vestiging_id = p_vestiging)),
  met as (
    select h.*, (select array_agg(c.user_id) from hulpvragen_hulpvraagcontact c join blijft b on b.user_id = c.user_id
                  where c.hulpvraag_id = h.id and c.replaced_at is null and c.geldig @> p_dag) anderen,
      exists (select 1 from hulpvragen_hulpvraagcontact c where c.hulpvraag_id = h.id and c.user_id = p_user and c.replaced_at is null
               and not isempty(c.geldig) and coalesce(upper(c.geldig), 'infinity') > app_today()) van_haar
      from h)
  select m.id, m.kenmerk, m.soort, m.status, m.ingediend, m.term_date, m.anderen from met m
   where m.van_haar or (m.anderen is null and not exists (select 1 from blijft))
   order by m.ingediend desc, m.kenmerk, m.id $$;

-- how many open, filed hulpvragen of a school nobody can be told about now: no IB'er in a post, and nobody of the loket took over
create function app_zonder_contact(p_vestiging uuid) returns integer language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select count(*)::integer from hulpvragen_hulpvraag h
   where app_mag_overdragen(p_vestiging) is not null and h.ingediend and h.gesloten_op is null
     and case when h.vestiging_tot > app_today() then h.vestiging_id else h.vestiging_daarna_id end = p_vestiging
     and not exists (select 1 from app_posten p where p.rol = 'ib' and p.eenheid_id = p_vestiging)
     and not exists (select 1 from app_posten p where p.rol = 'loket' and p.user_id = h.contact_overgenomen_door_id) $$;

-- what somebody still received and opened about a school's pupils from a moment on: the damage of a late report, line by line.
-- No pupil is named: `leerling` only tells two from one.
create function app_schade(p_vestiging uuid, p_user uuid, p_moment timestamptz)
  returns table (soort text, at timestamptz, hulpvraag_id uuid, kenmerk varchar, gebeurtenis varchar, leerling bigint)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  with gebeurd as (
    select 'mail' soort, d.at, o.subject_id hulpvraag, o.event gebeurtenis
      from notifications_delivery d join notifications_outbox o on o.id = d.outbox_id
     where d.user_id = p_user and d.outcome = 'sent' and o.subject_type = 'hulpvraag' and d.at >= p_moment
    union all
    select 'gelezen', e.at, e.hulpvraag_id, e.event from audit_event e
     where e.actor_id = p_user and e.hulpvraag_id is not null and e.outcome = 'ok' and e.at >= p_moment and e.zijde = 'school')
  select g.soort, g.at, h.id, case when h.ingediend or app_zijde() = 'school' then h.kenmerk end, g.gebeurtenis,
         dense_rank() over (order by h.dossier_id)
    from gebeurd g join hulpvragen_hulpvraag h on h.id = g.hulpvraag
   where app_mag_overdragen(p_vestiging) is not null
     and (h.ingediend or app_mag_overdragen(p_vestiging) = 'all')
     and p_vestiging in (h.vestiging_id, h.vestiging_daarna_id, h.opsteller_vestiging_id)
   order by g.at, g.soort, h.id $$;

grant execute on function app_mag_overdragen(uuid), app_overdracht(uuid, uuid, date), app_zonder_contact(uuid), app_schade(uuid, uuid, timestamptz)
  to portal_school, portal_swv;
-- of who leaves without a successor the loket takes the contact over by name: from the approval of the mutatie
grant update (contact_overgenomen_door_id) on hulpvragen_hulpvraag to portal_desk;

-- was this filed? For who may not see it: a line of a handover about a concept is the school's alone
create function app_is_ingediend(p_hulpvraag uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$ select h.ingediend from hulpvragen_hulpvraag h where h.id = p_hulpvraag $$;
grant execute on function app_is_ingediend(uuid) to portal_swv;
-- does she who asks see the card? By her own eyes: row security answers
create function app_ziet_kaart(p_hulpvraag uuid) returns boolean language sql stable as
  $$ select exists (select 1 from hulpvragen_hulpvraag h where h.id = p_hulpvraag) $$;
grant execute on function app_ziet_kaart(uuid) to portal_school, portal_swv;
