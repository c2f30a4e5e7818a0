"""The second wall of the personnel desk."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("mutaties", "0001_initial"), ("hulpvragen", "0019_overdracht"), ("notifications", "0005_wall")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
