"""Wall 1: who may see and do what with a hulpvraag, calculated from dated facts at the moment of asking.

Lists and single objects use the same branches; the object check asks the list query. The second
wall (migrations/0002_wall.sql) says the same in SQL, written apart; an oracle holds both to
docs/rights.toml.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404

from accounts.enums import Rol, Zijde
from accounts.models import Aanstelling, User, Vestiging
from accounts.models.facts import DatedFact
from accounts.policy import is_stopped, people_with, posts_today
from portal.lib import clock
from portal.lib.errors import NotAllowed

from . import workflow
from .enums import Action, GastSoort, Gezag, Onderdeel, Status
from .models import Dossier, DossierGrant, Hulpvraag, HulpvraagContact, Toegang, Toewijzing

CARD, CONTENT = "card", "content"
_IN_FORCE = {"replaced_at": None}
_READS_ALL_CARDS = {Rol.LOKET, Rol.PRIVACY_OFFICER}
_HANDLES = {Rol.LOKET, Rol.CONSULENT}
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
        return list(Vestiging.objects.filter(wijknetwerk_id__in=wijken).values_list("pk", flat=True)) if wijken else []


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
            user=who.user, rol=Rol.IB, eenheid_id=OuterRef("gesloten_vestiging_id"), geldig__contains=OuterRef("gesloten_op"), **_IN_FORCE
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
    still_here = Q(vestiging_tot__gt=who.day, vestiging_id=F("opsteller_vestiging_id"))
    returned = Q(vestiging_tot__lte=who.day, vestiging_daarna_id=F("opsteller_vestiging_id"))
    readable = Q(gesloten_op=None) | Q(_was_there(who))
    return [*(branch & readable for branch in places), concept & (still_here | returned)]


def _swv(who: Asker, level: str) -> list[Q]:
    if who.has(Rol.LOKET) or (level == CARD and who.has(*_READS_ALL_CARDS)):
        return [Q(ingediend=True)]  # contains the rest: no union
    if not who.has(*_HANDLES):
        return []
    assigned = Toewijzing.objects.filter(user=who.user, geldig__contains=who.day, **_IN_FORCE).values("hulpvraag")
    branches = [Q(ingediend=True, pk__in=assigned)]
    if who.wijk_vestigingen:
        branches += [Q(ingediend=True) & branch for branch in _place(who.wijk_vestigingen, who.day)]
    return branches


def _age(born: dt.date, day: dt.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _entitled(toegang: Toegang, day: dt.date) -> bool:
    """A parent with gezag until the pupil is 16 (or 18 with the pupil's agreement), the pupil from 16; others by date."""
    born = toegang.dossier.leerling.geboortedatum
    if toegang.soort == GastSoort.OUDER:
        if born is None or toegang.gezag != Gezag.JA:
            return False
        age = _age(born, day)
        return age < 16 or (age < 18 and toegang.leerling_akkoord)
    if toegang.soort == GastSoort.LEERLING16:
        return born is not None and _age(born, day) >= 16
    return True


def _invitations(who: Asker) -> list[Toegang]:
    """The invitations that open something for this guest today."""
    if not who.user.is_active or is_stopped(who.user):
        return []
    invited = Toegang.objects.filter(
        user=who.user, accepted_at__isnull=False, geldig__contains=who.day, delen__contains=[Onderdeel.HULPVRAAG], **_IN_FORCE
    )
    return [toegang for toegang in invited.select_related("dossier__leerling") if _entitled(toegang, who.day)]


def _guest(who: Asker) -> list[Q]:
    return [
        Q(pk__in=toegang.hulpvragen, dossier_id=toegang.dossier_id, ingediend=True, gesloten_op=None) for toegang in _invitations(who)
    ]


def branches(who: Asker, level: str = CARD) -> list[Q]:
    """Return the conditions whose union is what this person may see at this level."""
    if who.zijde == Zijde.SCHOOL:
        return _school(who, level)
    if who.zijde == Zijde.SWV:
        return _swv(who, level)
    return _guest(who) if who.zijde == Zijde.GAST else []


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
    """Return the dossiers of which this person may read at least one hulpvraag."""
    return Dossier.objects.filter(pk__in=visible_to(who, CONTENT).values("dossier"))


def sees(who: Asker, hulpvraag_id, level: str = CARD) -> bool:
    """Return whether this person may see one hulpvraag at this level."""
    return visible_to(who, level).filter(pk=hulpvraag_id).exists()


def ground(who: Asker, hulpvraag: Hulpvraag) -> str:
    """Return the fact (kind, id and version) that gives this person access: it goes into the trail."""
    fact = next(_grounds(who, hulpvraag), None)
    return f"{fact._meta.model_name}:{fact.fact_id}:{fact.pk}" if fact else ""


def _grounds(who: Asker, hulpvraag: Hulpvraag) -> Iterator[DatedFact]:
    """Yield what gives sight of this hulpvraag, what gives the content first."""
    here = hulpvraag.vestiging_op(who.day)
    if who.zijde == Zijde.GAST:
        yield from (t for t in _invitations(who) if hulpvraag.pk in t.hulpvragen and t.dossier_id == hulpvraag.dossier_id)
        return
    for rol in (Rol.IB, Rol.CONTACTPERSOON):
        yield from (post for post in who.posts if post.rol == rol and post.eenheid_id == here.pk)
    yield from (post for post in who.posts if post.rol == Rol.LOKET)
    if who.has(*_HANDLES):
        yield from Toewijzing.objects.filter(user=who.user, hulpvraag=hulpvraag, geldig__contains=who.day, **_IN_FORCE)
    yield from (post for post in who.posts if post.rol == Rol.CONSULENT and post.eenheid_id == here.wijknetwerk_id)
    yield from (post for post in who.posts if post.rol == Rol.PRIVACY_OFFICER)


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


def active_contacts(hulpvraag: Hulpvraag) -> list[User]:
    """Return whose mail it is today: the valid contacts, else the other IB'ers of the school.

    The post room asks the database the same (function `ontvangers`) when it makes the envelope.
    """
    ib = people_with(Rol.IB, eenheid_id=hulpvraag.vestiging_op(clock.today()).pk)
    contacts = HulpvraagContact.objects.filter(hulpvraag=hulpvraag, geldig__contains=clock.today(), **_IN_FORCE)
    chosen = set(contacts.values_list("user_id", flat=True))
    return [user for user in ib if user.pk in chosen] or ib


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


class _Case:
    """One person before one hulpvraag: what several actions ask of it is looked up once."""

    def __init__(self, who: Asker, hulpvraag: Hulpvraag):
        self.who, self.hulpvraag = who, hulpvraag
        self.roles = {post.rol for post in who.posts}

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
        return YES


def allows(who: Asker, action: Action | str, hulpvraag: Hulpvraag) -> Decision:
    """Say whether this person may do this to this hulpvraag now, and if not, why."""
    row = workflow.row_for(hulpvraag.status, Action(action))
    if row is None or row not in workflow.possible(hulpvraag.status, hulpvraag.soort):
        return Decision(False, f"Dit kan niet bij een hulpvraag met de status ‘{Status(hulpvraag.status).label}’.")
    return _Case(who, hulpvraag).decide(row)


def require(who: Asker, action: Action | str, hulpvraag: Hulpvraag) -> workflow.Row:
    """Return the row of an allowed action. Not visible: 404. Visible but not allowed: 403 with the reason."""
    decision = allows(who, action, hulpvraag)
    if decision:
        return workflow.row_for(hulpvraag.status, action)
    if not sees(who, hulpvraag.pk):
        raise Http404
    raise NotAllowed(decision.reason)


def allowed_actions(who: Asker, hulpvraag: Hulpvraag) -> set[Action]:
    """Return what this person may do to this hulpvraag now."""
    case = _Case(who, hulpvraag)
    return {row.action for row in workflow.possible(hulpvraag.status, hulpvraag.soort) if case.decide(row)}


def may_file_at(who: Asker) -> list[Vestiging]:
    """Return the schools this person may file a hulpvraag for."""
    ids = who.at(Rol.IB) if who.zijde == Zijde.SCHOOL else []
    return list(Vestiging.objects.filter(pk__in=ids).order_by("naam"))


def sees_list(who: Asker) -> bool:
    """Return whether this person's posts show any list of hulpvragen."""
    return who.has(Rol.IB, Rol.CONTACTPERSOON, *_HANDLES, *_READS_ALL_CARDS)


def sees_outbox(who: Asker) -> bool:
    """Return whether this person may see which mail waits or failed."""
    return who.has(*_READS_OUTBOX)


# ---- guardian's question, over the derived view


def grants_of(user: User, dossier: Dossier) -> bool:
    """Return whether the derived view gives this person sight of the dossier: one EXISTS."""
    return DossierGrant.objects.filter(user_id=user.pk, content_object_id=dossier.pk).exists()
