"""From an OSO SWV dossier to a concept: read, stripped and looked over first; nothing of a file that is refused is kept."""

import base64
import datetime as dt
import hashlib
import json
import time
import uuid
from collections.abc import Collection
from dataclasses import asdict, replace

from django.db import transaction
from django.http import Http404

from accounts.enums import Zijde
from accounts.models import User, Vestiging
from hulpvragen import oso, policy, rendering
from hulpvragen.enums import DocumentSoort, Soort
from hulpvragen.models import Hulpvraag, Inzending, OsoInlees
from hulpvragen.oso import STRIPPED, Attachment, Finding, Reading, Section
from hulpvragen.policy import Asker
from hulpvragen.queries import lists
from hulpvragen.queries.settings import newest
from hulpvragen.storage import open_file, oso_place, seal_file
from portal.audit import context
from portal.audit.enums import Source
from portal.audit.services import record
from portal.lib import clock, crypto
from portal.lib.db import one_at_a_time, wall
from portal.lib.errors import Invalid, NotAllowed
from portal.lib.text import find_bsn, normalise_email

from . import documents, filing
from .facts import stand

KEPT_FOR = dt.timedelta(days=1)
MOST = 3  # dossiers that one person keeps at a time
SOORTEN = tuple(soort for soort in Soort if soort != Soort.ANONIEM)
NOT_YOURS = "U kunt alleen een dossier inlezen van een school waar u nu IB'er bent."
NO_ACCOUNT = "{email} is geen account dat werkt."
NO_SCHOOL = "{code} is geen school die meedoet."
BESIDE = "Over deze leerling loopt al een hulpvraag ({number}). Verwijder het concept als u niets anders wilt vragen."
ONCE = "Dit bestand was al ingelezen. Er is geen tweede concept gemaakt."
IN_DOCUMENT = (
    "In het document ‘{name}’ lijkt een burgerservicenummer (BSN) of onderwijsnummer te staan. Het samenwerkingsverband mag dat niet hebben. "
    "Haal het nummer weg in dat document en exporteer het dossier opnieuw."
)
TWICE = "het zit er twee keer in"
TOO_MUCH = "het lezen van alle documenten duurt te lang; voeg het zelf toe"
SECONDS = 60  # for the documents of one dossier together
# what the part of the dossier says about a document; the rest is named when somebody looks
KIND_OF = {
    "opp": DocumentSoort.OPP_PERSPECTIEF, "tlv": DocumentSoort.BESLUIT, **dict.fromkeys(("diagnose", "toets", "sefunctioneren"), DocumentSoort.VERSLAG),
}  # fmt: skip


# ---- read


def read(*, by: Asker, vestiging_id, soort: str, data: bytes) -> Reading:
    """Return what a concept of this school would take over; raise Invalid when the file, or a document in it, is refused."""
    school = next((v for v in policy.may_file_at(by) if v.pk == vestiging_id), None)
    if school is None:
        raise NotAllowed(NOT_YOURS)
    if soort not in SOORTEN:
        raise Invalid("Kies een soort hulpvraag", "soort")
    reading = oso.read(data, school.code)
    taken, findings = _papers(reading.attachments)
    return replace(reading, attachments=taken, findings=[*reading.findings, *findings, *oso.answers(reading.sections, newest(soort).vragen)[1]])


def _papers(attachments: list[Attachment]) -> tuple[list[Attachment], list[Finding]]:
    """Return the documents that can be shown, and why the others stay behind; raise Invalid when one holds a BSN."""
    taken, findings, seen, until = [], [], set(), time.monotonic() + SECONDS
    for one in attachments:
        if time.monotonic() > until:
            findings.append(Finding(STRIPPED, f"Document ‘{one.name}’", TOO_MUCH))
            continue
        digest = hashlib.sha256(one.data).digest()
        if digest in seen:
            findings.append(Finding(STRIPPED, f"Document ‘{one.name}’", TWICE))
            continue
        seen.add(digest)
        try:
            paper = rendering.read(one.name, one.data)
        except Invalid as fault:
            _refuse_number(one, one.data.decode("utf-8", "ignore"))  # what cannot be shown may still be text
            findings.append(Finding(STRIPPED, f"Document ‘{one.name}’", fault.message))
            continue
        _refuse_number(one, "\n".join([paper.titel, *paper.teksten, paper.verborgen]))
        taken.append(one)
    return taken, findings


