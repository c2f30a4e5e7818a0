-- The trail in the database: who may write it, that nobody may change it, and how it is sealed.
-- The format is described in docs/trail.md; portal/audit/verify.py checks it without this database.

-- ---------------------------------------------------------------- the transaction that wrote a row
-- Only the sealing reads it: it says where to look for rows that committed late.
alter table audit_event add column xid xid8 not null default pg_current_xact_id();
create index audit_event_xid on audit_event (xid);

-- ---------------------------------------------------------------- seals
create table audit_seal (
  seq      bigint primary key check (seq > 0),
  at       timestamptz not null,
  count    bigint not null check (count > 0),
  horizon  xid8 not null,              -- every transaction before this one had ended, and its rows are sealed
  root     bytea not null,             -- Merkle root over the hashes of this seal's events
  previous bytea not null,             -- `chained` of the seal before; 32 zero bytes for the first
  chained  bytea not null              -- sha256(audit_seal_line): the head of the chain
);
create table audit_sealed (
  event_id uuid primary key,           -- no foreign key: it must still tell about a row that is gone
  seq      bigint not null,
  position bigint not null,
  hash     bytea not null,             -- sha256(audit_line): names the row that was altered
  unique (seq, position)
);

-- ---------------------------------------------------------------- added to, never changed
-- By statement, so that TRUNCATE is caught too; "always", so that replication settings do not switch
-- it off. Who must change a row anyway drops the trigger first, and the seals show what was done.
create function audit_refuse() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'the trail is only added to: % on % is refused', tg_op, tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger append_only before update or delete or truncate on audit_event for each statement execute function audit_refuse();
create trigger append_only before update or delete or truncate on audit_seal for each statement execute function audit_refuse();
create trigger append_only before update or delete or truncate on audit_sealed for each statement execute function audit_refuse();
alter table audit_event enable always trigger append_only;
alter table audit_seal enable always trigger append_only;
alter table audit_sealed enable always trigger append_only;

-- ---------------------------------------------------------------- who may write and read
-- Everybody who acts may add; xid is left out, so nobody chooses it. Who may read which rows is a
-- policy of the apps above; the client's address and the trace are for investigations by the owner.
alter table audit_event enable row level security;
alter table audit_seal enable row level security;
alter table audit_sealed enable row level security;
grant insert (id, at, trace, source, actor_id, actor_name, zijde, roles, event, object_type, object_id, hulpvraag_id, dossier_id,
              ground, outcome, origin, detail)
  on audit_event to portal_web, portal_school, portal_swv, portal_gast, portal_desk, portal_worker;
create policy audit_event_add on audit_event for insert
  to portal_web, portal_school, portal_swv, portal_gast, portal_desk, portal_worker with check (true);
grant select (id, at, source, actor_id, actor_name, zijde, roles, event, object_type, object_id, hulpvraag_id, dossier_id, ground,
              outcome, detail)
  on audit_event to portal_school, portal_swv, portal_gast;  -- a role without a policy asks and gets no rows

-- ---------------------------------------------------------------- the text that is hashed
-- jsonb has one text per value: keys sorted, one spacing. Columns that are NULL are left out, so a
-- column added later changes no text that was sealed before. Stable, not immutable: to_char is not.
create function audit_moment(at timestamptz) returns text language sql stable parallel safe
return to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');

create function audit_line(e audit_event) returns text language sql stable parallel safe
return (jsonb_strip_nulls(jsonb_build_object(
  'id', e.id, 'at', audit_moment(e.at), 'trace', e.trace, 'source', e.source,
  'actor_id', e.actor_id, 'actor_name', e.actor_name, 'zijde', e.zijde, 'roles', e.roles,
  'event', e.event, 'object_type', e.object_type, 'object_id', e.object_id,
  'hulpvraag_id', e.hulpvraag_id, 'dossier_id', e.dossier_id, 'ground', e.ground,
  'outcome', e.outcome, 'origin', e.origin
)) || jsonb_build_object('detail', e.detail))::text;  -- joined afterwards: a null inside it stays

