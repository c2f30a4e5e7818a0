"""The approval: every fact of a mutatie goes on record in one transaction. After it nothing runs on the date.

The preview is this very change, looked at by the policy on the days around it, and then not done: it cannot say otherwise
than what happens.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.db import transaction

from accounts.enums import Rol, Zijde
from accounts.models import Aanstelling, User
from accounts.models.facts import ON_RECORD
from accounts.policy import in_force
from accounts.services import posts
from hulpvragen import policy as casework
from hulpvragen.policy import CARD, CONTENT, Asker
from hulpvragen.services import handover
from hulpvragen.services.handover import Transfer
from mutaties.announcements import announce
from mutaties.enums import Aan, Action, Soort, Status
from mutaties.models import Melding, Mutatie, Regel
from mutaties.queries import handover as read
from mutaties.queries.handover import Line
from portal.lib import clock
from portal.lib.db import desk
from portal.lib.errors import Conflict, Invalid

from .proposing import LEFT
from .reporting import take_away
from .steps import begin, finish, hands_over

BY_LOKET = "Bij een of meer hulpvragen neemt het loket het contact over. Dan keurt iemand van het loket de wijziging goed, op haar naam."
OTHER_NAME = "Het e-mailadres van de nieuwe collega hoort bij een account met een andere naam. Bel de school en vraag naam en adres na."
PREVIEW_CHANGED = "De gevolgen zijn intussen veranderd. Kijk ze opnieuw na en keur dan goed."


def approve(*, by: Asker, mutatie_id: uuid.UUID, version: int, seen: str = "") -> Mutatie:
    """Put everything on record; `seen` is the preview that was looked at. Raises NotAllowed, Invalid or Conflict and then does nothing."""
    by, mutatie, row = begin(by, mutatie_id, Action.APPROVE, version)
    if left := read.undecided(mutatie):
        raise Invalid(LEFT.format(aantal=left))
    if needs_loket(by, read.lines(mutatie)):
        raise Invalid(BY_LOKET)
    if seen and seen != preview(by=by, mutatie=mutatie).digest:
        raise Conflict(PREVIEW_CHANGED)
    new_account = _apply(by, mutatie)
    finish(by, mutatie, row, akkoord_at=clock.now(), opvolger_id=mutatie.opvolger_id, vastgelegd_at=mutatie.vastgelegd_at)
    if new_account:
        announce("account_made", by.user.pk, mutatie, ("opvolger",))
    return mutatie


def needs_loket(by: Asker, lines: list[Line]) -> bool:
    """Return whether somebody else approves: who takes a contact over for the loket works there."""
    return not by.has(Rol.LOKET) and any(line.regel and line.regel.aan == Aan.LOKET for line in lines)


def _apply(by: Asker, mutatie: Mutatie) -> bool:
    """Write the facts; return whether an account was made for who gets the post."""
    made = _successor(by, mutatie)
    take(by, mutatie)
    if mutatie.gives:
        _give(by, mutatie)
    if hands_over(mutatie):
        _hand_over(by, mutatie)
    return made


def _successor(by: Asker, mutatie: Mutatie) -> bool:
    """Make the account of who is new; somebody may have made it since the report."""
    melding = Melding.objects.filter(mutatie=mutatie).first()
    by_address = mutatie.opvolger is None and melding is not None and melding.nieuw_email != ""
    known = User.objects.filter(email=melding.nieuw_email).first() if by_address else mutatie.opvolger
    if known and not known.is_active:
        raise Invalid("Het account van de nieuwe collega is beëindigd. Vraag de beheerder het weer aan te zetten.")
    if not by_address:
        return False
    if known and known.naam.casefold() != f"{melding.nieuw_voornaam} {melding.nieuw_achternaam}".casefold():
        raise Invalid(OTHER_NAME)
    mutatie.opvolger = known or posts.make_account(
        by_id=by.user.pk, email=melding.nieuw_email, voornaam=melding.nieuw_voornaam, achternaam=melding.nieuw_achternaam
    )
    return known is None


def take(by: Asker, mutatie: Mutatie) -> None:
    """End or rest the post, where the report did not do so yet."""
    if mutatie.persoon_id is None or mutatie.einde is None:
        return
    post = posts.held(mutatie.persoon_id, mutatie.rol, mutatie.eenheid_id, min(by.day, mutatie.einde))
    if post is None:
        return
    is_done = post_rests(post, mutatie) if mutatie.soort == Soort.AFWEZIG else post.geldig.upper is not None and post.geldig.upper <= mutatie.einde
    if not is_done:
        take_away(by, mutatie, post)
    mutatie.vastgelegd_at = mutatie.vastgelegd_at or clock.now()


def post_rests(post: Aanstelling, mutatie: Mutatie) -> bool:
    """Return whether this mutatie lets the post rest already."""
    return post.user.schorsingen.filter(ON_RECORD, aanstelling_fact=post.fact_id, bron=mutatie.pk).exists()


def _give(by: Asker, mutatie: Mutatie) -> None:
    if mutatie.begin and mutatie.nieuwe_rol:
        posts.give(by_id=by.user.pk, user=mutatie.persoon, rol=mutatie.nieuwe_rol, eenheid_id=mutatie.eenheid_id, begin=mutatie.begin, bron=mutatie.pk)
    elif mutatie.begin and mutatie.opvolger:
        posts.give(
            by_id=by.user.pk, user=mutatie.opvolger, rol=mutatie.rol, eenheid_id=mutatie.eenheid_id, begin=max(mutatie.begin, by.day), eind=mutatie.terug,
            bron=mutatie.pk,
        )
    if mutatie.naar_id and mutatie.naar_begin:
        begin_there = max(mutatie.naar_begin, by.day)
        if posts.held(mutatie.persoon_id, Rol.IB, mutatie.naar_id, begin_there) is None:  # who reported cannot see whether she works there already
            posts.give(by_id=by.user.pk, user=mutatie.persoon, rol=Rol.IB, eenheid_id=mutatie.naar_id, begin=begin_there, bron=mutatie.pk)


def _hand_over(by: Asker, mutatie: Mutatie) -> None:
    """Contacts change from the day, or from today when that has passed; the concepts go along as the school said, unseen."""
    day = max(mutatie.einde, by.day)
    with desk():
        regels = list(Regel.objects.filter(mutatie=mutatie))
    said = {regel.hulpvraag_id for regel in regels}
    transfers = [
        Transfer(regel.hulpvraag_id, by.user.pk if regel.aan == Aan.LOKET else regel.user_id or mutatie.opvolger_id, regel.aan == Aan.LOKET)
        for regel in regels if regel.aan != Aan.NIEUW or mutatie.opvolger_id
    ]  # fmt: skip
    follower = _follower(mutatie)
    if follower:
        transfers += [Transfer(pk, follower) for pk in handover.concepts_of(mutatie.eenheid_id, mutatie.persoon_id) if pk not in said]
        handover.name_successor(
            by_id=by.user.pk, bron=mutatie.pk, vestiging_id=mutatie.eenheid_id, voor=mutatie.persoon_id, user_id=follower, day=day, until=mutatie.terug
        )
    handover.hand_over(by_id=by.user.pk, bron=mutatie.pk, van=mutatie.persoon_id, transfers=transfers, day=day, until=mutatie.terug)


def _follower(mutatie: Mutatie) -> uuid.UUID | None:
    """Return who follows her in what is still filed before the day: who is new, or the only colleague who stays."""
    if mutatie.opvolger_id and not mutatie.nieuwe_rol:
        return mutatie.opvolger_id
    collegas = read.successors(mutatie).collegas
    return collegas[0].pk if len(collegas) == 1 else None


# ---- the preview


@dataclass
class Effect:
    """What one person loses and gains on one day."""

    user: User
    day: dt.date
    loses: set = field(default_factory=set)  # hulpvragen she can no longer read
    gains: set = field(default_factory=set)
    mail_lost: set = field(default_factory=set)  # hulpvragen of which the mail was hers
    mail_gained: set = field(default_factory=set)
    roles_lost: set = field(default_factory=set)
    roles_gained: set = field(default_factory=set)
    is_out: bool = False  # without any post from then on: her sessions show nothing

    @property
    def is_something(self) -> bool:
        return bool(self.loses or self.gains or self.mail_lost or self.mail_gained or self.roles_lost or self.roles_gained)


@dataclass(frozen=True)
class Preview:
    """The effects per person and day, with what cannot go on yet."""

    effects: list[Effect]
    error: str = ""
    kenmerken: dict[uuid.UUID, str | None] = field(default_factory=dict)  # the numbers of the hulpvragen in it

    @property
    def digest(self) -> str:
        """What the approver saw, as one word: when it differs at the approval, she sees it anew first."""
        said = [
            f"{one.user.email}|{one.day}|{sorted(map(str, one.loses))}|{sorted(map(str, one.gains))}|{sorted(map(str, one.mail_lost))}|"
            f"{sorted(map(str, one.mail_gained))}|{sorted(one.roles_lost)}|{sorted(one.roles_gained)}"
            for one in self.effects
        ]
        return uuid.uuid5(uuid.NAMESPACE_OID, "\n".join(said)).hex


class _Looked(Exception):
    """Rolls the change back once it was looked at."""


def preview(*, by: Asker, mutatie: Mutatie) -> Preview:
    """Do the change, ask the policy who sees what on the day before and on the day, and undo it.

    What is approved stands already; then it only looks. Tells nothing of a concept to the SWV, and a school only of what it
    sees itself. Wants that the asker may see the mutatie.
    """
    found: list[Effect] = []
    opvolger = mutatie.opvolger
    try:
        with transaction.atomic():
            if mutatie.status != Status.AKKOORD:
                _apply(by, mutatie)
            for day in _days(mutatie, by.day):
                found += _effects(mutatie, day, filed_only=by.zijde == Zijde.SWV)
            raise _Looked
    except _Looked:
        return _told(by, found)
    except Invalid as fault:
        return Preview([], fault.message)
    finally:
        mutatie.opvolger = opvolger


def _told(by: Asker, found: list[Effect]) -> Preview:
    """Leave out of other schools what the asker's own school does not see, and add the numbers."""
    ids = set().union(*(one.loses | one.gains | one.mail_lost | one.mail_gained for one in found))
    if by.zijde == Zijde.SCHOOL:
        ids = set(casework.visible_to(by, CARD).filter(pk__in=ids).values_list("pk", flat=True))
        for one in found:
            for hulpvragen in (one.loses, one.gains, one.mail_lost, one.mail_gained):
                hulpvragen &= ids
    return Preview([one for one in found if one.is_something], kenmerken=handover.kenmerken(ids))


