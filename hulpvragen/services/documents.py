"""Documents: adding one, taking one away, giving one of the SWV out, and taking an original out of the portal."""

import uuid
from dataclasses import dataclass

from django.http import Http404

from accounts.enums import Zijde
from accounts.models import User
from hulpvragen import policy, policy_stukken, rendering
from hulpvragen.announcements import tell_other_side
from hulpvragen.completeness import DOCUMENT
from hulpvragen.enums import Bestandstype, Deel, DocumentSoort, DownloadDoel, Instemming, Part, StukActie
from hulpvragen.models import Document, DocumentBlad, DocumentInhoud, Download, Hulpvraag, Inzending
from hulpvragen.policy import Asker
from hulpvragen.queries.documents import name_of
from hulpvragen.storage import blad_place, document_data_place, file_digest, file_place, name_place, open_file, open_text, seal_answers, seal_file, seal_text
from portal.audit.services import record
from portal.lib import clock
from portal.lib.db import one_at_a_time
from portal.lib.errors import Conflict, Invalid, NotAllowed
from portal.lib.text import clean_text, refuse_bsn

from .facts import stand
from .filing import _keep_part, _locked

MOST, MOST_BYTES = 60, 200_000_000  # of one hulpvraag
LONGEST_NAME = 120
_EXTENSIONS = {Bestandstype.PDF: "pdf", Bestandstype.JPEG: "jpg", Bestandstype.PNG: "png", Bestandstype.DOCX: "docx"}

TOO_MANY = f"Bij één hulpvraag passen {MOST} documenten. Haal eerst een document weg dat niet meer nodig is."
FULL = "Bij deze hulpvraag passen geen documenten meer van deze grootte. Haal eerst een document weg dat niet meer nodig is."
TWICE = "Dit document staat er al, als ‘{naam}’."
NO_CONSENT = "Kies of de ouders instemmen met het handelingsdeel"
NO_CONSENT_DAY = "Vul in op welke dag de ouders hierover beslisten"
CONSENT_TO_COME = "Deze dag moet nog komen. Vul in op welke dag de ouders hierover beslisten."
GIVEN_OUT = "Dit document is verstrekt aan de school. Weghalen kan niet meer."
NOT_YOURS = "Dit document is niet van u om weg te halen. De school haalt weg wat van de school is, het samenwerkingsverband wat van het samenwerkingsverband is."
ANONYMOUS = "Bij een anonieme hulpvraag horen geen documenten: iemand zou de leerling eraan kunnen herkennen."
GONE = "Dit document is weggehaald."
NO_PURPOSE = "Kies waarvoor u het origineel nodig hebt"


def add(
    *, by: Asker, hulpvraag_id, soort: str, naam: str, data: bytes, key: uuid.UUID, titel: str = "", gegevens: dict | None = None, ander_nummer: str = "",
) -> rendering.Paper | None:
    """Add one file to the compartment of her own side; raises Invalid naming the field, and then nothing is kept.

    `naam` is the file's own name, `titel` what she calls it, else its name is its title; `gegevens` what its kind asks (of
    a handelingsdeel: `instemming`, `instemming_op`) and, as `verwacht`, the code of the document of the form that this is. `ander_nummer` is what she
    says that a number is that looks like a BSN.
    The Paper says what was left out; the same key sent twice adds once, and gives none.
    """
    one_at_a_time(key)
    hulpvraag = _seen(by, hulpvraag_id)
    policy_stukken.require(by, StukActie.ADD_DOCUMENT, hulpvraag)
    if hulpvraag.anoniem:
        raise NotAllowed(ANONYMOUS)
    if Inzending.objects.filter(key=key, user_id=by.user.pk).exists():
        return None
    if soort not in DocumentSoort.values:
        raise Invalid("Kies wat voor document dit is", "soort")
    asked = _expected(hulpvraag, gegevens or {}) | _asked(by, soort, gegevens or {})
    paper = rendering.read(naam, data)  # takes seconds: before anything is locked
    _refuse_numbers(naam, paper, ander_nummer)
    by = stand(by)
    hulpvraag = _locked(by, hulpvraag_id)
    policy_stukken.require(by, StukActie.ADD_DOCUMENT, hulpvraag)
    document = _keep(by, hulpvraag, soort, clean_text(titel or paper.titel)[:LONGEST_NAME], data, paper, asked)
    if "verwacht" in asked and not hulpvraag.ingediend:  # what was asked about it is answered by this
        _keep_part(by, hulpvraag, Part.DOCUMENTEN, {f"{DOCUMENT}{asked['verwacht']}": "klaar"})
    Inzending(key=key, user_id=by.user.pk, hulpvraag_id=hulpvraag.pk).save(force_insert=True)
    _record("added", by, document, bladzijden=document.bladzijden)
    if by.zijde == Zijde.SCHOOL:  # what the SWV adds is told when it is given out
        tell_other_side("document_added", by, hulpvraag)
    return paper


