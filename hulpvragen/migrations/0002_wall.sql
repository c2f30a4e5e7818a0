-- [[name]] stands for an expression of 0002_wall.py.

-- ---- the place of a hulpvraag can never drift from its dossier's, and a stuk never from its hulpvraag's
alter table hulpvragen_dossier add constraint dossier_plaats unique (id, vestiging_id, vestiging_tot, vestiging_daarna_id);
alter table hulpvragen_hulpvraag add constraint hulpvraag_plaats
  foreign key (dossier_id, vestiging_id, vestiging_tot, vestiging_daarna_id)
  references hulpvragen_dossier (id, vestiging_id, vestiging_tot, vestiging_daarna_id) on update cascade;
alter table hulpvragen_hulpvraag add constraint hulpvraag_of_dossier unique (id, dossier_id);
alter table hulpvragen_stuk add constraint stuk_plaats
  foreign key (hulpvraag_id, dossier_id) references hulpvragen_hulpvraag (id, dossier_id);

-- ---- indexes that cover what the policies ask (docs/architecture.md, "Lists")
create index hv_vest on hulpvragen_hulpvraag (vestiging_id, gewijzigd desc, id desc)
  include (vestiging_tot, vestiging_daarna_id, ingediend, gesloten_op, status);
create index hv_daarna on hulpvragen_hulpvraag (vestiging_daarna_id, gewijzigd desc, id desc)
  include (vestiging_tot, vestiging_id, ingediend, gesloten_op, status) where vestiging_daarna_id <> vestiging_id;
create index hv_concept on hulpvragen_hulpvraag (opsteller_vestiging_id, gewijzigd desc, id desc) where not ingediend;
create index hv_ingediend on hulpvragen_hulpvraag (ingediend, gewijzigd desc, id desc)
  include (vestiging_id, vestiging_tot, vestiging_daarna_id, status, gesloten_op);
create index hv_status on hulpvragen_hulpvraag (status, gewijzigd desc, id desc);
create index hv_behandelaar on hulpvragen_hulpvraag (behandelaar_id, gewijzigd desc, id desc) where behandelaar_id is not null;
create index hv_dossier on hulpvragen_hulpvraag (dossier_id, gewijzigd desc, id desc);
create index dossier_leerling on hulpvragen_dossier (leerling_id) include (vestiging_id);
create index toewijzing_of_user on hulpvragen_toewijzing (user_id) include (hulpvraag_id, geldig) where replaced_at is null;
create index contact_of_hulpvraag on hulpvragen_hulpvraagcontact (hulpvraag_id) include (user_id, geldig) where replaced_at is null;
create index toegang_of_user on hulpvragen_toegang (user_id) where replaced_at is null and accepted_at is not null;

-- ---- who may see, and why: identity and what the person's posts give, in one call per transaction
create function app_guest_entitled(t hulpvragen_toegang) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select case t.soort
    when 'ouder' then t.gezag = 'ja' and (leeftijd < 16 or (leeftijd < 18 and t.leerling_akkoord))
    when 'leerling16' then leeftijd >= 16
    else true end
  from (select extract(year from age(app_today(), l.geboortedatum)) leeftijd
          from hulpvragen_dossier d join hulpvragen_leerling l on l.id = d.leerling_id where d.id = t.dossier_id) x $$;

-- is the person as a whole stopped at this moment? (posts: view app_posten)
create function app_stopped(p_user uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from accounts_schorsing s where s.user_id = p_user and s.aanstelling_fact is null
    and s.replaced_at is null and s.van <= clock_timestamp() and (s.tot is null or s.tot > clock_timestamp())) $$;

create function app_enter(p_user uuid, p_zijde text) returns date language plpgsql volatile security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare
  v_ib uuid[]; v_kaart uuid[]; v_wijk uuid[]; v_taken uuid[]; v_gast uuid[]; v_afschrift uuid[];
  v_rollen text[]; v_swv boolean := p_zijde is not distinct from 'swv';
