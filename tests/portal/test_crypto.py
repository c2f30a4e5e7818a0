"""Encryption at rest: bound to its place, refused when touched, and ready for a new master key."""

import base64
import uuid

import pytest

from portal.lib import crypto
from portal.lib.crypto import Undecipherable

OLD, NEW = bytes(range(32)), bytes(range(100, 132))
DOSSIER, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)
TEXT = "Leest nog niet op niveau. Één zin met é en 😀."


@pytest.fixture(autouse=True)
def one_master_key(settings):
    settings.PORTAL_MASTER_KEYS = {1: OLD}


@pytest.fixture
def key():
    return crypto.new_key(DOSSIER)


@pytest.fixture
def sealed(key):
    return crypto.seal(DOSSIER, key, "inhoud|1", TEXT)


def _spoiled(blob: bytes):
    """Yield the blob with each byte changed in turn, shortened at both ends, and made longer."""
    for place in range(len(blob)):
        yield blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1 :]
        yield blob[:place] + bytes([blob[place] ^ 0x80]) + blob[place + 1 :]
    for length in range(len(blob)):
        yield blob[:length]
    yield blob[1:]
    yield blob + b"\0"


def test_it_opens_where_it_was_sealed(key, sealed):
    assert crypto.open_text(DOSSIER, key, "inhoud|1", sealed) == TEXT
    assert crypto.open_text(DOSSIER, memoryview(key), "inhoud|1", memoryview(sealed)) == TEXT, "as the driver returns it"


def test_an_empty_text_is_a_text(key):
    assert crypto.open_text(DOSSIER, key, "x", crypto.seal(DOSSIER, key, "x", "")) == ""


def test_nothing_of_the_text_shows(sealed):
    assert all(word.encode() not in sealed for word in TEXT.split() if len(word) > 2)


@pytest.mark.parametrize(("dossier", "field"), [(OTHER, "inhoud|1"), (DOSSIER, "inhoud|2"), (DOSSIER, ""), (DOSSIER, "stuk|1")])
def test_it_opens_nowhere_else(key, sealed, dossier, field):
    with pytest.raises(Undecipherable):
        crypto.open_text(dossier, key, field, sealed)


def test_place_and_dossier_cannot_be_shifted_into_each_other(key):
    """The context is joined with a bar: no other pair may give the same text."""
    blob = crypto.seal(DOSSIER, key, "a", TEXT)

    with pytest.raises(Undecipherable):
        crypto.open_text(DOSSIER, key, "|a", blob)


def test_another_dossiers_key_does_not_open_it(sealed):
    for wrapped in (crypto.new_key(DOSSIER), crypto.new_key(OTHER)):
        with pytest.raises(Undecipherable):
            crypto.open_text(DOSSIER, wrapped, "inhoud|1", sealed)


def test_a_key_of_one_dossier_is_no_key_of_another(key):
    with pytest.raises(Undecipherable):
        crypto.seal(OTHER, key, "inhoud|1", TEXT)


def test_a_text_that_was_touched_is_refused(key, sealed):
    for blob in _spoiled(sealed):
        with pytest.raises(Undecipherable):
            crypto.open_text(DOSSIER, key, "inhoud|1", blob)


def test_a_key_that_was_touched_is_refused(key, sealed):
    for wrapped in _spoiled(key):
        with pytest.raises(Undecipherable):
            crypto.open_text(DOSSIER, wrapped, "inhoud|1", sealed)


def test_a_secret_that_was_touched_is_refused():
    secret = base64.urlsafe_b64decode(crypto.seal_secret("totp", b"seed"))

    for blob in _spoiled(secret):
        with pytest.raises(Undecipherable):
            crypto.open_secret("totp", base64.urlsafe_b64encode(blob).decode())


@pytest.mark.parametrize("text", ["", "a", "geen base64", "é", "===="])
def test_what_is_no_secret_is_refused(text):
    with pytest.raises(Undecipherable):
        crypto.open_secret("totp", text)


def test_every_key_is_fresh():
    assert len({crypto.new_key(DOSSIER) for _ in range(100)}) == 100


def test_no_nonce_comes_twice(key):
    sealed = [crypto.seal(DOSSIER, key, "x", "zelfde tekst") for _ in range(10_000)]

    assert len({blob[1:13] for blob in sealed}) == 10_000
    assert len({blob[13:] for blob in sealed}) == 10_000


