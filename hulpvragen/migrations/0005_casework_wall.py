"""The second wall of the casework: overleg and guests, what was recalled, anonymous questions, settings, follow-up dates.

The expressions of 0002_wall are said again where they changed; those that did not are taken from there.
"""

from importlib import import_module
from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

HERE = Path(__file__).parent
first = import_module("hulpvragen.migrations.0002_wall")
place, own, nu, was_there = first.place, first.own, first.nu, first.was_there


def guest(h: str = "") -> str:
    """What a guest is invited to: while it is open, and of what is not filed only while the school deliberates."""
    return (
        f"({h}id = any ((select app_gast())::uuid[]) and {h}gesloten_op is null"
        f" and ({h}ingediend or ({h}status = 'overleg' and {h}opsteller_vestiging_id = {nu(h)})))"
    )


def content_swv(h: str = "") -> str:
    """What was recalled is no longer the SWV's to read: it keeps the card."""
    return (
        f"(not {h}teruggehaald and ({h}ingediend = (select app_loket())"
        f" or ({h}ingediend and ({h}id = any ((select app_toegewezen())::uuid[]) or {place('app_wijk', h)}))))"
    )


EXPRESSIONS = {
    "guest": guest(),
    "h_guest": guest("h."),
    "content_swv": content_swv(),
    "h_content_swv": content_swv("h."),
    "h_content_school": first.content_school("h."),
}


def filled(sql: str) -> str:
    for name, expression in EXPRESSIONS.items():
        sql = sql.replace(f"[[{name}]]", expression)
    return sql


class Migration(migrations.Migration):
    dependencies = [("hulpvragen", "0004_formulieren")]
    operations = [
        migrations.AlterField(
            model_name="hulpvraag",
            name="formulier",
            field=models.ForeignKey(
                help_text="the version it was begun with", on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hulpvragen.formulier"
            ),
        ),
        migrations.RunSQL(filled((HERE / "0005_casework_wall.sql").read_text()), migrations.RunSQL.noop),
    ]