def _refuse_number(one: Attachment, text: str) -> None:
    if find_bsn(text):
        raise Invalid(IN_DOCUMENT.format(name=one.name), "bestand")


# ---- keep it until she looked it over


def mine(by: Asker):
    """Return the dossiers that she uploaded in the last day and that are no concept yet, newest first."""
    return OsoInlees.objects.filter(user=by.user, vestiging__in=policy.may_file_at(by), made_at__gt=clock.now() - KEPT_FOR).order_by("-made_at")


def keep(*, by: Asker, key: uuid.UUID, vestiging_id, soort: str, data: bytes) -> OsoInlees:
    """Read a file and keep what a concept would take over; the same form twice is read once."""
    by = stand(by)
    pk = uuid.uuid5(by.user.pk, str(key))
    one_at_a_time(pk)
    if kept := mine(by).filter(pk=pk).first():
        return kept
    reading = read(by=by, vestiging_id=vestiging_id, soort=soort, data=data)
    kept = OsoInlees(pk=pk, user=by.user, vestiging_id=vestiging_id, soort=soort, sleutel=crypto.new_key(pk))
    kept.gegevens = seal_file(pk, kept.sleutel, oso_place(pk), _packed(reading))
    kept.save(force_insert=True)
    OsoInlees.objects.filter(pk__in=list(mine(by).values_list("pk", flat=True)[MOST:])).delete()
    record(event="oso.read", by=by.user, object_type="oso_inlees", object_id=pk,
           detail={"sections": len(reading.sections), "documents": len(reading.attachments), "left_behind": len(reading.findings)})
    return kept


def kept_by(by: Asker, inlees_id: uuid.UUID) -> tuple[OsoInlees, Reading]:
    """Return what she keeps under this number, or answer 404."""
    kept = mine(by).filter(pk=inlees_id).select_related("vestiging").first()
    if kept is None:
        raise Http404
    return kept, _unpacked(open_file(kept.pk, kept.sleutel, oso_place(kept.pk), kept.gegevens))


def forget(*, by: Asker, inlees_id: uuid.UUID) -> None:
    """Throw away what was read."""
    by = stand(by)
    mine(by).filter(pk=inlees_id).delete()


def _packed(reading: Reading) -> bytes:
    values = asdict(reading)
    for one in values["attachments"]:
        one["data"] = base64.b64encode(one["data"]).decode()
    return json.dumps(values, ensure_ascii=False, default=dt.date.isoformat).encode()


def _unpacked(data: bytes) -> Reading:
    values = json.loads(data)
    born = values["leerling"]["geboortedatum"]
    return Reading(
        school=values["school"], leerling=values["leerling"] | {"geboortedatum": dt.date.fromisoformat(born) if born else None},
        sections=[Section(**one) for one in values["sections"]], findings=[Finding(**one) for one in values["findings"]], notes=values["notes"],
        attachments=[Attachment(**one | {"data": base64.b64decode(one["data"])}) for one in values["attachments"]],
    )  # fmt: skip


# ---- make the concept


def choices(reading: Reading) -> list[tuple[str, str, str]]:
    """Return what she may leave out, as (code, name, what it says)."""
    texts = [(section.code, section.heading, section.text) for section in reading.sections]
    return texts + [(f"document-{number}", one.name, one.description) for number, one in enumerate(reading.attachments)]


