"""The envelope: a mail from a promise and one person, and from nothing else."""

from dataclasses import asdict, dataclass
from urllib.parse import urlsplit
from uuid import uuid5

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from notifications.models import Outbox
from notifications.resolvers import Recipient
from notifications.texts import ANYBODY, LISTS, REASONS, SCHOOL_ROLES, TEXTS, Text
from portal.lib import dates


@dataclass(frozen=True)
class Fields:
    """All that a template gets. There is no place for a pupil, a school, a subject or a text."""

    naam: str
    onderwerp: str
    soort: str
    kenmerk: str
    zin: str
    termijn: str
    waarom: str
    van_school: bool
    portal_url: str
    swv_naam: str
    swv_telefoon: str


def text_for(event: str, role: str) -> Text:
    """Return what is said to this role about this event; KeyError when nothing is."""
    texts = TEXTS[event]
    return texts[role] if role in texts else texts[ANYBODY]


def message_id(promise: Outbox, person: Recipient) -> str:
    """Return the same id for the same person and occasion, so that a second copy is recognised as one."""
    return f"<{uuid5(promise.occasion, str(person.user_id))}@{urlsplit(settings.PORTAL_ORIGIN).hostname}>"


def render(promise: Outbox, person: Recipient) -> EmailMultiAlternatives:
    """Return the mail to one person, text first, with the same words in HTML."""
    fields = _fields(promise, person)
    message = EmailMultiAlternatives(
        fields.onderwerp,
        render_to_string("emails/hulpvraag.txt", asdict(fields)).strip(),
        to=[person.email],
        # no answer from a holiday reply
        headers={"Message-ID": message_id(promise, person), "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string("emails/hulpvraag.html", asdict(fields)).strip(), "text/html")
    return message


def _fields(promise: Outbox, person: Recipient) -> Fields:
    text = text_for(promise.event, promise.role)
    words = {
        "hulpvraag": f"hulpvraag {promise.kenmerk}",
        "swv": settings.PORTAL_SWV_NAAM,
        "termijn": dates.in_full(promise.term) if promise.term else "",
    }
    return Fields(
        naam=" ".join(person.naam.split()),
        onderwerp=text.onderwerp.format(**words),
        soort=text.soort,
        kenmerk=promise.kenmerk,
        zin=text.zin.format(**words),
        termijn=text.termijn.format(**words) if promise.term else "",
        waarom=REASONS[promise.role],
        van_school=promise.role in SCHOOL_ROLES,
        portal_url=settings.PORTAL_ORIGIN + LISTS[promise.subject_type],
        swv_naam=settings.PORTAL_SWV_NAAM,
        swv_telefoon=settings.PORTAL_SWV_TELEFOON,
    )
