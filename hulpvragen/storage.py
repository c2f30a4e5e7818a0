"""How free text is kept: sealed with the dossier's own key, bound to its place. And what is kept of a link."""

import hashlib
import json
import uuid

from portal.lib import crypto


def answers_place(hulpvraag_id: uuid.UUID) -> str:
    """Return the place that the sealed answers of a hulpvraag are bound to."""
    return f"inhoud|{hulpvraag_id}"


def stuk_place(stuk_id: uuid.UUID) -> str:
    """Return the place that the sealed text of a stuk is bound to."""
    return f"stuk|{stuk_id}"


def stuk_data_place(stuk_id: uuid.UUID) -> str:
    """Return the place that the sealed data beside the text of a stuk are bound to."""
    return f"stuk|{stuk_id}|gegevens"


def name_place(document_id: uuid.UUID) -> str:
    """Return the place that the sealed name of a document is bound to."""
    return f"document|{document_id}|naam"


def document_data_place(document_id: uuid.UUID) -> str:
    """Return the place that the sealed data beside a document are bound to."""
    return f"document|{document_id}|gegevens"


def file_place(document_id: uuid.UUID, which: str) -> str:
    """Return the place that the sealed bytes of a document are bound to; `which` is "origineel" or "weergave"."""
    return f"document|{document_id}|{which}"


def blad_place(document_id: uuid.UUID, nummer: int) -> str:
    """Return the place that the sealed text of one page of a document is bound to."""
    return f"document|{document_id}|blad|{nummer}"


def text_place(said) -> str:
    """Return the place that the sealed text of a bericht or notitie is bound to."""
    return f"{said._meta.model_name}|{said.pk}"


def seal_file(dossier_id: uuid.UUID, sleutel: bytes, place: str, data: bytes) -> bytes:
    """Seal the bytes of a document."""
    return crypto.seal_bytes(dossier_id, sleutel, place, data)


def open_file(dossier_id: uuid.UUID, sleutel: bytes, place: str, blob: bytes) -> bytes:
    """Open what `seal_file` made for the same dossier and place."""
    return crypto.open_bytes(dossier_id, sleutel, place, blob)


def file_digest(dossier_id: uuid.UUID, data: bytes) -> str:
    """Return what the same file is known by within one dossier; without the key it says nothing about the file."""
    return crypto.fingerprint(f"document|{dossier_id}", hashlib.sha256(data).hexdigest())


def oso_place(inlees_id: uuid.UUID) -> str:
    """Return the place that what an OSO dossier says is bound to."""
    return f"oso|{inlees_id}"


def seal_text(dossier_id: uuid.UUID, sleutel: bytes, place: str, text: str) -> bytes:
    """Seal one text; `place` names table, row and field, so that texts cannot be swapped."""
    return crypto.seal(dossier_id, sleutel, place, text)


def open_text(dossier_id: uuid.UUID, sleutel: bytes, place: str, blob: bytes) -> str:
    """Open what `seal_text` made for the same dossier and place."""
    return crypto.open_text(dossier_id, sleutel, place, blob)


def seal_answers(dossier_id: uuid.UUID, sleutel: bytes, place: str, answers: dict) -> bytes:
    """Seal the answers of a form as one JSON text."""
    return crypto.seal(dossier_id, sleutel, place, json.dumps(answers, ensure_ascii=False, sort_keys=True))


def open_answers(dossier_id: uuid.UUID, sleutel: bytes, place: str, blob: bytes) -> dict:
    """Open what `seal_answers` made."""
    return json.loads(crypto.open_text(dossier_id, sleutel, place, blob))


def caller_purpose(belnotitie_id: uuid.UUID) -> str:
    """Return what the sealed words about a caller are bound to."""
    return f"belnotitie|{belnotitie_id}"


def seal_caller(belnotitie_id: uuid.UUID, naam: str, organisatie: str) -> str:
    """Seal who called, under the master key: a call need not be about a dossier."""
    return crypto.seal_secret(caller_purpose(belnotitie_id), json.dumps([naam, organisatie]).encode())


def open_caller(belnotitie_id: uuid.UUID, sealed: str) -> tuple[str, str]:
    """Return (name, organisation) as the caller said them."""
    naam, organisatie = json.loads(crypto.open_secret(caller_purpose(belnotitie_id), sealed))
    return naam, organisatie


def invitation_token(link: uuid.UUID) -> str:
    """Return the secret of the link of a Toegang: made from the master key, so it is stored nowhere.

    The post room makes it again when it writes the mail.
    """
    return crypto.fingerprint("invitation", str(link))


def invitation_code(link: uuid.UUID) -> str:
    """Return the eight digits that go with the link by another road: who invited says them by telephone."""
    return f"{int(crypto.fingerprint('invitation-code', str(link)), 16) % 10**8:08d}"


def token_digest(token: str) -> str:
    """Return what is kept of such a secret, to find it by."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
