"""What a school must do: one line per hulpvraag of which it is at turn, the nearest date first."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from hulpvragen import workflow
from hulpvragen.enums import Party, Status
from hulpvragen.policy import Asker
from hulpvragen.queries import lists, narrowing
from hulpvragen.queries.lists import Line, Selection
from portal.lib import clock, dates

TASKS = 6

_TEXT = {
    Status.CONCEPT: ("potlood", "Maak het concept af"),
    Status.OVERLEG: ("potlood", "Rond het overleg af en dien in"),
    Status.AANVULLING: ("bericht", "Beantwoord de vraag van {swv}"),
    Status.GEADVISEERD: ("vink-rond", "Lees het advies van {swv}"),
    Status.TLV_AFGEGEVEN: ("vink-rond", "Lees de TLV van {swv}"),
    Status.EVALUATIE: ("bericht", "Vul de evaluatie in"),
    Status.AFGEWEZEN: ("vink-rond", "Lees de uitkomst van {swv}"),
    Status.NIET_IN_BEHANDELING: ("vink-rond", "Lees de uitkomst van {swv}"),
}


@dataclass(frozen=True)
class Task:
    """One line of "Dit vraagt uw actie"."""

    line: Line
    icon: str
    title: str
    url: str
    due: str
    due_text: str


def tasks_for(who: Asker) -> list[Task]:
    """Return the first things a school must do, after what she chose to look at again today."""
    statuses = [status for status in Status if workflow.AAN_ZET[status] == Party.SCHOOL]
    return _chosen(who) + [_task(who, line) for line in lists.tasks(who, statuses, TASKS)]


def _chosen(who: Asker) -> list[Task]:
    ids = lists.first(who, Selection(tuple(Status), only=narrowing.follow_up), lists.NEWEST, TASKS)
    found = lists.lines(who, ids).values() if ids else ()
    return [
        Task(line, "kalender", "Kijk weer naar deze hulpvraag", reverse("hulpvragen:detail", args=[line.hulpvraag.pk]), "opvolgen", "door u gekozen")
        for line in found
    ]


def news_for(who: Asker) -> list[Task]:
    """Return the hulpvragen in which somebody else wrote since she last looked, newest change first."""
    ids = lists.first(who, Selection(workflow.DRAFT + workflow.OPEN, only=narrowing.new_messages), lists.NEWEST, TASKS)
    found = lists.lines(who, ids).values() if ids else ()
    return [Task(line, "bericht", line.hulpvraag.get_soort_display(), reverse("hulpvragen:berichten", args=[line.hulpvraag.pk]), "", "") for line in found]


def _task(who: Asker, line: Line) -> Task:
    h = line.hulpvraag
    icon, title = _TEXT[Status(h.status)]
    page = "hulpvragen:edit" if h.status in workflow.DRAFT else "hulpvragen:detail"
    due, due_text = _due(who, line)
    return Task(line, icon, title.format(swv=settings.PORTAL_SWV_NAAM), reverse(page, args=[h.pk]), due, due_text)


def _due(who: Asker, line: Line) -> tuple[str, str]:
    h = line.hulpvraag
    if h.aanvulling_voor:
        return days_left(who.day, h.aanvulling_voor), f"uiterlijk {dates.near(h.aanvulling_voor)}"
    changed = clock.day_of(h.gewijzigd)
    return ("niet ingediend" if h.status in workflow.DRAFT else "nieuw"), f"sinds {dates.near(changed)}"


def days_left(today: dt.date, last: dt.date) -> str:
    """Say how near a last day is."""
    days = (last - today).days
    if days < 0:
        return "datum is voorbij"
    return {0: "vandaag", 1: "nog 1 dag"}.get(days, f"nog {days} dagen")
