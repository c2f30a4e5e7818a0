"""Who asks, once per request: the frame around a page asks the same as the page."""

from hulpvragen.policy import Asker
from portal.lib.http import PortalRequest


def asker(request: PortalRequest) -> Asker:
    """Return who is asking, with her posts of this moment; the request's transaction looked them up."""
    return request.asker
