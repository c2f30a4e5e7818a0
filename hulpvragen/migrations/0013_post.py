"""The ledger of the post room for who handles a hulpvraag, and when somebody came to read what she was told."""

from importlib import import_module
from pathlib import Path

from django.db import migrations

wall = import_module("hulpvragen.migrations.0002_wall")
SQL = Path(__file__).with_suffix(".sql").read_text()
EXPRESSIONS = {"h_card_school": wall.card_school("h."), "h_card_swv": wall.card_swv("h.")}


def filled() -> str:
    sql = SQL
    for name, expression in EXPRESSIONS.items():
        sql = sql.replace(f"[[{name}]]", expression)
    return sql


class Migration(migrations.Migration):
    dependencies = [("hulpvragen", "0012_handling"), ("notifications", "0005_wall")]
    operations = [migrations.RunSQL(filled(), migrations.RunSQL.noop)]
