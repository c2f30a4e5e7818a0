"""Which event of a mutatie reaches whom. A mail names its number, never a person or a school."""

import datetime as dt
import uuid

from notifications.resolvers import Recipient
from notifications.services import Subject, announce_each
from notifications.services import announce as post
from portal.lib import clock
from portal.lib.db import rows

from .models import Controleronde, Mutatie

REMINDER = 14 * clock.DAY  # before the last day of a round
MORNING = dt.time(8)


def announce(event: str, by_id: uuid.UUID | None, mutatie: Mutatie, told: tuple[str, ...]) -> None:
    """Promise to tell these roles; the day is the first on which something changes."""
    if told:
        post(
            event=f"mutatie.{event}", subject_type="mutatie", subject_id=mutatie.pk, kenmerk=mutatie.nummer, told=told, by=by_id, term=mutatie.ingang
        )


def recipients(mutatie_id: uuid.UUID, role: str, actor_id: uuid.UUID | None) -> list[Recipient]:
    """Return who holds a role for this mutatie at this moment; the database computes it for the post room."""
    return [Recipient(r["user_id"], r["email"], r["naam"]) for r in rows("select * from mutatie_ontvangers(%s, %s)", mutatie_id, role)]


def announce_round(by_id: uuid.UUID, ronde: Controleronde, vestiging_ids: list[uuid.UUID]) -> None:
    """Promise the mails of a whole round when it is planned. Whose school has confirmed by then, or is not hers, gets none:
    the post room asks on the day itself. One mail each, however many of her schools it is about."""
    for event, day in days_of_round(ronde.begin, ronde.uiterlijk).items():
        announce_each(
            [Subject(pk, "", ronde.uiterlijk) for pk in vestiging_ids], event=f"controle.{event}", subject_type="controle",
            told=("contactpersoon", "bestuur"), by=by_id, due=dt.datetime.combine(day, MORNING, clock.AMSTERDAM), together=True,
        )


def days_of_round(begin: dt.date, uiterlijk: dt.date) -> dict[str, dt.date]:
    """Return the days on which schools are mailed, by event; a short round has no reminder in between."""
    days = {"asked": begin, "reminded": uiterlijk - REMINDER, "closing": uiterlijk}
    return {event: day for event, day in days.items() if event == "asked" or day > begin}


def recipients_of_controle(vestiging_id: uuid.UUID, role: str, actor_id: uuid.UUID | None) -> list[Recipient]:
    """Return who must still be asked about a school at this moment; the database computes it for the post room."""
    return [Recipient(r["user_id"], r["email"], r["naam"]) for r in rows("select * from controle_ontvangers(%s, %s)", vestiging_id, role)]
