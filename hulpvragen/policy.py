"""Wall 1: who may see and do what with a hulpvraag, calculated from dated facts at the moment of asking.

Lists and single objects use the same branches; the object check asks the list query. The second
wall (migrations/0002_wall.sql) says the same in SQL, written apart; an oracle holds both to
docs/rights.toml.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, Func, OuterRef, Q, QuerySet, Value
from django.http import Http404

from accounts.enums import Rol, Zijde
from accounts.models import Aanstelling, Eenheid, User, Vestiging
from accounts.models.facts import DatedFact, on_record
from accounts.policy import in_wijk, is_stopped, people_with, posts_today
from portal.lib import clock
from portal.lib.db import one
from portal.lib.errors import NotAllowed

from . import workflow
from .enums import OF_THE_PUPIL, Action, GastSoort, Gezag, Onderdeel, Status, ToegangActie, VerhuisActie, VerhuisStatus
from .models import Dossier, DossierGrant, Hulpvraag, HulpvraagContact, Toegang, Toewijzing, Verhuizing

CARD, CONTENT = "card", "content"
_IN_FORCE = {"replaced_at": None}
_READS_ALL_CARDS = {Rol.LOKET, Rol.PRIVACY_OFFICER}
_HANDLES = {Rol.LOKET, Rol.CONSULENT}
_READS_SETTINGS = {Rol.LOKET, Rol.CONSULENT, Rol.PRIVACY_OFFICER, Rol.BEHEERDER}
_READS_OUTBOX = {Rol.LOKET, Rol.MUTATIEBEHANDELAAR, Rol.BEHEERDER, Rol.PRIVACY_OFFICER, Rol.IB, Rol.CONTACTPERSOON}


@dataclass(frozen=True)
class Asker:
    """A person on one side on one day, with the posts that are in force there. Never kept beyond a request."""

    user: User
    zijde: str | None
    day: dt.date
    posts: tuple[Aanstelling, ...]

    def at(self, *roles: Rol) -> list:
        """Return the ids of the units where she has one of these posts."""
        return [post.eenheid_id for post in self.posts if post.rol in roles]

    def has(self, *roles: Rol) -> bool:
        return any(post.rol in roles for post in self.posts)

    @cached_property
    def wijk_vestigingen(self) -> list:
        """The vestigingen in the wijknetwerken of her posts as consulent."""
        wijken = self.at(Rol.CONSULENT)
        return list(Vestiging.objects.filter(in_wijk(wijken, self.day)).values_list("pk", flat=True)) if wijken else []

    @cached_property
    def invitations(self) -> list[Toegang]:
        """The invitations that open something for her as a guest."""
        if not self.user.is_active or is_stopped(self.user):
            return []
        return opening(accepted().filter(user=self.user).select_related("dossier__leerling"), self.day)

    def assignments(self, hulpvraag: Hulpvraag) -> Iterable[Toewijzing]:
        return _assigned(self).filter(hulpvraag=hulpvraag)


def asker(user: User, zijde: str | None) -> Asker:
    """Return who is asking: her posts of this moment, on this side only."""
    posts = tuple(post for post in posts_today(user) if Rol(post.rol).zijde == zijde)
    return Asker(user, zijde, clock.today(), posts)


# ---- sight. Each branch is served by one index; OR would lose it.


def _place(ids: list, day: dt.date) -> list[Q]:
    """The pupil is enrolled on that day at one of these vestigingen: two branches, stays and moved in."""
    stays = Q(vestiging_id__in=ids, vestiging_tot__gt=day)
    moved = Q(vestiging_daarna_id__in=ids, vestiging_tot__lte=day) & ~Q(vestiging_daarna_id=F("vestiging_id"))
    return [stays, moved]


def _was_there(who: Asker) -> Exists:
    """She had a post as IB'er at the school on the day it closed."""
    return Exists(
        Aanstelling.objects.filter(
            on_record(), user=who.user, rol=Rol.IB, eenheid_id=OuterRef("gesloten_vestiging_id"), geldig__contains=OuterRef("gesloten_op")
        )
    )