begin
  if p_zijde = 'school' then
    select array_agg(eenheid_id) filter (where rol = 'ib'), array_agg(eenheid_id) filter (where rol in ('ib', 'contactpersoon'))
      into v_ib, v_kaart from app_posten where user_id = p_user;
  elsif v_swv then
    select array_agg(rol) into v_rollen from app_posten where user_id = p_user and rol not in ('ib', 'contactpersoon');
    select array_agg(v.eenheid_ptr_id) into v_wijk from accounts_vestiging v
      where v.wijknetwerk_id in (select eenheid_id from app_posten where user_id = p_user and rol = 'consulent');
    if v_rollen && '{loket,consulent}' then
      select array_agg(distinct t.hulpvraag_id) into v_taken from hulpvragen_toewijzing t
        where t.user_id = p_user and t.replaced_at is null and t.geldig @> app_today();
    end if;
  elsif p_zijde = 'gast' then
    select array_agg(h) filter (where true), array_agg(h) filter (where soort in ('ouder', 'leerling16')) into v_gast, v_afschrift
      from (select x.id h, t.soort from hulpvragen_toegang t join accounts_user u on u.id = t.user_id
              join hulpvragen_hulpvraag x on x.id = any (t.hulpvragen) and x.dossier_id = t.dossier_id
             where t.user_id = p_user and u.is_active and t.replaced_at is null and t.accepted_at is not null
               and t.geldig @> app_today() and 'hulpvraag' = any (t.delen) and app_guest_entitled(t) and not app_stopped(p_user)) g;
  end if;
  perform set_config('app.user_id', coalesce(p_user::text, ''), true),
    set_config('app.zijde', coalesce(p_zijde, ''), true),
    set_config('app.vest', coalesce(v_ib::text, ''), true),
    set_config('app.vest_kaart', coalesce(v_kaart::text, ''), true),
    set_config('app.wijk', coalesce(v_wijk::text, ''), true),
    set_config('app.toegewezen', coalesce(v_taken::text, ''), true),
    set_config('app.gast', coalesce(v_gast::text, ''), true),
    set_config('app.afschrift', coalesce(v_afschrift::text, ''), true),
    set_config('app.swv', case when v_rollen is not null then 'true' else '' end, true),
    set_config('app.loket', case when 'loket' = any (v_rollen) then 'true' else '' end, true),
    set_config('app.kaarten', case when v_rollen && '{loket,privacy_officer}' then 'true' else '' end, true),
    set_config('app.post', case when v_rollen && '{loket,mutatiebehandelaar,beheerder,privacy_officer}' then 'true' else '' end, true),
    set_config('app.spoor', case when 'privacy_officer' = any (v_rollen) then 'true' else '' end, true);
  return app_today();
end $$;

-- the pupil of a filed hulpvraag stands: what was checked at indienen is not rewritten through another concept
create function app_pupil_open(p_dossier uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select not exists (select 1 from hulpvragen_hulpvraag h where h.dossier_id = p_dossier and h.ingediend) $$;

-- ---- row security
do $$ declare t text; begin
  foreach t in array '{leerling,dossier,inschrijving,hulpvraag,hulpvraaginhoud,stuk,legalevent,inzending,hulpvraagcontact,toewijzing,toegang}'::text[] loop
    execute format('alter table hulpvragen_%s enable row level security', t);
  end loop;
end $$;

-- the card
create policy school on hulpvragen_hulpvraag for select to portal_school using ([[card_school]]);
create policy swv on hulpvragen_hulpvraag for select to portal_swv using ([[card_swv]]);
create policy gast on hulpvragen_hulpvraag for select to portal_gast using ([[guest]]);
create policy nieuw on hulpvragen_hulpvraag for insert to portal_school with check (
  status = 'concept' and opsteller_vestiging_id = [[nu]] and [[place]]);
create policy school_wijzig on hulpvragen_hulpvraag for update to portal_school using ([[content_school]]) with check ([[content_school]]);
create policy swv_wijzig on hulpvragen_hulpvraag for update to portal_swv using ([[content_swv]]) with check ([[content_swv]]);
create policy desk on hulpvragen_hulpvraag to portal_desk using (true) with check (true);

-- what may be read of it: the content. Every other table asks this view.
create view hulpvraag_leesbaar with (security_invoker = true) as
  select h.id, h.dossier_id, h.ingediend, h.gesloten_op, h.status, h.submitted_at from hulpvragen_hulpvraag h
   where case (select app_zijde()) when 'school' then [[h_content_school]] when 'swv' then [[h_content_swv]]
           when 'gast' then [[h_guest]] else false end;

create policy zien on hulpvragen_hulpvraaginhoud for select to portal_school, portal_swv, portal_gast using (
  exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id));
