"""What a row of the trail may say about where it came from and how it ended."""

from django.db.models import TextChoices


class Source(TextChoices):
    WEB = "web", "portaal"
    WORKER = "worker", "achtergrondtaak"
    COMMAND = "command", "beheeropdracht"


class Outcome(TextChoices):
    OK = "ok", "gelukt"
    REFUSED = "refused", "geweigerd"
    FAILED = "failed", "mislukt"


class Side(TextChoices):
    SCHOOL = "school", "school"
    SWV = "swv", "samenwerkingsverband"
    GUEST = "gast", "gast"
