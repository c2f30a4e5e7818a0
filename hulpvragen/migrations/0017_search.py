"""A name is found however its accents are typed: Zoe finds Zoë, and Zoë finds Zoe."""

from django.db import migrations

# What is all ASCII needs no taking apart. Built in on purpose: `unaccent` is an extension that an installation may not have.
SQL = r"""
create function app_plain(p text) returns text language sql immutable parallel safe as $$
  select lower(case when octet_length(p) = length(p) then p
    else translate(regexp_replace(normalize(p, nfkd), '[\u0300-\u036f]', '', 'g'), 'ØøŁłĐđıʼ‘’', 'OoLlDdi''''''') end) $$;
grant execute on function app_plain(text) to portal_school, portal_swv;
"""


class Migration(migrations.Migration):
    dependencies = [("hulpvragen", "0016_opvolger")]
    operations = [migrations.RunSQL(SQL, "drop function app_plain(text)")]
