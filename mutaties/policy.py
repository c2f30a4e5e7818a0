"""Wall 1 of the personnel desk: who may see and do what with a mutatie. The second wall says it again (migrations/0002_wall.sql)."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate
from django.http import Http404

from accounts.enums import EenheidSoort, Rol, Zijde
from accounts.models import Bestuur, Eenheid, Vestiging
from accounts.policy import REPORT_CHANGES, schools_reported_by
from hulpvragen.policy import Asker, Decision
from portal.lib import clock, dates
from portal.lib.db import one
from portal.lib.errors import NotAllowed

from . import workflow
from .enums import AWAY, PLANNED_KINDS, Action, SchoolActie, SchoolSoort, SchoolStatus, Soort, Status
from .models import Inschatting, Melding, Mutatie, Schoolwijziging, Verloop

YES = Decision(True)
READS_ALL = frozenset({Rol.LOKET, Rol.MUTATIEBEHANDELAAR, Rol.PRIVACY_OFFICER})
SEES_ALL = READS_ALL | {Rol.BEHEERDER}
DESK = frozenset({Rol.LOKET, Rol.MUTATIEBEHANDELAAR})  # handles mutaties
PUBLIC_DAYS = 14  # a public report that nobody could verify by then is over

NOT_YOURS = "Dit hoort niet bij uw rol voor dit wijzigingsverzoek."
TWO_PEOPLE = "Toegang geven doen twee mensen. U hebt deze wijziging zelf doorgegeven. Een collega moet haar goedkeuren."
OWN_GAIN = "U krijgt zelf toegang door deze wijziging. Een collega moet haar goedkeuren."
CALLED_BACK = "U hebt de melder zelf teruggebeld. De melding kwam zonder inloggen binnen, dus een collega moet haar goedkeuren."
NAMED = "Toegang geven doen twee mensen. U hebt zelf aangewezen wie contactpersoon wordt. Een collega moet de wijziging goedkeuren."
WITHDRAW_LATE = "De laatste dag met toegang is geweest. Intrekken zou de toegang weer geven. Klopt de melding niet? Bel {swv}."
REJECT_LATE = "De laatste dag is geweest. Afwijzen zou toegang teruggeven, en dat doen twee mensen. Keur goed, en geef haar daarna door als nieuwe collega."
DATE_PASSED = "De datum is geweest. Maak een corrigerende wijziging."
OTHER_REPORT = "U kunt alleen wijzigingen doorgeven van een school waar u nu werkt."
NOT_AWAY = "Dit kan alleen bij iemand die afwezig is of dat straks is."
OTHER_SCHOOL = "Alleen de contactpersoon van haar volgende school kan de start bevestigen."


def reports_for(who: Asker) -> QuerySet[Vestiging]:
    """Return the schools of which she may report a change."""
    if who.zijde == Zijde.SWV:
        return Vestiging.objects.all() if who.has(*REPORT_CHANGES) else Vestiging.objects.none()
    of_school, of_board = who.at(Rol.IB, Rol.CONTACTPERSOON), who.at(Rol.BESTUURSMEDEWERKER)
    return Vestiging.objects.filter(Q(pk__in=of_school) | Q(bestuur__in=of_board))


def reports_staff(who: Asker) -> bool:
    """Return whether she may report that somebody of the SWV leaves or is away."""
    return who.zijde == Zijde.SWV and who.has(*DESK)


def require_reports_for(who: Asker, eenheid_id) -> None:
    """Refuse a report about a unit that is not hers to report of: a school, or for the desk the SWV itself and its wijknetwerken."""
    of_swv = reports_staff(who) and Eenheid.objects.filter(pk=eenheid_id, soort__in=(EenheidSoort.SWV, EenheidSoort.WIJKNETWERK)).exists()
    if not of_swv and not reports_for(who).filter(pk=eenheid_id).exists():
        raise NotAllowed(OTHER_REPORT)


def is_of_board(who: Asker, eenheid_id) -> bool:
    """Return whether she works for the board of this school."""
    boards = who.at(Rol.BESTUURSMEDEWERKER)
    return bool(boards) and Vestiging.objects.filter(pk=eenheid_id, bestuur__in=boards).exists()


def is_verified_reporter(who: Asker, eenheid_id) -> bool:
    """Return whether her own log-in is proof enough to give somebody access: the school's contactpersoon, or the desk."""
    if who.zijde == Zijde.SWV:
        return who.has(*DESK)
    return eenheid_id in who.at(Rol.CONTACTPERSOON)


