"""Assigning: many hulpvragen at once to one person, and colleagues beside the lead of one."""

import uuid

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from hulpvragen import policy
from hulpvragen.enums import Action
from hulpvragen.forms.assigning import MeebehandelaarForm, ToewijsForm, ticked
from hulpvragen.policy import Asker
from hulpvragen.queries import lists, people
from hulpvragen.services import assigning, reading
from hulpvragen.services.assigning import Assigned
from portal.lib.errors import Conflict, Invalid, NotAllowed
from portal.lib.http import does, keeps_typed, typed
from portal.lib.ids import uuid7

from .act_table import OF_ACTION
from .actions import CHANGED
from .heading import heading
from .progress import step_url
from .who import asker

NONE = "Kies minstens één hulpvraag"
ONLY_LOKET = "Alleen het loket wijst hulpvragen toe."
_NAMED = 5  # of those that did not go through


@does("hulpvraag", "assign")
@require_POST
def many(request: HttpRequest):
    """Show who gets what and what cannot be, and do it once that was confirmed."""
    who = asker(request)
    if not policy.assigns(who):
        raise NotAllowed(ONLY_LOKET)
    form = ToewijsForm(request.POST, people=assigning.handlers())
    chosen = ticked(request.POST.getlist("hulpvraag"))
    if not form.is_valid():
        return _confirm(request, who, form, chosen, status=422)
    if not chosen:
        form.add_error(None, NONE)
        return _confirm(request, who, form, chosen, status=422)
    try:
        if "bevestigd" not in request.POST or not form.cleaned_data["key"]:
            return _confirm(request, who, form, chosen, assigning.preview(who, list(chosen), _user(form)))
        versions = {pk: version or 0 for pk, version in chosen.items()}
        result = assigning.assign_many(by=who, chosen=versions, user_id=_user(form), key=form.cleaned_data["key"])
    except Invalid as fault:
        form.add_error(fault.field, fault.message)
        return _confirm(request, who, form, {}, status=422)
    _tell(request, result)
    return redirect("hulpvragen:list")


def _user(form) -> uuid.UUID:
    return uuid.UUID(form.cleaned_data["user_id"])


def _confirm(request: HttpRequest, who: Asker, form: ToewijsForm, chosen: dict, preview: Assigned | None = None, status: int = 200):
    done = preview.done if preview else []
    left = preview.left if preview else []
    ids = list(chosen)[: assigning.MOST]
    seen = lists.lines(who, lists.visible(who, ids)) if ids else {}
    form.data = form.data.copy()
    form.data["key"] = str(uuid7())
    return render(request, "hulpvragen/assign_many.html", {
        "form": form, "preview": preview,
        "done": [seen[h.pk] for h in done], "left": [(seen[h.pk], why) for h, why in left],
        "undecided": [] if preview else list(seen.values()),
    }, status=status)


def _tell(request: HttpRequest, result: Assigned) -> None:
    """Say what was done, and of the rest why not; a kenmerk is no name."""
    count = len(result.done)
    if count:
        messages.success(request, f"{count} {'hulpvraag is' if count == 1 else 'hulpvragen zijn'} toegewezen aan {result.to.naam}.")
    for h, why in result.left[:_NAMED]:
        messages.warning(request, f"{h.kenmerk} is niet toegewezen. {why}")
    if more := len(result.left) - _NAMED + result.lost if len(result.left) > _NAMED else result.lost:
        messages.warning(request, f"Nog {more} {'hulpvraag is' if more == 1 else 'hulpvragen zijn'} niet toegewezen.")


@keeps_typed
@does("hulpvraag", "assign")
@require_http_methods(["GET", "HEAD", "POST"])
def helpers(request: HttpRequest, hulpvraag_id):
    """Show who works on a hulpvraag; let a colleague work along, or take her off."""
    who = asker(request)
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="actie")
    policy.require(who, Action.ASSIGN, opened.hulpvraag)
    choices = assigning.helpers_to_choose(who, opened.hulpvraag)
    if request.method != "POST":
        form = MeebehandelaarForm(typed(request), initial={"version": opened.hulpvraag.version}, people=choices)
        return _helpers(request, who, opened, form)
    if leaver := _uuid(request.POST.get("weg", "")):
        return _remove(request, who, opened, leaver)
    form = MeebehandelaarForm(request.POST, people=choices + people.assigned(who, opened.hulpvraag))
    if not form.is_valid():
        return _helpers(request, who, opened, form, status=422)
    try:
        assigning.add_helper(by=who, hulpvraag_id=hulpvraag_id, version=form.cleaned_data["version"] or 0, user_id=_user(form))
    except Invalid as fault:
        form.add_error(fault.field, fault.message)
        return _helpers(request, who, opened, form, status=422)
    except Conflict:
        form.add_error(None, CHANGED)
        form.go_on_from(opened.hulpvraag.version)
        return _helpers(request, who, opened, form, status=409)
    messages.success(request, "De collega behandelt mee en krijgt bericht.")
    return redirect("hulpvragen:helpers", hulpvraag_id)


def _remove(request: HttpRequest, who: Asker, opened, user_id: uuid.UUID):
    try:
        assigning.remove_helper(by=who, hulpvraag_id=opened.hulpvraag.pk, user_id=user_id)
    except Invalid as fault:
        messages.warning(request, fault.message)
    else:
        messages.success(request, "De collega behandelt niet meer mee.")
    return redirect("hulpvragen:helpers", opened.hulpvraag.pk)


def _helpers(request: HttpRequest, who: Asker, opened, form: MeebehandelaarForm, status: int = 200):
    h = opened.hulpvraag
    there = [user for user in people.assigned(who, h) if user.pk != h.behandelaar_id]
    lead = next((user for user in people.assigned(who, h) if user.pk == h.behandelaar_id), None)
    return render(request, "hulpvragen/helpers.html", heading(who, opened) | {
        "form": form, "helpers": there, "lead": lead, "lead_gone": h.behandelaar if h.behandelaar and not lead else None,
        "lead_url": step_url(opened, OF_ACTION[Action.ASSIGN]),
    }, status=status)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
