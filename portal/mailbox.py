"""The demo's post: every mail becomes one .eml file, and a page shows them. Demo only."""

import email
import email.policy
import os
from email.message import EmailMessage
from functools import wraps
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from portal.lib.http import open_to_all
from portal.lib.ids import uuid7

SHOWN = 200


class EmlBackend(BaseEmailBackend):
    """Writes each mail to a file of its own, which only this account may read."""

    def send_messages(self, email_messages) -> int:
        for message in email_messages:
            _write(message.message().as_bytes(linesep="\r\n"))
        return len(email_messages)


def _write(mail: bytes) -> None:
    folder = settings.PORTAL_MAIL_FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = folder / f"{uuid7()}.part"
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(mail)
    unfinished.rename(unfinished.with_suffix(".eml"))  # a reader never sees half a mail


def _read(file: Path) -> EmailMessage:
    return email.message_from_bytes(file.read_bytes(), policy=email.policy.default)


def _heading(mail_id, mail: EmailMessage) -> dict:
    return {"id": mail_id, "sender": mail["From"], "to": mail["To"], "subject": mail["Subject"], "sent_at": mail["Date"].datetime}


def _demo_only(view):
    """Answer 404 outside the demo, also when somebody puts the URL on the map there."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not settings.PORTAL_DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return open_to_all("demo only: invented people read their mail here")(guarded)


@_demo_only
def index(request):
    """Show the newest mails; the names of the files rise with time."""
    files = sorted(settings.PORTAL_MAIL_FOLDER.glob("*.eml"), reverse=True)
    mails = [_heading(file.stem, _read(file)) for file in files[:SHOWN]]
    return render(request, "demo/mailbox.html", {"mails": mails, "total": len(files), "shown": SHOWN})


@_demo_only
def show(request, mail_id):
    """Show one mail as text."""
    file = settings.PORTAL_MAIL_FOLDER / f"{mail_id}.eml"
    if not file.is_file():
        raise Http404
    mail = _read(file)
    body = mail.get_body(("plain", "html"))
    return render(request, "demo/mail.html", {"mail": _heading(mail_id, mail), "text": body.get_content() if body else ""})


urlpatterns = [
    path("", index, name="mailbox"),
    path("<uuid:mail_id>/", show, name="mail"),
]
