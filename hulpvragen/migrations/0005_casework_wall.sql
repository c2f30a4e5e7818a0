-- [[name]] stands for an expression of 0005_casework_wall.py.

-- ---- an anonymous question has no pupil, and nothing else lacks one: card and dossier cannot disagree.
-- Django would have a generated column of the model returned by INSERT, and the school cannot read a dossier so early.
alter table hulpvragen_dossier add column anoniem boolean generated always as (leerling_id is null) stored;
alter table hulpvragen_dossier add constraint dossier_anoniem unique (id, anoniem);
alter table hulpvragen_hulpvraag add constraint hulpvraag_anoniem
  foreign key (dossier_id, anoniem) references hulpvragen_dossier (id, anoniem);

create or replace function app_guest_entitled(t hulpvragen_toegang) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select case t.soort
    when 'ouder' then t.gezag = 'ja' and (leeftijd < 16 or (leeftijd < 18 and t.leerling_akkoord))
    when 'leerling16' then leeftijd >= 16
    else true end
  from (select extract(year from age(app_today(), l.geboortedatum)) leeftijd
          from hulpvragen_dossier d left join hulpvragen_leerling l on l.id = d.leerling_id where d.id = t.dossier_id) x $$;

-- ---- guests also while the school deliberates; the SWV not what was recalled
alter policy gast on hulpvragen_hulpvraag using ([[guest]]);
alter policy swv_wijzig on hulpvragen_hulpvraag using ([[content_swv]]) with check ([[content_swv]]);
create or replace view hulpvraag_leesbaar with (security_invoker = true) as
  select h.id, h.dossier_id, h.ingediend, h.gesloten_op, h.status, h.submitted_at from hulpvragen_hulpvraag h
   where case (select app_zijde()) when 'school' then [[h_content_school]] when 'swv' then [[h_content_swv]]
           when 'gast' then [[h_guest]] else false end;
alter policy gast on hulpvragen_stuk using (
  exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and (deel = 'school'
    or (verstrekt_at is not null and l.id = any ((select app_afschrift())::uuid[])
        and l.status not in ('overleg', 'ingediend', 'in_behandeling', 'aanvulling')))));

