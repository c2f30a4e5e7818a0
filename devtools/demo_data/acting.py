"""Acting as one of the demo's people, with everything around her that a request would have."""

from contextlib import contextmanager

from accounts.enums import Zijde
from accounts.models import User
from accounts.services.log_in import arrived
from devtools import harness
from hulpvragen.policy import asker
from portal.audit import context


@contextmanager
def acting(user: User, zijde: Zijde):
    """Act as this person behind both walls; yields who is asking. The trail knows her side and roles."""
    with harness.act(user, zijde):
        who = asker(user, zijde)
        arrived(user)
        with context.begin(source="web", actor=user, zijde=zijde, roles=[post.rol for post in who.posts]):
            yield who
