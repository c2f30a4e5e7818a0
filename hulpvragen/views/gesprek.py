"""The tabs Berichten and Notities: what people say to each other about a hulpvraag, and what they write down for themselves."""

import uuid
from collections import Counter
from types import SimpleNamespace

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from accounts.enums import Zijde
from hulpvragen import policy_stukken
from hulpvragen.enums import Deel, GastSoort, Onderdeel, StukActie
from hulpvragen.forms.gesprek import BerichtForm, NotitieForm
from hulpvragen.models import Bericht, Hulpvraag, Notitie, Toegang
from hulpvragen.policy import Asker
from hulpvragen.queries import gesprek as queries
from hulpvragen.queries.cards import card
from hulpvragen.queries.gesprek import BERICHTEN, NOTITIES, Place, guests_reading
from hulpvragen.services import gesprek, lifecycle, reading, said
from hulpvragen.services.said import Said
from portal.lib.errors import Conflict, Invalid, NotAllowed
from portal.lib.http import does, keeps_typed, shows, typed
from portal.lib.text import listed

from . import keyset, meanwhile
from .heading import heading, identity
from .persons import initials
from .who import asker

NOT_YOURS = "De berichten van deze hulpvraag horen niet bij uw rol."
NO_NOTES = "De notities van deze hulpvraag horen niet bij uw rol."
CONCEPT, DISCARD = "bewaren", "verwijderen"  # the buttons beside sending
SCHOOL, GUESTS, SWV = "school", "genodigden", "swv"  # who reads a bericht
ALONE, BOTH = "alleen", "allebei"  # who reads a note of the school
NEXT_SCHOOL = "Gaat de leerling naar een andere school van het samenwerkingsverband? Dan leest die school de notitie ook."
LATER = "Wie u later voor berichten uitnodigt, leest het dan ook."
_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


# ---- berichten


@keeps_typed
@shows("bericht", "content")
@_GET_OR_POST
def berichten(request: HttpRequest, hulpvraag_id):
    """Show the berichten, newest first, and send one, keep it as a concept or throw that away."""
    who = asker(request)
    h = card(who, hulpvraag_id)
    if not policy_stukken.sees_part(who, h, Onderdeel.BERICHTEN):
        raise NotAllowed(NOT_YOURS)
    guests = guests_reading(who, h)
    readers = _readers_to_choose(who, h, guests)
    if request.method != "POST":
        concept = said.own_concept(who, h)
        form = BerichtForm(typed(request), readers=readers, initial={"key": uuid.uuid4(), "tekst": concept and concept[0]})
        return _berichten_page(request, who, h, form, concept)
    if DISCARD in request.POST:
        gesprek.discard(by=who, hulpvraag_id=h.pk)
        messages.success(request, "Uw concept is weggegooid.")
        return redirect("hulpvragen:berichten", h.pk)
    form = BerichtForm(request.POST, readers=readers, sends=CONCEPT not in request.POST)
    return _carry_out(
        request, who, h, form, StukActie.ADD_BERICHT, "hulpvragen:berichten",
        lambda: _keep_or_send(request, who, h, form), lambda status: _berichten_page(request, who, h, form, said.own_concept(who, h), status),
    )


def _keep_or_send(request: HttpRequest, who: Asker, h: Hulpvraag, form: BerichtForm) -> str:
    given = form.cleaned_data
    if CONCEPT in request.POST:
        gesprek.keep_concept(by=who, hulpvraag_id=h.pk, tekst=given["tekst"])
        return "Uw concept is bewaard. Alleen u ziet het."
    readers = given.get("lezers", "")
    gesprek.send(
        by=who, hulpvraag_id=h.pk, tekst=given["tekst"], key=given["key"] or uuid.uuid4(), deel=Deel.SWV if readers == SWV else Deel.SCHOOL,
        voor_genodigden=readers == GUESTS if readers else None,
    )
    return "Uw bericht is verstuurd."