def _schools(who: Asker) -> list:
    """The schools whose mutaties she handles for the school: as contactpersoon, or of her board."""
    boards = who.at(Rol.BESTUURSMEDEWERKER)
    of_board = list(Vestiging.objects.filter(bestuur__in=boards).values_list("pk", flat=True)) if boards else []
    return [*who.at(Rol.CONTACTPERSOON), *of_board]


def _own(who: Asker) -> Q:
    return Q(persoon=who.user) | Q(pk__in=Melding.objects.filter(gemeld_door=who.user).values("mutatie"))


def visible_to(who: Asker) -> QuerySet[Mutatie]:
    """Return the mutaties whose card this person may see."""
    if who.zijde == Zijde.SWV:
        return Mutatie.objects.all() if who.has(*SEES_ALL) else Mutatie.objects.filter(_own(who))
    if who.zijde != Zijde.SCHOOL:
        return Mutatie.objects.none()
    handled = _schools(who)
    return Mutatie.objects.filter(_own(who) | Q(eenheid__in=[*who.at(Rol.IB), *handled]) | Q(naar__in=handled))


def reads(who: Asker, mutatie: Mutatie) -> bool:
    """Return whether she may read the content of a mutatie whose card she sees: who reported, what was typed and said."""
    if who.zijde == Zijde.SWV and who.has(*READS_ALL):
        return True
    if mutatie.persoon_id == who.user.pk or Melding.objects.filter(mutatie=mutatie, gemeld_door=who.user).exists():
        return True
    return bool({mutatie.eenheid_id, mutatie.naar_id} & set(_schools(who)))


# ---- late: reported when her last day had passed already

NO_DAMAGE = (Status.AFGEWEZEN, Status.INGETROKKEN, Status.TERUGGEDRAAID)  # she did not leave


def is_late(mutatie: Mutatie) -> bool:
    """Return whether somebody had access for a time in which she no longer should have: until her end was on record."""
    return (
        mutatie.soort in AWAY and mutatie.persoon_id is not None and mutatie.einde is not None and mutatie.status not in NO_DAMAGE
        and mutatie.einde <= clock.day_of(mutatie.vastgelegd_at or clock.now())
    )  # fmt: skip


def late_for(who: Asker) -> QuerySet[Mutatie]:
    """Return the late mutaties whose card she may see: the same as `is_late`, as a list."""
    recorded_on = TruncDate(Coalesce("vastgelegd_at", Value(clock.now())), tzinfo=clock.AMSTERDAM)
    late = visible_to(who).filter(soort__in=AWAY, persoon__isnull=False, einde__isnull=False).exclude(status__in=NO_DAMAGE)
    return late.annotate(recorded_on=recorded_on).filter(einde__lte=F("recorded_on"))


def sees_damage(who: Asker, mutatie: Mutatie) -> bool:
    """Return whether she may see what was still received and opened: the desk, the privacy officer, the school's contactpersoon."""
    if who.zijde == Zijde.SWV:
        return who.has(*READS_ALL)
    return mutatie.eenheid_id in who.at(Rol.CONTACTPERSOON)


def assesses(who: Asker) -> bool:
    """Return whether she says what is a datalek."""
    return who.zijde == Zijde.SWV and who.has(Rol.PRIVACY_OFFICER)


def assessments_for(who: Asker) -> QuerySet[Inschatting]:
    """Return what was made of late mutaties: all of it to the privacy officer, that of her schools to the board."""
    if assesses(who):
        return Inschatting.objects.all()
    boards = who.at(Rol.BESTUURSMEDEWERKER) if who.zijde == Zijde.SCHOOL else []
    return Inschatting.objects.filter(mutatie__eenheid__in=Vestiging.objects.filter(bestuur__in=boards).values("pk"))


def sees_handover(who: Asker, mutatie: Mutatie) -> bool:
    """Return whether she may see who gets which hulpvraag: the desk, and the people of the school who read the mutatie."""
    if who.zijde == Zijde.SWV:
        return who.has(*READS_ALL)
    return mutatie.eenheid_id in who.at(Rol.IB, Rol.CONTACTPERSOON) and reads(who, mutatie)


def handles(who: Asker) -> bool:
    """Return whether she handles mutaties for the SWV."""
    return who.zijde == Zijde.SWV and who.has(*DESK)


