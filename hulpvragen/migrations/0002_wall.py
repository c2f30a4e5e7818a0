"""The second wall: row level security of everything that holds or hangs on a dossier.

Written in SQL, apart from hulpvragen.policy on purpose. The expressions that must stand in
several policies are named once here; UPDATE policies repeat the full expression, for an
UPDATE without WHERE asks no SELECT policy and would overwrite other schools' rows.
"""

from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent


def place(array: str, h: str = "") -> str:
    """The pupil is enrolled today at one of the vestigingen in the array."""
    return (
        f"(({h}vestiging_id = any ((select {array}())::uuid[]) and {h}vestiging_tot > (select app_today()))"
        f" or ({h}vestiging_daarna_id = any ((select {array}())::uuid[]) and {h}vestiging_tot <= (select app_today())"
        f" and {h}vestiging_daarna_id <> {h}vestiging_id))"
    )


def own(array: str, h: str = "") -> str:
    """The concept was written at one of the vestigingen in the array."""
    return f"{h}opsteller_vestiging_id = any ((select {array}())::uuid[])"


def nu(h: str = "") -> str:
    """The school where the pupil is enrolled today."""
    return f"(case when {h}vestiging_tot > (select app_today()) then {h}vestiging_id else {h}vestiging_daarna_id end)"


def was_there(h: str = "") -> str:
    """She had a post as IB'er at the school on the day it closed."""
    return (
        "exists (select 1 from accounts_aanstelling a where a.user_id = (select app_uid()) and a.rol = 'ib'"
        f" and a.replaced_at is null and a.eenheid_id = {h}gesloten_vestiging_id and a.geldig @> {h}gesloten_op)"
    )


def card_school(h: str = "", array: str = "app_vest_kaart") -> str:
    return f"(({h}ingediend and {place(array, h)}) or (not {h}ingediend and {own(array, h)}))"


def card_swv(h: str = "") -> str:
    return (
        f"({h}ingediend = (select app_kaarten())"
        f" or ({h}ingediend and ({h}id = any ((select app_toegewezen())::uuid[]) or {place('app_wijk', h)})))"
    )


def guest(h: str = "") -> str:
    return f"({h}id = any ((select app_gast())::uuid[]) and {h}ingediend and {h}gesloten_op is null)"


def content_school(h: str = "") -> str:
    return (
        f"(({h}ingediend and {h}gesloten_op is null and {place('app_vest', h)})"
        f" or (not {h}ingediend and {own('app_vest', h)} and {h}opsteller_vestiging_id = {nu(h)})"
        f" or ({h}gesloten_op is not null and {place('app_vest', h)} and {was_there(h)}))"
    )


def content_swv(h: str = "") -> str:
    return (
        f"({h}ingediend = (select app_loket())"
        f" or ({h}ingediend and ({h}id = any ((select app_toegewezen())::uuid[]) or {place('app_wijk', h)})))"
    )


EXPRESSIONS = {
    "card_school": card_school(),
    "h_card_ib": card_school("h.", "app_vest"),
    "card_swv": card_swv(),
    "guest": guest(),
    "content_school": content_school(),
    "content_swv": content_swv(),
    "h_content_school": content_school("h."),
    "h_content_swv": content_swv("h."),
    "h_guest": guest("h."),
    "nu": nu(),
    "place": place("app_vest"),
    "place_own": "vestiging_id = any ((select app_vest())::uuid[]) and vestiging_tot > (select app_today())",
}


def filled(sql: str) -> str:
    for name, expression in EXPRESSIONS.items():
        sql = sql.replace(f"[[{name}]]", expression)
    return sql


class Migration(migrations.Migration):
    dependencies = [
        ("hulpvragen", "0001_initial"),
        ("accounts", "0002_wall"),
        ("audit", "0002_trail"),
        ("notifications", "0002_wall"),
    ]
    operations = [
        migrations.RunSQL(filled((HERE / "0002_wall.sql").read_text()), migrations.RunSQL.noop),
        migrations.RunSQL((HERE / "0002_derived.sql").read_text(), migrations.RunSQL.noop),
    ]