def _school(who: Asker, level: str) -> list[Q]:
    ids = who.at(Rol.IB) if level == CONTENT else who.at(Rol.IB, Rol.CONTACTPERSOON)
    if not ids:
        return []
    places = [Q(ingediend=True) & branch for branch in _place(ids, who.day)]
    concept = Q(ingediend=False, opsteller_vestiging_id__in=ids)
    if level == CARD:
        return [*places, concept]
    readable = Q(gesloten_op=None) | Q(_was_there(who))
    return [*(branch & readable for branch in places), concept & _not_moved(who.day)]


def _not_moved(day: dt.date) -> Q:
    """The pupil is enrolled on that day at the school that wrote the concept."""
    still_here = Q(vestiging_tot__gt=day, vestiging_id=F("opsteller_vestiging_id"))
    returned = Q(vestiging_tot__lte=day, vestiging_daarna_id=F("opsteller_vestiging_id"))
    return still_here | returned


def _swv(who: Asker, level: str) -> list[Q]:
    filed = Q(ingediend=True) if level == CARD else Q(ingediend=True, teruggehaald=False)  # of what was recalled the card stays
    if who.has(Rol.LOKET) or (level == CARD and who.has(*_READS_ALL_CARDS)):
        return [filed]  # contains the rest: no union
    if not who.has(*_HANDLES):
        return []
    branches = [filed & Q(pk__in=_assigned(who).values("hulpvraag"))]
    if who.wijk_vestigingen:
        branches += [filed & branch for branch in _place(who.wijk_vestigingen, who.day)]
    return branches


def _assigned(who: Asker) -> QuerySet[Toewijzing]:
    return Toewijzing.objects.filter(on_record(), user=who.user, geldig__contains=who.day)