def sees_effects(who: Asker, mutatie: Mutatie) -> bool:
    """Return whether she may see what each person loses and gains: the desk, and the contactpersoon of the school."""
    if who.zijde == Zijde.SWV:
        return handles(who)
    return mutatie.eenheid_id in who.at(Rol.CONTACTPERSOON)


# ---- how it stands: what follows from the date


def status_on(mutatie: Mutatie, day: dt.date, gap: bool | None = None) -> Status:
    """Return the status with what a date makes of it: nothing runs when it passes.

    `gap`: whether an open hulpvraag of its school has no contact, where a list knows that already.
    """
    if mutatie.publiek and mutatie.status == Status.GEMELD and day > clock.day_of(mutatie.created_at) + PUBLIC_DAYS * clock.DAY:
        return Status.VERLOPEN
    if mutatie.status != Status.AKKOORD or mutatie.ingang is None or day < mutatie.ingang:
        return Status(mutatie.status)
    return Status.NAZORG if (without_contact(mutatie) if gap is None else gap) else Status.AFGEROND


def without_contact(mutatie: Mutatie) -> int:
    """Return how many open hulpvragen of its school nobody can be told about now."""
    return one("select app_zonder_contact(%s)", mutatie.eenheid_id)[0] if mutatie.eenheid_id else 0


# ---- acts


@dataclass(frozen=True)
class Facts:
    """What the two-person rule asks about a mutatie."""

    reporter_id: object = None
    logged_in: bool = False
    called_back_by: frozenset = frozenset()
    named_by: frozenset = frozenset()  # of a contactpersoon


def facts_of(mutatie: Mutatie) -> Facts:
    melding = Melding.objects.filter(mutatie=mutatie).first()
    if melding is None:
        return Facts()
    callers = mutatie.verloop.filter(actie=Action.VERIFY_IDENTITY, gegevens__has_key="uitkomst").values_list("door", flat=True)
    named = mutatie.verloop.filter(actie=Action.NAME_CONTACTPERSOON).values_list("door", flat=True)
    return Facts(melding.gemeld_door_id, melding.gemeld_door_id is not None, frozenset(callers), frozenset(named))


def allows(who: Asker, action: Action | str, mutatie: Mutatie) -> Decision:
    """Say whether this person may do this to a mutatie now, and if not, why."""
    action = Action(action)
    status = status_on(mutatie, who.day)
    row = workflow.row_for(status, action)
    if row is None:
        if action == Action.UNDO and mutatie.status == Status.AKKOORD:
            return Decision(False, DATE_PASSED)
        return Decision(False, f"Dit kan niet bij een wijzigingsverzoek met de status ‘{status.label}’.")
    if "absence" in row.needs and (mutatie.soort != Soort.AFWEZIG or (mutatie.terug and mutatie.terug <= who.day)):
        return Decision(False, NOT_AWAY)
    if not _acts_as(who, row, mutatie):
        return Decision(False, OTHER_SCHOOL if action == Action.CONFIRM_START else NOT_YOURS)
    if action == Action.WITHDRAW_OWN and mutatie.soort in AWAY and mutatie.einde <= who.day:
        return Decision(False, WITHDRAW_LATE)
    # a late report took away at once; refusing it is as lifting a stop
    if action == Action.REJECT and mutatie.soort in AWAY and mutatie.vastgelegd_at and mutatie.einde <= who.day and not is_late(mutatie):
        return Decision(False, REJECT_LATE)
    return _two_people(who, mutatie) if "two" in row.needs and mutatie.gives else YES


def _acts_as(who: Asker, row: workflow.Row, mutatie: Mutatie) -> bool:
    if not {post.rol for post in who.posts} & set(row.who):
        return False
    if row.action == Action.WITHDRAW_OWN:
        still_hers = who.zijde == Zijde.SWV or reports_for(who).filter(pk=mutatie.eenheid_id).exists()
        return still_hers and facts_of(mutatie).reporter_id == who.user.pk
    if who.zijde == Zijde.SWV:
        return who.has(*DESK)
    if row.action == Action.CONFIRM_START:
        return mutatie.naar_id in who.at(Rol.CONTACTPERSOON)
    at = {post.rol for post in who.posts if post.eenheid_id == mutatie.eenheid_id}
    if is_of_board(who, mutatie.eenheid_id):
        at.add(Rol.BESTUURSMEDEWERKER)
    if not at & set(row.who):
        return False
    if row.action == Action.NAME_CONTACTPERSOON:
        return mutatie.persoon_id != who.user.pk
    return row.action != Action.PROPOSE_HANDOVER or Rol.CONTACTPERSOON in at or reads(who, mutatie)


