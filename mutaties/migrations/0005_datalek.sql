-- Who reads what the privacy officer made of a late mutatie: she, and the board of the school. It is added to, never changed.

create table mutaties_datalekteller (jaar integer primary key, laatste integer not null);
create function app_next_datalek() returns text language plpgsql volatile security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare v_jaar integer := extract(year from app_today()); v_nummer integer;
begin
  insert into mutaties_datalekteller values (v_jaar, 1)
    on conflict (jaar) do update set laatste = mutaties_datalekteller.laatste + 1 returning laatste into v_nummer;
  return format('D-%s-%s', v_jaar, lpad(v_nummer::text, greatest(4, length(v_nummer::text)), '0'));
end $$;

-- the vestigingen of the boards she works for
create function app_bestuur_scholen() returns uuid[] language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select array_agg(v.eenheid_ptr_id) from accounts_vestiging v
    join app_posten p on p.user_id = app_uid() and p.rol = 'bestuursmedewerker' and p.eenheid_id = v.bestuur_id
   where app_zijde() = 'school' $$;

alter table mutaties_inschatting enable row level security;
create policy swv on mutaties_inschatting for select to portal_swv using ((select app_spoor()));
create policy bestuur on mutaties_inschatting for select to portal_school using (
  exists (select 1 from mutaties_mutatie m where m.id = mutatie_id and m.eenheid_id = any ((select app_bestuur_scholen())::uuid[])));
create policy nieuw on mutaties_inschatting for insert to portal_swv with check ((select app_spoor()) and door_id = (select app_uid()));
grant select, insert on mutaties_inschatting to portal_swv;
grant select on mutaties_inschatting to portal_school;
grant execute on function app_next_datalek() to portal_swv;
grant execute on function app_bestuur_scholen() to portal_school;
