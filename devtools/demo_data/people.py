"""The accounts of the demo's people, and people.json, which tells how to log in."""

import base64
import datetime as dt
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from accounts.enums import EenheidSoort, Rol, Zijde
from accounts.models import Aanstelling, Eenheid, TotpDevice, User, Vestiging, Wijknetwerk
from notifications.enums import Choice, Kind
from notifications.services import choose
from portal.lib.dates import school_year

from .acting import acting
from .cast import BY_POST, GUESTS, SCHOOLS, SWV, Part
from .passwords import new_password

SEED_BYTES = 20
FIRST_OF_SCHOOL_YEAR = (8, 1)  # month, day


@dataclass(frozen=True)
class Account:
    """One of the demo's people with what she needs to log in."""

    part: Part
    user: User
    eenheid: Eenheid
    password: str
    seed: bytes

    @property
    def zijde(self) -> Zijde:
        return self.part.zijde

    @property
    def code(self) -> str | None:
        """The code of her vestiging, for who works at a school."""
        return self.part.at if self.zijde == Zijde.SCHOOL and self.eenheid.soort == EenheidSoort.VESTIGING else None


def make_swv(today: dt.date) -> dict[str, Account]:
    """Make the SWV and the people who work there, by key."""
    Eenheid.objects.create(soort=EenheidSoort.SWV, naam=settings.PORTAL_SWV_NAAM)
    return _make(SWV, today)


def make_schools(today: dt.date) -> dict[str, Account]:
    """Make the people of the schools that take part, by key."""
    return _make(SCHOOLS, today)


def make_guests(today: dt.date) -> dict[str, Account]:
    """Make who will be invited, by key: accounts that give nothing yet."""
    return _make(GUESTS, today)


def _make(parts: Iterable[Part], today: dt.date) -> dict[str, Account]:
    return {part.key: _account(part, today) for part in parts}


def _account(part: Part, today: dt.date) -> Account:
    facts = {"voornaam": part.voornaam, "achternaam": part.achternaam}
    password, seed = new_password(User(email=part.email, **facts)), secrets.token_bytes(SEED_BYTES)
    user = User.objects.create_user(part.email, password, **facts)
    TotpDevice.make(user, seed, last_t=-1).save()
    eenheid = _eenheid(part)
    if part.zijde == Zijde.GAST:
        return Account(part, user, eenheid, password, seed)
    begin = dt.date(school_year(today) - part.years, *FIRST_OF_SCHOOL_YEAR)
    Aanstelling(user=user, rol=part.rol, eenheid=eenheid, geldig=(begin, None)).save()
    return Account(part, user, eenheid, password, seed)


def _eenheid(part: Part) -> Eenheid:
    if part.zijde != Zijde.SWV:
        school = Vestiging.objects.get(code=part.at)
        return Eenheid.objects.get(pk=school.bestuur_id if part.rol == Rol.BESTUURSMEDEWERKER else school.pk)
    if part.at:  # before the schools are there to need it
        return Wijknetwerk.objects.get_or_create(naam=part.at, soort=EenheidSoort.WIJKNETWERK)[0]
    return Eenheid.objects.get(soort=EenheidSoort.SWV)


def choose_mail(accounts: dict[str, Account]) -> None:
    """Let the schools' people say that they want decisions by e-mail; one never said so, and gets letters."""
    for key, account in accounts.items():
        if account.zijde == Zijde.SCHOOL and key != BY_POST:
            with acting(account.user, account.zijde):
                choose(by=account.user, choices={Kind.BESLUIT: Choice.DIGITAL})


# ---- people.json


def write(file: Path, accounts: dict[str, Account], last_day: dt.date) -> None:
    """Write who can log in, in one go and for this computer account only."""
    in_order = [part.key for part in (*SCHOOLS, *GUESTS, *SWV)]  # the people a visitor begins with come first
    lines = [_line(accounts[key], last_day if key == "ib_vertrekt" else None) for key in in_order]
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = file.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump(lines, out, ensure_ascii=False, indent=2)
    unfinished.replace(file)


def _line(account: Account, last_day: dt.date | None) -> dict:
    part = account.part
    return {
        "key": part.key,
        "email": part.email,
        "password": account.password,
        "totp_secret": base64.b32encode(account.seed).decode(),
        "role": part.rol.label,
        "organisation": account.eenheid.naam if account.zijde != Zijde.SWV else settings.PORTAL_SWV_NAAM,
        "vestiging": account.code,
        "last_day": last_day and last_day.isoformat(),
        "note": f"{account.user.naam}. {part.note}".strip(),
    }
