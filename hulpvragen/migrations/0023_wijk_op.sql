-- A school can be planned to go to another wijknetwerk: from that day the consulenten of the other one read along, and no
-- job runs. What asked for its wijknetwerk asks for that of today.
create function app_wijk_nu(p_vestiging accounts_vestiging) returns uuid language sql stable as $$
  select case when p_vestiging.wijknetwerk_per is null then p_vestiging.wijknetwerk_id
              when p_vestiging.wijknetwerk_per <= app_today() then p_vestiging.wijknetwerk_daarna_id
              else p_vestiging.wijknetwerk_id end $$;
grant execute on function app_wijk_nu(accounts_vestiging) to portal_web, portal_school, portal_swv, portal_gast, portal_worker, portal_desk;

do $$
declare v_naam text; v_was text;
begin
  foreach v_naam in array array['app_enter(uuid,text)', 'app_wijk_preview(uuid,uuid)', 'app_vaste_consulent(uuid)'] loop
    v_was := pg_get_functiondef(v_naam::regprocedure);
    if position('v.wijknetwerk_id' in v_was) = 0 then raise exception '% asks for no wijknetwerk', v_naam; end if;
    execute replace(v_was, 'v.wijknetwerk_id', 'app_wijk_nu(v)');
  end loop;
  v_was := pg_get_viewdef('hulpvragen_dossiergrant'::regclass);
  if position('v.wijknetwerk_id' in v_was) = 0 then raise exception 'guardian asks for no wijknetwerk'; end if;
  execute 'create or replace view hulpvragen_dossiergrant with (security_invoker = true) as ' || replace(v_was, 'v.wijknetwerk_id', 'app_wijk_nu(v)');
  -- who approves a school's move sees its numbers beforehand, as the beheerder does
  v_was := pg_get_functiondef('app_wijk_preview(uuid,uuid)'::regprocedure);
  execute replace(v_was, $q$p.rol = 'beheerder'$q$, $q$p.rol in ('beheerder', 'mutatiebehandelaar')$q$);
end $$;
