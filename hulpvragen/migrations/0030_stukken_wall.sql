-- ---- what hangs on a hulpvraag lies in the same dossier, and so in exactly one
alter table hulpvragen_document add constraint document_plaats foreign key (hulpvraag_id, dossier_id) references hulpvragen_hulpvraag (id, dossier_id);
alter table hulpvragen_bericht add constraint bericht_plaats foreign key (hulpvraag_id, dossier_id) references hulpvragen_hulpvraag (id, dossier_id);
alter table hulpvragen_notitie add constraint notitie_plaats foreign key (hulpvraag_id, dossier_id) references hulpvragen_hulpvraag (id, dossier_id);

-- ---- guests: each part counts by itself. The card comes with any part; app_gast stays what may be read of the hulpvraag.
create function app_gast_kaart() returns uuid[] language sql stable parallel safe as
  $$ select nullif(current_setting('app.gast_kaart', true), '')::uuid[] $$;
create function app_gast_documenten() returns uuid[] language sql stable parallel safe as
  $$ select nullif(current_setting('app.gast_documenten', true), '')::uuid[] $$;
create function app_gast_berichten() returns uuid[] language sql stable parallel safe as
  $$ select nullif(current_setting('app.gast_berichten', true), '')::uuid[] $$;
grant execute on function app_gast_kaart(), app_gast_documenten(), app_gast_berichten() to portal_web, portal_school, portal_swv, portal_gast, portal_desk;

create or replace function app_enter(p_user uuid, p_zijde text) returns date language plpgsql volatile security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare
  v_ib uuid[]; v_kaart uuid[]; v_mensen uuid[]; v_wijk uuid[]; v_taken uuid[];
  v_gast uuid[]; v_gast_kaart uuid[]; v_gast_documenten uuid[]; v_gast_berichten uuid[]; v_afschrift uuid[];
  v_rollen text[]; v_swv boolean := p_zijde is not distinct from 'swv';
begin
  if p_zijde = 'school' then
    select array_agg(eenheid_id) filter (where rol = 'ib'), array_agg(eenheid_id) filter (where rol in ('ib', 'contactpersoon'))
      into v_ib, v_kaart from app_posten where user_id = p_user;
    select array_agg(v.eenheid_ptr_id) into v_mensen from accounts_vestiging v
     where v.eenheid_ptr_id = any (v_kaart)
        or v.bestuur_id in (select eenheid_id from app_posten where user_id = p_user and rol = 'bestuursmedewerker');
  elsif v_swv then
    select array_agg(rol) into v_rollen from app_posten
     where user_id = p_user and rol not in ('ib', 'contactpersoon', 'bestuursmedewerker');
    select array_agg(v.eenheid_ptr_id) into v_wijk from accounts_vestiging v
      where app_wijk_nu(v) in (select eenheid_id from app_posten where user_id = p_user and rol = 'consulent');
    if v_rollen && '{loket,consulent}' then
      select array_agg(distinct t.hulpvraag_id) into v_taken from hulpvragen_toewijzing t
        where t.user_id = p_user and t.replaced_at is null and t.geldig @> app_today();
    end if;
  elsif p_zijde = 'gast' then
    select array_agg(h) filter (where 'hulpvraag' = any (delen)), array_agg(h), array_agg(h) filter (where 'documenten' = any (delen)),
           array_agg(h) filter (where 'berichten' = any (delen)),
           array_agg(h) filter (where 'hulpvraag' = any (delen) and soort in ('ouder', 'leerling16'))
      into v_gast, v_gast_kaart, v_gast_documenten, v_gast_berichten, v_afschrift
      from (select x.id h, t.soort, t.delen from hulpvragen_toegang t join accounts_user u on u.id = t.user_id
              join hulpvragen_hulpvraag x on x.id = any (t.hulpvragen) and x.dossier_id = t.dossier_id
             where t.user_id = p_user and u.is_active and t.replaced_at is null and t.accepted_at is not null
               and t.geldig @> app_today() and app_guest_entitled(t) and not app_stopped(p_user)) g;
  end if;
  perform set_config('app.user_id', coalesce(p_user::text, ''), true),
    set_config('app.zijde', coalesce(p_zijde, ''), true),
    set_config('app.vest', coalesce(v_ib::text, ''), true),
    set_config('app.vest_kaart', coalesce(v_kaart::text, ''), true),
    set_config('app.mensen', coalesce(v_mensen::text, ''), true),
    set_config('app.wijk', coalesce(v_wijk::text, ''), true),
    set_config('app.toegewezen', coalesce(v_taken::text, ''), true),
    set_config('app.gast', coalesce(v_gast::text, ''), true),
    set_config('app.gast_kaart', coalesce(v_gast_kaart::text, ''), true),
    set_config('app.gast_documenten', coalesce(v_gast_documenten::text, ''), true),
    set_config('app.gast_berichten', coalesce(v_gast_berichten::text, ''), true),
    set_config('app.afschrift', coalesce(v_afschrift::text, ''), true),
    set_config('app.swv', case when v_rollen is not null then 'true' else '' end, true),
    set_config('app.loket', case when 'loket' = any (v_rollen) then 'true' else '' end, true),
    set_config('app.kaarten', case when v_rollen && '{loket,privacy_officer}' then 'true' else '' end, true),
    set_config('app.post', case when v_rollen && '{loket,mutatiebehandelaar,beheerder,privacy_officer}' then 'true' else '' end, true),
    set_config('app.spoor', case when 'privacy_officer' = any (v_rollen) then 'true' else '' end, true);
  return app_today();
