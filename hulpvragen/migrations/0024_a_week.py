"""What was typed, and a list that was uploaded, stay their week, whoever asks to clear up: mutaties 0009 made the function anew."""

from django.db import migrations

SQL = """
create or replace function app_forget_kladtekst(p_before timestamptz) returns void language sql volatile security definer
  set search_path = pg_catalog, public, pg_temp as $$
  delete from public.accounts_kladtekst where kept_at < least(p_before, clock_timestamp() - interval '7 days');
  delete from public.mutaties_inlees where made_at < least(p_before, clock_timestamp() - interval '7 days') $$;
"""


class Migration(migrations.Migration):
    dependencies = [("hulpvragen", "0023_wijk_op"), ("mutaties", "0009_inlezen")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
