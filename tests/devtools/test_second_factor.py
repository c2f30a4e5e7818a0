"""The code that `dev.py code` shows is the one of an authenticator app."""

import pytest

from devtools.second_factor import code

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B


@pytest.mark.parametrize(("moment", "shown"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_the_codes_of_the_standard(moment, shown):
    assert code(SECRET, moment) == shown


def test_a_secret_without_padding_is_read():
    assert code(SECRET[:26], 59) == code(SECRET[:26] + "======", 59)
