"""What the beheerder sets by hand about places: the telephone and wijknetwerk of a school, and wijknetwerken themselves.

Each change is recorded with what it was before: a number to call back on is worth a lie, and the
wijknetwerk decides which consulenten read along.
"""

import datetime as dt
import uuid

from django.db import transaction

from accounts.enums import EenheidSoort, Rol
from accounts.models import CatalogusVestiging, User, Vestiging, Wijknetwerk
from accounts.policy import has_role, require_role
from portal.audit.services import record
from portal.lib import clock, dates
from portal.lib.db import desk, fence_shared, one_at_a_time
from portal.lib.errors import Conflict, Invalid, NotAllowed

ONLY_BEHEERDER = "Alleen de beheerder van het samenwerkingsverband kan gegevens van scholen wijzigen."
ONLY_CONFIRMERS = "Alleen de mutatiebehandelaar of de beheerder kan een telefoonnummer bevestigen."
OWN_NUMBER = "U hebt dit nummer zelf ingevuld. Een collega moet het bevestigen."
CHANGED_MEANWHILE = "Een collega heeft dit net gewijzigd. U ziet nu de nieuwe gegevens. Uw wijziging is nog niet opgeslagen."
CHANGED_SINCE = "De gegevens van deze school zijn intussen anders dan toen de wijziging werd doorgegeven. Wijs haar af, of geef een nieuwe door."
PLANNED = "Er staat al een ander wijknetwerk gepland, per {dag}. Wacht tot die dag, of wijs deze wijziging af."
NAMED_MEANWHILE = "Een collega heeft dit wijknetwerk net de naam ‘{naam}’ gegeven. Uw naam is nog niet opgeslagen."
NAME_TAKEN = "Er is al een wijknetwerk met de naam ‘{naam}’. Kies een andere naam."
NO_SUCH_WIJK = "Dit wijknetwerk bestaat niet meer. Kies een ander."

_NAMES = uuid.UUID("c7b3f1f2-7f0e-4d0e-9a53-0d6f3c1b8e21")  # who gives a wijknetwerk its name, waits for the other


@transaction.atomic
def set_phone(*, by: User, zijde: str | None, vestiging_id, telefoon: str, known_as: str) -> None:
    """Give a school another telephone number; raise Conflict when it is no longer what its editor saw.

    Nobody is rung back on it until somebody else has confirmed it, unless it is the number of the register.
    """
    require_beheerder(by, zijde)
    with desk():
        school = Vestiging.objects.select_for_update(of=("self",)).get(pk=vestiging_id)
        if school.telefoon != known_as:
            raise Conflict(CHANGED_MEANWHILE)
        school.telefoon = telefoon
        of_register = CatalogusVestiging.objects.filter(code=school.code, telefoon=telefoon).exists()
        school.telefoon_door_id = None if of_register else by.pk
        school.save(update_fields=["telefoon", "telefoon_door"])
    _record(by, "vestiging.phone_changed", school.pk, before=known_as, after=telefoon)


def confirms_numbers(user: User, zijde: str | None) -> bool:
    """Return whether this person may confirm the number that somebody else filled in."""
    return any(has_role(user, zijde, rol) for rol in (Rol.BEHEERDER, Rol.MUTATIEBEHANDELAAR))


@transaction.atomic
def confirm_phone(*, by: User, zijde: str | None, vestiging_id, telefoon: str) -> None:
    """Confirm a number that somebody else filled in; raise Conflict when it is no longer what she saw."""
    fence_shared(by.pk)
    if not confirms_numbers(by, zijde):
        raise NotAllowed(ONLY_CONFIRMERS)
    with desk():
        school = Vestiging.objects.select_for_update(of=("self",)).get(pk=vestiging_id)
        if school.telefoon != telefoon or school.telefoon_door_id is None:
            raise Conflict(CHANGED_MEANWHILE)
        if school.telefoon_door_id == by.pk:
            raise NotAllowed(OWN_NUMBER)
        school.telefoon_door = None
        school.save(update_fields=["telefoon_door"])
    _record(by, "vestiging.phone_confirmed", school.pk, telefoon=telefoon)


@transaction.atomic
def set_wijknetwerk(*, by: User, zijde: str | None, vestiging_id, wijknetwerk_id, known_as, detail: dict) -> None:
    """Put a school in another wijknetwerk, or in none; from now on the consulenten of that one read along.

    `detail` are the counts that the editor was shown; they go into the trail.
    """
    require_beheerder(by, zijde)
    with desk():
        school = Vestiging.objects.select_for_update(of=("self",)).get(pk=vestiging_id)
        if school.wijknetwerk_nu_id != known_as:
            raise Conflict(CHANGED_MEANWHILE)
        if wijknetwerk_id and not Wijknetwerk.objects.filter(pk=wijknetwerk_id).exists():
            raise Invalid(NO_SUCH_WIJK, field="wijknetwerk")
        _put_in_wijk(school, wijknetwerk_id)
    _record(by, "vestiging.wijknetwerk_changed", school.pk, before=str(known_as or ""), after=str(wijknetwerk_id or ""), **detail)


def _put_in_wijk(school: Vestiging, wijknetwerk_id) -> None:
    """Put a school in a wijknetwerk from now on; what is planned for a later day stays planned."""
    school.wijknetwerk_id = wijknetwerk_id
    if school.has_moved_wijk:
        school.wijknetwerk_per = school.wijknetwerk_daarna = None
    school.save(update_fields=["wijknetwerk", "wijknetwerk_per", "wijknetwerk_daarna"])


