"""The code of the second step (RFC 6238) of one of the demo's people: `python3 dev.py code ib_regenboog`."""

import base64
import hmac
import struct
import sys
import time

from . import people

PERIOD = 30  # seconds


def code(secret: str, moment: float) -> str:
    """Return the six digits that an authenticator app would show at this moment."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8), casefold=True)
    digest = hmac.digest(key, struct.pack(">Q", int(moment) // PERIOD), "sha1")
    (number,) = struct.unpack_from(">L", digest, digest[-1] & 15)
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06d}"


def main() -> int | str:
    if len(sys.argv) != 2:
        return "usage: python3 dev.py code KEY_OR_EMAIL"
    try:
        known = people.load()
    except FileNotFoundError:
        return "dev.py code: there are no demo people yet; start the demo first: python3 dev.py run"
    asked = sys.argv[1].lower()
    for person in known:
        if asked in (person["key"], person["email"].lower()):
            now = time.time()
            print(f"{code(person['totp_secret'], now)}  ({PERIOD - int(now) % PERIOD} s left)")
            return 0
    return f"dev.py code: nobody is called {asked}; choose from: {', '.join(p['key'] for p in known)}"


if __name__ == "__main__":
    sys.exit(main())
