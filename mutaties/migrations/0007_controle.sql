-- The controle of contact data: rounds, and what each school said. Who did not say it is calculated, never stored.

alter table mutaties_controleronde enable row level security;
alter table mutaties_bevestiging enable row level security;
alter table mutaties_controleronde add constraint controleronde_one_at_a_time
  exclude using gist (daterange(begin, uiterlijk, '[]') with &&);

-- the round that runs: the last one that began, also after its term
create function app_ronde() returns uuid language sql stable as
  $$ select r.id from mutaties_controleronde r where r.begin <= app_today() order by r.begin desc limit 1 $$;

-- that there is a round is no secret to the people of schools and the SWV
create policy zien on mutaties_controleronde for select to portal_school, portal_swv using (true);
create policy nieuw on mutaties_controleronde for insert to portal_swv with check (
  gestart_door_id = (select app_uid()) and begin >= (select app_today()) and exists (
    select 1 from app_posten p where p.user_id = (select app_uid()) and p.rol in ('loket', 'mutatiebehandelaar')));

create policy school on mutaties_bevestiging for select to portal_school using (vestiging_id = any ((select app_mensen())::uuid[]));
create policy swv on mutaties_bevestiging for select to portal_swv using ((select app_mutaties_inhoud()));
create policy nieuw on mutaties_bevestiging for insert to portal_school with check (
  door_id = (select app_uid()) and ronde_id = (select app_ronde()) and exists (
    select 1 from app_posten p where p.user_id = (select app_uid()) and p.rol = 'contactpersoon' and p.eenheid_id = vestiging_id));

grant select, insert on mutaties_controleronde to portal_swv;
grant select on mutaties_controleronde to portal_school;
grant select, insert on mutaties_bevestiging to portal_school;
grant select on mutaties_bevestiging to portal_swv;
grant execute on function app_ronde() to portal_school, portal_swv;

-- ---- recipients, for the post room: of a school that still has to say it, its contactpersoon; without one, its board
create function controle_ontvangers(p_vestiging uuid, p_rol text) returns table (user_id uuid, email varchar, naam text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  with v as (
    select x.* from accounts_vestiging x where x.eenheid_ptr_id = p_vestiging and app_ronde() is not null
       and not exists (select 1 from mutaties_bevestiging b where b.vestiging_id = p_vestiging and b.ronde_id = app_ronde())),
  cp as (select p.user_id from v join app_posten p on p.rol = 'contactpersoon' and p.eenheid_id = v.eenheid_ptr_id),
  gekozen as (
    select user_id from cp where p_rol = 'contactpersoon'
    union select p.user_id from v join app_posten p on p.rol = 'bestuursmedewerker' and p.eenheid_id = v.bestuur_id
     where p_rol = 'bestuur' and not exists (select 1 from cp))
  select u.id, u.email, u.voornaam || ' ' || u.achternaam from accounts_user u join gekozen g on g.user_id = u.id where u.is_active $$;
grant execute on function controle_ontvangers(uuid, text) to portal_worker;
