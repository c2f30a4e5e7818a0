"""The second wall of documents, berichten and notities, and of guests by what they are invited to."""

from importlib import import_module
from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()
casework = import_module("hulpvragen.migrations.0005_casework_wall")


def guest_card() -> str:
    """What a guest is invited to with any part: the card."""
    return casework.guest().replace("app_gast()", "app_gast_kaart()")


class Migration(migrations.Migration):
    dependencies = [("hulpvragen", "0029_documenten")]
    operations = [migrations.RunSQL(SQL.replace("[[guest_card]]", guest_card()), migrations.RunSQL.noop)]
