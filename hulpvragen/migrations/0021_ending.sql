-- Ending an account, and switching it on again: one routine each, for the page, the list and the command. It stands
-- here for the Toegangen that it ends; all else derives (an invitation asks whether its inviter may still invite).

-- The beheerders pass one by one, so that two who end each other leave one. Returns what came of it: 'ended'; 'over': it was
-- off already; 'last': the last beheerder; 'self'; 'no_beheerder': who asks is none any more. `p_by` is null for a command.
create function account_end(p_user uuid, p_by uuid) returns text language plpgsql volatile security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare v_today date := app_today(); v_now timestamptz := clock_timestamp(); v_email text;
begin
  perform pg_advisory_xact_lock(hashtext('account_end'));
  if p_by is not null and not exists (select from app_posten where user_id = p_by and rol = 'beheerder') then return 'no_beheerder'; end if;
  if p_user = p_by then return 'self'; end if;
  select email into v_email from accounts_user where id = p_user and is_active for update;
  if not found then return 'over'; end if;
  if exists (select from app_posten where user_id = p_user and rol = 'beheerder')
     and not exists (select from app_posten where user_id <> p_user and rol = 'beheerder') then return 'last'; end if;

  update accounts_user set is_active = false where id = p_user;  -- the trigger raises the epoch and ends the sessions
  -- facts are never rewritten: another version says until when
  update accounts_aanstelling set replaced_at = v_now
   where user_id = p_user and replaced_at is null and (upper(geldig) is null or upper(geldig) > v_today);
  insert into accounts_aanstelling
    select (jsonb_populate_record(a, jsonb_build_object('id', uuidv7(), 'recorded_at', v_now, 'recorded_by_id', p_by,
              'replaced_at', null, 'bron', null, 'geldig', daterange(lower(a.geldig), v_today)))).*
      from accounts_aanstelling a where a.user_id = p_user and a.replaced_at = v_now and lower(a.geldig) < v_today;
  update hulpvragen_toegang set replaced_at = v_now
   where (user_id = p_user or (user_id is null and email = v_email))
     and replaced_at is null and (upper(geldig) is null or upper(geldig) > v_today);
  insert into hulpvragen_toegang
    select (jsonb_populate_record(t, jsonb_build_object('id', uuidv7(), 'recorded_at', v_now, 'recorded_by_id', p_by,
              'replaced_at', null, 'bron', null, 'token_hash', '', 'geldig', daterange(lower(t.geldig), v_today)))).*
      from hulpvragen_toegang t
     where (t.user_id = p_user or (t.user_id is null and t.email = v_email)) and t.replaced_at = v_now and lower(t.geldig) < v_today;
  return 'ended';
end $$;

-- An account that is on again is empty: no post, session, link, password or app. Its owner chooses a password by mail.
create function account_reactivate(p_user uuid, p_by uuid) returns text language plpgsql volatile security definer
  set search_path = pg_catalog, public, pg_temp as $$
begin
  if p_user = p_by or not exists (select from app_posten where user_id = p_by and rol = 'beheerder') then return 'no_beheerder'; end if;
  update accounts_user set is_active = true, password = '!' || replace(gen_random_uuid()::text, '-', '') where id = p_user and not is_active;
  if not found then return 'over'; end if;
  delete from accounts_totpdevice where user_id = p_user;
  delete from accounts_recoverycode where user_id = p_user;
  return 'reactivated';
end $$;

grant execute on function account_end(uuid, uuid), account_reactivate(uuid, uuid) to portal_desk;
-- nobody switches an account on or off another way
revoke update (is_active) on accounts_user from portal_desk;
