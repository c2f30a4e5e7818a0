-- Days, identity and the posts in force; row security of the facts about people.
-- Written apart from accounts.policy on purpose: two walls, one truth, held together by tests.

-- Functions made later are closed until granted. Without IN SCHEMA: that form cannot take
-- away the built-in grant to PUBLIC.
alter default privileges revoke execute on functions from public;
grant usage on schema public to portal_web, portal_school, portal_swv, portal_gast, portal_worker, portal_desk;

-- ---- the day. The demo's calendar is the owner's; production leaves it empty (refused at start-up).
create table demo_kalender (een boolean primary key default true check (een), dag date not null);
create function app_today() returns date language sql stable parallel safe security definer
  set search_path = pg_catalog, public, pg_temp as
  $$ select coalesce((select dag from public.demo_kalender), (now() at time zone 'Europe/Amsterdam')::date) $$;

-- ---- identity: settings of the transaction, filled by app_enter (hulpvragen). Empty is nothing.
create function app_uid() returns uuid language sql stable parallel safe as
  $$ select nullif(current_setting('app.user_id', true), '')::uuid $$;
create function app_zijde() returns text language sql stable parallel safe as
  $$ select nullif(current_setting('app.zijde', true), '') $$;
-- vestigingen of her posts as IB'er; with those as contactpersoon
create function app_vest() returns uuid[] language sql stable parallel safe as
  $$ select nullif(current_setting('app.vest', true), '')::uuid[] $$;
create function app_vest_kaart() returns uuid[] language sql stable parallel safe as
  $$ select nullif(current_setting('app.vest_kaart', true), '')::uuid[] $$;
-- true or null: content of all that is submitted (loket); its cards (loket, privacy officer)
create function app_loket() returns boolean language sql stable parallel safe as
  $$ select nullif(current_setting('app.loket', true), '')::boolean $$;
create function app_kaarten() returns boolean language sql stable parallel safe as
  $$ select nullif(current_setting('app.kaarten', true), '')::boolean $$;
-- true or null: any post on the SWV's side; the posts that may read the outbox, the whole trail
create function app_swv() returns boolean language sql stable parallel safe as
  $$ select nullif(current_setting('app.swv', true), '')::boolean $$;
create function app_post() returns boolean language sql stable parallel safe as
  $$ select nullif(current_setting('app.post', true), '')::boolean $$;
create function app_spoor() returns boolean language sql stable parallel safe as
  $$ select nullif(current_setting('app.spoor', true), '')::boolean $$;
-- vestigingen in the wijknetwerken of her posts as consulent; hulpvragen assigned to her
create function app_wijk() returns uuid[] language sql stable parallel safe as
  $$ select nullif(current_setting('app.wijk', true), '')::uuid[] $$;
create function app_toegewezen() returns uuid[] language sql stable parallel safe as
  $$ select nullif(current_setting('app.toegewezen', true), '')::uuid[] $$;
-- hulpvragen a guest is invited to; those of which he gets a copy of the outcome (afschrift)
create function app_gast() returns uuid[] language sql stable parallel safe as
  $$ select nullif(current_setting('app.gast', true), '')::uuid[] $$;
create function app_afschrift() returns uuid[] language sql stable parallel safe as
  $$ select nullif(current_setting('app.afschrift', true), '')::uuid[] $$;

-- ---- the posts in force at this moment: by the wall clock, not by the start of the transaction,
-- or a post room that began before a stop would go on after it
create view app_posten with (security_invoker = true) as
  select a.id, a.fact_id, a.user_id, a.rol, a.eenheid_id
    from accounts_aanstelling a join accounts_user u on u.id = a.user_id
   where a.replaced_at is null and a.geldig @> app_today() and u.is_active
     and not exists (
       select 1 from accounts_schorsing s
        where s.user_id = a.user_id and (s.aanstelling_fact is null or s.aanstelling_fact = a.fact_id)
          and s.replaced_at is null and s.van <= clock_timestamp() and (s.tot is null or s.tot > clock_timestamp()));
create index aanstelling_of_user on accounts_aanstelling (user_id) include (rol, eenheid_id, geldig, fact_id) where replaced_at is null;
create index schorsing_of_user on accounts_schorsing (user_id) where replaced_at is null;

-- ---- an account that is switched off, or a new password, kills sessions and links for good
create function user_epoch() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.is_active is distinct from old.is_active or new.password is distinct from old.password then
    new.epoch := old.epoch + 1;
  else
    new.epoch := old.epoch;
  end if;
  if old.is_active and not new.is_active then
    delete from accounts_session where user_id = new.id;
  end if;
  return new;
end $$;
create trigger user_epoch before update on accounts_user for each row execute function user_epoch();

-- ---- row security
alter table accounts_aanstelling enable row level security;
alter table accounts_schorsing enable row level security;
create policy own on accounts_aanstelling for select to portal_web, portal_gast using (user_id = (select app_uid()));
create policy school on accounts_aanstelling for select to portal_school using (
  user_id = (select app_uid()) or eenheid_id = any ((select app_vest_kaart())::uuid[]));
create policy swv on accounts_aanstelling for select to portal_swv using (user_id = (select app_uid()) or (select app_swv()));
create policy desk on accounts_aanstelling to portal_desk using (true) with check (true);
create policy own on accounts_schorsing for select to portal_web, portal_gast using (user_id = (select app_uid()));
create policy school on accounts_schorsing for select to portal_school using (
  user_id = (select app_uid())
  or exists (select 1 from accounts_aanstelling a where a.user_id = accounts_schorsing.user_id));
create policy swv on accounts_schorsing for select to portal_swv using (user_id = (select app_uid()) or (select app_swv()));
create policy desk on accounts_schorsing to portal_desk using (true) with check (true);

-- ---- grants, each by name. Tables without row security, with the reason:
-- eenheden and catalogue: names of schools are public; sessions and users: read before and after
-- there is an identity (log-in, every request); permissions and content types: names of rights.
grant select on accounts_eenheid, accounts_bestuur, accounts_wijknetwerk, accounts_vestiging, accounts_catalogusvestiging,
  accounts_user, auth_permission, django_content_type, accounts_aanstelling, accounts_schorsing, app_posten
  to portal_web, portal_school, portal_swv, portal_gast;
grant select, insert, update, delete on accounts_session to portal_web, portal_school, portal_swv, portal_gast;
grant update (password, last_login) on accounts_user to portal_web, portal_school, portal_swv, portal_gast;
grant select on accounts_eenheid, accounts_bestuur, accounts_wijknetwerk, accounts_vestiging, accounts_catalogusvestiging, app_posten to portal_desk;
grant insert, update on accounts_eenheid, accounts_bestuur, accounts_wijknetwerk, accounts_vestiging to portal_desk;
grant select (id, email, voornaam, achternaam, is_active), insert, update (email, voornaam, achternaam, is_active) on accounts_user to portal_desk;
grant select, insert, update on accounts_aanstelling, accounts_schorsing to portal_desk;
grant select on django_migrations, demo_kalender to portal_web;
grant execute on function app_today(), app_uid(), app_zijde()
  to portal_web, portal_school, portal_swv, portal_gast, portal_worker, portal_desk;
grant execute on function app_vest(), app_vest_kaart(), app_loket(), app_kaarten(), app_swv(), app_post(), app_spoor(), app_wijk(),
  app_toegewezen(), app_gast(), app_afschrift() to portal_web, portal_school, portal_swv, portal_gast;