end $$;

alter policy gast on hulpvragen_hulpvraag using ([[guest_card]]);
-- the dossier, and with it the pupil, with any part: its key opens the documents too, and a guest knows whom it is about
alter policy zien on hulpvragen_dossier to portal_school, portal_swv;
create policy gast on hulpvragen_dossier for select to portal_gast using (
  exists (select 1 from hulpvragen_hulpvraag h where h.dossier_id = hulpvragen_dossier.id));

-- ---- documents, berichten, notities
do $$ declare t text; begin
  foreach t in array '{document,documentinhoud,documentblad,download,bericht,notitie}'::text[] loop
    execute format('alter table hulpvragen_%s enable row level security', t);
  end loop;
end $$;

create policy school on hulpvragen_document for select to portal_school using (
  exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and (deel = 'school' or (verstrekt_at is not null and l.ingediend))));
create policy swv on hulpvragen_document for select to portal_swv using (exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id));
create policy gast on hulpvragen_document for select to portal_gast using (
  (deel = 'school' and hulpvraag_id = any ((select app_gast_documenten())::uuid[])
    and exists (select 1 from hulpvragen_hulpvraag h where h.id = hulpvraag_id))
  or (verstrekt_at is not null and hulpvraag_id = any ((select app_afschrift())::uuid[]) and exists (
    select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and l.status not in ('overleg', 'ingediend', 'in_behandeling', 'aanvulling'))));
create policy school_nieuw on hulpvragen_document for insert to portal_school with check (
  deel = 'school' and verstrekt_at is null and created_by_id = (select app_uid())
  and exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and l.gesloten_op is null));
create policy swv_nieuw on hulpvragen_document for insert to portal_swv with check (
  deel = 'swv' and created_by_id = (select app_uid())
  and exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and l.gesloten_op is null));
create policy school_wijzig on hulpvragen_document for update to portal_school
  using (deel = 'school' and exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and l.gesloten_op is null))
  with check (deel = 'school' and exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and l.gesloten_op is null));
create policy swv_wijzig on hulpvragen_document for update to portal_swv
  using (deel = 'swv' and exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and l.gesloten_op is null))
  with check (deel = 'swv' and exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and l.gesloten_op is null));

-- bytes and pages follow their document; they go when it is taken away
create policy zien on hulpvragen_documentinhoud for select to portal_school, portal_swv, portal_gast using (
  exists (select 1 from hulpvragen_document d where d.id = document_id));
create policy zien on hulpvragen_documentblad for select to portal_school, portal_swv, portal_gast using (
  exists (select 1 from hulpvragen_document d where d.id = document_id));
create policy nieuw on hulpvragen_documentinhoud for insert to portal_school, portal_swv with check (
  exists (select 1 from hulpvragen_document d where d.id = document_id and d.deel = (select app_zijde()) and d.created_by_id = (select app_uid())));
create policy nieuw on hulpvragen_documentblad for insert to portal_school, portal_swv with check (
  exists (select 1 from hulpvragen_document d where d.id = document_id and d.deel = (select app_zijde()) and d.created_by_id = (select app_uid())));
create policy weg on hulpvragen_documentinhoud for delete to portal_school, portal_swv using (
  exists (select 1 from hulpvragen_document d join hulpvraag_leesbaar l on l.id = d.hulpvraag_id and l.gesloten_op is null
    where d.id = document_id and d.deel = (select app_zijde()) and d.weg_at is not null));
create policy weg on hulpvragen_documentblad for delete to portal_school, portal_swv using (
  exists (select 1 from hulpvragen_document d join hulpvraag_leesbaar l on l.id = d.hulpvraag_id and l.gesloten_op is null
    where d.id = document_id and d.deel = (select app_zijde()) and d.weg_at is not null));

-- what she took out of the portal stays hers to account for, also when she may see nothing else any more
create policy eigen on hulpvragen_download for select to portal_web, portal_school, portal_swv, portal_gast using (user_id = (select app_uid()));
create policy nieuw on hulpvragen_download for insert to portal_school, portal_swv with check (
  user_id = (select app_uid()) and exists (select 1 from hulpvragen_document d where d.id = document_id and d.weg_at is null));
