"""Less for who needs less: the SWV reads no address of a guest, and what runs as the owner asks who is asking."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("hulpvragen", "0017_search"), ("notifications", "0005_wall"), ("accounts", "0010_session_wall")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
