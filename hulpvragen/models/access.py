"""The dated facts that tie people to a hulpvraag, and the derived rights guardian reads."""

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from guardian.models import UserObjectPermissionBase

from accounts.enums import Zijde
from accounts.models import User, Vestiging
from accounts.models.facts import ON_RECORD, DatedFact, versioned
from hulpvragen.enums import GastSoort, Gezag, Onderdeel, Overeenkomst
from portal.lib import clock

from .dossier import Dossier
from .hulpvraag import Hulpvraag


class HulpvraagContact(DatedFact):
    """Whose mail it is, by date; more than one at a time is allowed (duo posts)."""

    hulpvraag = models.ForeignKey(Hulpvraag, models.PROTECT, related_name="contacten")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = versioned("hulpvraagcontact", "hulpvraag", "user")


class Opvolger(DatedFact):
    """Who takes over from a day, at one school, what is filed with `voor` as its contact before that day."""

    vestiging = models.ForeignKey(Vestiging, models.PROTECT, related_name="+")
    voor = models.ForeignKey(User, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = versioned("opvolger", "vestiging", "voor")


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
    gezag_tot = models.DateField(null=True, help_text="from this day on the ouder has no gezag any more")
    leerling_akkoord = models.BooleanField(default=False, help_text="a pupil of 16 or 17 agreed")
    akkoord_op = models.DateField(null=True, help_text="when the pupil agreed")
    organisatie = models.CharField(max_length=120, blank=True, help_text="of who comes from outside the school")
    overeenkomst = models.CharField(max_length=12, choices=Overeenkomst, blank=True, help_text="only of who comes from outside")
    namens = models.CharField(max_length=8, choices=Zijde, default=Zijde.SCHOOL, help_text="who invited: the school or the SWV")
    uitgenodigd_door = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    uitgenodigd_epoch = models.IntegerField(default=0, help_text="of who invited: an invitation dies with it")
    link = models.UUIDField(null=True, help_text="what its link and its code are made from: another one at each sending")
    token_hash = models.CharField(max_length=64, blank=True, help_text="empty once accepted or withdrawn")
    token_tot = models.DateTimeField(null=True, help_text="until when the link can be used")
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            *versioned("toegang", "dossier", "email", "namens"),
            models.CheckConstraint(name="toegang_accepted_has_user", condition=Q(accepted_at=None) | Q(user__isnull=False)),
            models.CheckConstraint(
                name="toegang_link_has_inviter",
                condition=Q(token_hash="") | Q(accepted_at=None, uitgenodigd_door__isnull=False, token_tot__isnull=False),
            ),
            models.UniqueConstraint(fields=["token_hash"], condition=~Q(token_hash="") & ON_RECORD, name="toegang_link_once"),
        ]

    def over_on(self, day: dt.date) -> dt.date | None:
        """Return since when it no longer holds, when that has come by this day."""
        if self.replaced_at:
            return clock.day_of(self.replaced_at)
        return self.geldig.upper if self.geldig.upper and self.geldig.upper <= day else None


class DossierGrant(UserObjectPermissionBase):
    """A read-only view: who may see which dossier, derived from the facts. No row to forget."""

    id = models.UUIDField(primary_key=True)
    permission = models.ForeignKey("auth.Permission", models.DO_NOTHING, db_constraint=False, related_name="+")
    # a query name of its own: guardian filters people by it, and "+" is shared by all hidden ones
    user = models.ForeignKey(User, models.DO_NOTHING, db_constraint=False, related_name="+", related_query_name="dossiergrant")
    content_object = models.ForeignKey(Dossier, models.DO_NOTHING, db_constraint=False)

    class Meta:
        managed = False
        db_table = "hulpvragen_dossiergrant"
        unique_together = []