def _readers_to_choose(who: Asker, h: Hulpvraag, guests: list[Toegang]) -> list[tuple[str, str, str]]:
    """Return who may read a bericht, of which its writer chooses; without a choice none."""
    swv = settings.PORTAL_SWV_NAAM
    if who.zijde == Zijde.GAST or (who.zijde == Zijde.SCHOOL and not guests):
        return []
    sides = _sides(who, h)
    found = [(SCHOOL, _capital(listed(sides)), "")]
    if guests:
        found.append((GUESTS, _capital(listed([*sides, "de genodigden"])), f"Nu: {_guests_in_words(who, guests)}. {LATER}"))
    return found + [(SWV, f"Alleen collega's binnen {swv}", "")] * (who.zijde == Zijde.SWV)


def _sides(who: Asker, h: Hulpvraag) -> list[str]:
    school = "uw school" if who.zijde == Zijde.SCHOOL else "de school"
    return [school, settings.PORTAL_SWV_NAAM] if h.ingediend else [school]


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _guests_in_words(who: Asker, guests: list[Toegang]) -> str:
    """Name the guests to the school; to the SWV they are counted by what they are."""
    if who.zijde == Zijde.SCHOOL:
        return listed([f"{one.user.naam} ({GastSoort(one.soort).label.lower()})" for one in guests])
    counts = Counter(GastSoort(one.soort).label.lower() for one in guests)
    return listed([f"{count} × {kind}" for kind, count in counts.items()])


def _berichten_page(request: HttpRequest, who: Asker, h: Hulpvraag, form: BerichtForm, concept, status: int = 200):
    seen, after = queries.seen_until(who, h, Bericht), _after(request)
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=h.pk, part=BERICHTEN)
    found, following = said.berichten(who, h, seen, after)
    writes = policy_stukken.allows(who, StukActie.ADD_BERICHT, h)
    return render(request, "hulpvragen/berichten.html", identity(who, opened, "berichten") | _pages(h, "berichten", after, following) | {
        "said": [_line(one) for one in found],
        "form": form if writes else None,
        "why_not": writes.reason,
        "readers": "" if "lezers" in form.fields else listed(_sides(who, h)),
        "concept": concept,
        "open": bool(form.is_bound or concept or not found),
    }, status=status)


# ---- notities


@keeps_typed
@shows("notitie", "content")
@_GET_OR_POST
def notities(request: HttpRequest, hulpvraag_id):
    """Show the notities, newest first, and write one."""
    who = asker(request)
    h = card(who, hulpvraag_id)
    if who.zijde == Zijde.GAST or not policy_stukken.sees_part(who, h, Onderdeel.BERICHTEN):
        raise NotAllowed(NO_NOTES)
    readers = [(ALONE, "Alleen uw school", NEXT_SCHOOL), (BOTH, f"Uw school en {settings.PORTAL_SWV_NAAM}", "")] if who.zijde == Zijde.SCHOOL and h.ingediend else []
    if request.method != "POST":
        return _notities_page(request, who, h, NotitieForm(typed(request), readers=readers, initial={"key": uuid.uuid4()}))
    form = NotitieForm(request.POST, readers=readers)
    return _carry_out(
        request, who, h, form, StukActie.ADD_NOTITIE, "hulpvragen:notities",
        lambda: _note(who, h, form), lambda status: _notities_page(request, who, h, form, status),
    )


def _note(who: Asker, h: Hulpvraag, form: NotitieForm) -> str:
    given = form.cleaned_data
    alone = given["lezers"] == ALONE if given.get("lezers") else None
    gesprek.note(by=who, hulpvraag_id=h.pk, tekst=given["tekst"], key=given["key"] or uuid.uuid4(), alleen_school=alone)
    return "Uw notitie is bewaard."


def _notities_page(request: HttpRequest, who: Asker, h: Hulpvraag, form: NotitieForm, status: int = 200):
    seen, after = queries.seen_until(who, h, Notitie), _after(request)
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=h.pk, part=NOTITIES)
    found, following = said.notities(who, h, seen, after)
    writes = policy_stukken.allows(who, StukActie.ADD_NOTITIE, h)
    gives = policy_stukken.allows(who, StukActie.GIVE_OUT, h)
    return render(request, "hulpvragen/notities.html", identity(who, opened, "notities") | _pages(h, "notities", after, following) | {
        "said": [_line(one, _give_out_url(h, one) if gives and one.deel == Deel.SWV and not one.verstrekt_at else "") for one in found],
        "form": form if writes else None,
        "why_not": writes.reason,
        "readers": "" if "lezers" in form.fields else settings.PORTAL_SWV_NAAM if who.zijde == Zijde.SWV else "uw school",
        "open": bool(form.is_bound or not found),
    }, status=status)


