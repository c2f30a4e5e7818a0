-- A stop for days, the board's people, and who sees whom at a school.

create or replace view app_posten with (security_invoker = true) as
  select a.id, a.fact_id, a.user_id, a.rol, a.eenheid_id
    from accounts_aanstelling a join accounts_user u on u.id = a.user_id
   where a.replaced_at is null and a.geldig @> app_today() and u.is_active
     and not exists (
       select 1 from accounts_schorsing s
        where s.user_id = a.user_id and (s.aanstelling_fact is null or s.aanstelling_fact = a.fact_id) and s.replaced_at is null
          and (s.dagen @> app_today() or (s.van <= clock_timestamp() and (s.tot is null or s.tot > clock_timestamp()))));

-- the vestigingen whose people she sees: of her posts as IB'er or contactpersoon, and all of her board
create function app_mensen() returns uuid[] language sql stable parallel safe as
  $$ select nullif(current_setting('app.mensen', true), '')::uuid[] $$;
grant execute on function app_mensen() to portal_web, portal_school, portal_swv, portal_gast;
alter policy school on accounts_aanstelling using (
  user_id = (select app_uid()) or eenheid_id = any ((select app_mensen())::uuid[]));