def take_away(*, by: Asker, hulpvraag_id, document_id: uuid.UUID, reden: str) -> None:
    """Destroy what a document holds, because it should not be here; that it was here stays on record."""
    by = stand(by)
    hulpvraag = _locked(by, hulpvraag_id)
    policy_stukken.require(by, StukActie.TAKE_AWAY, hulpvraag)
    document = _standing(by, hulpvraag, document_id)
    if document.deel != policy_stukken.own_part(by):
        raise NotAllowed(NOT_YOURS)
    if document.verstrekt_at:
        raise NotAllowed(GIVEN_OUT)
    if not reden.strip():
        raise Invalid("Vul in waarom dit document weg moet", "reden")
    refuse_bsn(reden, field="reden")
    kept = {"weg_reden": clean_text(reden, multiline=True)}
    key = hulpvraag.dossier_id, hulpvraag.dossier.sleutel
    done = Document.objects.filter(pk=document.pk, weg_at=None).update(
        weg_at=clock.now(), weg_door_id=by.user.pk, naam=seal_text(*key, name_place(document.pk), ""),
        gegevens=seal_answers(*key, document_data_place(document.pk), kept),
    )
    if not done:
        raise Conflict(GONE)
    DocumentBlad.objects.filter(document=document).delete()
    DocumentInhoud.objects.filter(document=document).delete()
    _record("taken_away", by, document)


def give_out(*, by: Asker, hulpvraag_id, document_id: uuid.UUID) -> None:
    """Give a document of the SWV-deel out to the school (verstrekken, WPO 18a lid 13); it cannot be taken back."""
    by = stand(by)
    hulpvraag = _locked(by, hulpvraag_id)
    policy_stukken.require(by, StukActie.GIVE_OUT, hulpvraag)
    document = _standing(by, hulpvraag, document_id)
    if document.deel != Deel.SWV:
        raise NotAllowed("Dit document is van de school. De school kan het al lezen.")
    if not Document.objects.filter(pk=document.pk, weg_at=None, verstrekt_at=None).update(verstrekt_at=clock.now()):
        return  # sent twice: it was given out
    _record("given_out", by, document)
    tell_other_side("stuk_verstrekt", by, hulpvraag)


# ---- looking


@dataclass(frozen=True)
class Sheet:
    """One page of a document, opened for a reader."""

    hulpvraag: Hulpvraag
    document: Document
    naam: str
    nummer: int
    tekst: str


def open_sheet(*, by: Asker, hulpvraag_id, document_id: uuid.UUID, nummer: int) -> Sheet:
    """Open one page for reading, or answer 404; the look goes into the trail with its ground."""
    hulpvraag = _seen(by, hulpvraag_id)
    document = _standing(by, hulpvraag, document_id)
    blad = document.bladen.filter(nummer=nummer).first()
    if blad is None:
        raise Http404
    key = hulpvraag.dossier_id, hulpvraag.dossier.sleutel
    _record("viewed", by, document, blad=nummer)
    return Sheet(hulpvraag, document, name_of(document), nummer, open_text(*key, blad_place(document.pk, nummer), blad.tekst))


