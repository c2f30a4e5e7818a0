from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_initial"),
        ("axes", "0010_accessattemptexpiration"),
    ]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
