-- Who sees a mutatie, and what of it. The card: everybody who sees the people of the school. The content (who reported,
-- what was typed, what was said): the contactpersoon, the board, she whom it is about, who reported it, and the desk.

create table mutaties_teller (jaar integer primary key, laatste integer not null);
create function app_next_mutatie() returns text language plpgsql volatile security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare v_jaar integer := extract(year from app_today()); v_nummer integer;
begin
  insert into mutaties_teller values (v_jaar, 1)
    on conflict (jaar) do update set laatste = mutaties_teller.laatste + 1 returning laatste into v_nummer;
  return format('M-%s-%s', v_jaar, lpad(v_nummer::text, greatest(4, length(v_nummer::text)), '0'));
end $$;

-- the vestigingen whose mutaties she handles for the school: as contactpersoon, and all of her board
create function app_melden() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select array_agg(v.eenheid_ptr_id) from accounts_vestiging v join app_posten p on p.user_id = app_uid()
     and ((p.rol = 'contactpersoon' and p.eenheid_id = v.eenheid_ptr_id) or (p.rol = 'bestuursmedewerker' and p.eenheid_id = v.bestuur_id))
   where app_zijde() = 'school' $$;
-- true or null: reads all mutaties, as card or whole
create function app_mutaties() returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select nullif(app_zijde() = 'swv' and exists (select 1 from app_posten p where p.user_id = app_uid()
    and p.rol in ('loket', 'mutatiebehandelaar', 'beheerder', 'privacy_officer')), false) $$;
create function app_mutaties_inhoud() returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select nullif(app_zijde() = 'swv' and exists (select 1 from app_posten p where p.user_id = app_uid()
    and p.rol in ('loket', 'mutatiebehandelaar', 'privacy_officer')), false) $$;
create function app_eigen_meldingen() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select array_agg(m.mutatie_id) from mutaties_melding m where m.gemeld_door_id = app_uid() $$;

alter table mutaties_mutatie enable row level security;
alter table mutaties_melding enable row level security;
alter table mutaties_verloop enable row level security;
alter table mutaties_regel enable row level security;

create policy zien on mutaties_mutatie for select to portal_school, portal_swv using (
  (select app_mutaties()) or persoon_id = (select app_uid()) or id = any ((select app_eigen_meldingen())::uuid[])
  or eenheid_id = any ((select app_mensen())::uuid[]) or naar_id = any ((select app_melden())::uuid[]));
create policy nieuw on mutaties_mutatie for insert to portal_school with check (
  not publiek and (eenheid_id = any ((select app_mensen())::uuid[])));
create policy nieuw_swv on mutaties_mutatie for insert to portal_swv with check (not publiek and (select app_swv()));
create policy publiek on mutaties_mutatie for insert to portal_web with check (
  publiek and status = 'gemeld' and persoon_id is null and opvolger_id is null and akkoord_at is null);
create policy wijzig on mutaties_mutatie for update to portal_school using (
  id = any ((select app_eigen_meldingen())::uuid[]) or eenheid_id = any ((select app_mensen())::uuid[])
  or naar_id = any ((select app_melden())::uuid[])) with check (
  id = any ((select app_eigen_meldingen())::uuid[]) or eenheid_id = any ((select app_mensen())::uuid[])
  or naar_id = any ((select app_melden())::uuid[]));
create policy wijzig_swv on mutaties_mutatie for update to portal_swv using (
  (select app_mutaties_inhoud()) or id = any ((select app_eigen_meldingen())::uuid[])) with check (
  (select app_mutaties_inhoud()) or id = any ((select app_eigen_meldingen())::uuid[]));

-- whose content she reads
create view mutatie_leesbaar with (security_invoker = true) as
  select m.id from mutaties_mutatie m
   where (select app_mutaties_inhoud()) or m.persoon_id = (select app_uid()) or m.id = any ((select app_eigen_meldingen())::uuid[])
      or m.eenheid_id = any ((select app_melden())::uuid[]) or m.naar_id = any ((select app_melden())::uuid[]);
create policy zien on mutaties_melding for select to portal_school, portal_swv using (
  exists (select 1 from mutatie_leesbaar l where l.id = mutatie_id) or gemeld_door_id = (select app_uid()));
create policy nieuw on mutaties_melding for insert to portal_school, portal_swv with check (gemeld_door_id = (select app_uid()));
create policy publiek on mutaties_melding for insert to portal_web with check (gemeld_door_id is null);
create policy zien on mutaties_verloop for select to portal_school, portal_swv using (
  exists (select 1 from mutatie_leesbaar l where l.id = mutatie_id));
