"""The tab Toegang: who is invited to read along, inviting a colleague, sending it again and letting somebody go."""

import uuid

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import Zijde
from hulpvragen import doubts, policy
from hulpvragen.enums import Action, ToegangActie, ToegangStaat
from hulpvragen.forms.guests import InviteForm, OneGuestForm
from hulpvragen.models import Hulpvraag
from hulpvragen.policy import Asker
from hulpvragen.queries import guests
from hulpvragen.queries.cards import card
from hulpvragen.queries.guests import Invited
from hulpvragen.services import guests as service
from hulpvragen.services import reading
from portal.lib import clock, dates
from portal.lib.errors import Conflict, Invalid, NotAllowed
from portal.lib.http import does, keeps_typed, shows, typed
from portal.lib.text import normalise_email

from .act_table import OF_ACTION
from .heading import heading, identity
from .progress import step_url
from .who import asker

NOT_YOURS = "Wie is uitgenodigd om mee te lezen, zien alleen de IB'ers van de school."
_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
_BADGE = {
    ToegangStaat.VERSTUURD: "progress", ToegangStaat.GEACCEPTEERD: "ok", ToegangStaat.VERLOPEN: "danger", ToegangStaat.INGETROKKEN: "neutral",
    ToegangStaat.BEEINDIGD: "done",
}


@shows("toegang", "card")
@require_safe
def index(request: HttpRequest, hulpvraag_id):
    """Show who is invited and how each invitation stands; to the SWV which kind of guest reads along."""
    who = asker(request)
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="toegang")
    h = opened.hulpvraag
    if not policy.sees_guests(who, h):
        raise NotAllowed(NOT_YOURS)
    may = {action for action in ToegangActie if policy.allows_with_guests(who, action, h)}
    return render(request, "hulpvragen/guests.html", identity(who, opened, "guests") | {
        "rows": [_row(h, one, may) for one in guests.invited_to(who, h)],
        "at_school": who.zijde == Zijde.SCHOOL,
        "may_invite": ToegangActie.INVITE in may,
        "steps_of_overleg": [(OF_ACTION[a].button, step_url(opened, OF_ACTION[a])) for a in (Action.START_OVERLEG, Action.END_OVERLEG) if a in opened.actions],
    })


def _row(h: Hulpvraag, one: Invited, may: set) -> dict:
    waits = one.staat in (ToegangStaat.VERSTUURD, ToegangStaat.VERLOPEN) and one.over_on is None
    return {
        "one": one, "who": one.user.naam if one.user else one.email or one.soort.label, "look": _BADGE[one.staat], "text": _standing(one),
        "resend_url": _about(h, "resend_invitation", one) if waits and ToegangActie.RESEND in may else "",
        "end_url": _about(h, "end_guest", one) if one.over_on is None and (waits or one.staat == ToegangStaat.GEACCEPTEERD) and ToegangActie.END in may else "",
        "end_label": "Beëindigen" if one.user else "Intrekken",
    }


def _about(h: Hulpvraag, name: str, one: Invited) -> str:
    return f"{reverse(f'hulpvragen:{name}', args=[h.pk])}?wie={one.id}"


def _standing(one: Invited) -> str:
    """Say how an invitation stands."""
    if one.not_delivered:
        return "De e-mail is niet aangekomen. Controleer het adres."
    if one.staat == ToegangStaat.VERSTUURD:
        return f"Nog niet aangenomen. De link werkt tot {dates.moment(one.link_until)}."
    if one.staat == ToegangStaat.GEACCEPTEERD:
        return f"Leest mee tot en met {dates.near(one.until)}." if one.until else "Leest mee."
    if one.staat == ToegangStaat.VERLOPEN:
        return "De link werkt niet meer." if one.over_on is None else f"Niet aangenomen. Voorbij sinds {dates.near(one.over_on)}."
    return f"Sinds {dates.near(one.over_on)}."


def block(who: Asker, h: Hulpvraag) -> dict:
    """Return what _guests.html shows on the pages of a concept: who reads along, and what can be done about it."""
    if h.anoniem or who.zijde != Zijde.SCHOOL:
        return {}
    return {
        "guests": [(one.user.naam if one.user else one.email, _standing(one)) for one in guests.running(who, h)],
        "guests_url": reverse("hulpvragen:guests", args=[h.pk]),
        "may_invite": bool(policy.allows_with_guests(who, ToegangActie.INVITE, h)),
    }


