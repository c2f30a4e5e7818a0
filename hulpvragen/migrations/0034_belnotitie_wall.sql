-- A call about a pupil is its writer's; with a hulpvraag also of who reads that on the same side. The privacy officer reads what was
-- not what it was said to be. It is added to, never changed, and only of what was filed: no concept carries one.
alter table hulpvragen_belnotitie add constraint belnotitie_plaats
  foreign key (hulpvraag_id, dossier_id) references hulpvragen_hulpvraag (id, dossier_id);
alter table hulpvragen_belnotitie enable row level security;
create policy eigen on hulpvragen_belnotitie for select to portal_school, portal_swv using (
  door_id = (select app_uid()) and zijde = (select app_zijde()));
create policy lezers on hulpvragen_belnotitie for select to portal_school, portal_swv using (
  zijde = (select app_zijde()) and exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id));
create policy verdacht on hulpvragen_belnotitie for select to portal_swv using (uitkomst = 'klopt_niet' and (select app_spoor()));
create policy nieuw on hulpvragen_belnotitie for insert to portal_school, portal_swv with check (
  door_id = (select app_uid()) and zijde = (select app_zijde())
  and (hulpvraag_id is null or exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id and l.ingediend)));
grant select, insert on hulpvragen_belnotitie to portal_school, portal_swv;

create function telefoon_ontvangers(p_rol text) returns table (user_id uuid, email varchar, naam text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select distinct u.id, u.email, u.voornaam || ' ' || u.achternaam
    from accounts_user u join app_posten p on p.user_id = u.id
   where p.rol = 'privacy_officer' and p_rol = 'privacy_officer' and u.is_active $$;
grant execute on function telefoon_ontvangers(text) to portal_worker;
