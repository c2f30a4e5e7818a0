"""A newer master key takes over: everything under the older one moves, and then that one can go."""


import pytest
from django.core.management import call_command

from accounts.models import Kladtekst, RecoveryCode, RecoveryKey, TotpDevice
from accounts.services import kladtekst
from accounts.services.second_factor import recovery_digest
from hulpvragen.models import Dossier, HulpvraagInhoud
from hulpvragen.storage import answers_place, open_answers
from portal import keys
from portal.audit.models import AuditEvent
from portal.lib import crypto
from portal.lib.db import rows
from portal.lib.ids import uuid7
from tests import factories

NEW = bytes(range(100, 132))
SEED = b"zaadje van twintig b"


@pytest.fixture
def sealed(committed_db, settings):
    """Somebody with an app and a recovery code, and a hulpvraag; a newer master key is there."""
    settings.PORTAL_MASTER_KEYS = dict(settings.PORTAL_MASTER_KEYS)
    user = factories.person()
    TotpDevice.make(user, SEED, last_t=-1).save()
    RecoveryCode.objects.create(user=user, digest=recovery_digest(user, "ABCD-EFGH-JKMN"))
    hulpvraag = factories.hulpvraag(factories.dossier(factories.vestiging()))
    key = uuid7()
    Kladtekst.objects.create(user=user, pad="/hulpvragen/nieuw/", sleutel=key, velden=crypto.seal_secret(kladtekst.purpose(user.pk, key), b"getypt"))
    settings.PORTAL_MASTER_KEYS[2] = NEW
    return user, hulpvraag


def rewrap(capsys) -> tuple[int, str]:
    try:
        call_command("rewrap_keys")
    except SystemExit as end:
        return end.code, capsys.readouterr().err
    return 0, capsys.readouterr().out


def in_use() -> set[int]:
    return {number for column in keys.SEALED for number in keys.versions(column)}


def test_everything_moves_and_opens_without_the_older_key(sealed, settings, capsys):
    user, hulpvraag = sealed
    assert in_use() == {1}
    code, said = rewrap(capsys)
    assert code == 0, said
    assert said.endswith("Alles zit onder hoofdsleutel 2. Oudere hoofdsleutels zijn in deze database niet meer nodig.\n")
    assert in_use() == {2}

    settings.PORTAL_MASTER_KEYS = {2: NEW}
    assert TotpDevice.objects.get(user=user).seed == SEED
    assert RecoveryCode.objects.filter(user=user, digest=recovery_digest(user, "abcd efgh jkmn")).exists(), "no code was lost"
    typed = Kladtekst.objects.get(user=user)
    assert crypto.open_secret(kladtekst.purpose(user.pk, typed.sleutel), typed.velden) == b"getypt"
    dossier = Dossier.objects.get(pk=hulpvraag.dossier_id)
    content = HulpvraagInhoud.objects.get(hulpvraag=hulpvraag)
    assert open_answers(dossier.pk, dossier.sleutel, answers_place(hulpvraag.pk), content.antwoorden) == factories.ANSWERS


def test_it_is_in_the_trail_and_a_second_time_does_nothing(sealed, capsys):
    rewrap(capsys)
    [event] = AuditEvent.objects.filter(event="keys.rewrapped")
    assert event.object_id == "2"
    assert event.detail["hulpvragen_dossier"] == Dossier.objects.count()
    assert event.detail["refused"] == 0
    code, said = rewrap(capsys)
    assert (code, "0 opnieuw verpakt" in said) == (0, True)
    assert AuditEvent.objects.filter(event="keys.rewrapped").count() == 1


def test_stopped_half_way_it_goes_on(sealed, monkeypatch, capsys):
    monkeypatch.setattr(keys, "BATCH", 1)
    dossiers = keys.SEALED[0]
    total = Dossier.objects.count()
    assert total > 2
    progress = next(keys.rewrap(dossiers))
    assert (progress.seen, progress.renewed) == (1, 1)
    assert keys.versions(dossiers) == {1: total - 1, 2: 1}
    *_, progress = keys.rewrap(dossiers)
    assert (progress.seen, progress.renewed) == (total, total - 1)


def test_what_does_not_open_stays_as_it_is_and_is_told(sealed, capsys):
    _, hulpvraag = sealed
    broken = bytes([1]) + b"x" * 60
    Dossier.objects.filter(pk=hulpvraag.dossier_id).update(sleutel=broken)
    code, said = rewrap(capsys)
    assert code == 1
    assert said.splitlines() == [
        "sleutels van dossiers: 1 niet te openen met de hoofdsleutels van nu",
        "sleutels van dossiers: 1 zitten nog onder een andere hoofdsleutel",
    ]
    assert bytes(Dossier.objects.get(pk=hulpvraag.dossier_id).sleutel) == broken


@pytest.mark.parametrize("login", ["portal_web", "portal_worker"])
def test_only_the_owner_may(committed_db, login, capsys):
    committed_db.login(login)
    code, said = rewrap(capsys)
    assert code == 1
    assert "portal_owner" in said


def test_with_one_master_key_there_is_nothing_to_do(committed_db, capsys):
    code, said = rewrap(capsys)
    assert code == 0
    assert " 1 opnieuw" not in said


# What is sealed, but not under the master key itself.
NOT_UNDER_A_MASTER_KEY = {
    ("hulpvragen_hulpvraaginhoud", "antwoorden"): "sealed by the dossier's key",
    ("hulpvragen_stuk", "tekst"): "sealed by the dossier's key", ("hulpvragen_stuk", "gegevens"): "sealed by the dossier's key",
    ("hulpvragen_osoinlees", "gegevens"): "sealed by a key of its own",
    **dict.fromkeys([
        ("hulpvragen_document", "naam"), ("hulpvragen_document", "gegevens"), ("hulpvragen_documentinhoud", "origineel"), ("hulpvragen_documentinhoud", "weergave"),
        ("hulpvragen_documentblad", "tekst"), ("hulpvragen_bericht", "tekst"), ("hulpvragen_notitie", "tekst"),
    ], "sealed by the dossier's key"),
    ("audit_seal", "chained"): "a hash", ("audit_seal", "root"): "a hash", ("audit_seal", "previous"): "a hash",
    ("audit_sealed", "hash"): "a hash",
}  # fmt: skip


def test_no_sealed_column_is_forgotten(db):
    """Whoever adds a column of bytes, or one that says it is sealed, says here where its key is."""
    found = {
        (row["table_name"], row["column_name"])
        for row in rows(
            "select table_name, column_name from information_schema.columns where table_schema = 'public'"
            " and (data_type = 'bytea' or column_name like '%%seal%%' or (column_name like '%%sleutel%%' and data_type <> 'uuid'))"
            " and table_name in (select relname from pg_class where relkind = 'r')"
        )
    }
    listed = {(column.model._meta.db_table, column.column) for column in keys.SEALED}
    listed -= {("accounts_kladtekst", "velden"), ("mutaties_verloop", "tekst"), ("hulpvragen_belnotitie", "beller")}  # columns that do not say they are sealed
    assert found == listed | set(NOT_UNDER_A_MASTER_KEY)


def test_the_recovery_key_is_that_of_before(db, settings):
    """The migration keeps the key under which older digests were made."""
    assert crypto.open_secret(RecoveryKey.PURPOSE, RecoveryKey.objects.get().sealed) == crypto.fingerprint_key()