def done(by: Asker, inlees_id: uuid.UUID) -> uuid.UUID | None:
    """Return the concept that was made of this dossier already, if it was."""
    return Inzending.objects.filter(key=inlees_id, user_id=by.user.pk).values_list("hulpvraag_id", flat=True).first()


def take(*, by: Asker, inlees_id: uuid.UUID, chosen: Collection[str], dossier_id=None) -> Hulpvraag:
    """Make a concept of what she chose; sent twice, done once. Raises Invalid when a document cannot be read now.

    `dossier_id` is that of a pupil who is known already.
    """
    by = stand(by)
    one_at_a_time(inlees_id)
    if made := done(by, inlees_id):
        return Hulpvraag.objects.get(pk=made)
    kept, reading = kept_by(by, inlees_id)
    with transaction.atomic():  # a document that cannot be read now leaves no half a concept
        begun = _start(by, kept.pk, kept.vestiging_id, kept.soort, reading, chosen, dossier_id)
    kept.delete()
    return begun


def _start(by: Asker, key: uuid.UUID, vestiging_id, soort: str, reading: Reading, chosen: Collection[str], dossier_id) -> Hulpvraag:
    given, _ = oso.answers([section for section in reading.sections if section.code in chosen], newest(soort).vragen)
    begun = filing.start(by=by, vestiging_id=vestiging_id, soort=soort, key=key, leerling=reading.leerling, answers=given, dossier_id=dossier_id)
    taken = [one for number, one in enumerate(reading.attachments) if f"document-{number}" in chosen]
    for number, one in enumerate(taken):
        kind = KIND_OF.get(one.origin, DocumentSoort.OVERIG)
        documents.add(by=by, hulpvraag_id=begun.pk, key=uuid.uuid5(key, str(number)), soort=kind, naam=one.name, titel=one.description, data=one.data)
    rules = sorted({finding.rule for finding in reading.findings if finding.rule})
    record(event="hulpvraag.oso_imported", by=by.user, hulpvraag_id=begun.pk, dossier_id=begun.dossier_id, ground=policy.ground(by, begun),
           object_type="hulpvraag", object_id=str(begun.pk), detail={"answers": sorted(given), "documents": len(taken), "rules": rules})
    return begun


# ---- by a command


def by_command(*, email: str, code: str, soort: str, data: bytes) -> tuple[Hulpvraag, Reading]:
    """Do the same for who has the server, as this person: behind both walls, with what her posts give her today.

    A pupil of the same name and birth date is the same one. The same file twice makes one concept.
    """
    person = User.objects.filter(email=normalise_email(email), is_active=True).first()
    if person is None:
        raise Invalid(NO_ACCOUNT.format(email=email))
    school = Vestiging.objects.filter(code=code.strip().upper()).first()
    if school is None:
        raise Invalid(NO_SCHOOL.format(code=code))
    key = uuid.uuid5(person.pk, f"{school.code}|{soort}|{hashlib.sha256(data).hexdigest()}")
    with wall(person.pk, Zijde.SCHOOL):
        by = stand(policy.asker(person, Zijde.SCHOOL))
        with context.begin(source=Source.COMMAND, actor=person, zijde=Zijde.SCHOOL, roles=sorted({post.rol for post in by.posts})):
            try:
                reading = read(by=by, vestiging_id=school.pk, soort=soort, data=data)
                one_at_a_time(key)
                if made := done(by, key):
                    return Hulpvraag.objects.get(pk=made), replace(reading, notes=[*reading.notes, ONCE])
                known = lists.dossiers_named(by, school, reading.leerling)
                running = [BESIDE.format(number=line.hulpvraag.kenmerk or "nog een concept") for dossier in known for line in lists.running(by, dossier)]
                begun = _start(by, key, school.pk, soort, reading, [choice[0] for choice in choices(reading)], known[0].pk if known else None)
                return begun, replace(reading, notes=[*reading.notes, *running])
            except NotAllowed as refusal:
                raise Invalid(refusal.reason) from None
