"""One card: enough to ask the policy with, no pupil and no text, so it is no look at the dossier."""

from django.http import Http404

from hulpvragen import policy
from hulpvragen.models import Hulpvraag
from hulpvragen.policy import Asker


def card(who: Asker, hulpvraag_id) -> Hulpvraag:
    """Return the card of a hulpvraag that this person may see, or answer 404."""
    found = policy.visible_to(who).select_related("vestiging", "vestiging_daarna", "opsteller_vestiging").filter(pk=hulpvraag_id).first()
    if found is None:
        raise Http404
    return found
