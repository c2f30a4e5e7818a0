-- What is derived from the facts: the number of a hulpvraag, who gets mail, and guardian's rights.

-- ---- kenmerk: given at indienen only, so it leaves no gaps and betrays no concept
create table hulpvragen_kenmerkteller (jaar integer primary key, laatste integer not null);
create function app_next_kenmerk() returns text language plpgsql volatile security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare v_jaar integer := extract(year from app_today()); v_nummer integer;
begin
  if app_vest() is null then raise exception 'only a school files a hulpvraag'; end if;
  insert into hulpvragen_kenmerkteller values (v_jaar, 1)
    on conflict (jaar) do update set laatste = hulpvragen_kenmerkteller.laatste + 1 returning laatste into v_nummer;
  return format('H-%s-%s', v_jaar, lpad(v_nummer::text, greatest(4, length(v_nummer::text)), '0'));
end $$;
grant execute on function app_next_kenmerk() to portal_school;

-- ---- a concept is destroyed with its key, by the school that wrote it, also after the pupil moved
create function app_delete_concept(p_hulpvraag uuid) returns boolean language plpgsql volatile security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare v_dossier uuid; v_leerling uuid;
begin
  select h.dossier_id, d.leerling_id into v_dossier, v_leerling
    from hulpvragen_hulpvraag h join hulpvragen_dossier d on d.id = h.dossier_id
   where h.id = p_hulpvraag and h.status = 'concept' and h.opsteller_vestiging_id = any (app_vest()) for update of h;
  if v_dossier is null then return false; end if;
  delete from hulpvragen_inzending where hulpvraag_id = p_hulpvraag;
  delete from hulpvragen_hulpvraagcontact where hulpvraag_id = p_hulpvraag;
  delete from hulpvragen_stuk where hulpvraag_id = p_hulpvraag;
  delete from hulpvragen_hulpvraaginhoud where hulpvraag_id = p_hulpvraag;
  delete from hulpvragen_hulpvraag where id = p_hulpvraag;
  if not exists (select 1 from hulpvragen_hulpvraag where dossier_id = v_dossier) then
    delete from hulpvragen_toegang where dossier_id = v_dossier;
    delete from hulpvragen_dossier where id = v_dossier;
    delete from hulpvragen_inschrijving where leerling_id = v_leerling;
    delete from hulpvragen_leerling where id = v_leerling;
  end if;
  return true;
end $$;
grant execute on function app_delete_concept(uuid) to portal_school;

-- ---- recipients, for the post room: computed when the envelope is made
create function ontvangers(p_hulpvraag uuid, p_rol text) returns table (user_id uuid, email varchar, naam text, vervangt boolean)
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
  loket as (select p.user_id from h join app_posten p on p.rol = 'loket' where h.ingediend),
  toegewezen as (
    select t.user_id from h join hulpvragen_toewijzing t on t.hulpvraag_id = h.id and t.replaced_at is null and t.geldig @> app_today()
      join app_posten p on p.user_id = t.user_id and p.rol in ('loket', 'consulent') where h.ingediend),
  behandelaar as (select h.behandelaar_id user_id from h join toegewezen t on t.user_id = h.behandelaar_id),
  gekozen as (
    select user_id from voor_school where p_rol = 'contact'
    union select user_id from indiener where p_rol = 'filer'
    union select user_id from voor_school where p_rol = 'filer' and not exists (select 1 from indiener)
    union select user_id from loket where p_rol = 'loket'
    union select user_id from toegewezen where p_rol = 'toegewezene'
    union select user_id from behandelaar where p_rol = 'behandelaar'
    union select user_id from loket where p_rol = 'behandelaar' and not exists (select 1 from behandelaar))
  select u.id, u.email, u.voornaam || ' ' || u.achternaam,
    p_rol in ('contact', 'filer') and not exists (select 1 from school) from accounts_user u where u.id in (select g.user_id from gekozen g) $$;
grant execute on function ontvangers(uuid, text) to portal_worker;

-- ---- guardian's direct-foreign-key permissions, derived: no row to forget
create view hulpvragen_dossiergrant with (security_invoker = true) as
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
      select a.user_id, h.dossier_id from hulpvragen_hulpvraag h join app_posten a on a.rol = 'loket' where h.ingediend
      union
      select a.user_id, h.dossier_id from hulpvragen_hulpvraag h
        join accounts_vestiging v on v.eenheid_ptr_id = case when h.vestiging_tot > app_today() then h.vestiging_id else h.vestiging_daarna_id end
        join app_posten a on a.rol = 'consulent' and a.eenheid_id = v.wijknetwerk_id where h.ingediend
      union
      select a.user_id, h.dossier_id from hulpvragen_hulpvraag h
        join hulpvragen_toewijzing t on t.hulpvraag_id = h.id and t.replaced_at is null and t.geldig @> app_today()
        join app_posten a on a.user_id = t.user_id and a.rol in ('loket', 'consulent') where h.ingediend
      union
      select t.user_id, h.dossier_id from hulpvragen_hulpvraag h
        join hulpvragen_toegang t on h.id = any (t.hulpvragen) and h.dossier_id = t.dossier_id
        join accounts_user u on u.id = t.user_id
       where u.is_active and h.ingediend and h.gesloten_op is null and t.replaced_at is null and t.accepted_at is not null
         and t.geldig @> app_today() and 'hulpvraag' = any (t.delen) and app_guest_entitled(t) and not app_stopped(t.user_id)) f
    join auth_permission p on p.codename = 'view_dossier'
     and p.content_type_id = (select id from django_content_type where app_label = 'hulpvragen' and model = 'dossier');
create function dossiergrant_is_derived() returns trigger language plpgsql as $$
begin raise exception 'afgeleid recht: gebruik Toegang of beëindig de aanstelling'; end $$;
create trigger is_derived instead of insert or update or delete on hulpvragen_dossiergrant
  for each row execute function dossiergrant_is_derived();
grant select on hulpvragen_dossiergrant to portal_school, portal_swv, portal_gast;
grant insert, update, delete on hulpvragen_dossiergrant to portal_school, portal_swv; -- so that the trigger can say why not
grant execute on function app_guest_entitled(hulpvragen_toegang) to portal_school, portal_swv, portal_gast;
