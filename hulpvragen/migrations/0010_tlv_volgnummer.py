"""The number of a TLV: a counter of its own, kept by the database."""

from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    dependencies = [("hulpvragen", "0009_uitnodiging")]
    operations = [migrations.RunSQL((HERE / "0010_tlv_volgnummer.sql").read_text(), migrations.RunSQL.noop)]
