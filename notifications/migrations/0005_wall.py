from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()


class Migration(migrations.Migration):
    # of accounts only the functions that say who asks
    dependencies = [("notifications", "0004_returned"), ("accounts", "0002_wall")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
