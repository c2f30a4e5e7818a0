"""E-mail of the whole post room: what waits, what failed, what must be brought otherwise, what was sent."""

import uuid

from django.contrib import messages as notices
from django.http import Http404, HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import Rol, Zijde
from hulpvragen import policy
from hulpvragen.forms.post import AnderKanaalForm
from hulpvragen.policy import Asker
from hulpvragen.queries import outbox
from hulpvragen.queries.cards import card
from hulpvragen.services import post
from notifications import services
from notifications.enums import Reason
from notifications.models import AnderKanaal, Outbox
from portal.lib.errors import Conflict, Invalid, NotAllowed
from portal.lib.http import does, keeps_typed, shows, typed

from . import keyset, messages
from .who import asker

NOT_YOURS = "De lijst met e-mailnotificaties hoort niet bij uw rol."
ONLY_LOKET = "Alleen het loket kan een e-mail opnieuw versturen."
PAGE = 50


@shows("outbox", "card")
@require_safe
def index(request: HttpRequest):
    """Show which mail waits, which failed and what must be brought otherwise, as far as this person may see it."""
    who = _reader(request)
    tasks = outbox.to_bring(who)
    return render(request, "hulpvragen/outbox.html", {
        "tasks": [_task(who, task) for task in tasks],
        "waiting": [_told(who, row) for row in outbox.waiting(who)],
        "failed": [_told(who, row) for row in outbox.failed(who)],
        "may_resend": who.has(Rol.LOKET),
        "what_to_do": _what_to_do(who),
    })


def _reader(request: HttpRequest) -> Asker:
    who = asker(request)
    if not policy.sees_outbox(who):
        raise NotAllowed(NOT_YOURS)
    return who


@shows("outbox", "card")
@require_safe
def sent(request: HttpRequest):
    """Show all mail that was sent, newest first."""
    who = _reader(request)
    before = keyset.read(request.GET.get("na", ""))
    page = outbox.latest(who, before, PAGE + 1)
    here, shown = reverse("outbox_sent"), page[:PAGE]
    last = shown[-1].line if shown else None
    return render(request, "hulpvragen/outbox_sent.html", {
        "messages_sent": [messages.told(message) | {"url": _url(who, message.promise, "sent")} for message in shown],
        "newest_url": here if before else "",
        "next_url": f"{here}?{urlencode({'na': keyset.write(last.at, last.pk)})}" if len(page) > PAGE else "",
    })


@does("outbox", "resend_failed")
@require_POST
def retry(request: HttpRequest, outbox_id):
    """Put one failed mail back in the queue."""
    who = asker(request)
    if not any(row.pk == outbox_id for row in outbox.failed(who)):
        raise Http404
    if not who.has(Rol.LOKET):
        raise NotAllowed(ONLY_LOKET)
    services.retry(outbox_id)
    notices.success(request, "De e-mail wordt opnieuw verstuurd.")
    return redirect("outbox")


# ---- by another channel


@keeps_typed
@does("outbox", "bring_otherwise")
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest, task_id: uuid.UUID):
    """Say what to do about a message that e-mail does not bring, and record what was done."""
    who = asker(request)
    task = _visible(who, task_id)
    ways = post.WAYS[task.reason]
    if request.method != "POST":
        return _bring_page(request, who, task, AnderKanaalForm(typed(request), ways=ways))
    form = AnderKanaalForm(request.POST, ways=ways)
    if not form.is_valid():
        return _bring_page(request, who, task, form, status=422)
    try:
        post.bring(by=who, task_id=task_id, **form.cleaned_data)
    except Invalid as fault:
        form.add_error(fault.field, fault.message)
        return _bring_page(request, who, task, form, status=422)
    except Conflict as fault:
        notices.info(request, fault.message)
        return redirect("outbox")
    notices.success(request, "Vastgelegd hoe het bericht is gegeven.")
    return redirect("outbox")


@does("outbox", "bring_otherwise")
@require_POST
def mail_again(request: HttpRequest, task_id: uuid.UUID):
    """Mail a message anew after its address was mended."""
    who = asker(request)
    _visible(who, task_id)
    try:
        post.mail_again(by=who, task_id=task_id)
        notices.success(request, "De e-mail wordt opnieuw verstuurd.")
    except Conflict as fault:
        notices.info(request, fault.message)
    return redirect("outbox")


def _visible(who: Asker, task_id: uuid.UUID) -> AnderKanaal:
    task = outbox.task(who, task_id)
    if task is None:
        raise Http404
    if not who.has(Rol.LOKET):
        raise NotAllowed(post.ONLY_LOKET)
    return task


def _bring_page(request: HttpRequest, who: Asker, task: AnderKanaal, form: AnderKanaalForm, status: int = 200):
    hulpvraag = card(who, task.outbox.subject_id)
    return render(request, "hulpvragen/bring.html", {
        "task": task, "form": form, "kind": messages.kind(task.outbox), "role": messages.role(task.outbox), "h": hulpvraag,
        "person": outbox.addressee(task), "school": hulpvraag.vestiging_op(who.day),
        "by_post": task.reason == Reason.POST,
    }, status=status)


def _task(who: Asker, task: AnderKanaal) -> dict:
    return {"task": task, "row": task.outbox, "soort": messages.kind(task.outbox), "role": messages.role(task.outbox), "url": _url(who, task.outbox, "sent")}


def _told(who: Asker, row: Outbox) -> dict:
    return {"row": row, "soort": messages.kind(row), "role": messages.role(row), "url": _url(who, row, "school_data")}


def _url(who: Asker, row: Outbox, page: str) -> str:
    """Return where the hulpvraag can be seen, for who sees hulpvragen at all; a mutatie has a page of its own."""
    if row.subject_type != "hulpvraag":
        return reverse("mutaties:detail", args=[row.subject_id]) if row.subject_type == "mutatie" else ""
    return reverse(f"hulpvragen:{page}", args=[row.subject_id]) if policy.sees_list(who) else ""


def _what_to_do(who: Asker) -> str:
    if who.has(Rol.LOKET):
        return "Op deze scholen is nu geen IB'er actief. Open de hulpvraag en neem het contact over, of vraag de school wie de IB'er is."
    if who.zijde == Zijde.SCHOOL:
        return "Op uw school is nu geen IB'er actief. Bel ons en geef door wie de nieuwe IB'er is. Zodra die begint, gaan de e-mails alsnog weg."
    return "Op deze scholen is nu geen IB'er actief. Het loket neemt het contact over, of vraagt de school wie de IB'er is."