create policy nieuw on mutaties_verloop for insert to portal_school, portal_swv with check (
  door_id = (select app_uid()) and exists (select 1 from mutaties_mutatie m where m.id = mutatie_id));

-- the school sees a line whose hulpvraag it sees; the SWV those of what was filed (app_overdracht says which)
create policy school on mutaties_regel for select to portal_school using (
  exists (select 1 from mutaties_mutatie m where m.id = mutatie_id) and app_ziet_kaart(hulpvraag_id));
create policy swv on mutaties_regel for select to portal_swv using (
  (select app_mutaties_inhoud()) and app_is_ingediend(hulpvraag_id));
create policy school_nieuw on mutaties_regel for insert to portal_school with check (
  exists (select 1 from mutaties_mutatie m where m.id = mutatie_id) and app_ziet_kaart(hulpvraag_id));
create policy swv_nieuw on mutaties_regel for insert to portal_swv with check (
  (select app_mutaties_inhoud()) and app_is_ingediend(hulpvraag_id));
create policy school_weg on mutaties_regel for delete to portal_school using (
  exists (select 1 from mutaties_mutatie m where m.id = mutatie_id) and app_ziet_kaart(hulpvraag_id));
create policy swv_weg on mutaties_regel for delete to portal_swv using (
  (select app_mutaties_inhoud()) and app_is_ingediend(hulpvraag_id));
-- at the approval the concepts go along as the school said: the desk reads those lines
create policy desk on mutaties_regel for select to portal_desk using (true);

grant select, insert on mutaties_mutatie, mutaties_melding, mutaties_verloop to portal_school, portal_swv;
grant select, insert, delete on mutaties_regel to portal_school, portal_swv;
grant select on mutaties_regel to portal_desk;
grant insert on mutaties_mutatie, mutaties_melding to portal_web;
grant update (status, einde, terug, opvolger_id, begin, naar_id, naar_begin, eenheid_id, persoon_id, rol, soort, akkoord_at, version)
  on mutaties_mutatie to portal_school, portal_swv;
grant update (nieuw_voornaam, nieuw_achternaam, nieuw_email) on mutaties_melding to portal_school, portal_swv;
create policy wijzig on mutaties_melding for update to portal_school, portal_swv using (
  exists (select 1 from mutatie_leesbaar l where l.id = mutatie_id)) with check (exists (select 1 from mutatie_leesbaar l where l.id = mutatie_id));
grant select on mutatie_leesbaar to portal_school, portal_swv;
grant execute on function app_next_mutatie() to portal_web, portal_school, portal_swv;
grant execute on function app_melden(), app_mutaties(), app_mutaties_inhoud(), app_eigen_meldingen() to portal_school, portal_swv;

-- ---- recipients, for the post room: by role, at the moment of mailing
create function mutatie_ontvangers(p_mutatie uuid, p_rol text) returns table (user_id uuid, email varchar, naam text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  with m as (select x.*, g.gemeld_door_id from mutaties_mutatie x left join mutaties_melding g on g.mutatie_id = x.id where x.id = p_mutatie),
  gekozen as (
    select m.persoon_id user_id from m where p_rol = 'person'
    union select m.gemeld_door_id from m where p_rol = 'reporter'
    union select m.opvolger_id from m where p_rol = 'opvolger'
    union select p.user_id from m join app_posten p on p.rol = 'contactpersoon' and p.eenheid_id = m.eenheid_id where p_rol = 'contactpersoon'
    union select p.user_id from m join app_posten p on p.rol = 'contactpersoon' and p.eenheid_id = m.naar_id where p_rol = 'volgende'
    union select p.user_id from m join accounts_vestiging v on v.eenheid_ptr_id = m.eenheid_id
            join app_posten p on p.rol = 'bestuursmedewerker' and p.eenheid_id = v.bestuur_id where p_rol = 'bestuur'
    union select p.user_id from app_posten p where p.rol = 'mutatiebehandelaar' and p_rol = 'mutatiebehandelaar'
    union select p.user_id from app_posten p where p.rol = 'privacy_officer' and p_rol = 'privacy_officer')
  select u.id, u.email, u.voornaam || ' ' || u.achternaam from accounts_user u join gekozen g on g.user_id = u.id where u.is_active $$;
grant execute on function mutatie_ontvangers(uuid, text) to portal_worker;
