"""Draws docs/workflow.md from the table in hulpvragen.workflow. Imports no model: it is pure."""

from django.conf import settings
from django.core.management.base import BaseCommand

from hulpvragen.enums import Action, Grondslag, Party, Soort, Status
from hulpvragen.workflow import AAN_ZET, GROUP_OF, KINDS, OUTCOMES, TABLE, Row

INTRO = """# Workflow of a hulpvraag

Drawn by `manage.py draw_workflow` from `hulpvragen/workflow.py`; a test keeps this page current. What has no row does
not exist. A row is allowed only if the role also has the action in `docs/rights.toml`.

- *Told*: `contact` (HulpvraagContact valid today, else the other IB'ers of the vestiging, else the mail waits), `filer`,
  `behandelaar` (else the loket), `loket`, `toegewezene`, `contactpersoon` (of the school, not of the hulpvraag). Resolved when the envelope is made.
- *Clock* of the term: `start`, `loopt`, `stopt`, `hervat`, `eindigt`, `nvt`, `=` (as it was). Only dates are stored.
- *Needs*: `contact` (an active contact today, or a take-over by name: nobody is left behind), `reason`, `motivation`,
  `date`, `period` (from and until), `amount` (a budget or hours), `points` (a checklist, or its answers), `taker` (the
  actor becomes behandelaar if there is none), `other` (not by who filed it), `legal` (the date of the legal event is set).
- *Without*: what cannot be done with that soort. Questions, expected documents and terms are settings of the SWV.
- A date that passes changes no status: when the day for an aanvulling passes, the school stays aan zet and the clock
  resumes by calculation.
"""
NOTHING = "–"
GONE = "verwijderd"  # no status: the concept is destroyed, the trail keeps that it happened


class Command(BaseCommand):
    help = "Write docs/workflow.md from the workflow table."
    requires_system_checks: list[str] = []  # it needs no database, URL or setting of a deployment

    def handle(self, *args, **options):
        page = settings.BASE_DIR / "docs" / "workflow.md"
        page.write_text(draw())
        self.stdout.write(f"{page.name} is drawn: {len(Status)} statuses, {len(TABLE)} rows")


def draw() -> str:
    """Return the page."""
    return "\n".join([
        INTRO,
        *("## Statuses\n", *table(["status", "label", "group", "aan zet"], map(_status, Status))),
        *("## Actions\n", *table(HEAD, map(_row, TABLE))),
        *("## Per soort\n", *table(["soort", "label", "ground", "outcomes", "without"], map(_kind, Soort))),
        *("## Picture\n", *_picture()),
    ])


def _status(status: Status) -> list[str]:
    return [status.value, status.label, GROUP_OF[status], Party(AAN_ZET[status]).value]


HEAD = ["status", "action", "label", "next", "who", "event", "told", "clock", "needs"]


def _row(row: Row) -> list[str]:
    return [
        _list(row.at), row.action.value, row.action.label, _next(row), _list(row.who), row.event, _list(row.told),
        row.clock, _list(row.needs),
    ]


def _next(row: Row) -> str:
    if row.action == Action.DELETE_CONCEPT:
        return GONE
    return row.next.value if row.next else "="


def _kind(soort: Soort) -> list[str]:
    kind = KINDS[soort]
    outcomes = [action for action in Action if action in kind.outcomes & OUTCOMES]
    return [soort.value, soort.label, Grondslag(kind.grondslag).value, _list(outcomes), _list(sorted(kind.without))]


def _list(words) -> str:
    return ", ".join(str(word) for word in words) or NOTHING


def _picture() -> list[str]:
    names = [f"    {status.value} : {status.label}" for status in Status]
    ends = [f"    {status.value} --> [*]" for status in Status if AAN_ZET[status] == Party.NIEMAND]
    arrows = [f"    {start} --> {end} : {' / '.join(labels)}" for (start, end), labels in _arrows().items()]
    return ["```mermaid", "stateDiagram-v2", *names, *arrows, *ends, "```", ""]


def _arrows() -> dict[tuple[str, str], list[str]]:
    """Gather the labels of every arrow, so that two statuses are joined once."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for row in TABLE:
        if row.next or row.action == Action.DELETE_CONCEPT:
            for start in row.at or ("[*]",):
                end = row.next.value if row.next else "[*]"
                arrows.setdefault((str(start), end), []).append(row.action.label)
    return arrows


def table(head: list[str], rows) -> list[str]:
    """Return a table in Markdown, line by line."""
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(cells) + " |" for cells in lines] + [""]
