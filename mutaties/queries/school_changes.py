"""The changes of schools that somebody may see, with old and new in words."""

import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import Bestuur, Vestiging, Wijknetwerk
from hulpvragen.policy import Asker
from mutaties import policy
from mutaties.enums import CLOSING, Bron, SchoolSoort, SchoolStatus
from mutaties.models import Schoolwijziging
from portal.lib import phone

PAGE = 50
FIELDS = {  # which data of a school each kind holds, under their own names
    SchoolSoort.NAAM: ("naam",),
    SchoolSoort.ADRES: ("straat", "huisnummer", "postcode", "plaats"),
    SchoolSoort.TELEFOON: ("telefoon",),
    SchoolSoort.BRIN: ("code",),
}


def as_it_is(school: Vestiging, soort: str) -> dict[str, str]:
    """Return what a school has now of what this kind changes."""
    if soort in CLOSING:
        return {}
    if soort == SchoolSoort.BESTUUR:
        return {"bestuursnummer": school.bestuur.nummer}
    if soort == SchoolSoort.WIJKNETWERK:
        return {"wijknetwerk": str(school.wijknetwerk_nu_id or "")}
    return {name: getattr(school, name) for name in FIELDS[SchoolSoort(soort)]}


@dataclass(frozen=True)
class Line:
    """A change with the two sides of it in words."""

    change: Schoolwijziging
    oud: str
    nieuw: str

    @property
    def school(self) -> str:
        return self.change.vestiging.naam if self.change.vestiging else self.change.nieuw["naam"]

    @property
    def code(self) -> str:
        return self.change.vestiging.code if self.change.vestiging else self.change.nieuw["code"]


def open_for(who: Asker) -> QuerySet[Schoolwijziging]:
    return policy.changes_visible_to(who).filter(status=SchoolStatus.VOORGESTELD).order_by("per", "pk")


def decided_for(who: Asker) -> QuerySet[Schoolwijziging]:
    return policy.changes_visible_to(who).exclude(status=SchoolStatus.VOORGESTELD).order_by("-per", "-pk")


def page(found: QuerySet[Schoolwijziging], number: int) -> tuple[list[Line], bool]:
    """Return a page of these, and whether there are more."""
    rows = list(_whole(found)[(number - 1) * PAGE : number * PAGE + 1])
    return in_words(rows[:PAGE]), len(rows) > PAGE


def one_for(who: Asker, change_id: uuid.UUID) -> Line | None:
    """Return one change that she may see, or None."""
    change = _whole(policy.changes_visible_to(who)).filter(pk=change_id).first()
    return in_words([change])[0] if change else None


def open_by_people(school: Vestiging, soort: str) -> Schoolwijziging | None:
    """Return the change of this kind that somebody reported of a school and that waits."""
    return Schoolwijziging.objects.filter(vestiging=school, soort=soort, status=SchoolStatus.VOORGESTELD).exclude(bron=Bron.REGISTER).first()


def others_than(school: Vestiging) -> list[Vestiging]:
    """Return where the dossiers of a school can go: the names of schools are public."""
    return list(Vestiging.objects.filter(gesloten_per=None).exclude(pk=school.pk).order_by("naam", "code"))


def _whole(found: QuerySet[Schoolwijziging]) -> QuerySet[Schoolwijziging]:
    return found.select_related("vestiging__bestuur", "vestiging__wijknetwerk", "vestiging__wijknetwerk_daarna", "gemeld_door", "besloten_door")


def in_words(changes: list[Schoolwijziging]) -> list[Line]:
    """Write what was and what becomes; a number of a board and an id of a wijknetwerk as their names."""
    besturen = dict(Bestuur.objects.values_list("nummer", "naam"))
    places = {str(wijk.pk): wijk.naam for wijk in Wijknetwerk.objects.all()}
    targets = [one.nieuw["naar"] for one in changes if one.nieuw.get("naar")]
    places |= {str(school.pk): school.naam for school in Vestiging.objects.filter(pk__in=targets)}
    return [Line(one, _words(one.soort, one.oud, besturen, places), _words(one.soort, one.nieuw, besturen, places)) for one in changes]


def _words(soort: str, data: dict, besturen: dict, places: dict) -> str:
    if not data:
        return ""
    if soort == SchoolSoort.OPRICHTING:
        parts = (f"{data['naam']} ({data['code']})", _address(data), phone.written(data["telefoon"]), _board(data, besturen), places.get(data["wijknetwerk"], ""))
        return "\n".join(part for part in parts if part)
    if soort in CLOSING:
        return f"Hulpvragen gaan naar {places[data['naar']]}" if data["naar"] else "Sluit, zonder andere school"
    if soort == SchoolSoort.ADRES:
        return _address(data)
    if soort == SchoolSoort.TELEFOON:
        return phone.written(data["telefoon"])
    if soort == SchoolSoort.BESTUUR:
        return _board(data, besturen)
    if soort == SchoolSoort.WIJKNETWERK:
        return places.get(data["wijknetwerk"], "geen wijknetwerk")
    return " ".join(data.values())


def _address(data: dict) -> str:
    return ", ".join(part for part in (f"{data['straat']} {data['huisnummer']}".strip(), f"{data['postcode']} {data['plaats']}".strip()) if part)


def _board(data: dict, besturen: dict) -> str:
    nummer = data["bestuursnummer"]
    return f"{besturen[nummer]} ({nummer})" if nummer in besturen else f"Bestuur {nummer}"
