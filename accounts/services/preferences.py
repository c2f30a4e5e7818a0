"""How somebody wants to see the portal: kept for her, and carried by her sessions."""

from accounts.models import User, Voorkeur
from portal.audit.services import record


def preferences_of(user: User) -> Voorkeur:
    """Return what she chose, or what holds for whoever never did."""
    return Voorkeur.objects.filter(user=user).first() or Voorkeur(user=user)


def choose(*, by: User, request, thema: str, digibord_bij_inloggen: bool) -> None:
    """Keep her choice; this session follows at once, her others at their next log-in."""
    chosen = Voorkeur(user=by, thema=thema, digibord_bij_inloggen=digibord_bij_inloggen)
    Voorkeur.objects.bulk_create([chosen], update_conflicts=True, unique_fields=["user"], update_fields=["thema", "digibord_bij_inloggen"])
    request.session["thema"] = thema
    record(event="account.preferences_changed", by=by, object_type="user", object_id=by.pk, detail={"thema": thema, "digibord": digibord_bij_inloggen})


def begin(*, request, user: User) -> None:
    """Let a session that has just passed the log-in look as she chose. Wants her identity in the transaction."""
    chosen = preferences_of(user)
    request.session["thema"] = chosen.thema
    show_on_digibord(request=request, on=chosen.digibord_bij_inloggen)


def show_on_digibord(*, request, on: bool) -> None:
    """Turn digibordstand on or off in this session, until the log-out."""
    request.session["digibord"] = on
