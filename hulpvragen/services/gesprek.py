"""Writing berichten and notities: kept as a concept, sent, thrown away, written down, given out to the school."""

import uuid

from django.db import DatabaseError, transaction
from django.http import Http404

from accounts.enums import Zijde
from hulpvragen import policy, policy_stukken
from hulpvragen.announcements import tell_of_bericht, tell_other_side
from hulpvragen.enums import Deel, StukActie
from hulpvragen.models import Bericht, Hulpvraag, Inzending, Notitie
from hulpvragen.policy import Asker
from hulpvragen.queries.gesprek import guests_reading, own_concept
from hulpvragen.storage import seal_text, text_place
from portal.audit.services import record
from portal.lib import clock
from portal.lib.db import one_at_a_time
from portal.lib.errors import Conflict, Invalid, NotAllowed

from .facts import stand
from .filing import _locked
from .lifecycle import done_before

NO_TEXT = "Schrijf eerst uw bericht"
NO_NOTE = "Schrijf eerst uw notitie"
NO_READERS = "Kies wie dit bericht leest"
NO_NOTE_READERS = "Kies wie deze notitie leest"
OF_SCHOOL = "Deze notitie is van de school. De school kan haar al lezen."
CHANGED = "Er is intussen iets gewijzigd bij deze hulpvraag. Uw tekst is niet verstuurd en staat er nog. Probeer het opnieuw."


def keep_concept(*, by: Asker, hulpvraag_id, tekst: str) -> None:
    """Keep what she is writing: hers alone, one per hulpvraag. Who reads it is asked when it is sent."""
    by, hulpvraag = _begin(by, hulpvraag_id, StukActie.ADD_BERICHT)
    if not tekst.strip():
        raise Invalid(NO_TEXT, "tekst")
    _write(by, hulpvraag, policy_stukken.own_part(by), tekst)


def discard(*, by: Asker, hulpvraag_id) -> None:
    """Throw her concept away; also when the hulpvraag is closed. Without one nothing happens."""
    by = stand(by)
    own_concept(by, _locked(by, hulpvraag_id) if by.zijde != Zijde.GAST else _seen(by, hulpvraag_id)).delete()


def send(*, by: Asker, hulpvraag_id, tekst: str, key: uuid.UUID, deel: str = Deel.SCHOOL, voor_genodigden: bool | None = None) -> None:
    """Send a bericht to the other side, or as SWV to colleagues alone (`deel` swv); the same key sent twice sends once.

    `voor_genodigden`: whether guests read it; she must say so when there are any. What is sent before indienen stays at
    the school. Raises Invalid naming the field.
    """
    one_at_a_time(key)
    if _seen(by, hulpvraag_id) and done_before(by, hulpvraag_id, key):
        return
    by, hulpvraag = _begin(by, hulpvraag_id, StukActie.ADD_BERICHT)
    guests = _for_guests(by, hulpvraag, deel, voor_genodigden)
    if not tekst.strip():
        raise Invalid(NO_TEXT, "tekst")
    bericht = _write(by, hulpvraag, Deel(deel), tekst, voor_genodigden=bool(guests), verzonden_at=clock.now())
    Inzending(key=key, user_id=by.user.pk, hulpvraag_id=hulpvraag.pk).save(force_insert=True)
    _record("bericht.sent", by, hulpvraag, bericht, voor_genodigden=bool(guests))
    if deel == Deel.SCHOOL:  # of what stays inside the SWV the school may not even see that it was mailed
        tell_of_bericht(by, hulpvraag, guests)


def note(*, by: Asker, hulpvraag_id, tekst: str, key: uuid.UUID, alleen_school: bool | None = None) -> None:
    """Write a note into the log of her own side; the same key sent twice writes once.

    `alleen_school`: of the school, whether the SWV does not read it; before indienen it never does.
    """
    one_at_a_time(key)
    if _seen(by, hulpvraag_id) and done_before(by, hulpvraag_id, key):
        return
    by, hulpvraag = _begin(by, hulpvraag_id, StukActie.ADD_NOTITIE)
    if by.zijde == Zijde.SCHOOL and not hulpvraag.ingediend:
        alleen_school = True
    if by.zijde == Zijde.SCHOOL and alleen_school is None:
        raise Invalid(NO_NOTE_READERS, "lezers")
    if not tekst.strip():
        raise Invalid(NO_NOTE, "tekst")
    notitie = Notitie(
        hulpvraag=hulpvraag, dossier_id=hulpvraag.dossier_id, deel=policy_stukken.own_part(by), alleen_school=by.zijde == Zijde.SCHOOL and alleen_school,
        created_by_id=by.user.pk,
    )
    notitie.tekst = _sealed(hulpvraag, notitie, tekst)
    notitie.save(force_insert=True)
    Inzending(key=key, user_id=by.user.pk, hulpvraag_id=hulpvraag.pk).save(force_insert=True)
    _record("notitie.written", by, hulpvraag, notitie)


