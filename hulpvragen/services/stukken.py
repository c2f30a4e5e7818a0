"""Keeping a text of the handling: sealed, in the compartment of who wrote it."""

from accounts.enums import Zijde
from hulpvragen.completeness import LEERLING_FIELDS
from hulpvragen.enums import Deel, StukSoort
from hulpvragen.models import Hulpvraag, Stuk
from hulpvragen.policy import Asker, chosen_contacts
from hulpvragen.storage import seal_answers, seal_text, stuk_data_place, stuk_place
from portal.lib import clock


def keep(by: Asker, hulpvraag: Hulpvraag, soort: StukSoort, text: str, *, given_out: bool = False, gegevens: dict | None = None) -> None:
    """Keep a text, and what was asked beside it; `given_out`: the school may read what the SWV wrote (verstrekt)."""
    deel = Deel.SCHOOL if by.zijde == Zijde.SCHOOL else Deel.SWV
    dossier = hulpvraag.dossier
    stuk = Stuk(
        hulpvraag=hulpvraag, dossier_id=hulpvraag.dossier_id, deel=deel, soort=soort, created_by_id=by.user.pk,
        verstrekt_at=clock.now() if given_out and deel == Deel.SWV else None,
    )
    stuk.tekst = seal_text(dossier.pk, dossier.sleutel, stuk_place(stuk.pk), text)
    if gegevens:
        stuk.gegevens = seal_answers(dossier.pk, dossier.sleutel, stuk_data_place(stuk.pk), gegevens)
    stuk.save(force_insert=True)


def keep_copy(by: Asker, hulpvraag: Hulpvraag, answers: dict) -> None:
    """Keep a copy of what is filed now, with its moment and term: the receipt, which nobody can change afterwards."""
    leerling = hulpvraag.dossier.leerling
    keep(by, hulpvraag, StukSoort.ONTVANGST, "", gegevens={
        "at": hulpvraag.submitted_at.isoformat(), "term": hulpvraag.term_date.isoformat(), "by": by.user.naam,
        "school": hulpvraag.vestiging_op(by.day).naam, "contact": [user.naam for user in chosen_contacts(hulpvraag)], "answers": answers,
        "leerling": leerling and {name: str(getattr(leerling, name) or "") for name in LEERLING_FIELDS},
    })  # fmt: skip
