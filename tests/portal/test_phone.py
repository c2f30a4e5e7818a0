"""Telephone numbers: what is taken, and how they are written."""

import pytest

from portal.lib import phone
from portal.lib.errors import Invalid


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0101234567", "0101234567"), ("010 - 123 45 67", "0101234567"), ("(010) 1234567", "0101234567"), ("+31 10 123 45 67", "0101234567"),
        ("0031101234567", "0101234567"), ("+31(0)101234567", "0101234567"), ("０１０１２３４５６７", "0101234567"), (" 06-12345678 ", "0612345678"),
    ],
)
def test_a_number_is_kept_in_one_spelling(typed, kept):
    assert phone.read_phone(typed) == kept


@pytest.mark.parametrize("typed", ["", "112", "010123456", "01012345678", "1101234567", "0012345678", "bel mij", "010-12345o7", "+32 2 123 45 67", "0\x0010123456"])
def test_what_is_no_number_gets_a_sentence(typed):
    with pytest.raises(Invalid) as fault:
        phone.read_phone(typed)
    assert fault.value.message == phone.NO_NUMBER


@pytest.mark.parametrize(
    ("number", "shown"),
    [("0101234567", "010 - 123 45 67"), ("0181123456", "0181 - 12 34 56"), ("0612345678", "06 - 12 34 56 78"), ("14010", "14010"), ("", "")],
)
def test_a_number_is_written_to_be_read_aloud(number, shown):
    assert phone.written(number) == shown


def test_what_is_written_is_read_again():
    for number in ("0101234567", "0181123456", "0612345678"):
        assert phone.read_phone(phone.written(number)) == number