def proposed_return(mutatie: Mutatie) -> Verloop | None:
    """Return who proposed another day of return last, while nobody else said the same."""
    last = mutatie.verloop.filter(actie=Action.MOVE_RETURN).order_by("-at", "-id").first()
    return None if last is None or last.gegevens.get("geldt") else last


def _two_people(who: Asker, mutatie: Mutatie) -> Decision:
    facts = facts_of(mutatie)
    if facts.reporter_id == who.user.pk:
        return Decision(False, TWO_PEOPLE)
    if who.user.pk in {mutatie.opvolger_id, mutatie.persoon_id}:
        return Decision(False, OWN_GAIN)
    if not facts.logged_in and who.user.pk in facts.called_back_by:
        return Decision(False, CALLED_BACK)
    if who.user.pk in facts.named_by:
        return Decision(False, NAMED)
    return YES


def require(who: Asker, action: Action | str, mutatie: Mutatie) -> workflow.Row:
    """Return the row of an allowed action. Not visible: 404. Visible but not allowed: 403 with the reason."""
    decision = allows(who, action, mutatie)
    if decision:
        return workflow.row_for(status_on(mutatie, who.day), action)
    if not visible_to(who).filter(pk=mutatie.pk).exists():
        raise Http404
    raise NotAllowed(decision.reason.format(swv=settings.PORTAL_SWV_NAAM))


def allowed_actions(who: Asker, mutatie: Mutatie) -> set[Action]:
    """Return what this person may do to this mutatie now."""
    return {action for action in Action if action != Action.REPORT and allows(who, action, mutatie)}


def sees_list(who: Asker) -> bool:
    """Return whether this person's posts show a list of mutaties."""
    return who.zijde == Zijde.SCHOOL and bool(who.posts) or who.zijde == Zijde.SWV and who.has(*SEES_ALL, Rol.CONSULENT)


# ---- the controle of contact data

NO_CONTROLE = "De controle van contactgegevens hoort niet bij uw rol."
ONLY_DESK = "Alleen het loket en de mutatiebehandelaar starten een controle."
ONLY_CONTACTPERSOON = "Alleen de contactpersoon van de school bevestigt de gegevens."
NO_EXPORT = "Dit bestand is voor het bestuur van deze scholen en voor {swv}."


def checked_by(who: Asker) -> QuerySet[Vestiging]:
    """Return the schools of which this person may see whether, and by whom, the contact data were confirmed."""
    if who.zijde == Zijde.SWV:
        return Vestiging.objects.all() if who.has(*READS_ALL) else Vestiging.objects.none()
    if who.zijde != Zijde.SCHOOL:
        return Vestiging.objects.none()
    return Vestiging.objects.filter(pk__in=[*who.at(Rol.IB), *_schools(who)])


def sees_controle(who: Asker) -> bool:
    """Return whether her posts show a controle."""
    return who.has(*READS_ALL) if who.zijde == Zijde.SWV else who.zijde == Zijde.SCHOOL and bool(who.posts)


def require_sees_controle(who: Asker) -> None:
    if not sees_controle(who):
        raise NotAllowed(NO_CONTROLE)


def starts_rounds(who: Asker) -> bool:
    return who.zijde == Zijde.SWV and who.has(*DESK)


def require_starts_rounds(who: Asker) -> None:
    if not starts_rounds(who):
        raise NotAllowed(ONLY_DESK)


def confirms_at(who: Asker, vestiging_id) -> bool:
    """Return whether she is the one who confirms for this school."""
    return who.zijde == Zijde.SCHOOL and vestiging_id in who.at(Rol.CONTACTPERSOON)


def reads_hulpvragen_of(who: Asker, vestiging_id) -> bool:
    """Return whether she may know whose mail the hulpvragen of a school are: its own people and the desk, not the board."""
    return who.zijde == Zijde.SWV or vestiging_id in who.at(Rol.IB, Rol.CONTACTPERSOON)


def exports_for(who: Asker) -> QuerySet[Bestuur]:
    """Return the boards whose proof this person may take along as a file."""
    if who.zijde == Zijde.SWV:
        return Bestuur.objects.all() if who.has(*READS_ALL) else Bestuur.objects.none()
    return Bestuur.objects.filter(pk__in=who.at(Rol.BESTUURSMEDEWERKER))