create policy weg on hulpvragen_download for update to portal_web, portal_school, portal_swv, portal_gast
  using (user_id = (select app_uid())) with check (user_id = (select app_uid()));

create policy school on hulpvragen_bericht for select to portal_school using (
  deel = 'school' and (verzonden_at is not null or (created_by_id = (select app_uid()) and zijde = 'school'))
  and exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id));
create policy swv on hulpvragen_bericht for select to portal_swv using (
  not alleen_school and (verzonden_at is not null or (created_by_id = (select app_uid()) and zijde = 'swv'))
  and exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id));
create policy gast on hulpvragen_bericht for select to portal_gast using (
  deel = 'school' and ((verzonden_at is not null and voor_genodigden) or (created_by_id = (select app_uid()) and zijde = 'gast'))
  and hulpvraag_id = any ((select app_gast_berichten())::uuid[]) and exists (select 1 from hulpvragen_hulpvraag h where h.id = hulpvraag_id));
create policy school_nieuw on hulpvragen_bericht for insert to portal_school with check (
  deel = 'school' and zijde = 'school' and created_by_id = (select app_uid())
  and exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and l.gesloten_op is null and alleen_school = (not l.ingediend)));
create policy swv_nieuw on hulpvragen_bericht for insert to portal_swv with check (
  zijde = 'swv' and not alleen_school and created_by_id = (select app_uid())
  and exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and l.gesloten_op is null));
create policy gast_nieuw on hulpvragen_bericht for insert to portal_gast with check (
  deel = 'school' and zijde = 'gast' and not voor_genodigden and created_by_id = (select app_uid())
  and hulpvraag_id = any ((select app_gast_berichten())::uuid[])
  and exists (select 1 from hulpvragen_hulpvraag h where h.id = hulpvraag_id and alleen_school = (not h.ingediend)));
-- only what is not sent changes, and only by its writer
create policy school_wijzig on hulpvragen_bericht for update to portal_school using (
  deel = 'school' and zijde = 'school' and verzonden_at is null and created_by_id = (select app_uid())
  and exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and l.gesloten_op is null)) with check (
  deel = 'school' and zijde = 'school' and created_by_id = (select app_uid())
  and exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and l.gesloten_op is null and alleen_school = (not l.ingediend)));
create policy swv_wijzig on hulpvragen_bericht for update to portal_swv using (
  zijde = 'swv' and verzonden_at is null and created_by_id = (select app_uid())
  and exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and l.gesloten_op is null)) with check (
  zijde = 'swv' and not alleen_school and created_by_id = (select app_uid())
  and exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and l.gesloten_op is null));
create policy gast_wijzig on hulpvragen_bericht for update to portal_gast using (
  deel = 'school' and zijde = 'gast' and verzonden_at is null and created_by_id = (select app_uid())
  and hulpvraag_id = any ((select app_gast_berichten())::uuid[])
  and exists (select 1 from hulpvragen_hulpvraag h where h.id = hulpvraag_id)) with check (
  deel = 'school' and zijde = 'gast' and not voor_genodigden and created_by_id = (select app_uid())
  and hulpvraag_id = any ((select app_gast_berichten())::uuid[])
  and exists (select 1 from hulpvragen_hulpvraag h where h.id = hulpvraag_id and alleen_school = (not h.ingediend)));
create policy weg on hulpvragen_bericht for delete to portal_school, portal_swv, portal_gast using (
  zijde = (select app_zijde()) and verzonden_at is null and created_by_id = (select app_uid())
  and exists (select 1 from hulpvragen_hulpvraag h where h.id = hulpvraag_id));

create policy school on hulpvragen_notitie for select to portal_school using (
  exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and (deel = 'school' or (verstrekt_at is not null and l.ingediend))));
create policy swv on hulpvragen_notitie for select to portal_swv using (
  not alleen_school and exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id));
create policy school_nieuw on hulpvragen_notitie for insert to portal_school with check (
  deel = 'school' and verstrekt_at is null and created_by_id = (select app_uid())
  and exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and l.gesloten_op is null and (alleen_school or l.ingediend)));
create policy swv_nieuw on hulpvragen_notitie for insert to portal_swv with check (
  deel = 'swv' and created_by_id = (select app_uid())
  and exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and l.gesloten_op is null));
create policy swv_wijzig on hulpvragen_notitie for update to portal_swv
  using (deel = 'swv' and exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and l.gesloten_op is null))
  with check (deel = 'swv' and exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and l.gesloten_op is null));

