"""The steps of a mutatie, each a page of its own: who may, what it asks, and who was first when a colleague was."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hulpvragen.policy import Asker
from hulpvragen.views.meanwhile import typed as texts_typed
from mutaties import policy
from mutaties.enums import AWAY, Action, Soort, Uitkomst
from mutaties.forms.steps import NAMED, NEWCOMER, ContactpersoonForm, ControleForm, PlaceForm, StartForm, StepForm, TerugForm
from mutaties.queries import people
from mutaties.services import closing, confirming, reading
from mutaties.services.reading import Opened
from portal.lib import clock
from portal.lib.errors import Conflict, Invalid
from portal.lib.http import does, keeps_typed, typed

from . import act_table, card, words
from .act_table import Step

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def heading(opened: Opened) -> dict:
    """Return what stands at the top of every page about one mutatie."""
    m, you = opened.mutatie, words.can_go_on(opened)
    return {
        "opened": opened, "m": m, "naam": words.title(m), "aanstelling": words.post(m), "look": card.look(opened.status, you), "turn": words.turn(opened),
        "you": you, "is_late": policy.is_late(m), "swv": settings.PORTAL_SWV_NAAM, "question": words.question(opened),
    }


@dataclass(frozen=True)
class Sent:
    """What a page of a step works with: who, the mutatie as she sees it, and how its own template is filled."""

    request: HttpRequest
    who: Asker
    opened: Opened
    action: Action
    template: str
    more: dict

    def page(self, form: StepForm, status: int = 200, first: str = ""):
        """Show the form; `first` says what a colleague did meanwhile."""
        return render(self.request, self.template, heading(self.opened) | {"form": form, "first": first} | self.more, status=status)

    def finish(self, form: StepForm, do: Callable[[], object], done: str):
        """Do the step; what cannot be stands at its field, and a colleague who was first is named."""
        try:
            do()
        except Invalid as fault:
            form.add_error(fault.field if fault.field in form.fields else None, fault.message)
            return self.page(form, 422)
        except Conflict:
            return self.too_late(form)
        messages.success(self.request, done.format(swv=settings.PORTAL_SWV_NAAM))
        return onward(self.who, self.opened)

    def too_late(self, form: StepForm):
        """Say who was first, with what was typed; go on with it where the step still can be done."""
        opened = reading.open_mutatie(by=self.who, mutatie_id=self.opened.mutatie.pk, part="actie")
        first, decision = who_was_first(self.who, opened), policy.allows(self.who, self.action, opened.mutatie)
        if decision:
            form.go_on_from(opened.mutatie.version)
            return replace(self, opened=opened).page(form, 409, first)
        context = {"reason": decision.reason, "first": first, "typed": texts_typed(self.request.POST)}
        return render(self.request, "mutaties/too_late.html", heading(opened) | context, status=409)


def onward(who: Asker, opened: Opened):
    """Go to the mutatie, or to the list when she no longer sees it."""
    seen = policy.visible_to(who).filter(pk=opened.mutatie.pk).exists()
    return redirect("mutaties:detail", opened.mutatie.pk) if seen else redirect("mutaties:list")


def who_was_first(who: Asker, opened: Opened) -> str:
    newest = opened.verloop[0] if opened.verloop else None
    return f"{words.did(newest)}: {words.by_whom(newest, who)}." if newest else ""


def sent_version(request: HttpRequest) -> int | None:
    """Return the version that the sent form showed, as far as it can be read."""
    if request.method != "POST":
        return None
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else None


def start(request: HttpRequest, mutatie_id, action: Action, template: str, **more) -> tuple[Sent, object]:
    """Open a mutatie for one step; return it, with the answer when there is nothing to do any more.

    The same form sent twice is done once; what a colleague did first is told with what was typed.
    """
    who = request.asker
    opened = reading.open_mutatie(by=who, mutatie_id=mutatie_id, part="actie")
    sent = Sent(request, who, opened, action, template, more)
    version, m = sent_version(request), opened.mutatie
    if version is not None and version != m.version:
        newest = opened.verloop[0] if opened.verloop else None
        if newest and newest.actie == action and newest.door == who.user and version == m.version - 1:
            return sent, onward(who, opened)
        if not policy.allows(who, action, m):
            return sent, sent.too_late(StepForm(request.POST))
    policy.require(who, action, m)
    return sent, None


def view_of(step: Step):
    """Return the view of a step that asks a reason, or nothing."""

    @keeps_typed
    @does("mutatie", step.action.value)
    @GET_OR_POST
    def act(request: HttpRequest, mutatie_id):
        sent, answer = start(request, mutatie_id, step.action, "mutaties/step.html")
        if answer:
            return answer
        reads = act_table.read_as(step, sent.opened.mutatie)
        sent.more["step"] = reads
        form = reads.form(typed(request), initial={"version": sent.opened.mutatie.version})
        if request.method != "POST":
            return sent.page(form)
        if not form.is_valid():
            return sent.page(form, 422)
        asked = {"text" if name == "tekst" else "suspicious" if name == "verdacht" else name: value for name, value in form.cleaned_data.items()}
        return sent.finish(form, lambda: step.do(by=sent.who, mutatie_id=mutatie_id, **asked), reads.done)

    return act


@keeps_typed
@does("mutatie", "verify_identity")
@GET_OR_POST
def verify(request: HttpRequest, mutatie_id):
    """Record that the school was called back; a public report is first placed at a school."""
    sent, answer = start(request, mutatie_id, Action.VERIFY_IDENTITY, "mutaties/verify.html")
    m = sent.opened.mutatie
    if answer:
        return answer
    if m.eenheid_id is None:
        return redirect("mutaties:place", mutatie_id)
    sent.more["school"] = people.school_of(m)
    now = clock.now().astimezone(clock.AMSTERDAM)
    form = ControleForm(typed(request), asks_who=confirming.asks_who_comes(m), initial={"version": m.version, "gebeld_dag": now.date(), "gebeld_tijd": now.time()})
    if request.method != "POST":
        return sent.page(form)
    if not form.is_valid():
        return sent.page(form, 422)
    asked = form.cleaned_data
    done = {
        Uitkomst.BEVESTIGD: "De controle is vastgelegd.", Uitkomst.KENT_NIET: "De melding is afgewezen. De privacy officer krijgt bericht.",
        Uitkomst.NIEMAND: "Vastgelegd dat u belde. Probeer het later opnieuw.",
    }[Uitkomst(asked["uitkomst"])]  # fmt: skip
    return sent.finish(form, lambda: confirming.verify_identity(
        by=sent.who, mutatie_id=mutatie_id, version=asked["version"], uitkomst=Uitkomst(asked["uitkomst"]),
        gesproken_met=asked["gesproken_met"], gebeld_op=form.gebeld_op, **{name: asked[name] for name in NAMED if name in asked},
    ), done)


@keeps_typed
@does("mutatie", "verify_identity")
@GET_OR_POST
def place(request: HttpRequest, mutatie_id):
    """Say which school and whom a public report is about: first the school, then who of its people."""
    sent, answer = start(request, mutatie_id, Action.VERIFY_IDENTITY, "mutaties/place.html")
    m = sent.opened.mutatie
    if answer:
        return answer
    confirming.require_public(m)
    schools, asked = people.schools(), typed(request) or {}
    needs = m.soort in (*AWAY, Soort.ROL)
    chosen = next((one for one in schools if str(one.pk) == asked.get("eenheid")), None)
    rol = asked.get("rol") if asked.get("rol") in ("ib", "contactpersoon") else ""
    there = people.at_school(chosen.pk, rol) if chosen and rol and needs else []
    form = PlaceForm(typed(request), schools=schools, people=there, needs_person=needs, initial={"version": m.version, "rol": m.rol})
    if request.method != "POST" or (there and "persoon" not in asked and "gekozen" not in asked):
        return sent.page(form)
    if not form.is_valid():
        return sent.page(form, 422)
    if needs and not there:
        form.add_error("rol", "Op deze school heeft nu niemand deze rol. Controleer de school en de rol.")
        return sent.page(form, 422)
    answers = form.cleaned_data
    return sent.finish(form, lambda: confirming.place(
        by=sent.who, mutatie_id=mutatie_id, version=answers["version"], eenheid_id=chosen.pk, rol=answers["rol"],
        persoon_id=uuid.UUID(answers["persoon"]) if needs else None,
    ), "De melding hoort nu bij deze school. Bel de school terug.")


@keeps_typed
@does("mutatie", "name_contactpersoon")
@GET_OR_POST
def name_contactpersoon(request: HttpRequest, mutatie_id):
    sent, answer = start(request, mutatie_id, Action.NAME_CONTACTPERSOON, "mutaties/contactpersoon.html")
    m = sent.opened.mutatie
    if answer:
        return answer
    form = ContactpersoonForm(typed(request), people=people.may_follow_contactpersoon(m), initial={"version": m.version, "begin": max(m.einde, sent.who.day)})
    if request.method != "POST":
        return sent.page(form)
    if not form.is_valid():
        return sent.page(form, 422)
    asked = form.cleaned_data
    new = asked["opvolger"] == NEWCOMER
    return sent.finish(form, lambda: confirming.name_contactpersoon(
        by=sent.who, mutatie_id=mutatie_id, version=asked["version"], user_id=None if new else asked["opvolger"],
        voornaam=asked["voornaam"] if new else "", achternaam=asked["achternaam"] if new else "", email=asked["email"] if new else "", begin_dag=asked["begin"],
    ), "De contactpersoon is aangewezen. {swv} keurt de wijziging goed.")


@keeps_typed
@does("mutatie", "confirm_start")
@GET_OR_POST
def confirm_start(request: HttpRequest, mutatie_id):
    sent, answer = start(request, mutatie_id, Action.CONFIRM_START, "mutaties/start.html")
    m = sent.opened.mutatie
    if answer:
        return answer
    form = StartForm(typed(request), initial={"version": m.version, "begin": m.naar_begin})
    if request.method != "POST":
        return sent.page(form)
    if not form.is_valid():
        return sent.page(form, 422)
    asked = form.cleaned_data
    return sent.finish(form, lambda: confirming.confirm_start(
        by=sent.who, mutatie_id=mutatie_id, version=asked["version"], begin_dag=asked["begin"],
    ), "De start is bevestigd. {swv} keurt de wijziging goed.")


@keeps_typed
@does("mutatie", "move_return")
@GET_OR_POST
def move_return(request: HttpRequest, mutatie_id):
    sent, answer = start(request, mutatie_id, Action.MOVE_RETURN, "mutaties/return.html")
    m = sent.opened.mutatie
    if answer:
        return answer
    proposed = policy.proposed_return(m)
    sent.more["proposed"] = proposed and (proposed.door.naam, dt.date.fromisoformat(proposed.gegevens["terug"]))
    form = TerugForm(typed(request), initial={"version": m.version, "terug": sent.more["proposed"][1] if proposed else m.terug})
    if request.method != "POST":
        return sent.page(form)
    if not form.is_valid():
        return sent.page(form, 422)
    asked = form.cleaned_data
    return sent.finish(form, lambda: closing.move_return(
        by=sent.who, mutatie_id=mutatie_id, version=asked["version"], terug=asked["terug"],
    ), "Vastgelegd. De nieuwe dag geldt zodra twee mensen haar noemden, van wie een van {swv}.")
