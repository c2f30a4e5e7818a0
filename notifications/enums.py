"""How a promise stands, how it went with one person, and what she chose. Imports nothing of ours."""

from django.db import models


class State(models.TextChoices):
    PENDING = "pending", "Wordt verstuurd"
    WAITING = "waiting", "Wacht op een contactpersoon"
    KANAAL = "kanaal", "Ander kanaal nodig"
    DONE = "done", "Verstuurd"
    FAILED = "failed", "Niet gelukt"


class Outcome(models.TextChoices):
    """What a mail server answered: at once (sent, refused), or later in a report (bounced, expired)."""

    SENT = "sent", "Geaccepteerd"
    REFUSED = "refused", "Geweigerd"
    BOUNCED = "bounced", "Teruggekomen"
    EXPIRED = "expired", "Niet op tijd bezorgd"


class Kind(models.TextChoices):
    """The kinds of message that somebody chooses about (Awb 2:8: reachable by e-mail per kind of message)."""

    BESLUIT = "besluit", "Besluiten"
    ADVIES = "advies", "Adviezen"
    VERZOEK = "verzoek", "Vragen aan u, en wat de termijn verandert"
    ONTVANGST = "ontvangst", "Ontvangstbevestigingen"
    VOORTGANG = "voortgang", "Voortgang van hulpvragen"
    WERK = "werk", "Werk voor u"


class Choice(models.TextChoices):
    DIGITAL = "digital", "Digitaal"
    POST = "post", "Per post"
    AT_ONCE = "at_once", "Direct per e-mail"
    DAILY = "daily", "Eén keer per dag, in een overzicht"
    NEVER = "never", "Geen e-mail"


# What can be chosen per kind; the first is what holds for who never chose. One choice is no choice.
CHOICES: dict[Kind, tuple[Choice, ...]] = {
    Kind.BESLUIT: (Choice.POST, Choice.DIGITAL),
    Kind.ADVIES: (Choice.DIGITAL, Choice.POST),
    Kind.VERZOEK: (Choice.DIGITAL, Choice.POST),
    Kind.ONTVANGST: (Choice.DIGITAL,),
    Kind.VOORTGANG: (Choice.AT_ONCE, Choice.DAILY, Choice.NEVER),
    Kind.WERK: (Choice.AT_ONCE, Choice.DAILY),
}


class Reason(models.TextChoices):
    """Why a message needs another channel."""

    BOUNCED = "bounced", "De e-mail kwam twee keer terug"
    POST = "post", "De ontvanger krijgt dit soort bericht per post"


class How(models.TextChoices):
    """How the loket brought a message otherwise. A closed list: no names, no text."""

    LETTER = "letter", "Per post verstuurd"
    IN_PERSON = "in_person", "Zelf overhandigd"
    PHONE = "phone", "Gebeld"
    EMAIL = "email", "Het e-mailadres is verbeterd: opnieuw mailen"
    LAPSED = "lapsed", "Niet meer nodig: de ontvanger heeft deze rol niet meer"  # by the post room itself


class ToWhom(models.TextChoices):
    ADDRESSEE = "addressee", "De ontvanger zelf"
    COLLEAGUE = "colleague", "Een andere IB'er van de school"
    DIRECTOR = "director", "De contactpersoon van de school"
    BOARD = "board", "Het schoolbestuur"
