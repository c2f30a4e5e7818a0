-- What another wijknetwerk of a school changes: of each consulent of the one and the other, how many
-- hulpvragen of that school she reads now and would read then. Numbers alone, and for the beheerder
-- alone, who sees no hulpvraag herself.
create function app_wijk_preview(p_vestiging uuid, p_wijk uuid)
returns table (user_id uuid, reads_now bigint, would_read bigint) language sql stable security definer
set search_path = pg_catalog, public, pg_temp as $$
  with here as (
    select h.id from hulpvragen_hulpvraag h
     where h.ingediend and not h.teruggehaald and ((h.vestiging_id = p_vestiging and h.vestiging_tot > app_today())
       or (h.vestiging_daarna_id = p_vestiging and h.vestiging_daarna_id <> h.vestiging_id and h.vestiging_tot <= app_today()))
  ), handlers as (
    select p.user_id, bool_or(p.rol = 'loket') reads_all,
           coalesce(bool_or(p.rol = 'consulent' and p.eenheid_id = v.wijknetwerk_id), false) now_here,
           coalesce(bool_or(p.rol = 'consulent' and p.eenheid_id = p_wijk), false) then_here
      from app_posten p cross join accounts_vestiging v
     where v.eenheid_ptr_id = p_vestiging and p.rol in ('loket', 'consulent') group by p.user_id
  ), counted as (
    select w.*, (select count(*) from here) every_one,
           (select count(distinct t.hulpvraag_id) from hulpvragen_toewijzing t join here on here.id = t.hulpvraag_id
             where t.user_id = w.user_id and t.replaced_at is null and t.geldig @> app_today()) assigned
      from handlers w where w.now_here or w.then_here
  )
  select c.user_id, case when c.reads_all or c.now_here then every_one else assigned end,
         case when c.reads_all or c.then_here then every_one else assigned end
    from counted c
   where app_zijde() = 'swv' and exists (select 1 from app_posten p where p.user_id = app_uid() and p.rol = 'beheerder') $$;

grant execute on function app_wijk_preview(uuid, uuid) to portal_swv;
