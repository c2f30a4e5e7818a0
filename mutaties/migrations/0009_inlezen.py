"""The second wall around what was uploaded."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("mutaties", "0008_inlees"), ("accounts", "0010_session_wall")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