create policy nieuw on hulpvragen_hulpvraaginhoud for insert to portal_school with check (
  exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and not l.ingediend));
create policy wijzig on hulpvragen_hulpvraaginhoud for update to portal_school using (
  exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and not l.ingediend)) with check (
  exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and not l.ingediend));

create policy school on hulpvragen_stuk for select to portal_school using (
  exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and (deel = 'school' or (verstrekt_at is not null and l.ingediend))));
create policy swv on hulpvragen_stuk for select to portal_swv using (exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id));
create policy gast on hulpvragen_stuk for select to portal_gast using (
  exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and (deel = 'school'
    or (verstrekt_at is not null and l.id = any ((select app_afschrift())::uuid[])
        and l.status not in ('ingediend', 'in_behandeling', 'aanvulling')))));
create policy school_nieuw on hulpvragen_stuk for insert to portal_school with check (
  deel = 'school' and created_by_id = (select app_uid()) and exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id));
create policy swv_nieuw on hulpvragen_stuk for insert to portal_swv with check (
  deel = 'swv' and created_by_id = (select app_uid()) and exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id));

create policy zien on hulpvragen_dossier for select to portal_school, portal_swv, portal_gast using (
  exists (select 1 from hulpvraag_leesbaar l where l.dossier_id = hulpvragen_dossier.id));
create policy nieuw on hulpvragen_dossier for insert to portal_school with check (vestiging_daarna_id = vestiging_id and [[place_own]]);
create policy desk on hulpvragen_dossier to portal_desk using (true) with check (true);

create policy zien on hulpvragen_leerling for select to portal_school, portal_swv, portal_gast using (
  exists (select 1 from hulpvragen_dossier d where d.leerling_id = hulpvragen_leerling.id));
create policy nieuw on hulpvragen_leerling for insert to portal_school with check ((select app_vest()) is not null);
create policy wijzig on hulpvragen_leerling for update to portal_school using (
  exists (select 1 from hulpvragen_dossier d join hulpvraag_leesbaar l on l.dossier_id = d.id
           where d.leerling_id = hulpvragen_leerling.id and not l.ingediend and app_pupil_open(d.id))) with check (
  exists (select 1 from hulpvragen_dossier d join hulpvraag_leesbaar l on l.dossier_id = d.id
           where d.leerling_id = hulpvragen_leerling.id and not l.ingediend and app_pupil_open(d.id)));

create policy zien on hulpvragen_inschrijving for select to portal_school, portal_swv using (
  exists (select 1 from hulpvragen_leerling l where l.id = leerling_id));
create policy desk on hulpvragen_inschrijving to portal_desk using (true) with check (true);

create policy zien on hulpvragen_legalevent for select to portal_school, portal_swv using (
  exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id));
create policy nieuw on hulpvragen_legalevent for insert to portal_school, portal_swv with check (
  exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id));

create policy eigen on hulpvragen_inzending to portal_school, portal_swv using (user_id = (select app_uid())) with check (user_id = (select app_uid()));

create policy zien on hulpvragen_hulpvraagcontact for select to portal_school, portal_swv using (
  exists (select 1 from hulpvragen_hulpvraag h where h.id = hulpvraag_id));
create policy desk on hulpvragen_hulpvraagcontact to portal_desk using (true) with check (true);
create policy zien on hulpvragen_toewijzing for select to portal_school, portal_swv using (
  exists (select 1 from hulpvragen_hulpvraag h where h.id = hulpvraag_id));
