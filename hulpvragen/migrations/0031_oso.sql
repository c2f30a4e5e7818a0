-- What an OSO dossier says is hers who uploaded it, on the side of the school and while she may file there, for a day.
alter table hulpvragen_osoinlees enable row level security;
create policy eigen on hulpvragen_osoinlees to portal_school
  using (user_id = (select app_uid()) and vestiging_id = any ((select app_vest())::uuid[]) and made_at > clock_timestamp() - interval '1 day')
  with check (user_id = (select app_uid()) and vestiging_id = any ((select app_vest())::uuid[]) and made_at > clock_timestamp() - interval '1 day');
grant select, insert, delete on hulpvragen_osoinlees to portal_school;

create or replace function app_forget_kladtekst(p_before timestamptz) returns void language sql volatile security definer
  set search_path = pg_catalog, public, pg_temp as $$
  delete from public.accounts_kladtekst where kept_at < least(p_before, clock_timestamp() - interval '7 days');
  delete from public.mutaties_inlees where made_at < least(p_before, clock_timestamp() - interval '7 days');
  delete from public.hulpvragen_osoinlees where made_at < clock_timestamp() - interval '1 day' $$;