# ---- changes of a school itself

CHANGE_NOT_YOURS = "Dit hoort niet bij uw rol voor deze wijziging van een school."
CHANGE_SCHOOL = "U kunt alleen wijzigingen doorgeven van een school waarvoor u contactpersoon bent of die bij uw bestuur hoort."
CHANGE_DECIDED = "Over deze wijziging is al beslist: {status}."
CHANGE_TWO_PEOPLE = "U hebt deze wijziging zelf doorgegeven. Een collega moet haar goedkeuren."
CHANGE_NOT_YET = "Goedkeuren kan vanaf {dag}: deze wijziging gaat in zodra u haar goedkeurt."
CHANGE_UNDO = "Terugdraaien kan alleen vóór de dag waarop een goedgekeurde wijziging ingaat. Geef anders een nieuwe wijziging door."
CHANGE_NO_LIST = "Bij uw rol horen geen wijzigingen van scholen."


def changes_visible_to(who: Asker) -> QuerySet[Schoolwijziging]:
    """Return the changes of schools she may see: all for the SWV's desk, those of their schools for contactpersoon and board."""
    if who.zijde == Zijde.SWV:
        return Schoolwijziging.objects.all() if who.has(*SEES_ALL) else Schoolwijziging.objects.none()
    if who.zijde != Zijde.SCHOOL:
        return Schoolwijziging.objects.none()
    return Schoolwijziging.objects.filter(Q(gemeld_door=who.user) | Q(vestiging__in=_schools(who)))


def sees_changes(who: Asker) -> bool:
    """Return whether this person's posts show a list of changes of schools."""
    return who.zijde == Zijde.SWV and who.has(*SEES_ALL) or who.zijde == Zijde.SCHOOL and who.has(Rol.CONTACTPERSOON, Rol.BESTUURSMEDEWERKER)


def require_reports_change(who: Asker, vestiging_id) -> Vestiging | None:
    """Return the school of which she may report a change; None for a school that is yet to be made, by the board or the desk."""
    if vestiging_id is None:
        if not makes_schools(who):
            raise NotAllowed(CHANGE_NOT_YOURS)
        return None
    school = schools_reported_by(who.user, who.zijde).select_related("bestuur", "wijknetwerk", "wijknetwerk_daarna").filter(pk=vestiging_id).first()
    if school is None:
        raise NotAllowed(CHANGE_SCHOOL)
    return school


def makes_schools(who: Asker) -> bool:
    """Return whether this person may report that a new school begins."""
    return who.zijde == Zijde.SWV and who.has(*DESK) or who.zijde == Zijde.SCHOOL and who.has(Rol.BESTUURSMEDEWERKER)


def decides_changes(who: Asker) -> bool:
    return who.zijde == Zijde.SWV and who.has(Rol.MUTATIEBEHANDELAAR)


def allows_change(who: Asker, actie: SchoolActie, change: Schoolwijziging) -> Decision:
    """Say whether this person may do this to a change of a school now, and if not, why."""
    if actie == SchoolActie.WITHDRAW:
        mine = change.gemeld_door_id == who.user.pk and (who.zijde == Zijde.SCHOOL and bool(who.posts) or who.zijde == Zijde.SWV and who.has(*DESK))
    else:
        mine = decides_changes(who)
    if not mine:
        return Decision(False, CHANGE_NOT_YOURS)
    if actie == SchoolActie.UNDO:
        planned = change.status == SchoolStatus.GOEDGEKEURD and SchoolSoort(change.soort) in PLANNED_KINDS
        return Decision(planned and change.per > who.day, CHANGE_UNDO)
    if change.status != SchoolStatus.VOORGESTELD:
        return Decision(False, CHANGE_DECIDED.format(status=SchoolStatus(change.status).label.lower()))
    if actie != SchoolActie.APPROVE:
        return YES
    if change.gemeld_door_id == who.user.pk:
        return Decision(False, CHANGE_TWO_PEOPLE)
    if SchoolSoort(change.soort) not in PLANNED_KINDS and change.per > who.day:
        return Decision(False, CHANGE_NOT_YET.format(dag=dates.near(change.per)))
    return YES


def require_change(who: Asker, actie: SchoolActie, change: Schoolwijziging) -> None:
    """Refuse what `allows_change` does not allow, with the reason. Wants that she sees the change."""
    if not (decision := allows_change(who, actie, change)):
        raise NotAllowed(decision.reason)
