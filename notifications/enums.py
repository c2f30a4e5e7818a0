"""How a promise stands, and how it went with one person. Imports nothing of ours."""

from django.db import models


class State(models.TextChoices):
    PENDING = "pending", "Wordt verstuurd"
    WAITING = "waiting", "Wacht op een contactpersoon"
    DONE = "done", "Verstuurd"
    FAILED = "failed", "Niet gelukt"


class Outcome(models.TextChoices):
    SENT = "sent", "Verstuurd"
    REFUSED = "refused", "Geweigerd"