def picture(*, by: Asker, hulpvraag_id, document_id: uuid.UUID, nummer: int, merk: str) -> bytes:
    """Return one page as a picture with `merk` over it, made now and kept nowhere; raises Invalid when it cannot be drawn."""
    hulpvraag = _seen(by, hulpvraag_id)
    document = _standing(by, hulpvraag, document_id)
    if not 1 <= nummer <= document.bladzijden:
        raise Http404
    _record("drawn", by, document, blad=nummer)
    inhoud = DocumentInhoud.objects.get(pk=document.pk)
    converted = inhoud.weergave is not None
    data = _bytes(document, "weergave" if converted else "origineel", inhoud.weergave if converted else inhoud.origineel)
    return rendering.picture(data, rendering.PDF if document.bestandstype == rendering.DOCX else document.bestandstype, nummer, merk)


# ---- taking the original out of the portal


def download(*, by: Asker, hulpvraag_id, document_id: uuid.UUID, doel: str) -> tuple[bytes, str]:
    """Return the original and the name to save it under, which names nobody; it stays on her list until she destroyed it."""
    by = stand(by)
    hulpvraag = _seen(by, hulpvraag_id)
    policy_stukken.require(by, StukActie.DOWNLOAD, hulpvraag)
    document = _standing(by, hulpvraag, document_id)
    if doel not in DownloadDoel.values:
        raise Invalid(NO_PURPOSE, "doel")
    Download(
        document_id=document.pk, user_id=by.user.pk, kenmerk=hulpvraag.kenmerk or "", soort=document.soort, doel=doel,
    ).save(force_insert=True)
    _record("downloaded", by, document, doel=doel)
    data = _bytes(document, "origineel", DocumentInhoud.objects.get(pk=document.pk).origineel)
    return data, f"{hulpvraag.kenmerk or 'concept'}-{document.soort.replace('_', '-')}.{_EXTENSIONS[document.bestandstype]}"


def confirm_gone(*, by: User, download_id: uuid.UUID) -> None:
    """Record, on her own word, that she destroyed what she had downloaded; also when she sees nothing else any more."""
    found = Download.objects.filter(pk=download_id, user=by).first()
    if found is None:
        raise Http404
    if Download.objects.filter(pk=found.pk, weg_at=None).update(weg_at=clock.now()):
        record(event="document.download_gone", by=by, object_type="download", object_id=str(found.pk), detail={"kenmerk": found.kenmerk})


def open_downloads(user: User) -> list[Download]:
    """Return what she downloaded and did not say that it is gone, the oldest first."""
    return list(Download.objects.filter(user=user, weg_at=None).order_by("at", "pk"))


# ---- how


def _seen(by: Asker, hulpvraag_id) -> Hulpvraag:
    found = policy.visible_to(by).select_related("dossier", "formulier").filter(pk=hulpvraag_id).first()
    if found is None:
        raise Http404
    return found


def _standing(by: Asker, hulpvraag: Hulpvraag, document_id: uuid.UUID) -> Document:
    """Return a document that she may read and that is still there, else 404."""
    found = policy_stukken.visible(by, Document, hulpvraag).select_related("dossier").filter(pk=document_id, weg_at=None).first()
    if found is None:
        raise Http404
    return found


def _bytes(document: Document, which: str, blob: bytes) -> bytes:
    return open_file(document.dossier_id, document.dossier.sleutel, file_place(document.pk, which), blob)


