"""Mail about a concept goes to the school that wrote it, also when its pupil moved."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("hulpvragen", "0036_gedeeld")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
