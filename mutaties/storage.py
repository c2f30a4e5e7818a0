"""What somebody wrote about a mutatie, sealed under the master key and bound to its row."""

import uuid

from portal.lib.crypto import open_secret, seal_secret

VERLOOP, INSCHATTING, INLEES = "verloop", "inschatting", "inlees"


def purpose(kind: str, row_id: uuid.UUID) -> str:
    """Return what a sealed text is bound to."""
    return f"{kind}|{row_id}"


def seal(row_id: uuid.UUID, text: str, kind: str = VERLOOP) -> str:
    """Return a text as it is kept; nothing is sealed too, so that all of a column lies under a key."""
    return seal_secret(purpose(kind, row_id), text.encode())


def unseal(row_id: uuid.UUID, sealed: str, kind: str = VERLOOP) -> str:
    """Return a text as it was written."""
    return open_secret(purpose(kind, row_id), sealed).decode()
