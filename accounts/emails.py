"""Mails about somebody's own account. They name no pupil, no school and no reason, and are no way in."""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from portal.lib import clock, dates

logger = logging.getLogger(__name__)

# beside the request: its duration must not tell whether there was somebody to mail
_postman = ThreadPoolExecutor(max_workers=2, thread_name_prefix="account-mail")


@dataclass(frozen=True)
class Kind:
    """The subject, what happened, and what the reader does now; `twijfel`: when she is to ring."""

    onderwerp: str
    zin: str
    stap: str = "Was u dit zelf? Dan hoeft u niets te doen."
    twijfel: str = "Was u dit niet?"


PASSWORD_CHANGED = Kind("Uw wachtwoord is gewijzigd", "Het wachtwoord van uw account is gewijzigd. Andere sessies zijn beëindigd.")
FACTOR_SET_UP = Kind("Inloggen in twee stappen staat aan", "Er is een app gekoppeld voor de tweede stap van het inloggen.")
FACTOR_CHANGED = Kind("De app voor het inloggen is vervangen", "Er is een andere app gekoppeld voor de tweede stap van het inloggen.")
CODES_MADE = Kind("U hebt nieuwe herstelcodes", "Er zijn nieuwe herstelcodes gemaakt. De oude werken niet meer.")
CODE_USED = Kind("Er is een herstelcode gebruikt", "Iemand heeft met een herstelcode ingelogd op uw account.")
WRONG_CODES = Kind(
    "Iemand kent uw wachtwoord, of u vergist zich in de code",
    "Er is goed ingelogd met uw wachtwoord, maar daarna is een paar keer een verkeerde code ingevuld.",
    "Was u dit zelf? Dan hoeft u niets te doen. Was u dit niet? Kies dan een nieuw wachtwoord.",
)
RESET = Kind(
    "Kies een nieuw wachtwoord",
    "Er is een nieuw wachtwoord aangevraagd voor uw account.",
    "Hebt u dit niet gevraagd? Dan hoeft u niets te doen. Uw wachtwoord blijft hetzelfde.",
)
WELCOME = Kind(
    "Log in op uw account",
    "De beheerder heeft u een link gestuurd om in te loggen op uw account.",
    "Hebt u nog geen app voor de code? Na het inloggen ziet u hoe u die koppelt.",
)
SESSIONS_ENDED = Kind(
    "U bent overal uitgelogd",
    "De beheerder heeft u uitgelogd op alle apparaten.",
    "U kunt gewoon opnieuw inloggen.",
    "Wist u hier niet van?",
)
FACTOR_RESTORED = Kind(
    "U koppelt een nieuwe app voor het inloggen",
    "De tweede stap van uw account is hersteld. Uw oude app en herstelcodes werken niet meer, en u bent overal uitgelogd.",
    "Log in met uw wachtwoord. Daarna koppelt u een nieuwe app.",
    "Hebt u hier niet om gevraagd?",
)
ACCOUNT_ENDED = Kind(
    "Uw account is beëindigd",
    "Uw account is beëindigd. U kunt niet meer inloggen en krijgt geen e-mails meer over hulpvragen.",
    "U hoeft niets te doen.",
    "Wist u hier niet van?",
)
ACCOUNT_ON = Kind(
    "Uw account staat weer aan",
    "Uw account staat weer aan. Het is leeg: u ziet nog niets.",
    "Kies eerst een nieuw wachtwoord: ga naar ‘Inloggen’ en dan naar ‘Wachtwoord vergeten’. Daarna koppelt u een app voor de code.",
    "Wist u hier niet van?",
)


@dataclass(frozen=True)
class Fields:
    """All that the template gets."""

    naam: str
    zin: str
    stap: str
    twijfel: str
    moment: str
    link: str
    minuten: int
    opnieuw: str
    portal_url: str
    swv_naam: str
    swv_telefoon: str


def tell(user, kind: Kind, link: str = "") -> None:
    """Mail this person about her own account, once the transaction has been committed."""
    deliver(message(user, kind, link))


def message(user, kind: Kind, link: str = "") -> EmailMessage:
    """Return the mail to one person, in plain text."""
    fields = Fields(
        naam=" ".join(user.naam.split()),
        zin=kind.zin,
        stap=kind.stap,
        twijfel=kind.twijfel,
        moment=dates.moment(clock.now()),
        link=link,
        minuten=settings.PASSWORD_RESET_TIMEOUT // 60,
        opnieuw=settings.PORTAL_ORIGIN + reverse("accounts:reset_password"),
        portal_url=settings.PORTAL_ORIGIN,
        swv_naam=settings.PORTAL_SWV_NAAM,
        swv_telefoon=settings.PORTAL_SWV_TELEFOON,
    )
    text = render_to_string("accounts/emails/account.txt", asdict(fields))
    return EmailMessage(kind.onderwerp, text, to=[user.email], headers={"Auto-Submitted": "auto-generated"})


def deliver(mail: EmailMessage) -> None:
    """Send a mail after the commit; a mail that fails is logged and not tried again."""
    transaction.on_commit(lambda: _postman.submit(_send, mail))


def reset_link(uid: str, token: str) -> str:
    """Return the address that a mail names; never the host of a request."""
    return settings.PORTAL_ORIGIN + reverse("accounts:reset_confirm", args=[uid, token])


def _send(mail: EmailMessage) -> None:
    try:
        mail.send()
    except (OSError, SMTPException) as error:
        logger.error("a mail about an account was not sent: %s", type(error).__name__)
