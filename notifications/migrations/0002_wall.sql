-- The post room behind row security. Anybody who changes something may promise to tell; only the
-- worker reads all and moves a promise on. Who on a side may read is said by the app that knows
-- the subjects: it adds the policies (a grant without a policy shows nothing).

alter table notifications_outbox enable row level security;
alter table notifications_delivery enable row level security;

-- a fresh promise and nothing else: nobody may write one that is done or on somebody's lease
create policy promise on notifications_outbox for insert
  to portal_web, portal_school, portal_swv, portal_gast, portal_desk
  with check (state = 'pending' and attempts = 0 and last_error = '' and leased_until is null and retried_at is null);
create policy worker on notifications_outbox for select to portal_worker using (true);
create policy worker_moves on notifications_outbox for update to portal_worker using (true) with check (true);
create policy worker on notifications_delivery for select to portal_worker using (true);
create policy worker_enters on notifications_delivery for insert to portal_worker with check (true);

grant insert on notifications_outbox to portal_web, portal_school, portal_swv, portal_gast, portal_desk;
grant select on notifications_outbox, notifications_delivery to portal_school, portal_swv;
grant select on notifications_outbox to portal_worker;
-- not whom, what or about which occasion: a promise cannot be rewritten
grant update (state, due_at, leased_until, attempts, last_error) on notifications_outbox to portal_worker;
grant select, insert on notifications_delivery to portal_worker;

-- Puts a failed promise back. The service that calls it has asked whether the person may.
create function outbox_retry(wanted uuid) returns boolean language sql security definer
  set search_path = pg_catalog, public, pg_temp as $$
  with again as (
    update public.notifications_outbox
       set state = 'pending', due_at = clock_timestamp(), attempts = 0, last_error = '', leased_until = null,
           retried_at = clock_timestamp()
     where id = wanted and state = 'failed' returning id)
  select exists (select from again) $$;
revoke all on function outbox_retry(uuid) from public;
grant execute on function outbox_retry(uuid) to portal_swv;

-- For how long the oldest promise that can be delivered has been due: the health page asks.
create function outbox_oldest_due_seconds() returns integer language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select greatest(0, coalesce(extract(epoch from clock_timestamp() - min(due_at)), 0))::integer
    from public.notifications_outbox where state = 'pending' $$;
revoke all on function outbox_oldest_due_seconds() from public;
grant execute on function outbox_oldest_due_seconds() to portal_web, portal_school, portal_swv, portal_gast, portal_worker;
