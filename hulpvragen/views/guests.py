"""The tab Toegang: who is invited to read along, inviting, changing it, sending it again and letting somebody go."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import Zijde
from hulpvragen import doubts, policy
from hulpvragen.enums import FROM_OUTSIDE, Action, GastSoort, Onderdeel, ToegangActie, ToegangStaat
from hulpvragen.forms.guests import KINDS, ChangeForm, InviteForm, OneGuestForm
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
from portal.lib.text import listed, normalise_email

from .act_table import OF_ACTION
from .heading import heading, identity
from .persons import reads_until
from .progress import step_url
from .who import asker

NOT_YOURS = "Wie is uitgenodigd om mee te lezen, zien alleen de IB'ers van de school."
NOBODY = "Er is niemand voor wie dit kan."
_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
_BADGE = {
    ToegangStaat.VERSTUURD: "progress", ToegangStaat.GEACCEPTEERD: "ok", ToegangStaat.VERLOPEN: "danger", ToegangStaat.INGETROKKEN: "neutral",
    ToegangStaat.BEEINDIGD: "done",
}


@shows("toegang", "card")
@require_safe
def index(request: HttpRequest, hulpvraag_id):
    """Show who is invited and how each invitation stands; of what the school gave the SWV sees which kind of guest reads along."""
    who = asker(request)
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="toegang")
    h = opened.hulpvraag
    if not policy.sees_guests(who, h):
        raise NotAllowed(NOT_YOURS)
    may = {action for action in ToegangActie if policy.allows_with_guests(who, action, h)}
    return render(request, "hulpvragen/guests.html", identity(who, opened, "guests") | {
        "rows": [_row(who, h, one, may) for one in guests.invited_to(who, h)],
        "at_school": who.zijde == Zijde.SCHOOL,
        "may": bool(may),
        "may_invite": ToegangActie.INVITE in may,
        "steps_of_overleg": [(OF_ACTION[a].button, step_url(opened, OF_ACTION[a])) for a in (Action.START_OVERLEG, Action.END_OVERLEG) if a in opened.actions],
    })


def _row(who: Asker, h: Hulpvraag, one: Invited, may: set) -> dict:
    return {
        "one": one, "who": _named(one), "look": _BADGE[one.staat], "text": _standing(one, who.day), "mails": _mails(who, one),
        "delen": listed([part.label for part in one.delen]), "code": f"{one.code[:4]} {one.code[4:]}" if one.code else "",
        "resend_url": _about(h, "resend_invitation", one) if one.waits and one.own and ToegangActie.RESEND in may else "",
        "change_url": _about(h, "change_guest", one) if one.runs and one.own and ToegangActie.CHANGE in may else "",
        "end_url": reverse("hulpvragen:end_guest", args=[h.pk]) if one.runs and ToegangActie.END in may else "",
        "end_label": "Beëindigen" if one.accepted else "Intrekken",
    }


def _named(one: Invited) -> str:
    return one.user.naam if one.user else one.email or one.soort.label


def _mails(who: Asker, one: Invited) -> str:
    """Say of who was let go today that no mail to her is under way any more."""
    if one.runs or one.over_on != who.day or not one.email:
        return ""
    mails = guests.mails_under_way(one)
    return f"{mails} e-mail{'' if mails == 1 else 's'} onderweg."


def _about(h: Hulpvraag, name: str, one: Invited) -> str:
    return f"{reverse(f'hulpvragen:{name}', args=[h.pk])}?wie={one.id}"


def _standing(one: Invited, day: dt.date) -> str:
    """Say how an invitation stands."""
    if one.not_delivered:
        return "De e-mail is niet aangekomen. Controleer het adres."
    if one.staat == ToegangStaat.VERSTUURD:
        return f"Nog niet aangenomen. De link werkt tot {dates.moment(one.link_until)}."
    if one.staat == ToegangStaat.GEACCEPTEERD:
        return f"Leest mee {reads_until(one.until, day)}."
    if one.staat == ToegangStaat.VERLOPEN and one.accepted:
        return f"Leest niet meer mee sinds {dates.near(one.until + clock.DAY)}."
    if one.staat == ToegangStaat.VERLOPEN:
        return "De link werkt niet meer. Opnieuw sturen?" if one.over_on is None else f"Niet aangenomen. Voorbij sinds {dates.near(one.over_on)}."
    return f"Sinds {dates.near(one.over_on)}."


def block(who: Asker, h: Hulpvraag) -> dict:
    """Return what _guests.html shows on the pages of a concept: who reads along, and what can be done about it."""
    if h.anoniem or who.zijde != Zijde.SCHOOL:
        return {}
    return {
        "guests": [(_named(one), _standing(one, who.day)) for one in guests.running(who, h)],
        "guests_url": reverse("hulpvragen:guests", args=[h.pk]),
        "may_invite": bool(policy.allows_with_guests(who, ToegangActie.INVITE, h)),
    }


# ---- inviting


@does("toegang", "invite")
@require_safe
def invite(request: HttpRequest, hulpvraag_id):
    """Ask what kind of guest it is: each has questions of its own."""
    who = asker(request)
    policy.require_with_guests(who, ToegangActie.INVITE, card(who, hulpvraag_id))
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="toegang")
    choices = [(reverse("hulpvragen:invite_one", kwargs={"hulpvraag_id": hulpvraag_id, "soort": soort}), name, hint) for soort, (name, hint, _) in KINDS.items()]
    return render(request, "hulpvragen/invite.html", heading(who, opened) | {"choices": choices})


@keeps_typed
@does("toegang", "invite")
@_GET_OR_POST
def invite_one(request: HttpRequest, hulpvraag_id, soort: GastSoort):
    """Ask for one person of this kind, and invite her."""
    who = asker(request)
    hulpvraag = card(who, hulpvraag_id)
    policy.require_with_guests(who, ToegangActie.INVITE, hulpvraag)
    about = {"soort": soort, "age": policy.pupil_age(hulpvraag, who.day)}
    if request.method != "POST":
        usual = None if soort in (GastSoort.OUDER, GastSoort.LEERLING16) else who.day + service.USUAL
        form = InviteForm(typed(request), doubts=[], initial={"key": uuid.uuid4(), "laatste_dag": usual, "delen": [Onderdeel.HULPVRAAG]}, **about)
        return _invite_page(request, who, hulpvraag, form)
    doubtful = _doubts(request, who, hulpvraag, soort)
    form = InviteForm(request.POST, doubts=doubtful, **about)
    if not form.is_valid():
        return _invite_page(request, who, hulpvraag, form, doubtful, 422)
    asked = {name: value for name, value in form.cleaned_data.items() if name not in ("again", "klopt", "key")}
    try:
        service.invite(by=who, hulpvraag_id=hulpvraag_id, soort=soort, key=form.cleaned_data["key"] or uuid.uuid4(), **asked)
    except Invalid as fault:
        form.refuse(fault)
        return _invite_page(request, who, hulpvraag, form, doubtful, 422)
    messages.success(request, f"De uitnodiging gaat naar {asked['email']}. Bel nu en noem de code die hieronder staat.")
    return redirect("hulpvragen:guests", hulpvraag_id)


def _doubts(request: HttpRequest, who: Asker, hulpvraag: Hulpvraag, soort: GastSoort) -> list[str]:
    try:
        email = normalise_email(request.POST.get("email", ""))
    except Invalid:
        return []  # the field says what is wrong
    found = doubts.about(email, guests.known_addresses(who, hulpvraag), soort)
    return found + [doubts.PARENT_ELSEWHERE] * guests.is_parent_elsewhere(who, hulpvraag, email)


def _invite_page(request: HttpRequest, who: Asker, hulpvraag: Hulpvraag, form: InviteForm, doubtful: list[str] | tuple = (), status: int = 200):
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag.pk, part="toegang")
    return render(request, "hulpvragen/invite_one.html", heading(who, opened) | {
        "form": form, "doubts": doubtful, "kind": KINDS[form.soort][0], "impossible": service.impossible(who, hulpvraag, form.soort),
        "outside": form.soort in FROM_OUTSIDE, "from_swv": who.zijde == Zijde.SWV,
    }, status=status)


# ---- what is done with one of them


@keeps_typed
@does("toegang", "change")
@_GET_OR_POST
def change(request: HttpRequest, hulpvraag_id):
    """Change the parts or the end of one invitation."""
    who = asker(request)
    hulpvraag = card(who, hulpvraag_id)
    policy.require_with_guests(who, ToegangActie.CHANGE, hulpvraag)
    known = {str(one.id): one for one in guests.invited_to(who, hulpvraag) if one.runs and one.own}
    one = known.get(request.GET.get("wie", ""))
    if one is None:
        opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="toegang")
        return render(request, "hulpvragen/change_guest.html", heading(who, opened) | {"nobody": NOBODY})
    t = one.on_record
    about = {"soort": one.soort, "age": policy.pupil_age(hulpvraag, who.day)}
    stands = {
        "delen": t.delen, "laatste_dag": t.laatste_dag, "laatste_gezag": t.gezag_tot and t.gezag_tot - clock.DAY, "akkoord_op": t.akkoord_op, "versie": t.pk,
    }
    if request.method != "POST":
        return _change_page(request, who, hulpvraag_id, one, ChangeForm(typed(request), initial=stands, **about))
    form = ChangeForm(request.POST, **about)
    if not form.is_valid():
        return _change_page(request, who, hulpvraag_id, one, form, 422)
    asked = form.cleaned_data
    try:
        service.change(by=who, hulpvraag_id=hulpvraag_id, toegang_id=one.id, seen=asked.pop("versie"), **asked)
    except Invalid as fault:
        form.refuse(fault)
        return _change_page(request, who, hulpvraag_id, one, form, 422)
    except Conflict as fault:
        form.add_error(None, fault.message)
        form.data = form.data.copy()
        form.data["versie"] = str(t.pk)
        return _change_page(request, who, hulpvraag_id, one, form, 409)
    messages.success(request, "De toegang is gewijzigd.")
    return redirect("hulpvragen:guests", hulpvraag_id)


def _change_page(request: HttpRequest, who: Asker, hulpvraag_id, one: Invited, form: ChangeForm, status: int = 200):
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="toegang")
    context = heading(who, opened) | {"form": form, "one": one, "who": _named(one), "more": len(one.on_record.hulpvragen) > 1}
    return render(request, "hulpvragen/change_guest.html", context, status=status)


@keeps_typed
@does("toegang", "resend")
@_GET_OR_POST
def resend(request: HttpRequest, hulpvraag_id):
    """Send an invitation again; the link and the code before it are dead."""
    return _about_one(request, hulpvraag_id, ToegangActie.RESEND)


@keeps_typed
@does("toegang", "end")
@_GET_OR_POST
def end(request: HttpRequest, hulpvraag_id):
    """Let a guest go, or take an invitation back, at once."""
    return _about_one(request, hulpvraag_id, ToegangActie.END)


_DO = {
    ToegangActie.RESEND: (service.resend, "De uitnodiging gaat opnieuw naar dit adres. De oude link en code werken niet meer. Bel en noem de nieuwe code."),
    ToegangActie.END: (service.end, "Deze persoon leest niet meer mee."),
}


def _about_one(request: HttpRequest, hulpvraag_id, action: ToegangActie):
    who = asker(request)
    hulpvraag = card(who, hulpvraag_id)
    policy.require_with_guests(who, action, hulpvraag)
    people = [(str(one.id), _named(one)) for one in guests.invited_to(who, hulpvraag) if (one.runs if action == ToegangActie.END else one.waits and one.own)]
    if request.method != "POST":
        return _about_page(request, who, hulpvraag_id, action, OneGuestForm(typed(request), people=people, initial={"wie": request.GET.get("wie")}))
    form, (do, done) = OneGuestForm(request.POST, people=people), _DO[action]
    if not form.is_valid():
        if action == ToegangActie.END and guests.was_invited(hulpvraag, request.POST.get("wie", "")):
            return _over(request, hulpvraag_id, done)  # sent twice
        return _about_page(request, who, hulpvraag_id, action, form, 422)
    try:
        do(by=who, hulpvraag_id=hulpvraag_id, toegang_id=uuid.UUID(form.cleaned_data["wie"]))
    except Invalid as fault:
        if fault.message == service.GONE and action == ToegangActie.END:
            return _over(request, hulpvraag_id, done)  # sent twice at once
        form.add_error(fault.field, fault.message)
        return _about_page(request, who, hulpvraag_id, action, form, 422)
    except Conflict as fault:
        form.add_error(None, fault.message)
        return _about_page(request, who, hulpvraag_id, action, form, 409)
    return _over(request, hulpvraag_id, done)


def _over(request: HttpRequest, hulpvraag_id, done: str):
    messages.success(request, done)
    return redirect("hulpvragen:guests", hulpvraag_id)


def _about_page(request: HttpRequest, who: Asker, hulpvraag_id, action: ToegangActie, form: OneGuestForm, status: int = 200):
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="toegang")
    context = heading(who, opened) | {"form": form, "ends": action == ToegangActie.END, "link_days": service.LINK_DAYS // clock.DAY}
    return render(request, "hulpvragen/one_guest.html", context, status=status)