@keeps_typed
@does("toegang", "invite")
@_GET_OR_POST
def invite(request: HttpRequest, hulpvraag_id):
    """Ask for one colleague, and invite her."""
    who = asker(request)
    hulpvraag = card(who, hulpvraag_id)
    policy.require_with_guests(who, ToegangActie.INVITE, hulpvraag)
    if request.method != "POST":
        form = InviteForm(typed(request), doubts=[], initial={"key": uuid.uuid4(), "laatste_dag": who.day + service.USUAL})
        return _invite_page(request, who, hulpvraag_id, form)
    about = _doubts(request, who, hulpvraag)
    form = InviteForm(request.POST, doubts=about)
    if not form.is_valid():
        return _invite_page(request, who, hulpvraag_id, form, about, 422)
    asked = form.cleaned_data
    try:
        service.invite(
            by=who, hulpvraag_id=hulpvraag_id, email=asked["email"], soort=asked["soort"], laatste_dag=asked["laatste_dag"],
            key=asked["key"] or uuid.uuid4(),
        )
    except Invalid as fault:
        form.add_error(fault.field, fault.message)
        return _invite_page(request, who, hulpvraag_id, form, about, 422)
    messages.success(request, f"De uitnodiging gaat naar {asked['email']}.")
    return redirect("hulpvragen:guests", hulpvraag_id)


def _doubts(request: HttpRequest, who: Asker, hulpvraag: Hulpvraag) -> list[str]:
    try:
        return doubts.about(normalise_email(request.POST.get("email", "")), guests.known_addresses(who, hulpvraag))
    except Invalid:
        return []  # the field says what is wrong


def _invite_page(request: HttpRequest, who: Asker, hulpvraag_id, form: InviteForm, about: list[str] | tuple = (), status: int = 200):
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="toegang")
    context = heading(who, opened) | {"form": form, "doubts": about}
    return render(request, "hulpvragen/invite.html", context, status=status)


@keeps_typed
@does("toegang", "resend")
@_GET_OR_POST
def resend(request: HttpRequest, hulpvraag_id):
    """Send an invitation again; the link of the mail before it is dead."""
    return _about_one(request, hulpvraag_id, ToegangActie.RESEND)


@keeps_typed
@does("toegang", "end")
@_GET_OR_POST
def end(request: HttpRequest, hulpvraag_id):
    """Let a guest go, or take an invitation back, at once."""
    return _about_one(request, hulpvraag_id, ToegangActie.END)


_DO = {
    ToegangActie.RESEND: (service.resend, "De uitnodiging gaat opnieuw naar dit adres. De oude link werkt niet meer."),
    ToegangActie.END: (service.end, "Deze collega leest niet meer mee."),
}


def _about_one(request: HttpRequest, hulpvraag_id, action: ToegangActie):
    who = asker(request)
    hulpvraag = card(who, hulpvraag_id)
    policy.require_with_guests(who, action, hulpvraag)
    people = [(str(one.id), one.user.naam if one.user else one.email) for one in guests.invited_to(who, hulpvraag) if _fits(one, action)]
    if request.method != "POST":
        return _about_page(request, who, hulpvraag_id, action, OneGuestForm(typed(request), people=people, initial={"wie": request.GET.get("wie")}))
    form = OneGuestForm(request.POST, people=people)
    if not form.is_valid():
        return _about_page(request, who, hulpvraag_id, action, form, 422)
    do, done = _DO[action]
    try:
        do(by=who, hulpvraag_id=hulpvraag_id, toegang_id=uuid.UUID(form.cleaned_data["wie"]))
    except Invalid as fault:
        form.add_error(fault.field, fault.message)
        return _about_page(request, who, hulpvraag_id, action, form, 422)
    except Conflict as fault:
        form.add_error(None, fault.message)
        return _about_page(request, who, hulpvraag_id, action, form, 409)
    messages.success(request, done)
    return redirect("hulpvragen:guests", hulpvraag_id)


def _fits(one: Invited, action: ToegangActie) -> bool:
    waits = one.over_on is None and one.staat in (ToegangStaat.VERSTUURD, ToegangStaat.VERLOPEN)
    return waits or (action == ToegangActie.END and one.staat == ToegangStaat.GEACCEPTEERD)


def _about_page(request: HttpRequest, who: Asker, hulpvraag_id, action: ToegangActie, form: OneGuestForm, status: int = 200):
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="toegang")
    context = heading(who, opened) | {"form": form, "ends": action == ToegangActie.END, "link_days": service.LINK_DAYS // clock.DAY}
    return render(request, "hulpvragen/one_guest.html", context, status=status)