create function audit_seal_line(s audit_seal) returns text language sql stable parallel safe
return jsonb_build_object(
  'seq', s.seq, 'at', audit_moment(s.at), 'count', s.count, 'horizon', s.horizon::text,
  'root', encode(s.root, 'hex'), 'previous', encode(s.previous, 'hex')
)::text;

create function audit_hash(line text) returns bytea language sql immutable parallel safe
return sha256(convert_to(line, 'UTF8'));

-- Pairs are hashed with a byte 1 in front (no line of text begins with it); an odd last one moves up.
create function audit_merkle(hashes bytea[]) returns bytea language plpgsql immutable parallel safe
set search_path = pg_catalog, pg_temp as $$
declare level bytea[] := hashes; above bytea[];
begin
  while cardinality(level) > 1 loop
    above := '{}';
    for i in 1 .. cardinality(level) by 2 loop
      above := above || coalesce(sha256('\x01'::bytea || level[i] || level[i + 1]), level[i]);
    end loop;
    level := above;
  end loop;
  return level[1];
end $$;

-- ---------------------------------------------------------------- sealing
-- Rows of transactions before the watermark are sealed already. A database restored into another
-- server starts counting transactions anew: then look at everything once.
create function audit_watermark() returns xid8 language sql stable
return coalesce((select case when s.horizon <= pg_snapshot_xmin(pg_current_snapshot()) then s.horizon else '0' end
                   from audit_seal s order by s.seq desc limit 1), '0');

-- The watermark is an argument so that the planner knows its value: these are few rows, by the index.
create function audit_unsealed(since xid8) returns table (id uuid, at timestamptz, line text) language sql stable
begin atomic
  select e.id, e.at, audit_line(e) from audit_event e
   where e.xid >= since and not exists (select from audit_sealed s where s.event_id = e.id);
end;

-- Seals every committed row that is not sealed yet; returns the new seal, or no row when there was
-- nothing to do or another session is at it. No row is missed: the horizon is taken before the rows
-- are read, so a transaction that is still open then lies behind the next watermark.
create function audit_seal() returns setof audit_seal language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
declare head audit_seal; s audit_seal; since xid8 := audit_watermark();
begin
  if not pg_try_advisory_xact_lock(hashtextextended('audit_seal', 0)) then return; end if;
  select * into head from audit_seal order by seq desc limit 1;
  s.seq := coalesce(head.seq, 0) + 1;
  s.previous := coalesce(head.chained, decode(repeat('00', 32), 'hex'));
  s.horizon := pg_snapshot_xmin(pg_current_snapshot());
  insert into audit_sealed
    select u.id, s.seq, row_number() over (order by u.at, u.id), audit_hash(u.line) from audit_unsealed(since) u;
  get diagnostics s.count = row_count;
  if s.count = 0 then return; end if;
  s.at := clock_timestamp();
  select audit_merkle(array_agg(m.hash order by m.position)) into s.root from audit_sealed m where m.seq = s.seq;
  s.chained := audit_hash(audit_seal_line(s));
  insert into audit_seal select s.*;
  return next s;
end $$;

-- Also grows when sealing stands still; over a minute is a fault.
create function audit_seal_lag() returns double precision language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp as $$
declare since xid8 := audit_watermark(); oldest timestamptz := (select min(u.at) from audit_unsealed(since) u);
begin
  return greatest(0, coalesce(extract(epoch from clock_timestamp() - oldest), 0));
end $$;

revoke all on function audit_refuse(), audit_moment(timestamptz), audit_line(audit_event), audit_seal_line(audit_seal), audit_hash(text),
  audit_merkle(bytea[]), audit_watermark(), audit_unsealed(xid8), audit_seal(), audit_seal_lag() from public;
grant execute on function audit_seal() to portal_worker;
grant execute on function audit_seal_lag() to portal_web, portal_school, portal_swv, portal_gast, portal_worker;