-- what was recalled was never filed: its pupil may be changed again in the concept
create or replace function app_pupil_open(p_dossier uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select not exists (select 1 from hulpvragen_hulpvraag h where h.dossier_id = p_dossier and h.ingediend and not h.teruggehaald) $$;

-- may the school still take back what it filed by mistake? Not once the SWV wrote about it.
create function app_recallable(p_hulpvraag uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from hulpvragen_hulpvraag h where h.id = p_hulpvraag and h.status = 'ingediend'
    and case when h.vestiging_tot > app_today() then h.vestiging_id else h.vestiging_daarna_id end = any (app_vest())
    and not exists (select 1 from hulpvragen_stuk s where s.hulpvraag_id = h.id and s.deel = 'swv')) $$;
-- takes the content of a recalled hulpvraag out of it: it lives on in the concept
create function app_empty_recalled(p_hulpvraag uuid, p_empty bytea) returns boolean language plpgsql volatile security definer
  set search_path = pg_catalog, public, pg_temp as $$
begin
  if not app_recallable(p_hulpvraag) then return false; end if;
  delete from hulpvragen_stuk where hulpvraag_id = p_hulpvraag;
  update hulpvragen_hulpvraaginhoud set antwoorden = p_empty where hulpvraag_id = p_hulpvraag;
  return true;
end $$;
grant execute on function app_recallable(uuid), app_empty_recalled(uuid, bytea) to portal_school;

create or replace function app_delete_concept(p_hulpvraag uuid) returns boolean language plpgsql volatile security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare v_dossier uuid; v_leerling uuid;
begin
  select h.dossier_id, d.leerling_id into v_dossier, v_leerling
    from hulpvragen_hulpvraag h join hulpvragen_dossier d on d.id = h.dossier_id
   where h.id = p_hulpvraag and not h.ingediend and h.opsteller_vestiging_id = any (app_vest()) for update of h;
  if v_dossier is null then return false; end if;
  delete from hulpvragen_inzending where hulpvraag_id = p_hulpvraag;
  delete from hulpvragen_hulpvraagcontact where hulpvraag_id = p_hulpvraag;
  delete from hulpvragen_opvolging where hulpvraag_id = p_hulpvraag;
  delete from hulpvragen_stuk where hulpvraag_id = p_hulpvraag;
  delete from hulpvragen_hulpvraaginhoud where hulpvraag_id = p_hulpvraag;
  -- an invitation that names this concept alone goes with it; one that names more lets go of it
  delete from hulpvragen_toegang where hulpvragen = array[p_hulpvraag];
  update hulpvragen_toegang set hulpvragen = array_remove(hulpvragen, p_hulpvraag) where p_hulpvraag = any (hulpvragen);
  delete from hulpvragen_hulpvraag where id = p_hulpvraag;
  if not exists (select 1 from hulpvragen_hulpvraag where dossier_id = v_dossier) then
    delete from hulpvragen_toegang where dossier_id = v_dossier;
    delete from hulpvragen_dossier where id = v_dossier;
    delete from hulpvragen_inschrijving where leerling_id = v_leerling;
    delete from hulpvragen_leerling where id = v_leerling;
  end if;
  return true;
end $$;

-- ---- who handles by default what a school files: of the vestiging, else of its wijknetwerk; only who has a live post
create function app_vaste_consulent(p_vestiging uuid) returns uuid language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select f.user_id from hulpvragen_vasteconsulent f
    join accounts_vestiging v on v.eenheid_ptr_id = p_vestiging and f.eenheid_id in (v.eenheid_ptr_id, v.wijknetwerk_id)
   where f.replaced_at is null and f.geldig @> app_today()
     and exists (select 1 from app_posten p where p.user_id = f.user_id and p.rol in ('loket', 'consulent'))
   order by (f.eenheid_id = v.eenheid_ptr_id) desc limit 1 $$;
grant execute on function app_vaste_consulent(uuid) to portal_school, portal_swv;

-- ---- guardian: a guest also while the school deliberates, the SWV not what was recalled
create or replace view hulpvragen_dossiergrant with (security_invoker = true) as
  select md5(f.user_id::text || f.dossier_id::text || p.id)::uuid id, p.id permission_id, f.user_id, f.dossier_id content_object_id
    from (
      select a.user_id, h.dossier_id from hulpvragen_hulpvraag h
        join app_posten a on a.rol = 'ib'
         and a.eenheid_id = case when h.vestiging_tot > app_today() then h.vestiging_id else h.vestiging_daarna_id end
       where (h.ingediend or h.opsteller_vestiging_id = a.eenheid_id)
         and (h.gesloten_op is null or exists (
           select 1 from accounts_aanstelling w where w.user_id = a.user_id and w.rol = 'ib' and w.replaced_at is null
              and w.eenheid_id = h.gesloten_vestiging_id and w.geldig @> h.gesloten_op))
      union
      select a.user_id, h.dossier_id from hulpvragen_hulpvraag h join app_posten a on a.rol = 'loket'
       where h.ingediend and not h.teruggehaald
      union
      select a.user_id, h.dossier_id from hulpvragen_hulpvraag h
        join accounts_vestiging v on v.eenheid_ptr_id = case when h.vestiging_tot > app_today() then h.vestiging_id else h.vestiging_daarna_id end
        join app_posten a on a.rol = 'consulent' and a.eenheid_id = v.wijknetwerk_id
       where h.ingediend and not h.teruggehaald
      union
      select a.user_id, h.dossier_id from hulpvragen_hulpvraag h
        join hulpvragen_toewijzing t on t.hulpvraag_id = h.id and t.replaced_at is null and t.geldig @> app_today()
        join app_posten a on a.user_id = t.user_id and a.rol in ('loket', 'consulent')
       where h.ingediend and not h.teruggehaald
      union
      select t.user_id, h.dossier_id from hulpvragen_hulpvraag h
        join hulpvragen_toegang t on h.id = any (t.hulpvragen) and h.dossier_id = t.dossier_id
        join accounts_user u on u.id = t.user_id
       where u.is_active and h.gesloten_op is null
         and (h.ingediend or (h.status = 'overleg' and h.opsteller_vestiging_id =
              case when h.vestiging_tot > app_today() then h.vestiging_id else h.vestiging_daarna_id end))
         and t.replaced_at is null and t.accepted_at is not null
         and t.geldig @> app_today() and 'hulpvraag' = any (t.delen) and app_guest_entitled(t) and not app_stopped(t.user_id)) f
    join auth_permission p on p.codename = 'view_dossier'
     and p.content_type_id = (select id from django_content_type where app_label = 'hulpvragen' and model = 'dossier');

-- ---- settings: everybody reads them, the loket makes new versions; a version is never changed
alter table hulpvragen_formulier enable row level security;
alter table hulpvragen_schoolvakantie enable row level security;
alter table hulpvragen_vasteconsulent enable row level security;
alter table hulpvragen_opvolging enable row level security;
create policy zien on hulpvragen_formulier for select to portal_school, portal_swv, portal_gast using (true);
create policy nieuw on hulpvragen_formulier for insert to portal_swv with check (
  (select app_loket()) and created_by_id = (select app_uid()));
create policy zien on hulpvragen_schoolvakantie for select to portal_school, portal_swv, portal_gast using (true);
create policy nieuw on hulpvragen_schoolvakantie for insert to portal_swv with check ((select app_loket()));
create policy wijzig on hulpvragen_schoolvakantie for update to portal_swv using ((select app_loket())) with check ((select app_loket()));
create policy weg on hulpvragen_schoolvakantie for delete to portal_swv using ((select app_loket()));
create policy zien on hulpvragen_vasteconsulent for select to portal_swv using ((select app_swv()));
create policy desk on hulpvragen_vasteconsulent to portal_desk using (true) with check (true);

-- ---- a follow-up date is its owner's alone, and only of what she may read
create policy eigen on hulpvragen_opvolging to portal_school, portal_swv
  using (user_id = (select app_uid()) and exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id))
  with check (user_id = (select app_uid()) and exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id));

-- ---- grants
grant select on hulpvragen_formulier, hulpvragen_schoolvakantie to portal_school, portal_swv, portal_gast;
grant insert on hulpvragen_formulier to portal_swv;
grant insert, update, delete on hulpvragen_schoolvakantie to portal_swv;
grant select on hulpvragen_vasteconsulent to portal_swv;
grant select, insert, update on hulpvragen_vasteconsulent to portal_desk;
grant select, insert, update, delete on hulpvragen_opvolging to portal_school, portal_swv;
grant update (formulier_id, spoed, thuiszitter, teruggehaald) on hulpvragen_hulpvraag to portal_school;
grant update (term_verlengd, spoed, thuiszitter, ondersteuning_van, ondersteuning_tot, evaluatie_op) on hulpvragen_hulpvraag to portal_swv;