def _record(event: str, by: Asker, document: Document, **detail) -> None:
    record(
        event=f"document.{event}", by=by.user, hulpvraag_id=document.hulpvraag_id, dossier_id=document.dossier_id,
        ground=policy.ground(by, document.hulpvraag), object_type="document", object_id=str(document.pk),
        detail={"soort": document.soort, "deel": document.deel, **detail},
    )


def _refuse_numbers(naam: str, paper: rendering.Paper, said: str) -> None:
    """Refuse a BSN in the name, in what the file says beside its pages, or on a page; the number itself is told nowhere."""
    refuse_bsn(f"{naam}\n{paper.titel}", said, "bestand", "In de naam van het bestand")
    for nummer, tekst in enumerate(paper.teksten, 1):
        refuse_bsn(tekst, said, "bestand", f"Op bladzijde {nummer}")
    refuse_bsn(paper.verborgen, said, "bestand", "In wat er bij het bestand is bewaard en niet op de bladzijden staat")


def _expected(hulpvraag: Hulpvraag, gegevens: dict) -> dict:
    """Return which of the documents that the form of this hulpvraag asks for this is, if any."""
    code = gegevens.get("verwacht")
    return {"verwacht": code} if code in {of["code"] for of in hulpvraag.formulier.documenten} else {}


def _asked(by: Asker, soort: str, gegevens: dict) -> dict:
    """Return what the kind asks: whether the parents consent to the handelingsdeel, and since when (WPO 40a)."""
    if soort != DocumentSoort.OPP_HANDELING:
        return {}
    instemming, op = gegevens.get("instemming"), gegevens.get("instemming_op")
    if instemming not in Instemming.values:
        raise Invalid(NO_CONSENT, "instemming")
    if instemming == Instemming.NOG_NIET:
        return {"instemming": instemming}
    if op is None:
        raise Invalid(NO_CONSENT_DAY, "instemming_op")
    if op > by.day:
        raise Invalid(CONSENT_TO_COME, "instemming_op")
    return {"instemming": instemming, "instemming_op": op.isoformat()}


def _keep(by: Asker, hulpvraag: Hulpvraag, soort: str, naam: str, data: bytes, paper: rendering.Paper, asked: dict) -> Document:
    deel, dossier = policy_stukken.own_part(by), hulpvraag.dossier
    standing = policy_stukken.visible(by, Document, hulpvraag).filter(deel=deel, weg_at=None)
    digest = file_digest(dossier.pk, data)
    if same := standing.filter(vingerafdruk=digest).first():
        raise Invalid(TWICE.format(naam=name_of(same)), "bestand")
    sizes = list(standing.values_list("grootte", flat=True))
    if len(sizes) >= MOST:
        raise Invalid(TOO_MANY, "bestand")
    if sum(sizes) + len(data) > MOST_BYTES:
        raise Invalid(FULL, "bestand")
    document = Document(
        hulpvraag=hulpvraag, dossier_id=dossier.pk, deel=deel, soort=soort, bestandstype=paper.bestandstype, grootte=len(data),
        bladzijden=len(paper.teksten), vingerafdruk=digest, created_by_id=by.user.pk,
    )
    key = dossier.pk, dossier.sleutel
    document.naam = seal_text(*key, name_place(document.pk), naam)
    if asked or paper.opmerkingen:
        document.gegevens = seal_answers(*key, document_data_place(document.pk), asked | {"opmerkingen": list(paper.opmerkingen)})
    document.save(force_insert=True)
    DocumentInhoud(
        document=document, origineel=seal_file(*key, file_place(document.pk, "origineel"), data),
        weergave=paper.weergave and seal_file(*key, file_place(document.pk, "weergave"), paper.weergave),
    ).save(force_insert=True)
    DocumentBlad.objects.bulk_create([
        DocumentBlad(document=document, nummer=nummer, tekst=seal_text(*key, blad_place(document.pk, nummer), tekst))
        for nummer, tekst in enumerate(paper.teksten, 1)
    ])  # fmt: skip
    return document


