-- ---- a concept stays at the school that wrote it, and so does the mail about what is said before indienen: when the
-- pupil moved, the new school is told nothing of it
do $$
declare
  was text := 'case when x.vestiging_tot > app_today() then x.vestiging_id else x.vestiging_daarna_id end nu';
  def text := pg_get_functiondef('ontvangers(uuid, text)'::regprocedure);
begin
  if position(was in def) = 0 then raise exception 'ontvangers is otherwise than expected'; end if;
  execute replace(def, was, replace(was, 'case when', 'case when not x.ingediend then x.opsteller_vestiging_id when'));
end $$;
