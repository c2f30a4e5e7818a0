"""The envelope: a mail from a promise and one person, and from nothing else."""

import datetime as dt
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from notifications.models import Outbox
from notifications.resolvers import Recipient
from notifications.texts import BY_POST, LISTS, REASONS, SCHOOL_ROLES, Text, text_for
from portal.lib import dates
from portal.lib.crypto import fingerprint


@dataclass(frozen=True)
class Fields:
    """All that a template gets. There is no place for a pupil, a subject or a text; a school only as who invites."""

    naam: str
    onderwerp: str
    soort: str
    kenmerk: str
    zin: str
    termijn: str
    waarom: str
    van_school: bool
    link: str
    portal_url: str
    swv_naam: str
    swv_telefoon: str


@dataclass(frozen=True)
class SummaryFields:
    """All that the template of a summary gets: of each message its kind, kenmerk and sentences."""

    naam: str
    onderwerp: str
    berichten: tuple[tuple[str, str, str], ...]
    portal_url: str
    swv_naam: str
    swv_telefoon: str


def message_id(promise: Outbox, person: Recipient, attempt: int = 1) -> str:
    """Return the same id for the same person, occasion and attempt, so that a second copy is recognised as one.

    A mail that is sent again after a bounce has another id: else a report could not say which came back.
    """
    return _id(uuid5(promise.occasion, str(person.user_id) if attempt == 1 else f"{person.user_id}|{attempt}"))


def summary_id(person: Recipient, due: dt.datetime) -> str:
    """Return the id of one person's summary of one day. Colleagues know her id and the hour: only who had the mail
    may be able to name it (notifications/reports.py)."""
    return _id(UUID(fingerprint("summary", f"{person.user_id}|{due.isoformat()}")[:32]))


def _id(name: UUID) -> str:
    return f"<{name}@{urlsplit(settings.PORTAL_ORIGIN).hostname}>"


def render(promise: Outbox, person: Recipient, *, attempt: int = 1, by_post: bool = False) -> EmailMultiAlternatives:
    """Return the mail to one person, text first, with the same words in HTML.

    `by_post`: the message itself goes by post, the mail only says that there is news.
    """
    fields = _fields(promise, person, BY_POST if by_post else text_for(promise.event, promise.role))
    return _mail(person, promise.subject_type, fields, message_id(promise, person, attempt))


def render_summary(promises: list[Outbox], person: Recipient, summary_id: str) -> EmailMultiAlternatives:
    """Return one mail about several promises, in the order in which they were made."""
    told = [_fields(promise, person, text_for(promise.event, promise.role)) for promise in promises]
    count = f"{len(told)} bericht{'' if len(told) == 1 else 'en'}"
    fields = SummaryFields(
        naam=told[0].naam,
        onderwerp=f"Overzicht van vandaag: {count}",
        berichten=tuple((one.soort, one.kenmerk, f"{one.zin} {one.termijn}".strip()) for one in told),
        portal_url=told[0].portal_url,
        swv_naam=settings.PORTAL_SWV_NAAM,
        swv_telefoon=settings.PORTAL_SWV_TELEFOON,
    )
    return _mail(person, "overzicht", fields, summary_id)


def _mail(person: Recipient, template: str, fields: Fields | SummaryFields, mail_id: str) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        fields.onderwerp,
        render_to_string(f"emails/{template}.txt", asdict(fields)).strip(),
        # the envelope's sender: where a report goes when the mail comes back
        from_email=settings.PORTAL_BOUNCES_TO or settings.DEFAULT_FROM_EMAIL,
        to=[person.email],
        # no answer from a holiday reply
        headers={"From": settings.DEFAULT_FROM_EMAIL, "Message-ID": mail_id, "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string(f"emails/{template}.html", asdict(fields)).strip(), "text/html")
    return message


def _fields(promise: Outbox, person: Recipient, text: Text) -> Fields:
    words = {
        "hulpvraag": f"hulpvraag {promise.kenmerk}",
        "verzoek": f"wijzigingsverzoek {promise.kenmerk}",
        "swv": settings.PORTAL_SWV_NAAM,
        "van": " ".join(person.van.split()),
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
        link=person.link,
        portal_url=settings.PORTAL_ORIGIN + LISTS[promise.subject_type],
        swv_naam=settings.PORTAL_SWV_NAAM,
        swv_telefoon=settings.PORTAL_SWV_TELEFOON,
    )
