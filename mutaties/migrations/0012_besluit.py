"""The second wall knows who decides about a change of a school."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("mutaties", "0011_closing")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
