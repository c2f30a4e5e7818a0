"""What slows down who guesses a password: django-axes, made to treat everybody alike.

Five wrong passwords stop one account from one address for a quarter of an hour, so colleagues
behind that address go on. Twenty, from wherever they come, stop the account for every browser
that never logged in to it: the owner keeps hers (OWASP, "device cookies"), and a reset gives her
another. Nothing that was typed is kept: of an account only a fingerprint.
"""

from axes.backends import AxesStandaloneBackend
from axes.exceptions import AxesBackendPermissionDenied
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_cool_off, get_failure_limit
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse

from portal.lib import clock
from portal.lib.crypto import fingerprint
from portal.lib.db import one

EVERYWHERE = 20  # wrong passwords for one account from all addresses
CODES = 5  # tries of the code of one invitation in a quarter of an hour
MAILS = 3  # links to one address in a quarter of an hour
REPORTS, REPORTS_EVERYWHERE = 3, 40  # changes of people reported without an account, in a quarter of an hour
KNOWN_FOR = 90 * 24 * 3600  # seconds that a browser stays known
_TURNS = 8  # namespace of the advisory locks on accounts


def account_key(request, credentials: dict | None) -> str:
    """Return what axes knows an account by; the address itself is not kept."""
    known = credentials or {}
    return fingerprint("log-in", known.get("username") or known.get("email") or "")


def bare(request: HttpRequest) -> HttpRequest:
    """Return what axes may know of a request: it would keep forms, and masks no password of a wizard."""
    shown = HttpRequest()
    shown.META = {"REMOTE_ADDR": request.META.get("REMOTE_ADDR") or None}
    shown.COOKIES = request.COOKIES
    return shown


def remember_browser(response: HttpResponse, email: str) -> None:
    """Let the owner of this account in from this browser, whatever others try."""
    account = account_key(None, {"email": email})
    response.set_signed_cookie(
        _cookie(account), "1", salt=account, max_age=KNOWN_FOR, httponly=True,
        samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def _knows_browser(request: HttpRequest, account: str) -> bool:
    return request.get_signed_cookie(_cookie(account), default=None, salt=account, max_age=KNOWN_FOR) is not None


def _cookie(account: str) -> str:
    return f"{settings.SESSION_COOKIE_NAME}-bekend-{account[:12]}"


class Backend(AxesStandaloneBackend):
    """Refuses who must wait, after the same work as for a wrong password."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        try:
            super().authenticate(request, username=username, password=password, **kwargs)
        except AxesBackendPermissionDenied:
            request.braked = True
            get_user_model()().set_password(password)
            raise


class Handler(AxesDatabaseHandler):
    """Counts per account and address, and per account; one guess at a time for each account."""

    def is_locked(self, request, credentials=None) -> bool:
        account = account_key(request, credentials)
        _take_turns(account)
        here, limit = self.get_failures(request, credentials), get_failure_limit(request, credentials)
        if _knows_browser(request, account):
            return here >= 2 * limit  # another guesser behind her address had the first five
        return here >= limit or self._everywhere(account) >= EVERYWHERE

    def clean_expired_user_attempts(self, request=None, credentials=None) -> int:
        """Throw away what is too old to count; leave to another request what that is throwing away."""
        expired = AccessAttempt.objects.filter(attempt_time__lt=_since())
        with transaction.atomic():
            rows = list(expired.select_for_update(skip_locked=True).values_list("pk", flat=True))
            return AccessAttempt.objects.filter(pk__in=rows).delete()[0]

    @staticmethod
    def _everywhere(account: str) -> int:
        recent = AccessAttempt.objects.filter(username=account, attempt_time__gte=_since())
        return recent.aggregate(n=Sum("failures_since_start"))["n"] or 0


def may_mail(email: str) -> bool:
    """Return whether a link may be mailed to this address once more, and count it; for nobody's address too."""
    return _once_more(fingerprint("mail", email), MAILS)


def may_try_code(link: str) -> bool:
    """Return whether the code of this invitation may be tried once more, and count it."""
    return _once_more(fingerprint("code", link), CODES)


def may_report(origin: str) -> bool:
    """Return whether somebody without an account may report a change once more, and count it: from here, and from everywhere."""
    return _once_more(fingerprint("melding", origin), REPORTS) and _once_more(fingerprint("melding", ""), REPORTS_EVERYWHERE)


def _once_more(key: str, limit: int) -> bool:
    _take_turns(key)
    if AccessAttempt.objects.filter(username=key, attempt_time__gte=_since()).count() >= limit:
        return False
    AccessAttempt.objects.create(username=key, failures_since_start=1)
    return True


def _take_turns(key: str) -> None:
    """Wait until what others count for the same account is committed."""
    one("select pg_advisory_xact_lock(%s, %s)", _TURNS, int(key[:8], 16) - 2**31)


def _since():
    return clock.now() - get_cool_off()


def wrong_passwords(email: str) -> int:
    """Return how many wrong passwords were tried on this account in the last quarter of an hour, from everywhere."""
    return Handler._everywhere(account_key(None, {"email": email}))


def release(email: str) -> None:
    """Forget the wrong passwords for this account: its owner has proved herself by mail."""
    AccessAttempt.objects.filter(username=account_key(None, {"email": email})).delete()
