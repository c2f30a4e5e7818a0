"""People as the pages show them: (initials, name, a line beneath, whether she leaves)."""

import datetime as dt

from django.conf import settings

from accounts.enums import Rol, Zijde
from accounts.models import User
from accounts.views.persons import standing
from hulpvragen.enums import Status
from hulpvragen.policy import Asker
from hulpvragen.queries import guests, people
from hulpvragen.queries.people import Colleague
from hulpvragen.services.reading import Opened
from portal.lib import clock, dates, digibord

Shown = tuple[str, str, str, bool]
YEAR = dt.timedelta(days=366)


def initials(naam: str) -> str:
    """Return the initials of a name as it was written down."""
    parts = naam.split()
    return (parts[0][:1] + parts[-1][:1]).upper() if parts else ""


def schools_with_people(who: Asker) -> list[tuple[str, list[Shown]]]:
    """Return per school of hers its IB'ers, with who leaves and who comes."""
    schools = {post.eenheid_id: post.eenheid.naam for post in who.posts if post.rol in (Rol.IB, Rol.CONTACTPERSOON)}
    colleagues = people.ib_at(who, list(schools))
    return [(naam, [_colleague(who, one) for one in colleagues if one.vestiging_id == pk]) for pk, naam in schools.items()]


def _colleague(who: Asker, one: Colleague) -> Shown:
    return one.user.initialen, one.user.naam, standing(one, who.user), bool(one.laatste_dag) or one.stopped


def readers(who: Asker, opened: Opened) -> list[Shown]:
    """Return who reads along: the school's IB'ers with who gets the mail, and the SWV once it is filed, until it is recalled."""
    h = opened.hulpvraag
    if who.zijde == Zijde.GAST:
        return _groups(opened)
    here = people.readers_at_school(who, h, opened.vestiging)
    chosen = people.chosen_contacts(who, [h.pk]).get(h.pk, set())
    at_work = {one.user.pk for one in here if not (one.starts or one.stopped)}
    mailed = at_work & chosen or at_work
    shown = [(one.user.initialen, one.user.naam, _part(opened.aanvrager, one, mailed), bool(one.laatste_dag) or one.stopped) for one in here]
    shown += _guests(who, opened)
    return shown + _at_swv(who, opened) if h.ingediend and not h.teruggehaald else shown


def _guests(who: Asker, opened: Opened) -> list[Shown]:
    """Return who accepted an invitation; a name is the school's to see. In a concept they read during the overleg only."""
    h = opened.hulpvraag
    accepted = [one for one in guests.running(who, h) if one.user] if who.zijde == Zijde.SCHOOL and h.status != Status.CONCEPT else []
    until = {one.user.pk: f"genodigd {reads_until(one.until, who.day)}" for one in accepted}
    if digibord.is_on():  # a parent's name is a pupil's name
        return [("G", "Genodigde", text, False) for text in until.values()]
    return [(one.user.initialen, one.user.naam, until[one.user.pk], False) for one in accepted]


def _groups(opened: Opened) -> list[Shown]:
    """Return who reads along as a guest may know it: by role, without a name of either side."""
    swv = settings.PORTAL_SWV_NAAM
    shown = [("IB", f"De IB'ers van {opened.vestiging.naam}", "", False), ("G", "Genodigden van de school", "u bent er een van", False)]
    return [*shown, ("S", f"Medewerkers van {swv}", "", False)] if opened.hulpvraag.ingediend else shown


def reads_until(last_day: dt.date | None, day: dt.date) -> str:
    """Say until when a guest reads along: an end that is years away, such as a birthday, is none to mention."""
    return f"tot en met {dates.near(last_day)}" if last_day and last_day <= day + YEAR else "tot de hulpvraag is afgerond"


def _part(aanvrager: User | None, one: Colleague, mailed: set) -> str:
    if one.stopped:
        return "tijdelijk geen toegang"
    if one.starts:
        return f"krijgt toegang op {dates.near(one.begin)}"
    parts = ["aanvrager"] if one.user == aanvrager else []
    if one.user.pk in mailed:
        parts.append("krijgt meldingen")
    if one.laatste_dag:
        parts.append(f"toegang stopt op {dates.near(one.laatste_dag + clock.DAY)}")
    return ", ".join(parts) or "leest mee"


def _at_swv(who: Asker, opened: Opened) -> list[Shown]:
    h, swv, wijk = opened.hulpvraag, settings.PORTAL_SWV_NAAM, opened.vestiging.wijknetwerk_nu
    named = [
        (user.initialen, user.naam, f"behandelaar bij {swv}" if user.pk == h.behandelaar_id else f"behandelt mee bij {swv}", False)
        for user in people.assigned(who, h)
    ]
    groups = [("L", f"Het loket van {swv}", "leest alle ingediende hulpvragen", False)]
    if wijk:
        groups.append(("C", f"Consulenten ({wijk.naam})", "lezen mee", False))
    return named + groups


def leaving_contact(who: Asker, opened: Opened) -> tuple[str, str] | None:
    """Return (name, last day with access) of a contact who leaves, when nobody else stays."""
    h = opened.hulpvraag
    chosen = people.chosen_contacts(who, [h.pk]).get(h.pk, set())
    named = [one for one in people.ib_at(who, [opened.vestiging.pk]) if one.user.pk in chosen and not one.starts]
    leaves = [one for one in named if one.laatste_dag]
    return (leaves[0].user.naam, dates.in_full(leaves[0].laatste_dag)) if leaves and len(leaves) == len(named) else None
