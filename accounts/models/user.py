"""The person. Her posts say what she may see; the account itself gives nothing."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, _user_has_perm
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from portal.lib.ids import uuid7
from portal.lib.text import normalise_email


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields):
        """Create an account with a normalised address; without a password nobody can log in with it."""
        user = self.model(email=normalise_email(email), **fields)
        user.set_password(password)
        user.save(force_insert=True)
        return user

    def get_by_natural_key(self, email: str):
        return self.get(email=email.strip().lower())


class User(AbstractBaseUser):
    """`epoch` rises in the database whenever the account is switched on or off or its password
    changes (trigger); sessions, reset links and invitations carry it, so the old ones stay dead."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField("e-mailadres", max_length=254, unique=True)
    voornaam = models.CharField(max_length=60)
    achternaam = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)
    epoch = models.IntegerField(default=0)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["voornaam", "achternaam"]
    objects = UserManager()

    is_superuser = False  # nobody is; guardian asks
    is_staff = False

    class Meta:
        constraints = [models.CheckConstraint(name="user_email_lower", condition=Q(email=Lower("email")))]

    def __str__(self) -> str:
        return self.naam

    @property
    def naam(self) -> str:
        return f"{self.voornaam} {self.achternaam}"

    @property
    def initialen(self) -> str:
        return (self.voornaam[:1] + self.achternaam.split()[-1][:1]).upper()

    def get_full_name(self) -> str:
        return self.naam

    @property
    def groups(self):
        return Group.objects.none()  # guardian's checker asks for it; no right hangs on a group

    def has_perm(self, perm: str, obj=None) -> bool:
        """Ask the one backend that knows rights on dossiers (hulpvragen.backends)."""
        return self.is_active and _user_has_perm(self, perm, obj)

    def _get_session_auth_hash(self, secret=None) -> str:
        salt = "accounts.User.session"
        return salted_hmac(salt, f"{self.password}|{self.epoch}", secret=secret, algorithm="sha256").hexdigest()
