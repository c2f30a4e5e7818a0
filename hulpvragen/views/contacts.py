"""The tab Schoolgegevens: who is the contact, from when, who gets the mail, and what is wrong with that."""

import datetime as dt
from dataclasses import dataclass

from accounts.models import User
from hulpvragen import policy
from hulpvragen.policy import Asker
from hulpvragen.queries import people
from hulpvragen.queries.people import NamedContact
from hulpvragen.services.reading import Opened
from portal.lib import clock, dates
from portal.lib.text import listed


@dataclass(frozen=True)
class Contacts:
    """Who gets the mail today, who will from a day to come, and the warnings about both."""

    mailed: list[User]
    planned: list[tuple[str, str]]  # (from when, names)
    warnings: list[str]


def contacts(who: Asker, opened: Opened) -> Contacts:
    """Return the contacts of a hulpvraag as they stand today and as they are planned."""
    named = people.named_contacts(who, opened.hulpvraag, opened.vestiging)
    today, later = [one for one in named if one.vanaf <= who.day], [one for one in named if one.vanaf > who.day]
    mailed = policy.active_contacts(opened.hulpvraag)
    days = dict.fromkeys(one.vanaf for one in later)
    planned = [(dates.in_full(day), listed([one.user.naam for one in named if _is_contact_on(one, day)])) for day in days]
    warnings = [line for one in named for line in _warnings(one, today, later)]
    if not today and mailed:
        warnings.append("Niemand is als contactpersoon gekozen. De e-mails gaan naar alle IB'ers van de school.")
    return Contacts(mailed, planned, warnings)


def _is_contact_on(one: NamedContact, day: dt.date) -> bool:
    return one.vanaf <= day and (one.tot_en_met is None or day <= one.tot_en_met)


def _warnings(one: NamedContact, today: list[NamedContact], later: list[NamedContact]) -> list[str]:
    naam, post = one.user.naam, one.colleague
    if not one.user.is_active or post is None:
        return [f"{naam} werkt niet meer op deze school. Intussen {_instead(one, today)}."]
    if post.stopped:
        return [f"{naam} heeft tijdelijk geen toegang. Intussen {_instead(one, today)}."]
    found = []
    if post.laatste_dag:
        found.append(f"{naam} vertrekt. De laatste dag met toegang is {dates.in_full(post.laatste_dag)}. {_after(one, today, later)}")
    if not one.enrolled:
        found.append(f"{naam} heeft nog niet met een tweede stap ingelogd. De e-mails komen aan, maar {naam} kan de hulpvraag nog niet lezen.")
    return found


def _after(one: NamedContact, today: list[NamedContact], later: list[NamedContact]) -> str:
    """Say who is the contact when she has gone."""
    if following := [other.user.naam for other in later if other.vanaf <= one.colleague.laatste_dag + clock.DAY and other != one]:
        return f"Daarna is {listed(following)} de contactpersoon."
    return f"Daarna {_instead(one, today)}. Kies een nieuwe contactpersoon."


def _instead(one: NamedContact, today: list[NamedContact]) -> str:
    stays = any(other.colleague and other.colleague.laatste_dag is None and not other.colleague.stopped for other in today if other != one)
    return "krijgt de andere contactpersoon de e-mails" if stays else "krijgen de andere IB'ers van de school de e-mails"
