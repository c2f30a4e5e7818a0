-- The ledger for who may see its promise; other channels, choices and what waits for a summary.

alter table notifications_anderkanaal enable row level security;
alter table notifications_preference enable row level security;
alter table notifications_held enable row level security;

-- ---- a line of the ledger and a task follow their promise
create policy follows on notifications_delivery for select to portal_school, portal_swv
  using (exists (select 1 from notifications_outbox o where o.id = outbox_id));
create policy follows on notifications_anderkanaal for select to portal_school, portal_swv
  using (exists (select 1 from notifications_outbox o where o.id = outbox_id));

-- ---- tasks: the post room makes them and lets them lapse; the loket does them, once, in its own name
create policy worker on notifications_anderkanaal for select to portal_worker using (true);
create policy worker_makes on notifications_anderkanaal for insert to portal_worker with check (done_at is null);
create policy worker_lapses on notifications_anderkanaal for update to portal_worker
  using (done_at is null) with check (how = 'lapsed');
create policy loket_does on notifications_anderkanaal for update to portal_swv
  using (done_at is null and (select app_loket()) and exists (select 1 from notifications_outbox o where o.id = outbox_id))
  with check (done_by = (select app_uid()) and (select app_loket()) and exists (select 1 from notifications_outbox o where o.id = outbox_id));
grant select on notifications_anderkanaal to portal_school, portal_swv;
grant select, insert on notifications_anderkanaal to portal_worker;
grant update (done_at, how) on notifications_anderkanaal to portal_worker;
grant update (done_at, done_by, how, to_whom, done_on) on notifications_anderkanaal to portal_swv;

-- ---- choices: everybody her own; the post room asks when it makes the envelope
create policy own on notifications_preference to portal_web, portal_school, portal_swv, portal_gast
  using (user_id = (select app_uid())) with check (user_id = (select app_uid()));
create policy worker on notifications_preference for select to portal_worker using (true);
grant select, insert, update (choice, at) on notifications_preference to portal_web, portal_school, portal_swv, portal_gast;
grant select on notifications_preference to portal_worker;

-- ---- what waits for a summary is the post room's alone
create policy worker on notifications_held to portal_worker using (true) with check (true);
grant select, insert, delete on notifications_held to portal_worker;

-- what is put back may have failed, or have come back from an address that is better now
create or replace function outbox_retry(wanted uuid) returns boolean language sql security definer
  set search_path = pg_catalog, public, pg_temp as $$
  with again as (
    update public.notifications_outbox
       set state = 'pending', due_at = clock_timestamp(), attempts = 0, last_error = '', leased_until = null,
           retried_at = clock_timestamp()
     where id = wanted and state in ('failed', 'kanaal') returning id)
  select exists (select from again) $$;
