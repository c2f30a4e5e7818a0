"""Who is asked for a contact when there is none, and whether a contact can log in."""

from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    dependencies = [("hulpvragen", "0010_tlv_volgnummer")]
    operations = [migrations.RunSQL((HERE / "0011_contacten.sql").read_text(), migrations.RunSQL.noop)]
