"""The orders of the SWV's list get an index each, and who handles by default is seen by who sets it."""

from django.db import migrations

SQL = """
create index hv_termijn on hulpvragen_hulpvraag (ingediend, term_date, id);
create index hv_indiening on hulpvragen_hulpvraag (ingediend, submitted_at, id);
-- docs/rights.toml: the loket's; that a new hulpvraag goes to somebody is seen on the hulpvraag
alter policy zien on hulpvragen_vasteconsulent using ((select app_loket()));
"""


class Migration(migrations.Migration):
    dependencies = [("hulpvragen", "0011_contacten")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
