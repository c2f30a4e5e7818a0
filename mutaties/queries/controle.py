"""The controle of contact data: what a school is shown, what it said, and who did not say it yet."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from accounts.enums import Rol
from accounts.models import Bestuur, User, Vestiging
from accounts.queries import people
from accounts.queries.people import Colleague
from hulpvragen.enums import Soort as HulpvraagSoort
from hulpvragen.enums import Status as HulpvraagStatus
from hulpvragen.policy import Asker
from mutaties import policy
from mutaties.enums import Antwoord
from mutaties.models import Bevestiging, Controleronde, Mutatie
from portal.lib import clock, dates
from portal.lib.db import rows


def rounds() -> list[Controleronde]:
    """Return all rounds, the newest first."""
    return list(Controleronde.objects.order_by("-begin"))


def running(day: dt.date) -> Controleronde | None:
    """Return the round that runs: the last one that began, also after its term."""
    return Controleronde.objects.filter(begin__lte=day).order_by("-begin").first()


# ---- what a school is shown


@dataclass(frozen=True)
class Mens:
    """Somebody with a post at the school, now or soon, with all of her posts there."""

    user: User
    posts: list[Colleague]

    @property
    def rollen(self) -> list[Rol]:
        return [post.rol for post in self.posts]

    @property
    def is_known(self) -> bool:
        """Whether a date of hers is on record: she leaves, or has still to begin."""
        return any(post.laatste_dag or post.starts for post in self.posts)

    @property
    def stands(self) -> str:
        """Say what is on record about her."""
        ends = [post.laatste_dag for post in self.posts if post.laatste_dag]
        if any(post.stopped for post in self.posts):
            return "tijdelijk geen toegang"
        if all(post.starts for post in self.posts):
            return f"start op {dates.near(min(post.begin for post in self.posts))}"
        return f"laatste dag {dates.near(max(ends))}" if ends else ""


@dataclass(frozen=True)
class Vraag:
    """One open hulpvraag as a card, and whose mail it is."""

    pk: uuid.UUID
    vestiging_id: uuid.UUID
    kenmerk: str
    soort: str
    status: str
    contacten: list[User]

    @property
    def label(self) -> str:
        return f"{HulpvraagSoort(self.soort).label}, {HulpvraagStatus(self.status).label}"


@dataclass(frozen=True)
class Sheet:
    """All that a school says yes or no to."""

    mensen: list[Mens]
    vragen: list[Vraag]

    @property
    def digest(self) -> str:
        """Return the mark of what was shown: another one, and it must be shown anew."""
        shown = [
            [[str(one.user.pk), *([post.rol, str(post.begin), str(post.laatste_dag)] for post in one.posts)] for one in self.mensen],
            [[str(one.pk), *(str(user.pk) for user in one.contacten)] for one in self.vragen],
        ]
        return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:32]


def sheet(school: Vestiging) -> Sheet:
    """Return the people of a school and whose mail its open hulpvragen are, as they stand now."""
    posts = people.at(clock.today(), [school.pk], Rol.IB, Rol.CONTACTPERSOON)
    posts.sort(key=lambda one: (one.user.achternaam, one.user.voornaam, one.user.pk, one.rol != Rol.IB))
    mensen = [Mens(user, list(held)) for user, held in groupby(posts, key=lambda one: one.user)]
    return Sheet(mensen, contacts([school.pk]))


def contacts(vestiging_ids: Iterable[uuid.UUID]) -> list[Vraag]:
    """Return the open hulpvragen of these schools as cards; of a school whose people she may not know, none."""
    found = rows("select * from app_contacten(%s)", list(vestiging_ids))
    named = User.objects.in_bulk({pk for row in found for pk in row["contacten"]})
    return [
        Vraag(row["id"], row["vestiging_id"], row["kenmerk"], row["soort"], row["status"], [named[pk] for pk in row["contacten"] if pk in named])
        for row in found
    ]


# ---- what a school said


@dataclass(frozen=True)
class Gezegd:
    """What was said about one person; her name is of today."""

    naam: str
    rollen: str
    antwoord: Antwoord
    laatste_dag: dt.date | None
    user_id: uuid.UUID

    @property
    def answer(self) -> str:
        return self.antwoord.label

    @property
    def label(self) -> str:
        return f"{self.answer}, laatste dag {dates.near(self.laatste_dag)}" if self.laatste_dag else self.answer


def said(confirmations: Iterable[Bevestiging]) -> dict[uuid.UUID, list[Gezegd]]:
    """Return what each of these confirmations says about people, by its id."""
    confirmations = list(confirmations)
    named = User.objects.in_bulk({uuid.UUID(one["wie"]) for made in confirmations for one in made.mensen})
    return {made.pk: [_gezegd(one, named) for one in made.mensen] for made in confirmations}


def _gezegd(one: dict, named: dict[uuid.UUID, User]) -> Gezegd:
    user_id, day = uuid.UUID(one["wie"]), one.get("laatste_dag")
    rollen = ", ".join(Rol(rol).label for rol in one["rollen"])
    return Gezegd(named[user_id].naam, rollen, Antwoord(one["antwoord"]), day and dt.date.fromisoformat(day), user_id)


def still_to_report(confirmations: Iterable[Bevestiging]) -> dict[uuid.UUID, list[Gezegd]]:
    """Return by school of whom was said that she is followed by another, without that being reported since."""
    confirmations = list(confirmations)
    found = said(confirmations)
    changing = {made.vestiging_id: (made, [one for one in found[made.pk] if one.antwoord == Antwoord.WISSELT]) for made in confirmations}
    told = Mutatie.objects.filter(persoon__in=[one.user_id for _, ones in changing.values() for one in ones], eenheid__in=changing)
    known = {(one.eenheid_id, one.persoon_id) for one in told if one.created_at >= changing[one.eenheid_id][0].at}
    return {school: [one for one in ones if (school, one.user_id) not in known] for school, (_, ones) in changing.items()}


def questions(confirmations: Iterable[Bevestiging]) -> dict[uuid.UUID, list[Vraag]]:
    """Return by school which hulpvragen still have the contact of which was said that it is not right.

    Who changes the contact, or closes the hulpvraag, has answered; nothing has to be ticked off.
    """
    asked = {uuid.UUID(one["hulpvraag"]): one["contact"] for made in confirmations for one in made.vragen}
    schools = {made.vestiging_id for made in confirmations if made.vragen}
    found: dict[uuid.UUID, list[Vraag]] = {}
    for one in contacts(schools) if schools else []:
        if asked.get(one.pk) == [str(user.pk) for user in one.contacten]:
            found.setdefault(one.vestiging_id, []).append(one)
    return found


# ---- who said it, and who did not


@dataclass(frozen=True)
class Line:
    """How it stands with one school in one round."""

    school: Vestiging
    contactpersonen: list[User]
    made: Bevestiging | None
    vragen: list[Vraag]  # of which the contact is not right, as far as she who asks may know
    to_report: list[Gezegd]  # who is followed by another, while nobody has reported how
    is_late: bool

    @property
    def was_late(self) -> bool:
        """Whether it was confirmed after the term."""
        return self.made is not None and clock.day_of(self.made.at) > self.made.ronde.uiterlijk


def overview(who: Asker, ronde: Controleronde, bestuur: Bestuur | None = None) -> list[Line]:
    """Return how it stands with each school that she may see, by board and name; of one board when it is named."""
    schools = policy.checked_by(who).select_related("bestuur").order_by("bestuur__naam", "naam", "code")
    if bestuur:
        schools = schools.filter(bestuur=bestuur)
    schools = list(schools)
    made = {one.vestiging_id: one for one in confirmed(ronde).filter(vestiging__in=schools)}
    answering: dict[uuid.UUID, list[User]] = {}
    for one in people.at(who.day, [school.pk for school in schools], Rol.CONTACTPERSOON):
        if one.at_work:
            answering.setdefault(one.vestiging_id, []).append(one.user)
    asked, to_report = questions(made.values()), still_to_report(made.values())
    late = who.day > ronde.uiterlijk
    return [
        Line(
            school, answering.get(school.pk, []), made.get(school.pk), asked.get(school.pk, []), to_report.get(school.pk, []),
            is_late=late and school.pk not in made,
        )
        for school in schools
    ]


def confirmed(ronde: Controleronde):
    """Return what was said in a round, as far as row security shows it."""
    return Bevestiging.objects.filter(ronde=ronde).select_related("door", "ronde")


def waiting_for(who: Asker) -> list[Vestiging]:
    """Return the schools for which she has still to confirm in the round that runs. A guest may not even ask for a round."""
    if not (own := who.at(Rol.CONTACTPERSOON)) or (ronde := running(who.day)) is None:
        return []
    return list(Vestiging.objects.filter(pk__in=own).exclude(pk__in=confirmed(ronde).values("vestiging")).order_by("naam"))


def asked_of(who: Asker) -> list[Vraag]:
    """Return the hulpvragen of her schools whose contact is not right, by the contactpersoon: to her as IB'er a question."""
    if not (own := who.at(Rol.IB)) or (ronde := running(who.day)) is None:
        return []
    found = questions(confirmed(ronde).filter(vestiging__in=own))
    return [one for school in found.values() for one in school]
