"""The accounts of others: a list that finds who cannot get in, and a page for each. No dossier anywhere."""

import uuid
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import Rol
from accounts.forms.accounts import SearchForm
from accounts.models import Aanstelling
from accounts.policy import has_role
from accounts.queries import accounts as read
from accounts.queries import stops
from accounts.queries.accounts import GUESTS, LEAVES, NEVER_IN, NO_POST, NO_SECOND, OFF, SCHOOL, STAFF, SWV, Account
from accounts.services import people
from portal.lib import clock, dates
from portal.lib.errors import NotAllowed
from portal.lib.http import PortalRequest, does, shows

LISTS = {
    STAFF: "Iedereen", NO_POST: "Zonder aanstelling", NEVER_IN: "Nooit ingelogd", NO_SECOND: "Tweede stap ontbreekt",
    LEAVES: "Vertrekt binnenkort", SCHOOL: "Scholen", SWV: "{swv}", OFF: "Uitgezet", GUESTS: "Genodigden",
}  # fmt: skip
BRAKE = 5  # wrong passwords from one place stop the log-in for a quarter of an hour


def _uuid(typed: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(typed)
    except ValueError:
        return None


def _address(toon: str, after: uuid.UUID | None = None) -> str:
    query = urlencode({name: value for name, value in {"toon": toon, "na": after and str(after)}.items() if value})
    return reverse("accounts:people") + (f"?{query}" if query else "")


@shows("account", "content")
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: PortalRequest):
    """Show a list of accounts; what is looked for is posted, as are the pages after it."""
    asked = request.POST if request.method == "POST" else request.GET
    toon = asked.get("toon", STAFF)
    toon = toon if toon in LISTS else STAFF
    form = SearchForm(request.POST if request.method == "POST" else None)
    q = form.cleaned_data["q"] if form.is_valid() else ""
    after = _uuid(asked.get("na", ""))
    page = read.accounts_for(request.user, request.zijde, q=q, toon=toon, after=after)
    context = {
        "form": form,
        "q": q,
        "toon": toon,
        "title": _label(toon),
        "rows": [(one, signs(one)) for one in page.accounts],
        "chips": [(_label(name), _address(name), name == toon, page.counts[name]) for name in LISTS if name in page.counts],
        "lists": [(name, _label(name), page.counts[name]) for name in LISTS if name in page.counts],
        "total": page.counts[toon],
        "following": page.following,
        "after": after,
        "first_url": after and _address(toon),
        "next_url": page.following and _address(toon, page.following),
    }
    return render(request, "accounts/people.html", context, status=422 if form.errors else 200)


def _label(toon: str) -> str:
    return LISTS[toon].format(swv=settings.PORTAL_SWV_NAAM)


def signs(one: Account) -> list[tuple[str, bool]]:
    """Return in a few words how it stands with an account, each with whether there is something to act on."""
    if not one.user.is_active:
        return [("Uitgezet", False)]
    found = [("Tijdelijk geen toegang", False)] if one.stopped else []
    if not one.masked and not one.posts:
        found.append(("Geen aanstelling", True))
    if one.last_day:
        found.append((f"Vertrekt, laatste dag {dates.near(one.last_day)}", False))
    if one.last_log_in is None:
        found.append(("Nooit ingelogd", not one.masked))
    elif not one.second_factor:
        found.append(("Tweede stap ontbreekt", True))
    return found


@shows("account", "content")
@require_safe
def person(request: PortalRequest, pk: uuid.UUID):
    opened = people.open_person(by=request.user, zijde=request.zijde, person_id=pk)
    account = opened.account
    manages = has_role(request.user, request.zijde, Rol.BEHEERDER)
    context = {
        "opened": opened,
        "account": account,
        "signs": signs(account),
        "posts": [(post, _when(post, stopped)) for post, stopped in opened.history],
        "manages": manages,
        "own": account.user.pk == request.user.pk,
        "may_send_link": manages and account.user.is_active and not account.masked and account.last_log_in is None,
        "may_restore": manages and account.user.is_active and account.second_factor and not account.masked and account.user.pk != request.user.pk,
        "may_end": manages and account.user.is_active and account.user.pk != request.user.pk,
        "may_block": account.user.is_active and _may_block(request, pk),
        "braked": opened.wrong_passwords >= BRAKE,
    }
    return render(request, "accounts/person.html", context)


def _may_block(request: PortalRequest, pk: uuid.UUID) -> bool:
    target = None if pk == request.user.pk else stops.target_for(request.user, request.zijde, pk)
    return target is not None and target.is_open


def _when(post: Aanstelling, stopped: bool) -> str:
    today = clock.today()
    if post.begin and post.begin > today:
        return f"start op {dates.near(post.begin)}" + (f", tot en met {dates.near(post.laatste_dag)}" if post.laatste_dag else "")
    if post.laatste_dag and post.laatste_dag < today:
        return f"van {dates.near(post.begin)} tot en met {dates.near(post.laatste_dag)}"
    if stopped:
        return "tijdelijk geen toegang"
    since = f"sinds {dates.near(post.begin)}"
    return f"{since}, laatste dag met toegang {dates.near(post.laatste_dag)}" if post.laatste_dag else since


@does("account", "end_sessions")
@require_POST
def end_sessions(request: PortalRequest, pk: uuid.UUID):
    ended = people.end_sessions(by=request.user, zijde=request.zijde, person_id=pk)
    if ended:
        messages.success(request, "Alle sessies zijn beëindigd. Deze persoon krijgt hierover een e-mail.")
    else:
        messages.info(request, "Deze persoon was nergens ingelogd.")
    return redirect("accounts:person", pk=pk)


@does("account", "send_link")
@require_POST
def send_link(request: PortalRequest, pk: uuid.UUID):
    try:
        people.send_link(by=request.user, zijde=request.zijde, person_id=pk)
    except NotAllowed as refusal:
        if refusal.reason == people.ONLY_BEHEERDER:
            raise
        messages.warning(request, refusal.reason)
    else:
        messages.success(request, "De inloglink is verstuurd. De link werkt 30 minuten.")
    return redirect("accounts:person", pk=pk)
