-- What the log-in may read and write.

-- ---- the second factor: everybody her own. The web role reads it before there is an identity.
alter table accounts_totpdevice enable row level security;
alter table accounts_recoverycode enable row level security;
create policy log_in on accounts_totpdevice to portal_web using (true) with check (true);
create policy log_in on accounts_recoverycode to portal_web using (true) with check (true);
create policy own on accounts_totpdevice to portal_school, portal_swv, portal_gast
  using (user_id = (select app_uid())) with check (user_id = (select app_uid()));
create policy own on accounts_recoverycode to portal_school, portal_swv, portal_gast
  using (user_id = (select app_uid())) with check (user_id = (select app_uid()));

-- a seed is never changed: another app is another row
grant select, insert, delete, update (last_t, last_used_at, throttling_failure_timestamp, throttling_failure_count)
  on accounts_totpdevice to portal_web, portal_school, portal_swv, portal_gast;
grant select, insert, delete, update (used_at)
  on accounts_recoverycode to portal_web, portal_school, portal_swv, portal_gast;

-- ---- counts of wrong passwords, of the last quarter of an hour: fingerprints, no row security.
-- The sides ask for a password too, before something that could weaken the log-in.
grant select, insert, update, delete on axes_accessattempt to portal_web, portal_school, portal_swv, portal_gast;
grant select, delete on axes_accessattemptexpiration to portal_web, portal_school, portal_swv, portal_gast;
