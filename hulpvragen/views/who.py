"""Who asks, once per request: the frame around a page asks the same as the page."""

from hulpvragen import policy
from hulpvragen.policy import Asker


def asker(request) -> Asker:
    """Return who is asking, with her posts of this moment."""
    if not hasattr(request, "asker"):
        request.asker = policy.asker(request.user, request.zijde)
    return request.asker
