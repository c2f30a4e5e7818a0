-- A list that somebody uploaded is hers alone, on the side of the school, and goes with what was typed and not sent: after a week.
alter table mutaties_inlees enable row level security;
create policy own on mutaties_inlees to portal_school
  using (user_id = (select app_uid()) and (select app_zijde()) = 'school')
  with check (user_id = (select app_uid()) and (select app_zijde()) = 'school');
grant select, insert, update (sealed_regels, begonnen_at) on mutaties_inlees to portal_school;

create or replace function app_forget_kladtekst(p_before timestamptz) returns void language sql volatile security definer
  set search_path = pg_catalog, public, pg_temp as $$
  delete from public.accounts_kladtekst where kept_at < least(p_before, clock_timestamp() - interval '1 day');
  delete from public.mutaties_inlees where made_at < least(p_before, clock_timestamp() - interval '1 day') $$;