create policy desk on hulpvragen_toewijzing to portal_desk using (true) with check (true);
create policy school on hulpvragen_toegang for select to portal_school using (
  exists (select 1 from hulpvraag_leesbaar l where l.dossier_id = hulpvragen_toegang.dossier_id and l.id = any (hulpvragen)));
create policy swv on hulpvragen_toegang for select to portal_swv using (
  exists (select 1 from hulpvragen_hulpvraag h where h.dossier_id = hulpvragen_toegang.dossier_id and h.id = any (hulpvragen)));
create policy gast on hulpvragen_toegang for select to portal_gast using (user_id = (select app_uid()));
create policy desk on hulpvragen_toegang to portal_desk using (true) with check (true);

-- rows of the apps below that hang on a hulpvraag
create policy school on audit_event for select to portal_school using (
  exists (select 1 from hulpvragen_hulpvraag h where h.id = hulpvraag_id and [[h_card_ib]]));
create policy swv on audit_event for select to portal_swv using (
  -- what the school did before indienen stays the school's
  exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and at >= l.submitted_at)
  or ((select app_spoor()) and (hulpvraag_id is null
    or exists (select 1 from hulpvragen_hulpvraag h where h.id = hulpvraag_id and at >= h.submitted_at))));
create policy school on notifications_outbox for select to portal_school using (
  subject_type = 'hulpvraag' and exists (select 1 from hulpvragen_hulpvraag h where h.id = subject_id));
create policy swv on notifications_outbox for select to portal_swv using ((select app_post()));

-- ---- grants
grant select on hulpvragen_leerling, hulpvragen_dossier, hulpvragen_hulpvraag, hulpvragen_hulpvraaginhoud, hulpvragen_stuk,
  hulpvragen_toegang, hulpvraag_leesbaar to portal_school, portal_swv, portal_gast;
grant select on hulpvragen_inschrijving, hulpvragen_legalevent, hulpvragen_hulpvraagcontact, hulpvragen_toewijzing,
  hulpvragen_inzending to portal_school, portal_swv;
grant select on hulpvragen_toewijzing, hulpvragen_hulpvraagcontact to portal_gast; -- no policy, so no rows: guardian's view and the page ask
grant insert on hulpvragen_leerling, hulpvragen_dossier, hulpvragen_hulpvraag, hulpvragen_hulpvraaginhoud to portal_school;
grant insert on hulpvragen_stuk, hulpvragen_legalevent, hulpvragen_inzending to portal_school, portal_swv;
grant update (voornaam, achternaam, geboortedatum, groep) on hulpvragen_leerling to portal_school;
grant update (antwoorden) on hulpvragen_hulpvraaginhoud to portal_school;
grant update (soort, grondslag, status, kenmerk, ingediend_door_id, gewijzigd, submitted_at, term_date, aanvulling_sinds,
  aanvulling_voor, gesloten_op, gesloten_vestiging_id, version) on hulpvragen_hulpvraag to portal_school;
grant update (status, gewijzigd, term_date, aanvulling_sinds, aanvulling_voor, gesloten_op, gesloten_vestiging_id, version,
  contact_overgenomen_door_id) on hulpvragen_hulpvraag to portal_swv;
grant select, insert, update on hulpvragen_inschrijving, hulpvragen_hulpvraagcontact, hulpvragen_toewijzing, hulpvragen_toegang to portal_desk;
grant select (id, vestiging_id, vestiging_tot, vestiging_daarna_id, leerling_id), update (vestiging_id, vestiging_tot, vestiging_daarna_id)
  on hulpvragen_dossier to portal_desk;
grant select (id, dossier_id, vestiging_id, vestiging_tot, vestiging_daarna_id, status, ingediend, behandelaar_id),
  update (behandelaar_id, gewijzigd) on hulpvragen_hulpvraag to portal_desk;
grant execute on function app_pupil_open(uuid) to portal_school;
grant execute on function app_enter(uuid, text), app_stopped(uuid) to portal_web, portal_school, portal_swv, portal_gast;