def _age(born: dt.date, day: dt.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _entitled(toegang: Toegang, day: dt.date) -> bool:
    """A parent with gezag until the pupil is 16 (or 18 with the pupil's agreement), the pupil from 16; others by date."""
    born = toegang.dossier.leerling and toegang.dossier.leerling.geboortedatum
    if toegang.soort == GastSoort.OUDER:
        if born is None or toegang.gezag != Gezag.JA or (toegang.gezag_tot and toegang.gezag_tot <= day):
            return False
        age = _age(born, day)
        return age < 16 or (age < 18 and toegang.leerling_akkoord)
    if toegang.soort == GastSoort.LEERLING16:
        return born is not None and _age(born, day) >= 16
    return True


def pupil_age(hulpvraag: Hulpvraag, day: dt.date) -> int | None:
    """Return how old the pupil is; None when no birth date is known."""
    leerling = hulpvraag.dossier.leerling
    return _age(leerling.geboortedatum, day) if leerling and leerling.geboortedatum else None


def over_from(toegang: Toegang, born: dt.date | None) -> dt.date | None:
    """Return the first day on which a Toegang gives nothing any more, whatever ends it; None when no end is known."""
    ends = [toegang.geldig.upper]
    if toegang.soort == GastSoort.OUDER:
        ends += [toegang.gezag_tot, born and birthday(born, 18 if toegang.leerling_akkoord else 16)]
    return min(filter(None, ends), default=None)


def birthday(born: dt.date, age: int) -> dt.date:
    """Return the day on which somebody is this old."""
    leaps = (born.month, born.day) == (2, 29)
    return dt.date(born.year + age, 3, 1) if leaps and (born.year + age) % 4 else born.replace(year=born.year + age)


def accepted() -> QuerySet[Toegang]:
    """Return the invitations that were accepted and hold today, whoever they are of."""
    return Toegang.objects.filter(on_record(), accepted_at__isnull=False, geldig__contains=clock.today())


def opening(toegangen: Iterable[Toegang], day: dt.date) -> list[Toegang]:
    """Return which of these open something on a day, each with its dossier and pupil."""
    return [toegang for toegang in toegangen if _entitled(toegang, day)]


def invitations(who: Asker, deel: Onderdeel | None = None) -> list[Toegang]:
    """Return the invitations that open something for this guest today, or that open this part."""
    return [toegang for toegang in who.invitations if deel is None or deel in toegang.delen]


def invitations_to(who: Asker, hulpvraag: Hulpvraag, deel: Onderdeel | None = None) -> list[Toegang]:
    """Return the invitations by which this guest reads something of this hulpvraag today, or this part of it."""
    return [toegang for toegang in invitations(who, deel) if hulpvraag.pk in toegang.hulpvragen and toegang.dossier_id == hulpvraag.dossier_id]


def reads_birth_date(who: Asker, hulpvraag: Hulpvraag) -> bool:
    """Return whether a reader of the content needs the birth date: of the guests the parents and the pupil only."""
    if who.zijde != Zijde.GAST:
        return True
    return any(toegang.soort in OF_THE_PUPIL for toegang in invitations_to(who, hulpvraag, Onderdeel.HULPVRAAG))


def _guest(who: Asker, level: str) -> list[Q]:
    """The card comes with any part, the content with the hulpvraag itself."""
    return guest_branches(who, Onderdeel.HULPVRAAG if level == CONTENT else None)


def guest_branches(who: Asker, deel: Onderdeel | None) -> list[Q]:
    """Return the conditions whose union is what this guest was invited to with one part, or with any."""
    open_now = Q(ingediend=True, gesloten_op=None) | (Q(status=Status.OVERLEG) & _not_moved(who.day))
    return [Q(pk__in=toegang.hulpvragen, dossier_id=toegang.dossier_id) & open_now for toegang in invitations(who, deel)]


def branches(who: Asker, level: str = CARD) -> list[Q]:
    """Return the conditions whose union is what this person may see at this level."""
    if who.zijde == Zijde.SCHOOL:
        return _school(who, level)
    if who.zijde == Zijde.SWV:
        return _swv(who, level)
    return _guest(who, level) if who.zijde == Zijde.GAST else []


def visible_to(who: Asker, level: str = CARD) -> QuerySet[Hulpvraag]:
    """Return the hulpvragen this person may see at this level; can be filtered on. Lists: queries.page."""
    found = branches(who, level)
    if not found:
        return Hulpvraag.objects.none()
    if len(found) == 1:
        return Hulpvraag.objects.filter(found[0])
    first, *rest = (Hulpvraag.objects.filter(branch).values("pk") for branch in found)
    return Hulpvraag.objects.filter(pk__in=first.union(*rest))


def dossiers_visible_to(who: Asker) -> QuerySet[Dossier]:
    """Return the dossiers of which this person may read at least one hulpvraag, or as a guest any part of one."""
    return Dossier.objects.filter(pk__in=visible_to(who, CARD if who.zijde == Zijde.GAST else CONTENT).values("dossier"))


def sees(who: Asker, hulpvraag_id, level: str = CARD) -> bool:
    """Return whether this person may see one hulpvraag at this level."""
    return visible_to(who, level).filter(pk=hulpvraag_id).exists()


def ground(who: Asker, hulpvraag: Hulpvraag) -> str:
    """Return the fact (kind, id and version) that gives this person access: it goes into the trail."""
    fact = ground_fact(who, hulpvraag)
    return f"{fact._meta.model_name}:{fact.fact_id}:{fact.pk}" if fact else ""


def ground_fact(who: Asker, hulpvraag: Hulpvraag) -> DatedFact | None:
    """Return the fact that gives this person access."""
    return next(_grounds(who, hulpvraag), None)


def _grounds(who: Asker, hulpvraag: Hulpvraag) -> Iterator[DatedFact]:
    """Yield what gives sight of this hulpvraag, what gives the content first."""
    here = hulpvraag.vestiging_op(who.day)
    if who.zijde == Zijde.GAST:
        yield from invitations_to(who, hulpvraag)
        return
    for rol in (Rol.IB, Rol.CONTACTPERSOON):
        yield from (post for post in who.posts if post.rol == rol and post.eenheid_id == here.pk)
    yield from (post for post in who.posts if post.rol == Rol.LOKET)
    if who.has(*_HANDLES):
        yield from who.assignments(hulpvraag)
    yield from (post for post in who.posts if post.rol == Rol.CONSULENT and post.eenheid_id == here.wijknetwerk_nu_id)
    yield from (post for post in who.posts if post.rol == Rol.PRIVACY_OFFICER)


# ---- sight on another day


OF_CARD = (
    "pk", "dossier_id", "opsteller_vestiging_id", "status", "ingediend", "teruggehaald", "gesloten_op", "gesloten_vestiging_id",
    "vestiging_id", "vestiging_tot", "vestiging_daarna_id",
)  # fmt: skip


def hold(asked: list[list[Q]], card: Hulpvraag) -> list[bool]:
    """Say of each union of branches whether it holds for a card as it stood on some day: one query, of values and not of the table."""
    values = {name: _value(name, getattr(card, name)) for name in OF_CARD}
    unions = [ExpressionWrapper(reduce(or_, branches), BooleanField()) for branches in asked if branches]
    if not unions:
        return [False] * len(asked)
    answers = Func(*unions, template="array[%(expressions)s]", output_field=ArrayField(BooleanField()))
    found = iter(Eenheid.objects.filter(pk=card.opsteller_vestiging_id).annotate(**values).annotate(answers=answers).values_list("answers", flat=True).get())
    return [bool(branches and next(found)) for branches in asked]


def _value(name: str, value) -> Value:
    field = Hulpvraag._meta.pk if name == "pk" else Hulpvraag._meta.get_field(name.removesuffix("_id"))
    field = getattr(field, "target_field", None) or getattr(field, "output_field", None) or field
    return Value(value, output_field=field)


def explains(who: Asker, hulpvraag: Hulpvraag) -> bool:
    """Return whether this person may ask who can see a hulpvraag whose card she sees, and by which fact."""
    return who.zijde != Zijde.GAST and (who.has(Rol.PRIVACY_OFFICER) or sees(who, hulpvraag.pk, CONTENT))


def explains_roles(who: Asker, hulpvraag: Hulpvraag) -> bool:
    """Return whether this guest may ask how many people of which role can see it, and who looked: parents and the pupil."""
    return who.zijde == Zijde.GAST and reads_birth_date(who, hulpvraag)


# ---- acts


@dataclass(frozen=True)
class Decision:
    """The answer with its reason; true when allowed."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Decision(True)
NO_CONTACT = (
    "Deze school heeft nu geen actieve contactpersoon voor deze hulpvraag. Neem het contact eerst over, "
    "of vraag de school wie de contactpersoon is."
)


def contact_choices(hulpvraag: Hulpvraag) -> list[User]:
    """Return who may be the contact: the IB'ers with a post in force at the school of today."""
    return people_with(Rol.IB, eenheid_id=hulpvraag.vestiging_op(clock.today()).pk)


def chosen_contacts(hulpvraag: Hulpvraag) -> list[User]:
    """Return whom the hulpvraag names as contact today, as far as they work at the school."""
    contacts = HulpvraagContact.objects.filter(hulpvraag=hulpvraag, geldig__contains=clock.today(), **_IN_FORCE)
    chosen = set(contacts.values_list("user_id", flat=True))
    return [user for user in contact_choices(hulpvraag) if user.pk in chosen]


def active_contacts(hulpvraag: Hulpvraag) -> list[User]:
    """Return whose mail it is today: the valid contacts, else the other IB'ers of the school.

    The post room asks the database the same (function `ontvangers`) when it makes the envelope.
    """
    return chosen_contacts(hulpvraag) or contact_choices(hulpvraag)


def aanvrager(hulpvraag: Hulpvraag) -> User | None:
    """Return who asks on behalf of the school today: who filed it while she has a post there, else the contact."""
    ib = people_with(Rol.IB, eenheid_id=hulpvraag.vestiging_op(clock.today()).pk)
    filed = hulpvraag.ingediend_door_id or hulpvraag.opgesteld_door_id
    return next((user for user in ib if user.pk == filed), None) or next(iter(active_contacts(hulpvraag)), None)


def _loket_took_over(hulpvraag: Hulpvraag) -> bool:
    by = hulpvraag.contact_overgenomen_door
    return by is not None and any(post.rol == Rol.LOKET for post in posts_today(by))


def has_contact(hulpvraag: Hulpvraag) -> bool:
    """Return whether nobody is left behind: an active contact today, or a take-over by name."""
    return bool(active_contacts(hulpvraag)) or _loket_took_over(hulpvraag)


TOO_LATE = "{swv} is al met deze hulpvraag bezig. Trek de hulpvraag in, of bel {swv}."
NOT_PASSED = "De school kan nog antwoorden tot en met de dag die u noemde. Daarna kunt u dit doen."
EXTENDED = "De termijn van deze hulpvraag is al een keer verlengd. Dat kan één keer."
NOBODY_INVITED = "Nodig eerst iemand uit. Daarna kunt u het overleg starten."
RECALLED = "Deze hulpvraag is teruggehaald door de school. Heropenen kan niet."
HAS_CONTACT = "De school heeft een actieve contactpersoon. Vragen is niet nodig."
# what stands in the way for the moment: role, relation and status would allow it
OBSTACLES = frozenset({NO_CONTACT, TOO_LATE, NOT_PASSED, EXTENDED, RECALLED, NOBODY_INVITED, HAS_CONTACT})


class _Case:
    """One person before one hulpvraag: what several actions ask of it is looked up once."""

    def __init__(self, who: Asker, hulpvraag: Hulpvraag, readable: bool | None = None):
        self.who, self.hulpvraag = who, hulpvraag
        self.roles = {post.rol for post in who.posts}
        if readable is not None:
            self.readable = readable

    @cached_property
    def readable(self) -> bool:
        return sees(self.who, self.hulpvraag.pk, CONTENT)

    @cached_property
    def contact(self) -> bool:
        return has_contact(self.hulpvraag)

    def acts_as(self, row: workflow.Row) -> bool:
        """Does she hold one of these roles towards this hulpvraag?"""
        if not self.roles & set(row.who):
            return False
        if row.action == Action.DELETE_CONCEPT:  # stays possible after the pupil moved: the card is all that is left
            return self.hulpvraag.opsteller_vestiging_id in self.who.at(Rol.IB) and sees(self.who, self.hulpvraag.pk, CARD)
        return self.readable

    def decide(self, row: workflow.Row) -> Decision:
        if not self.acts_as(row):
            return Decision(False, "Dit hoort niet bij uw rol voor deze hulpvraag.")
        if "other" in row.needs and row.action != Action.ASSIGN and self.hulpvraag.ingediend_door_id == self.who.user.pk:
            return Decision(False, "U hebt deze hulpvraag zelf ingediend. Een collega moet hierover beslissen.")
        if row.action == Action.TAKE_OVER and self.contact:
            return Decision(False, "De school heeft een actieve contactpersoon. Overnemen is niet nodig.")
        if "contact" in row.needs and not self.contact:
            return Decision(False, NO_CONTACT)
        return self._obstacle(row)

    def _obstacle(self, row: workflow.Row) -> Decision:
        h, action = self.hulpvraag, row.action
        if action == Action.RECALL and not one("select app_recallable(%s)", h.pk)[0]:
            return Decision(False, TOO_LATE)
        if action == Action.REFUSE and h.status == Status.AANVULLING and h.aanvulling_voor >= self.who.day:
            return Decision(False, NOT_PASSED)
        if action == Action.ASK_CONTACT and active_contacts(h):
            return Decision(False, HAS_CONTACT)
        if action == Action.EXTEND_TERM and h.term_verlengd:
            return Decision(False, EXTENDED)
        if action == Action.REOPEN and h.teruggehaald:
            return Decision(False, RECALLED)
        if action == Action.START_OVERLEG and not guests_invited(h).exists():
            return Decision(False, NOBODY_INVITED)
        return YES


def allows(who: Asker, action: Action | str, hulpvraag: Hulpvraag) -> Decision:
    """Say whether this person may do this to this hulpvraag now, and if not, why."""
    return _allows(Action(action), hulpvraag, _Case(who, hulpvraag))


def _allows(action: Action, hulpvraag: Hulpvraag, case: "_Case") -> Decision:
    row = workflow.row_for(hulpvraag.status, action)
    if row is None or row not in workflow.possible(hulpvraag.status, hulpvraag.soort):
        return Decision(False, f"Dit kan niet bij een hulpvraag met de status ‘{Status(hulpvraag.status).label}’.")
    return case.decide(row)


def allows_each(who: Asker, action: Action | str, hulpvragen: list[Hulpvraag]) -> dict[uuid.UUID, Decision]:
    """Say the same of several at once: what she may read is asked in one query."""
    readable = set(visible_to(who, CONTENT).filter(pk__in=[h.pk for h in hulpvragen]).values_list("pk", flat=True))
    return {h.pk: _allows(Action(action), h, _Case(who, h, h.pk in readable)) for h in hulpvragen}


def require(who: Asker, action: Action | str, hulpvraag: Hulpvraag) -> workflow.Row:
    """Return the row of an allowed action. Not visible: 404. Visible but not allowed: 403 with the reason."""
    decision = allows(who, action, hulpvraag)
    if decision:
        return workflow.row_for(hulpvraag.status, action)
    if not sees(who, hulpvraag.pk):
        raise Http404
    raise NotAllowed(decision.reason.format(swv=settings.PORTAL_SWV_NAAM))


def allowed_actions(who: Asker, hulpvraag: Hulpvraag) -> set[Action]:
    """Return what this person may do to this hulpvraag now."""
    case = _Case(who, hulpvraag)
    return {row.action for row in workflow.possible(hulpvraag.status, hulpvraag.soort) if case.decide(row)}


# ---- guests


NO_GUESTS = "Bij een anonieme adviesvraag kunt u niemand uitnodigen: er staat geen leerling in."


def guests_invited(hulpvraag: Hulpvraag) -> QuerySet[Toegang]:
    """Return the Toegangen that name this hulpvraag and are accepted, or can still be."""
    in_force = Toegang.objects.filter(
        dossier_id=hulpvraag.dossier_id, hulpvragen__contains=[hulpvraag.pk], geldig__contains=clock.today(), **_IN_FORCE
    )
    return in_force.filter(Q(accepted_at__isnull=False) | Q(token_tot__gt=clock.now()))


def allows_with_guests(who: Asker, action: ToegangActie, hulpvraag: Hulpvraag) -> Decision:
    """Say whether this person may do this with the guests of a hulpvraag now, and if not, why."""
    if not _handles_guests(who, action, hulpvraag):
        return Decision(False, "Dit hoort niet bij uw rol voor deze hulpvraag.")
    if hulpvraag.status not in workflow.DRAFT + workflow.OPEN:
        return Decision(False, f"Dit kan niet bij een hulpvraag met de status ‘{Status(hulpvraag.status).label}’.")
    return Decision(False, NO_GUESTS) if hulpvraag.anoniem else YES


def _handles_guests(who: Asker, action: ToegangActie, hulpvraag: Hulpvraag) -> bool:
    if not sees(who, hulpvraag.pk, CONTENT):
        return False
    if who.zijde == Zijde.SCHOOL or (who.zijde == Zijde.SWV and who.has(Rol.LOKET)):
        return True
    # taking away is quick: who handles it may too
    return action == ToegangActie.END and who.has(Rol.CONSULENT) and _assigned(who).filter(hulpvraag=hulpvraag).exists()


def require_with_guests(who: Asker, action: ToegangActie, hulpvraag: Hulpvraag) -> None:
    """Refuse what `allows_with_guests` does not allow. Not visible: 404. Visible but not allowed: 403 with the reason."""
    decision = allows_with_guests(who, action, hulpvraag)
    if not decision and not sees(who, hulpvraag.pk):
        raise Http404
    if not decision:
        raise NotAllowed(decision.reason)


def sees_guests(who: Asker, hulpvraag: Hulpvraag) -> bool:
    """Return whether this person may see who is invited to a hulpvraag whose card she sees."""
    if who.zijde == Zijde.SCHOOL:
        return sees(who, hulpvraag.pk, CONTENT)
    return who.zijde == Zijde.SWV


# ---- pupils who move

MOVE_NOT_YOURS = "Dit hoort niet bij uw rol voor deze verhuizing."
MOVE_TWO_PEOPLE = "U hebt deze verhuizing zelf doorgegeven. Een collega van de nieuwe school of van het loket bevestigt haar."
MOVE_DECIDED = "Over deze verhuizing is al beslist: {status}."
MOVE_OUTSIDE = "Deze leerling gaat naar een school buiten het samenwerkingsverband. Het loket sluit de hulpvragen."
MOVE_UNDO = "Terugdraaien kan alleen vóór de eerste dag op de nieuwe school. Geef anders een nieuwe verhuizing door."
MOVE_CONCEPT = "Een concept gaat niet mee naar een andere school. Dien de hulpvraag eerst in, of verwijder het concept."
MOVE_NOBODY = "Bij een anonieme adviesvraag hoort geen leerling. Een verhuizing kan hier niet."


def moves_visible_to(who: Asker) -> QuerySet[Verhuizing]:
    """Return the moves of pupils she may see: from and to her schools; the loket all, a consulent those of what she reads."""
    if who.zijde == Zijde.SCHOOL:
        return Verhuizing.objects.filter(Q(van__in=who.at(Rol.IB)) | Q(naar__in=who.at(Rol.IB, Rol.CONTACTPERSOON)))
    if who.zijde == Zijde.SWV and who.has(Rol.LOKET):
        return Verhuizing.objects.all()
    return Verhuizing.objects.filter(dossier__in=dossiers_visible_to(who).values("pk")) if handles(who) else Verhuizing.objects.none()


def sees_moves(who: Asker) -> bool:
    """Return whether her posts show a list of moves of pupils."""
    return handles(who) or who.zijde == Zijde.SCHOOL and who.has(Rol.IB, Rol.CONTACTPERSOON)


def allows_move_report(who: Asker, hulpvraag: Hulpvraag) -> Decision:
    """Say whether this person may report that the pupil of a hulpvraag moves: who reads it, of what was filed."""
    if not (who.zijde == Zijde.SCHOOL or handles(who)) or not sees(who, hulpvraag.pk, CONTENT):
        return Decision(False, MOVE_NOT_YOURS)
    if hulpvraag.anoniem:
        return Decision(False, MOVE_NOBODY)
    return YES if hulpvraag.ingediend else Decision(False, MOVE_CONCEPT)


def require_reports_move(who: Asker, hulpvraag: Hulpvraag) -> None:
    """Refuse what `allows_move_report` does not allow. Wants that she sees the card."""
    if not (decision := allows_move_report(who, hulpvraag)):
        raise NotAllowed(decision.reason)


def allows_move(who: Asker, actie: VerhuisActie, move: Verhuizing) -> Decision:
    """Say whether this person may do this to the move of a pupil now, and if not, why."""
    at_loket = who.zijde == Zijde.SWV and who.has(Rol.LOKET)
    gains = at_loket or move.naar_id in who.at(Rol.IB, Rol.CONTACTPERSOON)
    gives = at_loket or move.van_id in who.at(Rol.IB)
    if actie == VerhuisActie.UNDO:
        planned = move.status == VerhuisStatus.AKKOORD and move.naar_id is not None and move.dag > who.day
        return (YES if planned else Decision(False, MOVE_UNDO)) if gains or gives else Decision(False, MOVE_NOT_YOURS)
    mine = gives or move.gemeld_door_id == who.user.pk if actie == VerhuisActie.WITHDRAW else gains
    if not mine:
        return Decision(False, MOVE_NOT_YOURS)
    if move.status != VerhuisStatus.OPEN:
        return Decision(False, MOVE_DECIDED.format(status=VerhuisStatus(move.status).label.lower()))
    if actie == VerhuisActie.WITHDRAW:
        return YES
    if move.naar_id is None:  # nobody is given anything: the loket closes what is open, and says so
        return YES if actie == VerhuisActie.CONFIRM else Decision(False, MOVE_OUTSIDE)
    if actie == VerhuisActie.CONFIRM and move.gemeld_door_id == who.user.pk:
        return Decision(False, MOVE_TWO_PEOPLE)
    return YES


def require_move(who: Asker, actie: VerhuisActie, move: Verhuizing) -> None:
    """Refuse what `allows_move` does not allow, with the reason. Wants that she sees the move."""
    if not (decision := allows_move(who, actie, move)):
        raise NotAllowed(decision.reason)


def may_file_at(who: Asker) -> list[Vestiging]:
    """Return the schools this person may file a hulpvraag for."""
    ids = who.at(Rol.IB) if who.zijde == Zijde.SCHOOL else []
    return list(Vestiging.objects.filter(pk__in=ids).order_by("naam"))


def sees_list(who: Asker) -> bool:
    """Return whether this person's posts show any list of hulpvragen."""
    return who.has(Rol.IB, Rol.CONTACTPERSOON, *_HANDLES, *_READS_ALL_CARDS)


NO_FOLLOW_UP = "Een opvolgdatum hoort bij een hulpvraag die u kunt lezen."


def follows_up(who: Asker, hulpvraag_id) -> bool:
    """Return whether this person may keep a follow-up date of her own here: staff who read the content."""
    return who.zijde != Zijde.GAST and sees(who, hulpvraag_id, CONTENT)


def sets(who: Asker) -> bool:
    """Return whether this person may change what the SWV has set."""
    return who.zijde == Zijde.SWV and who.has(Rol.LOKET)


def require_sets(who: Asker) -> None:
    if not sets(who):
        raise NotAllowed("Alleen het loket kan de instellingen wijzigen.")


def assigns(who: Asker) -> bool:
    """Return whether this person assigns hulpvragen at all; of each one `allows` decides."""
    return who.zijde == Zijde.SWV and who.has(Rol.LOKET)


def handles(who: Asker) -> bool:
    """Return whether this person works on hulpvragen for the SWV."""
    return who.zijde == Zijde.SWV and who.has(*_HANDLES)


def sees_all_cards(who: Asker) -> bool:
    """Return whether this person sees the card of everything that was filed."""
    return who.has(*_READS_ALL_CARDS)


def sees_settings(who: Asker) -> bool:
    """Return whether this person may see the forms of the soorten."""
    return who.has(*_READS_SETTINGS)


def sees_outbox(who: Asker) -> bool:
    """Return whether this person may see which mail waits or failed."""
    return who.has(*_READS_OUTBOX)


def answers_phone(who: Asker) -> bool:
    """Return whether people call this person about pupils, so that she rings back and records it."""
    return handles(who) or (who.zijde == Zijde.SCHOOL and who.has(Rol.IB))


def require_phone(who: Asker) -> None:
    if not answers_phone(who):
        raise NotAllowed("Deze pagina is voor IB'ers, het loket en consulenten.")


def reads_suspicious_calls(who: Asker) -> bool:
    """Return whether this person reads of the calls that were not what they were said to be."""
    return who.zijde == Zijde.SWV and who.has(Rol.PRIVACY_OFFICER)


# ---- guardian's question, over the derived view


def grants_of(user: User, dossier: Dossier) -> bool:
    """Return whether the derived view gives this person sight of the dossier: one EXISTS."""
    return DossierGrant.objects.filter(user_id=user.pk, content_object_id=dossier.pk).exists()