def change(*, by: User, vestiging_id, known: dict, values: dict, bron: uuid.UUID) -> None:
    """Write other data of a school, for who decided about it (mutaties): Conflict when they are no longer what was known."""
    with desk():
        school = Vestiging.objects.select_for_update(of=("self",)).get(pk=vestiging_id)
        if any(getattr(school, name) != value for name, value in known.items()):
            raise Conflict(CHANGED_SINCE)
        for name, value in values.items():
            setattr(school, name, value)
        if "telefoon" in values:
            school.telefoon_door = None  # two people said so
        school.save(update_fields=[*values, "telefoon_door"])
    told = {name: str(value) for name, value in known.items()}, {name: str(value) for name, value in values.items()}
    _record(by, "vestiging.changed", school.pk, before=told[0], after=told[1], bron=str(bron))


def plan_wijknetwerk(*, by: User, vestiging_id, known_as, wijknetwerk_id, per: dt.date, bron: uuid.UUID) -> None:
    """Let a school lie in another wijknetwerk from a day, for who decided about it (mutaties). From then it holds by calculation."""
    with desk():
        school = Vestiging.objects.select_for_update(of=("self",)).get(pk=vestiging_id)
        if school.wijknetwerk_nu_id != known_as:
            raise Conflict(CHANGED_SINCE)
        if school.wijknetwerk_per and not school.has_moved_wijk:
            raise Invalid(PLANNED.format(dag=dates.near(school.wijknetwerk_per)))
        _put_in_wijk(school, known_as)
        school.wijknetwerk_per, school.wijknetwerk_daarna_id = per, wijknetwerk_id
        school.save(update_fields=["wijknetwerk_per", "wijknetwerk_daarna"])
    _record(by, "vestiging.wijknetwerk_planned", school.pk, before=str(known_as or ""), after=str(wijknetwerk_id or ""), per=per.isoformat(), bron=str(bron))


def unplan_wijknetwerk(*, by: User, vestiging_id, per: dt.date, bron: uuid.UUID) -> None:
    """Plan another wijknetwerk no more; Conflict when it is not what is planned."""
    with desk():
        school = Vestiging.objects.select_for_update(of=("self",)).get(pk=vestiging_id)
        if school.wijknetwerk_per != per or school.has_moved_wijk:
            raise Conflict(CHANGED_SINCE)
        school.wijknetwerk_per = school.wijknetwerk_daarna = None
        school.save(update_fields=["wijknetwerk_per", "wijknetwerk_daarna"])
    _record(by, "vestiging.wijknetwerk_unplanned", school.pk, per=per.isoformat(), bron=str(bron))


def close(*, by: User, vestiging_id, naar_id, per: dt.date, bron: uuid.UUID) -> None:
    """Let a school be closed from a day, for who decided about it (mutaties); its people and dossiers are theirs to move."""
    with desk():
        closed = Vestiging.objects.filter(pk=vestiging_id, gesloten_per=None).update(gesloten_per=per, gaat_naar_id=naar_id)
    if not closed:
        raise Conflict(CHANGED_SINCE)
    _record(by, "vestiging.closed", vestiging_id, per=per.isoformat(), naar=str(naar_id or ""), bron=str(bron))


def keep_open(*, by: User, vestiging_id, per: dt.date, bron: uuid.UUID) -> None:
    """Close a school no more that was to be closed on a later day; Conflict when that is not what is planned."""
    with desk():
        opened = Vestiging.objects.filter(pk=vestiging_id, gesloten_per=per, gesloten_per__gt=clock.today()).update(gesloten_per=None, gaat_naar=None)
    if not opened:
        raise Conflict(CHANGED_SINCE)
    _record(by, "vestiging.kept_open", vestiging_id, per=per.isoformat(), bron=str(bron))


@transaction.atomic
def make_wijknetwerk(*, by: User, zijde: str | None, naam: str) -> Wijknetwerk:
    """Make a wijknetwerk, still without schools; raise Invalid when the name is taken."""
    require_beheerder(by, zijde)
    _refuse_taken(naam)
    with desk():
        made = Wijknetwerk.objects.create(soort=EenheidSoort.WIJKNETWERK, naam=naam)
    _record(by, "wijknetwerk.made", made.pk)
    return made


@transaction.atomic
def name_wijknetwerk(*, by: User, zijde: str | None, wijknetwerk_id, naam: str, known_as: str) -> None:
    """Give a wijknetwerk another name; raise Conflict or Invalid when that cannot be."""
    require_beheerder(by, zijde)
    _refuse_taken(naam, but=wijknetwerk_id)
    with desk():
        wijk = Wijknetwerk.objects.select_for_update(of=("self",)).get(pk=wijknetwerk_id)
        if wijk.naam != known_as:
            raise Conflict(NAMED_MEANWHILE.format(naam=wijk.naam))
        wijk.naam = naam
        wijk.save(update_fields=["naam"])
    _record(by, "wijknetwerk.named", wijk.pk)


def _refuse_taken(naam: str, but=None) -> None:
    one_at_a_time(_NAMES)
    if Wijknetwerk.objects.filter(naam__iexact=naam).exclude(pk=but).exists():
        raise Invalid(NAME_TAKEN.format(naam=naam), field="naam")


def require_beheerder(by: User, zijde: str | None) -> None:
    """Refuse who may not change anything about places."""
    fence_shared(by.pk)  # a stop of this person waits for us, or we see it
    require_role(by, zijde, Rol.BEHEERDER, ONLY_BEHEERDER)


def _record(by: User, event: str, pk, **detail) -> None:
    record(event=event, by=by, object_type=event.partition(".")[0], object_id=pk, detail=detail)
