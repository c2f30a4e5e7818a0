-- The number of a TLV (WPO art. 18a lid 14): given at the decision, in a series of its own, without gaps. A decision that
-- is rolled back takes its number with it.
create table hulpvragen_tlvteller (jaar integer primary key, laatste integer not null);
create function app_next_tlv(p_hulpvraag uuid) returns text language plpgsql volatile security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare v_jaar integer := extract(year from app_today()); v_nummer integer;
begin
  if app_loket() is not true or not exists (
    select 1 from hulpvragen_hulpvraag h where h.id = p_hulpvraag and h.soort = 'tlv' and h.status = 'in_behandeling' and not h.teruggehaald)
  then raise exception 'only the loket decides, and on a TLV-aanvraag that is handled'; end if;
  insert into hulpvragen_tlvteller values (v_jaar, 1)
    on conflict (jaar) do update set laatste = hulpvragen_tlvteller.laatste + 1 returning laatste into v_nummer;
  return format('TLV-%s-%s', v_jaar, lpad(v_nummer::text, greatest(4, length(v_nummer::text)), '0'));
end $$;
grant execute on function app_next_tlv(uuid) to portal_swv;