def _days(mutatie: Mutatie, today: dt.date) -> list[dt.date]:
    """The days on which something changes, none before today."""
    days = {mutatie.einde, mutatie.begin, mutatie.naar_begin, mutatie.terug} - {None}
    return sorted({max(day, today) for day in days})


def _effects(mutatie: Mutatie, day: dt.date, filed_only: bool) -> list[Effect]:
    with desk():
        before, after = _stand(mutatie, day - clock.DAY, filed_only), _stand(mutatie, day, filed_only)
    people = User.objects.in_bulk(before.keys() | after.keys())
    effects = [_difference(people[pk], day, before.get(pk, _NOTHING), after.get(pk, _NOTHING)) for pk in people]
    return sorted((one for one in effects if one.is_something), key=lambda one: (not one.roles_lost, not one.loses, one.user.achternaam, str(one.user.pk)))


@dataclass
class _Stand:
    reads: set = field(default_factory=set)
    mail: set = field(default_factory=set)
    roles: set = field(default_factory=set)


_NOTHING = _Stand()


def _stand(mutatie: Mutatie, day: dt.date, filed_only: bool) -> dict[uuid.UUID, _Stand]:
    """What each person concerned reads, is mailed about and is, on a day: the policy itself, asked on that day."""
    with clock.fixed_day(day):
        concerned = _ib_at(mutatie.eenheid_id) | {pk for pk in (mutatie.persoon_id, mutatie.opvolger_id) if pk}
        stands, schools = {}, set()
        for user in User.objects.only("pk", "is_active").filter(pk__in=concerned):
            who = casework.asker(user, Zijde.SCHOOL)
            seen = casework.visible_to(who, CONTENT)
            seen = seen.filter(ingediend=True) if filed_only else seen
            roles = {f"{Rol(post.rol).label} op {post.eenheid.naam}" for post in who.posts}
            stands[user.pk] = _Stand(set(seen.values_list("pk", flat=True)), set(), roles)
            schools |= set(who.at(Rol.IB))
        everything = [pk for one in stands.values() for pk in one.reads]
        for school in schools:
            for pk, contacts in handover.contacts_on(day, handover.open_at(school, everything, day), _ib_at(school)).items():
                for user_id in contacts & stands.keys():
                    stands[user_id].mail.add(pk)
    return stands


def _ib_at(school_id: uuid.UUID) -> set[uuid.UUID]:
    return set(in_force().filter(rol=Rol.IB, eenheid=school_id).values_list("user", flat=True))


def _difference(user: User, day: dt.date, before: _Stand, after: _Stand) -> Effect:
    return Effect(
        user, day, before.reads - after.reads, after.reads - before.reads, before.mail - after.mail, after.mail - before.mail,
        before.roles - after.roles, after.roles - before.roles, bool(before.roles) and not after.roles,
    )
