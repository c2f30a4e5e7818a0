"""The dated facts that tie people to a hulpvraag, and the derived rights guardian reads."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from guardian.models import UserObjectPermissionBase

from accounts.models import User
from accounts.models.facts import DatedFact, versioned
from hulpvragen.enums import GastSoort, Gezag, Onderdeel

from .dossier import Dossier
from .hulpvraag import Hulpvraag


class HulpvraagContact(DatedFact):
    """Whose mail it is, by date; more than one at a time is allowed (duo posts)."""

    hulpvraag = models.ForeignKey(Hulpvraag, models.PROTECT, related_name="contacten")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = versioned("hulpvraagcontact", "hulpvraag", "user")


class Toewijzing(DatedFact):
    """An SWV person on a hulpvraag. It gives sight only together with a live SWV post."""

    hulpvraag = models.ForeignKey(Hulpvraag, models.PROTECT, related_name="toewijzingen")
    user = models.ForeignKey(User, models.PROTECT, related_name="toewijzingen")

    class Meta:
        constraints = versioned("toewijzing", "hulpvraag", "user")


class Toegang(DatedFact):
    """An invited person on one dossier. Empty of rights until the verified address accepts."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="toegangen")
    hulpvragen = ArrayField(models.UUIDField(), help_text="the hulpvragen it names")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="toegangen")
    email = models.EmailField(max_length=254)
    soort = models.CharField(max_length=12, choices=GastSoort)
    delen = ArrayField(models.CharField(max_length=12, choices=Onderdeel))
    gezag = models.CharField(max_length=8, choices=Gezag, blank=True, help_text="only of an ouder; onbekend gives nothing")
    leerling_akkoord = models.BooleanField(default=False, help_text="a pupil of 16 or 17 agreed")
    token_hash = models.CharField(max_length=64, blank=True)
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            *versioned("toegang", "dossier", "email"),
            models.CheckConstraint(name="toegang_accepted_has_user", condition=Q(accepted_at=None) | Q(user__isnull=False)),
        ]


class DossierGrant(UserObjectPermissionBase):
    """A read-only view: who may see which dossier, derived from the facts. No row to forget."""

    id = models.UUIDField(primary_key=True)
    permission = models.ForeignKey("auth.Permission", models.DO_NOTHING, db_constraint=False, related_name="+")
    user = models.ForeignKey(User, models.DO_NOTHING, db_constraint=False, related_name="+")
    content_object = models.ForeignKey(Dossier, models.DO_NOTHING, db_constraint=False)

    class Meta:
        managed = False
        db_table = "hulpvragen_dossiergrant"
        unique_together = []
