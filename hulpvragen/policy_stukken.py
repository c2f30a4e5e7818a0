"""Wall 1 for what hangs on a hulpvraag: its documents, berichten and notities, in their two compartments."""

from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.enums import Rol, Zijde
from portal.lib.errors import NotAllowed

from . import policy, workflow
from .enums import Deel, GastSoort, Onderdeel, Status, StukActie
from .models import Bericht, Document, Hulpvraag, Notitie, Piece, Toewijzing
from .policy import CONTENT, YES, Asker, Decision

NOT_YOURS = "Dit hoort niet bij uw rol voor deze hulpvraag."
NOT_ASSIGNED = "Downloaden kan als deze hulpvraag aan u is toegewezen. Bekijken kan wel."
_PART_OF = {Document: Onderdeel.DOCUMENTEN, Bericht: Onderdeel.BERICHTEN}
_BY_GUESTS = {StukActie.ADD_BERICHT: Onderdeel.BERICHTEN}
_BY_SWV_ALONE = {StukActie.GIVE_OUT}
_NOTHING, _ANYTHING = Q(pk__in=[]), ~Q(pk__in=[])
_GETS_COPIES = (GastSoort.OUDER, GastSoort.LEERLING16)


def visible(who: Asker, model: type[Piece], hulpvraag: Hulpvraag) -> QuerySet:
    """Return the documents, berichten or notities of one hulpvraag that this person may read, none when she may read none."""
    of_hulpvraag = model.objects.filter(hulpvraag=hulpvraag)
    if who.zijde == Zijde.GAST:
        return of_hulpvraag.filter(_of_guest(who, model, hulpvraag))
    if not policy.sees(who, hulpvraag.pk, CONTENT):
        return of_hulpvraag.none()
    if who.zijde == Zijde.SCHOOL:
        given_out = Q(deel=Deel.SWV, verstrekt_at__isnull=False) if hulpvraag.ingediend else _NOTHING
        return of_hulpvraag.filter(_readable(who, model) & (Q(deel=Deel.SCHOOL) | given_out))
    sent_along = Q(alleen_school=False) if model in (Bericht, Notitie) else _ANYTHING
    return of_hulpvraag.filter(_readable(who, model) & sent_along)


def _readable(who: Asker, model: type[Piece]) -> Q:
    """A bericht that was not sent is its writer's alone, on the side on which she writes it."""
    return Q(verzonden_at__isnull=False) | _own(who) if model is Bericht else _ANYTHING


def _own(who: Asker) -> Q:
    return Q(created_by=who.user, zijde=who.zijde)


def _of_guest(who: Asker, model: type[Piece], hulpvraag: Hulpvraag) -> Q:
    if model is Notitie:
        return _NOTHING
    found = _NOTHING
    if invited_to(who, hulpvraag, _PART_OF[model]):
        found = Q(deel=Deel.SCHOOL)
        if model is Bericht:
            found &= Q(verzonden_at__isnull=False, voor_genodigden=True) | _own(who)
    if model is Document and hulpvraag.status in workflow.DECIDED and _gets_copies(who, hulpvraag):
        found |= Q(deel=Deel.SWV, verstrekt_at__isnull=False)
    return found


def invited_to(who: Asker, hulpvraag: Hulpvraag, deel: Onderdeel) -> bool:
    """Return whether this guest may see this part of a hulpvraag today."""
    return any(Hulpvraag.objects.filter(branch, pk=hulpvraag.pk).exists() for branch in policy.guest_branches(who, deel))


def _gets_copies(who: Asker, hulpvraag: Hulpvraag) -> bool:
    """A parent or the pupil, who reads the outcome itself, reads the reports that were given out with it (WPO 18a lid 14)."""
    named = policy.invitations_to(who, hulpvraag, Onderdeel.HULPVRAAG)
    return any(toegang.soort in _GETS_COPIES for toegang in named)


def allows(who: Asker, action: StukActie, hulpvraag: Hulpvraag) -> Decision:
    """Say whether this person may do this with what hangs on a hulpvraag now, and if not, why."""
    closed = Decision(False, f"Dit kan niet bij een hulpvraag met de status ‘{Status(hulpvraag.status).label}’.")
    if who.zijde == Zijde.GAST:
        deel = _BY_GUESTS.get(action)
        return YES if deel and invited_to(who, hulpvraag, deel) else Decision(False, NOT_YOURS)
    if not policy.sees(who, hulpvraag.pk, CONTENT) or (action in _BY_SWV_ALONE and who.zijde != Zijde.SWV):
        return Decision(False, NOT_YOURS)
    if hulpvraag.status in workflow.CLOSED:
        return closed
    if action == StukActie.DOWNLOAD and who.zijde == Zijde.SWV and not who.has(Rol.LOKET) and not _assigned(who, hulpvraag):
        return Decision(False, NOT_ASSIGNED)
    return YES


def _assigned(who: Asker, hulpvraag: Hulpvraag) -> bool:
    return Toewijzing.objects.filter(user=who.user, hulpvraag=hulpvraag, geldig__contains=who.day, replaced_at=None).exists()


def require(who: Asker, action: StukActie, hulpvraag: Hulpvraag) -> None:
    """Refuse what `allows` does not allow. Not visible: 404. Visible but not allowed: 403 with the reason."""
    decision = allows(who, action, hulpvraag)
    if not decision and not policy.sees(who, hulpvraag.pk):
        raise Http404
    if not decision:
        raise NotAllowed(decision.reason)


def own_part(who: Asker) -> Deel:
    """Return the compartment of this person's side: there she adds, and there she takes away."""
    return Deel.SWV if who.zijde == Zijde.SWV else Deel.SCHOOL


def sees_part(who: Asker, hulpvraag: Hulpvraag, deel: Onderdeel) -> bool:
    """Return whether the pages of this part are for this person: the content, or as a guest that part."""
    if who.zijde == Zijde.GAST:
        return invited_to(who, hulpvraag, deel) or (deel == Onderdeel.DOCUMENTEN and _gets_copies(who, hulpvraag) and visible(who, Document, hulpvraag).exists())
    return policy.sees(who, hulpvraag.pk, CONTENT)
