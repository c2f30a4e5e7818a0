"""Encryption at rest: AES-256-GCM, a key per dossier wrapped by a master key.

Ciphertext is bound to its dossier and field, and carries the version of its key
(NIST SP 800-38D; ASVS 5.0 11.3.3). It protects stolen disks, dumps and backups,
not a web process that was taken over.
"""

import base64
import hashlib
import hmac
import os
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12


class Undecipherable(Exception):
    """The ciphertext, its place or its key does not fit. Nothing is guessed."""


def _seal(key: bytes, context: str, data: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, context.encode())


def _open(key: bytes, context: str, blob: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(blob[:_NONCE], blob[_NONCE:], context.encode())
    except (InvalidTag, ValueError) as error:
        raise Undecipherable(context) from error


def _master(version: int) -> bytes:
    try:
        return settings.PORTAL_MASTER_KEYS[version]
    except KeyError as error:
        raise Undecipherable(f"master key {version} is not configured") from error


def _newest() -> int:
    return max(settings.PORTAL_MASTER_KEYS)


def _seal_under_master(context: str, data: bytes) -> bytes:
    version = _newest()
    return bytes([version]) + _seal(_master(version), context, data)


def _open_under_master(context: str, blob: bytes) -> bytes:
    blob = bytes(blob)
    if not blob:
        raise Undecipherable(context)
    return _open(_master(blob[0]), context, blob[1:])


def key_purpose(dossier_id: uuid.UUID) -> str:
    """Return what the wrapped key of a dossier is bound to."""
    return f"dossier-key|{dossier_id}"


def new_key(dossier_id: uuid.UUID) -> bytes:
    """Return a fresh dossier key, wrapped by the newest master key."""
    return _seal_under_master(key_purpose(dossier_id), AESGCM.generate_key(256))


def seal(dossier_id: uuid.UUID, wrapped_key: bytes, field: str, text: str) -> bytes:
    """Encrypt a text of one field of one dossier."""
    return seal_bytes(dossier_id, wrapped_key, field, text.encode())


def open_text(dossier_id: uuid.UUID, wrapped_key: bytes, field: str, blob: bytes) -> str:
    """Decrypt what `seal` made for the same dossier and field; raises Undecipherable."""
    return open_bytes(dossier_id, wrapped_key, field, blob).decode()


def seal_bytes(dossier_id: uuid.UUID, wrapped_key: bytes, field: str, data: bytes) -> bytes:
    """Encrypt the bytes of one field of one dossier."""
    key = _open_under_master(key_purpose(dossier_id), wrapped_key)
    return b"\x01" + _seal(key, f"{dossier_id}|{field}", data)


def open_bytes(dossier_id: uuid.UUID, wrapped_key: bytes, field: str, blob: bytes) -> bytes:
    """Decrypt what `seal_bytes` made for the same dossier and field; raises Undecipherable."""
    blob = bytes(blob)
    if blob[:1] != b"\x01":
        raise Undecipherable(f"unknown form {blob[:1]!r}")
    key = _open_under_master(key_purpose(dossier_id), wrapped_key)
    return _open(key, f"{dossier_id}|{field}", blob[1:])


def seal_secret(purpose: str, data: bytes) -> str:
    """Encrypt a small secret, such as a TOTP seed, under the newest master key."""
    return _as_text(_seal_under_master(purpose, data))


def open_secret(purpose: str, text: str) -> bytes:
    """Decrypt what `seal_secret` made for the same purpose; raises Undecipherable."""
    return _open_under_master(purpose, _as_blob(purpose, text))


def master_version(sealed: bytes | str) -> int:
    """Return the number of the master key that a wrapped key or a secret lies under."""
    return _as_blob("", sealed)[0] if sealed else 0


def rewrap(purpose: str, sealed: bytes | str) -> bytes | str:
    """Return the same wrapped key or secret under the newest master key, in the same form; raises Undecipherable."""
    renewed = _seal_under_master(purpose, _open_under_master(purpose, _as_blob(purpose, sealed)))
    return _as_text(renewed) if isinstance(sealed, str) else renewed


def _as_text(blob: bytes) -> str:
    return base64.urlsafe_b64encode(blob).decode()


def _as_blob(purpose: str, sealed: bytes | str) -> bytes:
    try:
        return base64.urlsafe_b64decode(sealed) if isinstance(sealed, str) else bytes(sealed)
    except ValueError as error:  # binascii.Error is one
        raise Undecipherable(purpose) from error


def keyed_digest(key: bytes, purpose: str, text: str) -> str:
    """Return the HMAC-SHA256 of a text for one purpose, in hex: useless without the key."""
    return hmac.new(key, f"{purpose}|{text}".encode(), hashlib.sha256).hexdigest()


def fingerprint(purpose: str, text: str) -> str:
    """Return a mark of a text that says nothing without the oldest master key, and changes when that one goes.

    For what is soon forgotten, such as counts of guesses.
    """
    return keyed_digest(fingerprint_key(), purpose, text)


def fingerprint_key() -> bytes:
    """Return the key of today's fingerprints."""
    return hmac.digest(_master(min(settings.PORTAL_MASTER_KEYS)), b"fingerprint", hashlib.sha256)
