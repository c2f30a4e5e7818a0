"""Every message about one hulpvraag: to whom it went, what the server answered, when she came to read it."""

from django.http import HttpRequest
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hulpvragen.queries import outbox
from hulpvragen.queries.outbox import Message
from hulpvragen.services import reading
from portal.lib import clock, spreadsheet
from portal.lib.http import shows

from . import messages
from .heading import identity
from .who import asker

HEADINGS = (
    "Moment", "Soort bericht", "Aan", "Rol", "Poging", "Message-ID", "Antwoord of afhandeling", "Toelichting", "Ingelogd op", "Hulpvraag geopend op",
)


@shows("outbox", "card")
@require_safe
def index(request: HttpRequest, hulpvraag_id):
    """Show the ledger of one hulpvraag."""
    who = asker(request)
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="verzonden")
    sent = outbox.sent(who, opened.hulpvraag)
    return render(request, "hulpvragen/sent.html", identity(who, opened, "sent") | {"messages_sent": [messages.told(one) for one in sent]})


@shows("outbox", "card")
@require_safe
def csv_file(request: HttpRequest, hulpvraag_id):
    """Give the same as a file for a spreadsheet."""
    who = asker(request)
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="verzonden")
    lines = map(_line, outbox.sent(who, opened.hulpvraag))
    return spreadsheet.csv_file(f"verzonden-berichten-{opened.hulpvraag.kenmerk}.csv", HEADINGS, lines)


def _line(message: Message) -> tuple:
    told = messages.told(message)
    line = message.line
    return (
        _moment(message.at), told["kind"], message.naam, told["role"], line.attempt if line else "", line.message_id if line else "",
        told["answer"], told["more"], _moment(message.logged_in_at), _moment(message.opened_at),
    )


def _moment(at) -> str:
    return at.astimezone(clock.AMSTERDAM).strftime("%Y-%m-%d %H:%M:%S") if at else ""
