-- The move of a pupil: seen by both schools and the SWV, without the pupil. Reported by one, given by another (verhuizing_two_people).

alter table hulpvragen_verhuizing enable row level security;
create policy school on hulpvragen_verhuizing for select to portal_school using (
  van_id = any ((select app_vest())::uuid[]) or naar_id = any ((select app_vest_kaart())::uuid[]));
create policy swv on hulpvragen_verhuizing for select to portal_swv using (
  (select app_loket()) or exists (select 1 from hulpvraag_leesbaar l where l.dossier_id = hulpvragen_verhuizing.dossier_id));

-- reported of a pupil whom she reads about, who is at that school today; only the loket names a day that has passed
create policy nieuw on hulpvragen_verhuizing for insert to portal_school with check (
  status = 'open' and gemeld_door_id = (select app_uid()) and pogingen = 0 and van_id = any ((select app_vest())::uuid[]) and per >= app_today()
  and exists (select 1 from hulpvraag_leesbaar l join hulpvragen_hulpvraag h on h.id = l.id
               where h.dossier_id = hulpvragen_verhuizing.dossier_id and h.ingediend
                 and case when h.vestiging_tot > app_today() then h.vestiging_id else h.vestiging_daarna_id end = van_id));
create policy nieuw_swv on hulpvragen_verhuizing for insert to portal_swv with check (
  status = 'open' and gemeld_door_id = (select app_uid()) and pogingen = 0 and (per >= app_today() or ((select app_loket()) and laat_reden <> ''))
  and exists (select 1 from hulpvraag_leesbaar l join hulpvragen_hulpvraag h on h.id = l.id
               where h.dossier_id = hulpvragen_verhuizing.dossier_id
                 and case when h.vestiging_tot > app_today() then h.vestiging_id else h.vestiging_daarna_id end = van_id));

-- the school to which she comes confirms or does not; that from which she goes takes it back
create policy wijzig on hulpvragen_verhuizing for update to portal_school using (
  van_id = any ((select app_vest())::uuid[]) or naar_id = any ((select app_vest_kaart())::uuid[])) with check (
  besloten_door_id = (select app_uid())
  and ((naar_id = any ((select app_vest_kaart())::uuid[]) and status in ('akkoord', 'geweigerd', 'teruggedraaid'))
    or (van_id = any ((select app_vest())::uuid[]) and status in ('ingetrokken', 'teruggedraaid'))));
create policy wijzig_swv on hulpvragen_verhuizing for update to portal_swv using (
  (select app_loket()) or gemeld_door_id = (select app_uid())) with check (
  besloten_door_id = (select app_uid()) and ((select app_loket()) or (gemeld_door_id = (select app_uid()) and status = 'ingetrokken')));
create policy desk on hulpvragen_verhuizing for select to portal_desk using (true);

grant select, insert, update (status, besloten_door_id, besloten_at, weiger_reden, version) on hulpvragen_verhuizing to portal_school, portal_swv;
grant select on hulpvragen_verhuizing to portal_desk;

-- Is this the pupil who comes to her school? She reads nothing of the dossier yet: she names the pupil, and hears yes or no.
-- Wrong answers are counted here, so that nobody can go on guessing; the loket goes on then.
create function app_verhuizing_klopt(p_verhuizing uuid, p_achternaam text, p_geboren date) returns boolean language plpgsql volatile security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare v_klopt boolean;
begin
  select regexp_replace(app_plain(l.achternaam), '[^[:alnum:]]', '', 'g') = regexp_replace(app_plain(p_achternaam), '[^[:alnum:]]', '', 'g')
         and l.geboortedatum = p_geboren into v_klopt
    from hulpvragen_verhuizing v join hulpvragen_dossier d on d.id = v.dossier_id join hulpvragen_leerling l on l.id = d.leerling_id
   where v.id = p_verhuizing and v.status = 'open' and v.pogingen < 5 and app_zijde() = 'school' and v.naar_id = any (app_vest_kaart());
  if v_klopt is distinct from true then
    update hulpvragen_verhuizing set pogingen = pogingen + 1
     where id = p_verhuizing and pogingen < 5 and app_zijde() = 'school' and naar_id = any (app_vest_kaart());
  end if;
  return coalesce(v_klopt, false);
end $$;
grant execute on function app_verhuizing_klopt(uuid, text, date) to portal_school;

-- ---- recipients, for the post room. What was turned round before the day does not begin.
create function verhuizing_ontvangers(p_verhuizing uuid, p_rol text) returns table (user_id uuid, email varchar, naam text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select distinct u.id, u.email, u.voornaam || ' ' || u.achternaam
    from hulpvragen_verhuizing v join app_posten p on case p_rol
        when 'nieuwe_school' then p.eenheid_id = v.naar_id and p.rol in ('ib', 'contactpersoon')
        when 'begint' then p.eenheid_id = v.naar_id and p.rol = 'ib' and v.status = 'akkoord'
        when 'oude_school' then p.eenheid_id = v.van_id and p.rol = 'ib'
        when 'melder' then p.user_id = v.gemeld_door_id
        when 'loket' then p.rol = 'loket'
        else false end
      join accounts_user u on u.id = p.user_id
   where v.id = p_verhuizing $$;
grant execute on function verhuizing_ontvangers(uuid, text) to portal_worker;

-- a mail about a move that could not be delivered stands on the list of the SWV too
alter policy swv on notifications_outbox using ((select app_post()) and subject_type in ('hulpvraag', 'mutatie', 'controle', 'verhuizing'));
create or replace function outbox_retry(wanted uuid) returns boolean language sql security definer
  set search_path = pg_catalog, public, pg_temp as $$
  with again as (
    update public.notifications_outbox
       set state = 'pending', due_at = clock_timestamp(), attempts = 0, last_error = '', leased_until = null,
           retried_at = clock_timestamp()
     where id = wanted and app_loket() and subject_type in ('hulpvraag', 'mutatie', 'controle', 'verhuizing') and state in ('failed', 'kanaal') returning id)
  select exists (select from again) $$;
