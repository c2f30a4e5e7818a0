-- Who can see a hulpvraag, and who looked: for the explanation of access.

-- when the pupil was born: what a parent or a pupil of 16 may read depends on it. For the desk, which asks the policy about a day
create function app_geboren(p_dossier uuid) returns date language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select l.geboortedatum from hulpvragen_dossier d join hulpvragen_leerling l on l.id = d.leerling_id where d.id = p_dossier $$;
grant execute on function app_geboren(uuid) to portal_desk;

-- when who looked at the content, by role and without a name, for a parent and the pupil who may read it: the newest
create function app_gekeken(p_hulpvraag uuid) returns table (at timestamptz, zijde text, rol text, own boolean) language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select e.at, e.zijde, coalesce(e.roles[1], ''), e.actor_id = app_uid()
    from audit_event e
   where e.hulpvraag_id = p_hulpvraag and e.outcome = 'ok'
     and ((e.event = 'hulpvraag.viewed' and e.detail ->> 'level' = 'content')
       or (e.event in ('document.viewed', 'document.downloaded') and e.detail ->> 'deel' = 'school'))
     and app_zijde() = 'gast' and p_hulpvraag = any (app_afschrift())
     and exists (select 1 from hulpvraag_leesbaar l where l.id = p_hulpvraag)
   order by e.at desc limit 500 $$;
grant execute on function app_gekeken(uuid) to portal_gast;
