from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0017_confirmed_number"), ("notifications", "0005_wall")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