def give_out(*, by: Asker, hulpvraag_id, notitie_id: uuid.UUID) -> None:
    """Give a note of the SWV-deel out to the school (verstrekken, WPO 18a lid 13); it cannot be taken back."""
    by, hulpvraag = _begin(by, hulpvraag_id, StukActie.GIVE_OUT)
    notitie = policy_stukken.visible(by, Notitie, hulpvraag).filter(pk=notitie_id).first()
    if notitie is None:
        raise Http404
    if notitie.deel != Deel.SWV:
        raise NotAllowed(OF_SCHOOL)
    if not Notitie.objects.filter(pk=notitie.pk, verstrekt_at=None).update(verstrekt_at=clock.now()):
        return  # sent twice: it was given out
    _record("notitie.given_out", by, hulpvraag, notitie)
    tell_other_side("stuk_verstrekt", by, hulpvraag)


# ---- how


def _begin(by: Asker, hulpvraag_id, action: StukActie) -> tuple[Asker, Hulpvraag]:
    by = stand(by)
    # a guest may change nothing of the card, so she cannot hold it either
    hulpvraag = _seen(by, hulpvraag_id) if by.zijde == Zijde.GAST else _locked(by, hulpvraag_id)
    policy_stukken.require(by, action, hulpvraag)
    return by, hulpvraag


def _seen(by: Asker, hulpvraag_id) -> Hulpvraag:
    found = policy.visible_to(by).filter(pk=hulpvraag_id).first()
    if found is None:
        raise Http404
    return found


def _for_guests(by: Asker, hulpvraag: Hulpvraag, deel: str, said: bool | None) -> list:
    """Return the guests that a bericht is for; a guest writes to school and SWV alone."""
    if deel == Deel.SWV and by.zijde == Zijde.SWV:
        return []
    if deel != Deel.SCHOOL:
        raise Invalid(NO_READERS, "lezers")
    guests = guests_reading(by, hulpvraag)
    if guests and said is None:
        raise Invalid(NO_READERS, "lezers")
    return guests if said else []


def _write(by: Asker, hulpvraag: Hulpvraag, deel: Deel, tekst: str, **sent) -> Bericht:
    """Keep a text in her one concept, or send it: then the concept goes, in whatever part it lay."""
    concepts = own_concept(by, hulpvraag)
    bericht = concepts.filter(deel=deel).first()
    concepts.exclude(deel=deel).delete()
    kept = {"alleen_school": deel == Deel.SCHOOL and not hulpvraag.ingediend, "gewijzigd": clock.now(), **sent}
    new = bericht is None
    bericht = bericht or Bericht(hulpvraag=hulpvraag, dossier_id=hulpvraag.dossier_id, deel=deel, zijde=by.zijde, created_by_id=by.user.pk)
    kept["tekst"] = _sealed(hulpvraag, bericht, tekst)
    for name, value in kept.items():
        setattr(bericht, name, value)
    try:
        with transaction.atomic():
            bericht.save(force_insert=new, update_fields=None if new else list(kept))
    except DatabaseError:  # it was filed or closed in the moment between, or sent from another tab: a guest cannot hold that off
        raise Conflict(CHANGED) from None
    return bericht


def _sealed(hulpvraag: Hulpvraag, said: Bericht | Notitie, tekst: str) -> bytes:
    return seal_text(hulpvraag.dossier_id, hulpvraag.dossier.sleutel, text_place(said), tekst)


def _record(event: str, by: Asker, hulpvraag: Hulpvraag, said: Bericht | Notitie, **detail) -> None:
    record(
        event=event, by=by.user, hulpvraag_id=hulpvraag.pk, dossier_id=hulpvraag.dossier_id, ground=policy.ground(by, hulpvraag),
        object_type=said._meta.model_name, object_id=str(said.pk), detail={"deel": said.deel, "alleen_school": said.alleen_school, **detail},
    )
