"""What a list can be narrowed to, as conditions on the card. Each is joined with what the asker may see."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from psycopg2.extras import DateRange

from accounts.enums import Rol, Zijde
from accounts.models import Aanstelling, Vestiging
from accounts.models.facts import ON_RECORD
from accounts.policy import in_force, in_wijk, suspended
from hulpvragen import workflow
from hulpvragen.enums import Deel, Soort, Status, StukSoort
from hulpvragen.models import Bericht, HulpvraagContact, Opvolging, Stuk, Toewijzing
from hulpvragen.policy import Asker
from portal.audit.queries import looked_at
from portal.lib import clock

S = Status
SOON = 30  # days ahead in which a contact "leaves"
BERICHTEN, NOTITIES = "berichten", "notities"  # the parts, as a look in the trail names them
_ANSWERS = (StukSoort.AANVULLING_ANTWOORD, StukSoort.EVALUATIE)


def urgent(who: Asker) -> Q:
    """Spoed or a thuiszitter, while it is handled."""
    return Q(status__in=workflow.HANDLING) & (Q(spoed=True) | Q(thuiszitter=True))


def late(who: Asker) -> Q:
    """The term has passed, or the day that the school was given to answer."""
    running = Q(status__in=(S.INGEDIEND, S.IN_BEHANDELING), term_date__lt=who.day)
    return running | Q(status=S.AANVULLING, aanvulling_voor__lt=who.day)


def answered(who: Asker) -> Q:
    """The school sent its aanvulling or evaluatie, and the behandelaar has not looked since."""
    unseen = ~Exists(looked_at(OuterRef("hulpvraag_id"), by=OuterRef("hulpvraag__behandelaar_id"), since=OuterRef("created_at")))
    answers = Stuk.objects.filter(unseen, hulpvraag=OuterRef("pk"), soort__in=_ANSWERS)
    return Q(status__in=(S.IN_BEHANDELING, S.LOPEND)) & Exists(answers)


def new_messages(who: Asker) -> Q:
    """Somebody else sent a bericht and she has not looked at them since: at the school of all, for the SWV of what she handles."""
    unseen = ~Exists(looked_at(OuterRef("hulpvraag_id"), by=who.user.pk, since=OuterRef("verzonden_at"), part=BERICHTEN))
    readable = {"deel": Deel.SCHOOL} if who.zijde == Zijde.SCHOOL else {"alleen_school": False}
    sent = Bericht.objects.filter(unseen, hulpvraag=OuterRef("pk"), verzonden_at__isnull=False, **readable).exclude(created_by=who.user)
    return _hers(who) & Exists(sent)


def _hers(who: Asker) -> Q:
    if who.zijde == Zijde.SCHOOL:
        return Q()
    helps = Toewijzing.objects.filter(ON_RECORD, user=who.user, geldig__contains=who.day).values("hulpvraag")
    hers = Q(behandelaar=who.user) | Q(pk__in=helps)
    return hers | Q(behandelaar=None) if who.has(Rol.LOKET) else hers  # without a behandelaar it falls to the loket


def to_evaluate(who: Asker) -> Q:
    """The day of the evaluation has come, the school's answer to it is late, or the period that was granted is over."""
    running = Q(status=S.LOPEND) & (Q(evaluatie_op__lte=who.day) | Q(ondersteuning_tot__lt=who.day))
    return running | Q(status=S.EVALUATIE, evaluatie_op__lt=who.day)


def follow_up(who: Asker) -> Q:
    """Her own follow-up date has come."""
    return Q(pk__in=Opvolging.objects.filter(user_id=who.user.pk, op__lte=who.day).values("hulpvraag"))


def without_contact(who: Asker) -> Q:
    """Nobody at the school gets its mail: no IB'er with a post in force, and no take-over by name."""
    with_ib = in_force().filter(rol=Rol.IB).values("eenheid")
    taken_over = Q(contact_overgenomen_door__in=in_force().filter(rol=Rol.LOKET).values("user"))
    nobody = Q(vestiging_tot__gt=who.day) & ~Q(vestiging__in=with_ib) | Q(vestiging_tot__lte=who.day) & ~Q(vestiging_daarna__in=with_ib)
    return Q(status__in=workflow.OPEN) & nobody & ~taken_over


def contact_leaves(who: Asker) -> Q:
    """A contact by name is gone, stopped, or leaves within the month."""
    stays, moved = (Exists(_leaving(who, school)) for school in ("vestiging_id", "vestiging_daarna_id"))
    return Q(status__in=workflow.OPEN) & (Q(vestiging_tot__gt=who.day) & Q(stays) | Q(vestiging_tot__lte=who.day) & Q(moved))


def _leaving(who: Asker, school: str):
    lasting = Aanstelling.objects.filter(
        ON_RECORD, ~suspended(), rol=Rol.IB, user=OuterRef("user"), eenheid=OuterRef(f"hulpvraag__{school}"),
        geldig__contains=DateRange(who.day, who.day + SOON * clock.DAY), user__is_active=True,
    )
    return HulpvraagContact.objects.filter(ON_RECORD, ~Exists(lasting), hulpvraag=OuterRef("pk"), geldig__contains=who.day)


@dataclass(frozen=True)
class Filters:
    """What somebody narrows a list to, beside its status. Empty: nothing."""

    school: uuid.UUID | None = None
    wijk: uuid.UUID | None = None
    soort: Soort | str = ""
    behandelaar: uuid.UUID | None = None
    niemand: bool = False  # without a behandelaar
    contact: str = ""  # "geen" or "weg"
    spoed: bool = False
    thuiszitter: bool = False
    te_laat: bool = False
    van: dt.date | None = None  # filed from this day
    tot: dt.date | None = None  # up to and including this day

    def condition(self, who: Asker) -> Q:
        """Return the condition on the card; the place is apart (`schools`), for its two branches have an index each."""
        found = Q()
        if self.soort:
            found &= Q(soort=self.soort)
        if self.behandelaar or self.niemand:
            found &= Q(behandelaar=self.behandelaar)
        if self.spoed:
            found &= Q(spoed=True)
        if self.thuiszitter:
            found &= Q(thuiszitter=True)
        if self.van:
            found &= Q(submitted_at__gte=_begin_of(self.van))
        if self.tot:
            found &= Q(submitted_at__lt=_begin_of(self.tot + clock.DAY))
        for wanted, condition in ((self.te_laat, late), (self.contact == "geen", without_contact), (self.contact == "weg", contact_leaves)):
            if wanted:
                found &= condition(who)
        return found

    def schools(self) -> list[uuid.UUID] | None:
        """Return the schools it is about, None for all."""
        if self.wijk is None:
            return [self.school] if self.school else None
        there = set(Vestiging.objects.filter(in_wijk([self.wijk], clock.today())).values_list("pk", flat=True))
        return sorted(there & {self.school} if self.school else there)


def _begin_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, clock.AMSTERDAM)


def at_schools(ids: Iterable[uuid.UUID] | None, day: dt.date) -> list[Q]:
    """Return the branches of "the pupil is at one of these schools today"; one that holds always for all of them."""
    if ids is None:
        return [Q()]
    ids = list(ids)
    return [Q(vestiging_id__in=ids, vestiging_tot__gt=day), Q(vestiging_daarna_id__in=ids, vestiging_tot__lte=day)]