def _give_out_url(h: Hulpvraag, one: Said) -> str:
    return f"{reverse('hulpvragen:give_out_notitie', args=[h.pk])}?notitie={one.id}"


@keeps_typed
@does("swv_stuk", "give_out")
@_GET_OR_POST
def give_out(request: HttpRequest, hulpvraag_id):
    """Ask whether a note of the SWV may go to the school, and give it out."""
    who = asker(request)
    h = card(who, hulpvraag_id)
    policy_stukken.require(who, StukActie.GIVE_OUT, h)
    try:
        wanted = uuid.UUID(request.GET.get("notitie", ""))
    except ValueError:
        return redirect("hulpvragen:notities", h.pk)
    if request.method == "POST":
        gesprek.give_out(by=who, hulpvraag_id=h.pk, notitie_id=wanted)
        messages.success(request, "De school kan deze notitie nu lezen.")
        return redirect("hulpvragen:notities", h.pk)
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=h.pk, part=NOTITIES)
    one = said.notitie(who, h, wanted)
    if one is None:
        raise Http404
    return render(request, "hulpvragen/notitie_give_out.html", heading(who, opened) | {"line": _line(one), "given": one.verstrekt_at or one.deel != Deel.SWV})


# ---- both


def _carry_out(request: HttpRequest, who: Asker, h: Hulpvraag, form, action: StukActie, back: str, do, page):
    """Do what was sent and go back; else show it again with what is wrong, or what was typed when it can no longer be done."""
    valid = form.is_valid()
    key = form.cleaned_data.get("key")
    if key and lifecycle.done_before(who, h.pk, key):
        return redirect(back, h.pk)
    if not (decision := policy_stukken.allows(who, action, h)):
        return _too_late(request, who, h, action, decision.reason)
    if not valid:
        return page(422)
    try:
        done = do()
    except Invalid as fault:
        form.add_error(fault.field if fault.field in form.fields else None, fault.message)
        return page(422)
    except Conflict as fault:
        form.add_error(None, fault.message)
        return page(409)
    except NotAllowed as refusal:  # closed in the moment between
        return _too_late(request, who, h, action, refusal.reason)
    messages.success(request, done)
    return redirect(back, h.pk)


def _too_late(request: HttpRequest, who: Asker, h: Hulpvraag, action: StukActie, reason: str):
    part = BERICHTEN if action == StukActie.ADD_BERICHT else NOTITIES
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=h.pk, part=part)
    context = {"step": SimpleNamespace(title=action.label), "reason": reason, "typed": meanwhile.typed(request.POST)}
    return render(request, "hulpvragen/act_too_late.html", heading(who, opened) | context, status=409)


def _after(request: HttpRequest) -> Place | None:
    row = keyset.read(request.GET.get("na", ""))
    return Place(*row) if row else None


def _pages(h: Hulpvraag, name: str, after: Place | None, following: Place | None) -> dict:
    here = reverse(f"hulpvragen:{name}", args=[h.pk])
    return {"newest_url": here if after else "", "next_url": f"{here}?{urlencode({'na': keyset.write(*following)})}" if following else ""}


def _line(one: Said, give_out_url: str = "") -> dict:
    """Return one of them as the page prints it."""
    side = settings.PORTAL_SWV_NAAM if one.zijde == Zijde.SWV else "School"
    if one.guest:
        side = one.guest if one.by_name != one.guest else "Genodigde"
    return {"one": one, "initials": "G" if one.guest else initials(one.by_name), "side": side, "readers": _read_by(one), "give_out_url": give_out_url}


def _read_by(one: Said) -> str:
    """Say who reads it."""
    swv = settings.PORTAL_SWV_NAAM
    if one.deel == Deel.SWV:
        return f"de school en {swv}" if one.verstrekt_at else f"alleen {swv}"
    sides = ["de school"] if one.alleen_school else ["de school", swv]
    if one.voor_genodigden:
        sides.append("genodigden")
    return listed(sides) if len(sides) > 1 else "alleen de school"