# ---- a new master key


def test_after_a_new_master_key_the_old_texts_open_and_the_newest_seals(settings, key, sealed):
    secret = crypto.seal_secret("totp", b"seed")
    settings.PORTAL_MASTER_KEYS = {1: OLD, 2: NEW}

    assert crypto.open_text(DOSSIER, key, "inhoud|1", sealed) == TEXT
    assert crypto.open_secret("totp", secret) == b"seed"
    newer = crypto.new_key(DOSSIER)
    assert (key[0], newer[0]) == (1, 2)
    settings.PORTAL_MASTER_KEYS = {2: NEW}
    assert crypto.open_text(DOSSIER, newer, "x", crypto.seal(DOSSIER, newer, "x", TEXT)) == TEXT


def test_without_its_master_key_nothing_opens(settings, key, sealed):
    settings.PORTAL_MASTER_KEYS = {2: NEW}

    with pytest.raises(Undecipherable, match="master key 1 is not configured"):
        crypto.open_text(DOSSIER, key, "inhoud|1", sealed)


def test_another_key_under_the_same_number_opens_nothing(settings, key, sealed):
    settings.PORTAL_MASTER_KEYS = {1: NEW}

    with pytest.raises(Undecipherable):
        crypto.open_text(DOSSIER, key, "inhoud|1", sealed)


def test_the_message_of_a_refusal_holds_no_text_and_no_key(key, sealed):
    with pytest.raises(Undecipherable) as refusal:
        crypto.open_text(DOSSIER, key, "elders", sealed)

    assert TEXT not in str(refusal.value)
    assert OLD.hex() not in repr(refusal.value)


# ---- secrets and fingerprints


def test_a_secret_opens_for_its_purpose_alone():
    secret = crypto.seal_secret("totp|1", b"seed")

    assert crypto.open_secret("totp|1", secret) == b"seed"
    for purpose in ("totp|2", "totp", "dossier-key|1"):
        with pytest.raises(Undecipherable):
            crypto.open_secret(purpose, secret)


def test_a_dossier_key_is_no_secret_and_a_secret_no_dossier_key(key):
    with pytest.raises(Undecipherable):
        crypto.open_secret("totp", base64.urlsafe_b64encode(key).decode())
    with pytest.raises(Undecipherable):
        crypto.seal(DOSSIER, base64.urlsafe_b64decode(crypto.seal_secret("totp", b"x" * 32)), "x", TEXT)


def test_a_key_and_a_secret_move_to_the_newest_master_key(settings, key, sealed):
    secret = crypto.seal_secret("totp|1", b"seed")
    settings.PORTAL_MASTER_KEYS = {1: OLD, 2: NEW}
    moved, moved_secret = crypto.rewrap(crypto.key_purpose(DOSSIER), key), crypto.rewrap("totp|1", secret)
    assert [crypto.master_version(one) for one in (key, secret, moved, moved_secret)] == [1, 1, 2, 2]

    settings.PORTAL_MASTER_KEYS = {2: NEW}
    assert crypto.open_text(DOSSIER, moved, "inhoud|1", sealed) == TEXT
    assert crypto.open_secret("totp|1", moved_secret) == b"seed"


def test_nothing_moves_for_another_purpose_or_without_its_key(settings, key):
    settings.PORTAL_MASTER_KEYS = {1: OLD, 2: NEW}
    with pytest.raises(Undecipherable):
        crypto.rewrap("totp|1", key)
    settings.PORTAL_MASTER_KEYS = {2: NEW}
    with pytest.raises(Undecipherable):
        crypto.rewrap(crypto.key_purpose(DOSSIER), key)


def test_a_fingerprint_is_stable_keyed_and_of_one_purpose(settings):
    mark = crypto.fingerprint("recovery", "abcd-efgh")

    assert mark == crypto.fingerprint("recovery", "abcd-efgh")
    assert len(mark) == 64
    assert mark not in {crypto.fingerprint("recovery", "abcd-efgi"), crypto.fingerprint("brake", "abcd-efgh")}
    settings.PORTAL_MASTER_KEYS = {1: OLD, 2: NEW}
    assert crypto.fingerprint("recovery", "abcd-efgh") == mark, "a new master key forgets no codes"
    settings.PORTAL_MASTER_KEYS = {1: NEW}
    assert crypto.fingerprint("recovery", "abcd-efgh") != mark, "without the key it says nothing"
