"""How somebody wants to see the portal."""

from django.db import models
from django.db.models import Q

from accounts.enums import Thema

from .user import User


class Voorkeur(models.Model):
    """One row per person, made when she first chooses something. Read at the log-in; the session carries it."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="voorkeur")
    thema = models.CharField(max_length=8, choices=Thema, default=Thema.LICHT)
    digibord_bij_inloggen = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(name="voorkeur_thema", condition=Q(thema__in=Thema.values))]
