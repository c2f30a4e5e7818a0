-- [[name]] stands for an expression of 0013_post.py.

-- who handles a hulpvraag sees what was mailed about it, as its school does
create policy behandelt on notifications_outbox for select to portal_swv using (
  subject_type = 'hulpvraag' and exists (select 1 from hulpvragen_hulpvraag h where h.id = subject_id));

-- When did who was told first come to read it? The burden of proof of a digital message (Wmebv) asks for the log-in.
-- It looks into the whole trail, so it asks first whether this reader may see the card of the hulpvraag. The proof is
-- the SWV's to give: a school reads of its own people when they opened the hulpvraag, which its trail tells as well.
create function app_gelezen(p_hulpvraag uuid)
  returns table (delivery_id uuid, ingelogd timestamptz, geopend timestamptz)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select d.id,
    (select min(e.at) from audit_event e where e.actor_id = d.user_id and e.at >= d.at and e.event = 'log_in.verified'
        and app_zijde() = 'swv'),
    (select min(e.at) from audit_event e where e.hulpvraag_id = p_hulpvraag and e.actor_id = d.user_id and e.at >= d.at
        and e.event = 'hulpvraag.viewed' and e.outcome = 'ok')
    from notifications_outbox o join notifications_delivery d on d.outbox_id = o.id and d.outcome = 'sent'
   where o.subject_type = 'hulpvraag' and o.subject_id = p_hulpvraag and (app_zijde() = 'swv' or o.role in ('contact', 'filer', 'contactpersoon'))
     and exists (select 1 from hulpvragen_hulpvraag h where h.id = p_hulpvraag and h.ingediend
       and case app_zijde() when 'school' then [[h_card_school]] when 'swv' then [[h_card_swv]] else false end) $$;
grant execute on function app_gelezen(uuid) to portal_school, portal_swv;
