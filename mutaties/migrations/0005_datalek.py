"""The second wall around what was made of late mutaties."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("mutaties", "0004_inschatting"), ("hulpvragen", "0020_schade")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
