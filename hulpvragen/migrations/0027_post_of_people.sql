-- A mail about a change of people or a controle that could not be delivered stands on the list too; an invitation stays the school's own.
alter policy swv on notifications_outbox using ((select app_post()) and subject_type in ('hulpvraag', 'mutatie', 'controle'));

create or replace function outbox_retry(wanted uuid) returns boolean language sql security definer
  set search_path = pg_catalog, public, pg_temp as $$
  with again as (
    update public.notifications_outbox
       set state = 'pending', due_at = clock_timestamp(), attempts = 0, last_error = '', leased_until = null,
           retried_at = clock_timestamp()
     where id = wanted and app_loket() and subject_type in ('hulpvraag', 'mutatie', 'controle') and state in ('failed', 'kanaal') returning id)
  select exists (select from again) $$;
