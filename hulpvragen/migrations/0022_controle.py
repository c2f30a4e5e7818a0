"""Whose mail the open hulpvragen of a school are now, for who checks it twice a year."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("hulpvragen", "0021_ending")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
