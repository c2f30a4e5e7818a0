"""Draws docs/mutaties.md from the table in mutaties.workflow."""

from django.conf import settings
from django.core.management.base import BaseCommand

from hulpvragen.management.commands.draw_workflow import NOTHING, table
from mutaties.enums import DERIVED, Party, Soort, Status
from mutaties.workflow import AAN_ZET, SUSPICIOUS, TABLE, Row

INTRO = f"""# Workflow of a mutatie

Drawn by `manage.py draw_mutaties` from `mutaties/workflow.py`; a test keeps this page current. What has no row does not
exist. A row is allowed only if the role also has the action in `docs/rights.toml`.

- A mutatie is about one post of one person: {", ".join(f"*{soort.label.lower()}*" for soort in Soort)}.
- What is taken away is recorded at the report, of whoever is logged in and may report: the last day of the post, or the
  days for which it rests; of a report without an account when the school confirmed it. It is taken back when the mutatie
  is refused or withdrawn.
- What is given waits for an approval by somebody else than who reported it and who gains by it (*two*); a report
  without a log-in is called back by one and approved by another.
- *Next* empty: it follows from what the mutatie asks (`mutaties/services/steps.py`): who reports with enough proof skips
  `{Status.GEMELD.value}`, a contactpersoon who leaves is followed first, who leaves with hulpvragen hands them over, who
  goes on elsewhere inside the partnership is confirmed there.
- *Told*: `person` (whom it is about), `contactpersoon`, `volgende` (contactpersoon of her next school), `bestuur`,
  `mutatiebehandelaar`, `reporter`, `opvolger`; of a report that the school does not know: {", ".join(f"`{role}`" for role in SUSPICIOUS)}.
- *Needs*: `reason`, `callback` (on the number that is known of the school), `lines` (somebody for each open hulpvraag), `two`.
- A date that passes changes nothing that is stored and runs nothing: {", ".join(f"`{status.value}`" for status in DERIVED)} are
  calculated when somebody looks.
"""


class Command(BaseCommand):
    help = "Write docs/mutaties.md from the table of mutaties."
    requires_system_checks: list[str] = []  # it needs no database, URL or setting of a deployment

    def handle(self, *args, **options):
        page = settings.BASE_DIR / "docs" / "mutaties.md"
        page.write_text(draw())
        self.stdout.write(f"{page.name} is drawn: {len(Status)} statuses, {len(TABLE)} rows")


def draw() -> str:
    """Return the page."""
    return "\n".join([
        INTRO,
        *("## Statuses\n", *table(["status", "label", "aan zet", "stored"], map(_status, Status))),
        *("## Actions\n", *table(["status", "action", "label", "next", "who", "event", "told", "needs"], map(_row, TABLE))),
        *("## Kinds\n", *table(["kind", "label"], ([soort.value, soort.label] for soort in Soort))),
    ])


def _status(status: Status) -> list[str]:
    return [status.value, status.label, Party(AAN_ZET[status]).value, "no" if status in DERIVED else "yes"]


def _row(row: Row) -> list[str]:
    return [_words(row.at), row.action.value, row.action.label, row.next.value if row.next else "", _words(row.who), row.event, _words(row.told), _words(row.needs)]


def _words(words) -> str:
    return ", ".join(str(word) for word in words) or NOTHING
