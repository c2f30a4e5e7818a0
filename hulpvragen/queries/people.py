"""The people around hulpvragen: who works at a school, who reads along, who gets the mail."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from psycopg2.extras import DateRange

from accounts.enums import Rol, Zijde
from accounts.models import Aanstelling, User, Vestiging
from accounts.models.facts import ON_RECORD
from accounts.policy import suspended
from accounts.queries import people
from accounts.queries.people import Colleague
from hulpvragen.models import Hulpvraag, HulpvraagContact, Toewijzing
from hulpvragen.policy import Asker
from portal.lib.db import rows


def ib_at(who: Asker, vestigingen: list) -> list[Colleague]:
    """Return the IB'ers of these schools: now and to come, in the order in which they began."""
    return people.at(who.day, vestigingen, Rol.IB)


def chosen_contacts(who: Asker, hulpvragen: list) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Return whom each hulpvraag names as contact today, whether or not that post still stands."""
    facts = HulpvraagContact.objects.filter(ON_RECORD, hulpvraag__in=hulpvragen, geldig__contains=who.day)
    named: dict[uuid.UUID, set[uuid.UUID]] = {}
    for hulpvraag_id, user_id in facts.values_list("hulpvraag_id", "user_id"):
        named.setdefault(hulpvraag_id, set()).add(user_id)
    return named


@dataclass(frozen=True)
class NamedContact:
    """Somebody whom the school named as contact of a hulpvraag, from a day until a day, and how her post stands."""

    user: User
    vanaf: dt.date
    tot_en_met: dt.date | None  # none: until somebody else is chosen
    colleague: Colleague | None  # none: no post at this school now or later
    enrolled: bool  # logged in with a second factor at least once


def named_contacts(who: Asker, hulpvraag: Hulpvraag, vestiging: Vestiging) -> list[NamedContact]:
    """Return whom the hulpvraag names as contact, today and from a day to come, whether or not their posts stand."""
    facts = HulpvraagContact.objects.filter(ON_RECORD, hulpvraag=hulpvraag, geldig__overlap=DateRange(who.day, None)).select_related("user")
    held = list(facts.order_by("geldig", "user__achternaam"))
    here = {one.user.pk: one for one in ib_at(who, [vestiging.pk])}
    enrolled = enrolled_among(fact.user_id for fact in held)
    return [NamedContact(fact.user, fact.begin, fact.laatste_dag, here.get(fact.user_id), fact.user_id in enrolled) for fact in held]


def enrolled_among(user_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Return who of these people logged in with a second factor at least once; only staff may ask."""
    return {row["app_enrolled"] for row in rows("select app_enrolled(%s::uuid[])", [str(pk) for pk in user_ids])}


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
