-- Stops for days, the side and the sight of a bestuursmedewerker, and who succeeds whom at a school.

create or replace function app_stopped(p_user uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from accounts_schorsing s where s.user_id = p_user and s.aanstelling_fact is null and s.replaced_at is null
    and (s.dagen @> app_today() or (s.van <= clock_timestamp() and (s.tot is null or s.tot > clock_timestamp())))) $$;

create or replace function app_enter(p_user uuid, p_zijde text) returns date language plpgsql volatile security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare
  v_ib uuid[]; v_kaart uuid[]; v_mensen uuid[]; v_wijk uuid[]; v_taken uuid[]; v_gast uuid[]; v_afschrift uuid[];
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
    set_config('app.mensen', coalesce(v_mensen::text, ''), true),
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

alter table hulpvragen_opvolger enable row level security;
create policy school on hulpvragen_opvolger for select to portal_school using (vestiging_id = any ((select app_mensen())::uuid[]));
create policy swv on hulpvragen_opvolger for select to portal_swv using ((select app_swv()));
create policy desk on hulpvragen_opvolger to portal_desk using (true) with check (true);
grant select on hulpvragen_opvolger to portal_school, portal_swv;
grant select, insert, update on hulpvragen_opvolger to portal_desk;

-- what the desk must read of a card to say, by the policy itself, who will see it on another day (mutaties, the preview)
grant select (opsteller_vestiging_id, gesloten_op, gesloten_vestiging_id, teruggehaald, kenmerk, contact_overgenomen_door_id)
  on hulpvragen_hulpvraag to portal_desk;
