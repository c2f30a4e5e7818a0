"""Sorting on the term looks at what still runs: the index holds that, and no longer the terms of what has an outcome."""

from django.db import migrations

SQL = """
drop index hv_termijn;
create index hv_loopt on hulpvragen_hulpvraag
    (ingediend, (case when status in ('ingediend', 'in_behandeling', 'aanvulling') then term_date else null end), id);
"""
BACK = """
drop index hv_loopt;
create index hv_termijn on hulpvragen_hulpvraag (ingediend, term_date, id);
"""


class Migration(migrations.Migration):
    dependencies = [("hulpvragen", "0014_ontvangst")]
    operations = [migrations.RunSQL(SQL, BACK)]
