-- The roles of the database, for a superuser, once per cluster; safe to run again.
-- Passwords are set apart. Every membership is "with inherit false, set true": with the
-- default, portal_web would have the desk's rights without ever becoming the desk.
do $$
declare r text;
begin
  foreach r in array '{portal_owner,portal_web,portal_worker}'::text[] loop
    if not exists (select 1 from pg_roles where rolname = r) then execute format('create role %I login', r); end if;
    execute format('alter role %I nosuperuser nobypassrls nocreaterole nocreatedb', r);
  end loop;
  foreach r in array '{portal_school,portal_swv,portal_gast,portal_desk}'::text[] loop
    if not exists (select 1 from pg_roles where rolname = r) then execute format('create role %I nologin', r); end if;
    execute format('alter role %I nosuperuser nobypassrls nocreaterole nocreatedb', r);
  end loop;
end $$;
grant portal_school, portal_swv, portal_gast, portal_desk to portal_web with inherit false, set true;
-- a command that acts as a person goes behind the wall like a request
grant portal_school, portal_desk to portal_owner with inherit false, set true;
-- a worker host that loses power must not hold somebody's fence until TCP gives up
alter role portal_worker set idle_in_transaction_session_timeout = '30s';
