"""Both walls ask in which wijknetwerk a school lies today."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("hulpvragen", "0022_controle"), ("accounts", "0015_planned_places")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
