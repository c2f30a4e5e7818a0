"""The other end of the fence."""

from uuid import UUID

from django.db import transaction

from portal.lib.db import fence_exclusive


def drain(user_id: UUID) -> None:
    """Wait until no mail to this person is under way; call it after her stop has been committed.

    From then on no conversation about her begins. A mail server can hold it up for as long as
    one conversation may last (EMAIL_TIMEOUT).
    """
    with transaction.atomic(durable=True):
        fence_exclusive(user_id)
