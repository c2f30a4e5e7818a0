"""The people around hulpvragen: who works at a school, who reads along, who gets the mail."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from psycopg2.extras import DateRange

from accounts.enums import Rol, Zijde
from accounts.models import Aanstelling, User, Vestiging
from accounts.models.facts import ON_RECORD
from accounts.policy import suspended
from hulpvragen.models import Hulpvraag, HulpvraagContact, Toewijzing
from hulpvragen.policy import Asker


@dataclass(frozen=True)
class Colleague:
    """A post at a school that is in force or still to come, as others may see it."""

    user: User
    vestiging_id: uuid.UUID
    begin: dt.date
    laatste_dag: dt.date | None
    starts: bool  # the post begins later
    stopped: bool  # a Schorsing holds it still


def ib_at(who: Asker, vestigingen: list) -> list[Colleague]:
    """Return the IB'ers of these schools: now and to come, in the order in which they began."""
    posts = Aanstelling.objects.filter(
        ON_RECORD, rol=Rol.IB, eenheid__in=vestigingen, geldig__overlap=DateRange(who.day, None), user__is_active=True
    )
    found = posts.select_related("user").annotate(stopped=suspended()).order_by("geldig", "user__achternaam", "pk")
    return [
        Colleague(post.user, post.eenheid_id, post.begin, post.laatste_dag, post.begin > who.day, post.stopped)
        for post in found
    ]


def chosen_contacts(who: Asker, hulpvragen: list) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Return whom each hulpvraag names as contact today, whether or not that post still stands."""
    facts = HulpvraagContact.objects.filter(ON_RECORD, hulpvraag__in=hulpvragen, geldig__contains=who.day)
    named: dict[uuid.UUID, set[uuid.UUID]] = {}
    for hulpvraag_id, user_id in facts.values_list("hulpvraag_id", "user_id"):
        named.setdefault(hulpvraag_id, set()).add(user_id)
    return named


def readers_at_school(who: Asker, hulpvraag: Hulpvraag, vestiging: Vestiging) -> list[Colleague]:
    """Return the IB'ers who may read this hulpvraag; of a closed one those who were there when it closed."""
    here = ib_at(who, [vestiging.pk])
    if hulpvraag.gesloten_op is None:
        return here
    there = Aanstelling.objects.filter(
        ON_RECORD, rol=Rol.IB, eenheid=hulpvraag.gesloten_vestiging_id, geldig__contains=hulpvraag.gesloten_op
    )
    were_there = set(there.values_list("user_id", flat=True))
    return [colleague for colleague in here if colleague.user.pk in were_there]


def assigned(who: Asker, hulpvraag: Hulpvraag) -> list[User]:
    """Return the SWV's people on this hulpvraag, as far as they work there: a school sees no posts of the SWV."""
    facts = Toewijzing.objects.filter(ON_RECORD, hulpvraag=hulpvraag, geldig__contains=who.day)
    named = User.objects.filter(pk__in=facts.values("user"), is_active=True).order_by("achternaam", "voornaam")
    if who.zijde != Zijde.SWV:
        return list(named)
    at_work = Aanstelling.objects.filter(
        ON_RECORD, ~suspended(), user=OuterRef("pk"), rol__in=[Rol.LOKET, Rol.CONSULENT], geldig__contains=who.day
    )
    return list(named.filter(Exists(at_work)))
