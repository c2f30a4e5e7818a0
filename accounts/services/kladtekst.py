"""What is typed and not sent: kept sealed for who typed it, shown again on its page, gone when it was sent.

A form that arrives on a locked or lost session is not carried out; its text is kept here. With JavaScript
the page also keeps it while somebody types. It never goes into the session, the browser or an address.
"""

import datetime as dt
import json
import re
import uuid

from django.http import HttpRequest, QueryDict

from accounts.models import Kladtekst, User
from portal.lib import clock, declared
from portal.lib.crypto import open_secret, seal_secret
from portal.lib.db import one
from portal.lib.http import Kept, Klad
from portal.lib.text import find_bsn

KEPT_FOR = dt.timedelta(days=7)
LONGEST = 200_000  # characters of one form, as JSON
LONGEST_PATH = 400
MOST = 25  # forms per person; the oldest give way
FIELD = "klad"  # what a form carries its key in
PAGE = "klad_pad"  # and the page it stands on, when it is kept while typing
_CARRIED = {"csrfmiddlewaretoken", FIELD, PAGE}
_UNTYPED = {"version", "key", "weg", "verwijderen"}  # what a page carries along, and its buttons: alone it is no text
_SECRET = re.compile(r"password|wachtwoord|token|otp|geheim|(^|[-_])code$", re.IGNORECASE)


def key_of(posted: QueryDict) -> uuid.UUID:
    """Return the key that a form carries, or a fresh one."""
    try:
        return uuid.UUID(posted.get(FIELD, ""))
    except ValueError:
        return uuid.uuid4()


def begin(*, request: HttpRequest) -> Klad:
    """Return the form of this page: on arrival with the newest text that she kept here, if there is one."""
    if request.method == "POST":
        return Klad(key_of(request.POST))
    mine = Kladtekst.objects.filter(user=request.user, zijde=request.zijde or "", kept_at__gt=clock.now() - KEPT_FOR)
    row = mine.filter(pad=request.get_full_path()).order_by("-kept_at").first()
    return _opened(row) if row else Klad(uuid.uuid4())


def holds_text(posted: QueryDict) -> bool:
    """Say whether somebody typed or chose anything in this form."""
    return any(value.strip() for name, values in posted.lists() if _is_kept(name) and name not in _UNTYPED for value in values)


def keep(*, by: User, zijde: str | None, pad: str, posted: QueryDict) -> bool:
    """Keep what was typed on this page, in place of what this very form kept before; return whether it is kept.

    Passwords, codes and what looks like a BSN are left out. Wants the identity of `by` in the transaction.
    """
    fields, left_out = _without_secrets(posted)
    text = json.dumps({"velden": fields, "weggelaten": left_out})
    if not holds_text(posted) or len(text) > LONGEST or len(pad) > LONGEST_PATH or not by.is_active:
        return False
    key = key_of(posted)
    row = Kladtekst(user=by, zijde=zijde or "", pad=pad, sleutel=key, velden=seal_secret(purpose(by.pk, key), text.encode()))
    Kladtekst.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["user", "zijde", "sleutel"], update_fields=["pad", "velden", "kept_at"]
    )
    mine = Kladtekst.objects.filter(user=by).order_by("-kept_at")
    Kladtekst.objects.filter(pk__in=list(mine.values_list("pk", flat=True)[MOST:])).delete()
    return True


def forget(*, by: User, sleutel: uuid.UUID) -> None:
    """Throw away what was kept of a form: it was sent, or she does not want it any more."""
    Kladtekst.objects.filter(user=by, sleutel=sleutel).delete()


def forget_old() -> None:
    """Throw away what nobody came back for, of everybody."""
    one("select app_forget_kladtekst(%s)", clock.now() - KEPT_FOR)


def _is_kept(name: str) -> bool:
    return name not in _CARRIED and not name.endswith(declared.SUFFIX)  # of a number she says again what it is


def _without_secrets(posted: QueryDict) -> tuple[dict[str, list[str]], bool]:
    fields = {name: values for name, values in posted.lists() if _is_kept(name) and not _SECRET.search(name)}
    with_bsn = {name for name, values in fields.items() if any(map(find_bsn, values))}
    return {name: values for name, values in fields.items() if name not in with_bsn}, bool(with_bsn)


def _opened(row: Kladtekst) -> Klad:
    kept = json.loads(open_secret(purpose(row.user_id, row.sleutel), row.velden))
    velden = Kept(mutable=True)
    for name, values in kept["velden"].items():
        velden.setlist(name, values)
    return Klad(row.sleutel, velden, row.kept_at, kept["weggelaten"])


def purpose(user_id: uuid.UUID, sleutel: uuid.UUID) -> str:
    """Return what the sealed fields of one form are bound to."""
    return f"kladtekst|{user_id}|{sleutel}"