-- guests send forms too
alter policy eigen on hulpvragen_inzending to portal_school, portal_swv, portal_gast;
grant select, insert on hulpvragen_inzending to portal_gast;

grant select on hulpvragen_document, hulpvragen_documentinhoud, hulpvragen_documentblad, hulpvragen_bericht to portal_school, portal_swv, portal_gast;
grant select on hulpvragen_notitie to portal_school, portal_swv;
grant insert on hulpvragen_document, hulpvragen_documentinhoud, hulpvragen_documentblad, hulpvragen_notitie, hulpvragen_download to portal_school, portal_swv;
grant update (naam, gegevens, weg_at, weg_door_id) on hulpvragen_document to portal_school, portal_swv;
grant update (verstrekt_at) on hulpvragen_document, hulpvragen_notitie to portal_swv;
grant delete on hulpvragen_documentinhoud, hulpvragen_documentblad to portal_school, portal_swv;
grant select, update (weg_at) on hulpvragen_download to portal_web, portal_school, portal_swv, portal_gast;
grant insert, delete, update (tekst, voor_genodigden, alleen_school, gewijzigd, verzonden_at) on hulpvragen_bericht to portal_school, portal_swv, portal_gast;

-- ---- post about what is said before indienen is the school's: the SWV may not even know of it
create policy school_overleg on notifications_outbox for select to portal_school using (
  subject_type = 'overleg' and exists (select 1 from hulpvragen_hulpvraag h where h.id = subject_id));

-- ---- a concept that is deleted takes all of it along; what was downloaded of it stays to be accounted for
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
  delete from hulpvragen_bericht where hulpvraag_id = p_hulpvraag;
  delete from hulpvragen_notitie where hulpvraag_id = p_hulpvraag;
  update hulpvragen_download set document_id = null where document_id in (select d.id from hulpvragen_document d where d.hulpvraag_id = p_hulpvraag);
  delete from hulpvragen_documentblad where document_id in (select d.id from hulpvragen_document d where d.hulpvraag_id = p_hulpvraag);
  delete from hulpvragen_documentinhoud where document_id in (select d.id from hulpvragen_document d where d.hulpvraag_id = p_hulpvraag);
  delete from hulpvragen_document where hulpvraag_id = p_hulpvraag;
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

-- ---- what was filed by mistake: not once the SWV wrote about it; documents and talk live on in the concept
create or replace function app_recallable(p_hulpvraag uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from hulpvragen_hulpvraag h where h.id = p_hulpvraag and h.status = 'ingediend'
    and case when h.vestiging_tot > app_today() then h.vestiging_id else h.vestiging_daarna_id end = any (app_vest())
    and not exists (select 1 from hulpvragen_stuk s where s.hulpvraag_id = h.id and s.deel = 'swv')
    and not exists (select 1 from hulpvragen_document d where d.hulpvraag_id = h.id and d.deel = 'swv')
    and not exists (select 1 from hulpvragen_notitie n where n.hulpvraag_id = h.id and n.deel = 'swv')
    and not exists (select 1 from hulpvragen_bericht b where b.hulpvraag_id = h.id and b.zijde = 'swv')) $$;
drop function app_empty_recalled(uuid, bytea);
create function app_empty_recalled(p_hulpvraag uuid, p_empty bytea, p_concept uuid) returns boolean language plpgsql volatile security definer
  set search_path = pg_catalog, public, pg_temp as $$
begin
  if not app_recallable(p_hulpvraag) or not exists (
    select 1 from hulpvragen_hulpvraag h join hulpvragen_hulpvraag c on c.id = p_concept and c.dossier_id = h.dossier_id
     where h.id = p_hulpvraag and c.status = 'concept' and c.opgesteld_door_id = app_uid()) then return false; end if;
  delete from hulpvragen_stuk where hulpvraag_id = p_hulpvraag;
  update hulpvragen_document set hulpvraag_id = p_concept where hulpvraag_id = p_hulpvraag;
  update hulpvragen_notitie set hulpvraag_id = p_concept, alleen_school = true where hulpvraag_id = p_hulpvraag;
  update hulpvragen_bericht set hulpvraag_id = p_concept, alleen_school = true where hulpvraag_id = p_hulpvraag;
  update hulpvragen_hulpvraaginhoud set antwoorden = p_empty where hulpvraag_id = p_hulpvraag;
  return true;
end $$;
grant execute on function app_empty_recalled(uuid, bytea, uuid) to portal_school;

-- ---- guardian: a guest with any part has the dossier
do $$ begin
  execute 'create or replace view hulpvragen_dossiergrant with (security_invoker = true) as '
    || regexp_replace(pg_get_viewdef('hulpvragen_dossiergrant'::regclass), ' AND \(''hulpvraag''::text = ANY \([^)]*\)[^)]*\)+', '', 'g');
end $$;
