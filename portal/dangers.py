"""Settings that can be read but would open a door. The demo and the tests may be careless; a real portal may not.

One line for the administrator per fault; no line repeats a value that could be a secret.
"""

import difflib
import os
import stat
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from portal import env

SHORTEST_KEY = 50  # characters, as Django's own check security.W009
FEWEST_DIFFERENT = 5


def found(setting: Callable) -> list[str]:
    """Return what is dangerous in these settings; `setting(NAME)` gives a value, or None."""
    faults = [*_hosts(setting), *_readable_files(), *_debug(setting)]
    if not setting("PORTAL_DEMO"):
        faults += [*_keys(setting), *_origin(setting), *_redis(setting), *_mail(setting), *_unknown()]
    return faults


def _debug(setting) -> Iterator[str]:
    if setting("DEBUG"):
        yield "DEBUG staat aan: foutpagina's tonen dan de binnenkant van het portaal"


def _hosts(setting) -> Iterator[str]:
    if "*" in (setting("ALLOWED_HOSTS") or []):
        yield "PORTAL_HOSTS mag geen * zijn: noem de namen waaronder het portaal te bereiken is"


def _readable_files() -> Iterator[str]:
    for name, path in env.files.items():
        try:
            mode = path.stat().st_mode
        except OSError:
            continue  # the reader has said so
        if mode & (stat.S_IRWXO):
            yield f"{name}_FILE: iedereen op de server kan dit bestand lezen of wijzigen (chmod 400 {path})"


def _keys(setting) -> Iterator[str]:
    keys = [("SECRET_KEY", key) for key in [setting("SECRET_KEY")] if key]
    keys += [("SECRET_KEY_FALLBACKS", key) for key in setting("SECRET_KEY_FALLBACKS") or []]
    for name, key in keys:
        if len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_DIFFERENT or key.startswith("django-insecure-"):
            yield f"{name} is te kort of een voorbeeld: neem {SHORTEST_KEY} of meer willekeurige tekens"


def _origin(setting) -> Iterator[str]:
    origin = urlsplit(setting("PORTAL_ORIGIN") or "")
    if origin.scheme != "https" or not origin.hostname or origin.path:
        yield "PORTAL_ORIGIN moet een adres met https zijn, zoals https://portaal.voorbeeld.nl"
    elif origin.hostname not in (setting("ALLOWED_HOSTS") or []):
        yield f"PORTAL_HOSTS noemt {origin.hostname} niet, de naam uit PORTAL_ORIGIN"


def _redis(setting) -> Iterator[str]:
    address = setting("CELERY_BROKER_URL")
    if address and not urlsplit(address).password:
        yield "REDIS_URL heeft geen wachtwoord: geef Redis er een (requirepass) en zet het in het adres"


def _mail(setting) -> Iterator[str]:
    if setting("EMAIL_HOST") and not (setting("EMAIL_USE_TLS") or setting("EMAIL_USE_SSL")):
        yield "EMAIL_URL heeft geen TLS: gebruik smtp+tls:// (STARTTLS) of smtps://"


def _unknown() -> Iterator[str]:
    for name in sorted(os.environ):
        if name.startswith("PORTAL_") and name not in env.known:
            near = difflib.get_close_matches(name, env.known, n=1, cutoff=0.8)
            yield f"{name} is geen instelling: bedoelt u {near[0]}?" if near else f"{name} is geen instelling van het portaal: haal haar weg"
