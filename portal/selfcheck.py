"""Is this installation sound? Each check gives a Dutch line per fault for the administrator, and changes nothing.

The log-in `portal_owner` can look at everything; with another one, what it may not see is named and left out.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from smtplib import SMTPException
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from hulpvragen import rendering
from notifications.queries import oldest_due_seconds
from portal import dangers, keys, walls
from portal.audit.services import seal_lag
from portal.celery import VERSION, app
from portal.lib import clock
from portal.lib.db import one

POSTGRESQL = 18
CLOCK = 2  # seconds that the clocks of portal and database may differ
SEAL = 60  # seconds that the trail may be behind with sealing
MAIL = 15 * 60  # seconds that a mail which can be delivered may lie: some tries of a server that is down for a while
PATIENCE = 3  # seconds for Redis, and for the workers to answer
EXAMPLES = {"PORTAL_SWV_NAAM": "PPO Voorbeeldstad", "PORTAL_SWV_TELEFOON": "010 - 000 00 00", "DEFAULT_FROM_EMAIL": ".example>"}


@dataclass
class Findings:
    """What is wrong, and what this log-in may not look at."""

    faults: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)


def look() -> Findings:
    """Run every check and return what was found."""
    found = Findings()
    _run(found, the_settings, "de instellingen")
    if _answers(found):
        for check, subject in DATABASE.items():
            _run(found, check, subject)
    for check, subject in OUTSIDE.items():
        _run(found, check, subject)
    return found


def _run(found: Findings, check: Callable[[], Iterator[str]], subject: str) -> None:
    try:
        found.faults += check()
    except DatabaseError as error:
        if getattr(error.__cause__, "pgcode", "") == "42501":  # insufficient privilege
            found.unseen.append(subject)
        else:
            found.faults.append(f"{subject}: niet na te gaan ({_short(error)})")


def _answers(found: Findings) -> bool:
    try:
        one("select 1")
    except DatabaseError as error:
        found.faults.append(f"de database geeft geen antwoord ({_short(error)})")
        return False
    return True


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


# ---- settings


def the_settings() -> Iterator[str]:
    yield from dangers.found(lambda name: getattr(settings, name, None))
    if settings.PORTAL_DEMO:
        return
    for name, example in EXAMPLES.items():
        if example in getattr(settings, name):
            shown = name.replace("DEFAULT_FROM_EMAIL", "PORTAL_FROM")
            yield f"{shown} is nog die van het voorbeeld"


# ---- the database


def the_server() -> Iterator[str]:
    version, encoding, provider, locale = one(
        "select current_setting('server_version_num')::int / 10000, pg_encoding_to_char(encoding), datlocprovider, datlocale"
        " from pg_database where datname = current_database()"
    )
    if version != POSTGRESQL:
        yield f"de database is PostgreSQL {version}; het portaal is gemaakt voor {POSTGRESQL}"
    if (encoding, provider, locale) != ("UTF8", "b", "C.UTF-8"):
        yield f"de database heeft tekenset {encoding} en taalregels {locale}; maak haar met UTF8 en de ingebouwde C.UTF-8"


def the_clock() -> Iterator[str]:
    offset = (one("select clock_timestamp()")[0] - clock.now()).total_seconds()
    if abs(offset) > CLOCK:
        yield f"de klok van de database loopt {abs(offset):.0f} seconden {'voor' if offset > 0 else 'achter'} op die van het portaal: zet tijdsynchronisatie aan"


def the_login() -> Iterator[str]:
    login, bypasses = one("select rolname::text, rolsuper or rolbypassrls from pg_roles where rolname = session_user")
    if bypasses:
        yield f"DATABASE_URL: de log-in {login} is superuser of mag langs de beveiliging per rij"
    if login not in walls.LOGINS:
        yield f"DATABASE_URL: {login} is geen log-in van het portaal ({', '.join(walls.LOGINS)})"
    if not settings.PORTAL_DEMO and one("select app_today()")[0] != clock.today():
        yield "de kalender is verschoven (tabel demo_kalender), en dit is geen demo"


def the_migrations() -> Iterator[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield f"{len(plan)} migraties zijn nog niet uitgevoerd (de eerste: {plan[0][0]}): voer migrate uit"
    newer = [f"{app}.{name}" for app, name in executor.loader.applied_migrations if (app, name) not in executor.loader.disk_migrations]
    if newer:
        yield f"de database heeft migraties die deze versie niet kent ({sorted(newer)[0]}): draait hier een oudere versie?"


def the_walls() -> Iterator[str]:
    yield from walls.faults()


def the_keys() -> Iterator[str]:
    """Try one row of each column under each master key that is in use."""
    for sealed in keys.SEALED:
        for number, row in sorted(keys.samples(sealed).items()):
            if not sealed.opens(row):
                count = keys.versions(sealed)[number]
                yield f"{sealed.label}: {count} zitten onder hoofdsleutel {number}, en die past niet of staat niet in PORTAL_MASTER_KEYS"


def the_seals() -> Iterator[str]:
    lag = seal_lag()
    if lag > SEAL:
        yield f"het spoor is {lag:.0f} seconden achter met verzegelen: draaien worker en beat?"


def the_due_mail() -> Iterator[str]:
    oldest = oldest_due_seconds()
    if oldest > MAIL:
        yield f"de oudste e-mail die weg kan, ligt er al {oldest // 60} minuten: draait de worker, en antwoordt de mailserver?"


# ---- what stands around it


def the_queue() -> Iterator[str]:
    """Ask Redis, with its password and without; then ask every worker which code it runs."""
    address = settings.CELERY_BROKER_URL
    if not address:
        if not settings.PORTAL_DEMO:
            yield "REDIS_URL ontbreekt: e-mail en zegels wachten tot iemand ze verstuurt"
        return
    try:
        _ping(address)
    except redis.RedisError as error:
        yield f"Redis is niet te bereiken met het wachtwoord uit REDIS_URL ({_short(error)})"
        return
    parts = urlsplit(address)
    with suppress(redis.RedisError):
        _ping(parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl())
        yield "Redis antwoordt ook zonder wachtwoord: zet requirepass aan"
    yield from _workers()


def _ping(address: str) -> None:
    with redis.Redis.from_url(address, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as client:
        client.ping()


def _workers() -> Iterator[str]:
    answers = {name: version for answer in app.control.broadcast("code_version", reply=True, timeout=PATIENCE) or [] for name, version in answer.items()}
    if not answers:
        yield "geen worker antwoordt: e-mail wacht en het spoor wordt niet verzegeld"
    for name, version in sorted(answers.items()):
        if version != VERSION:
            yield f"worker {name} draait andere code dan deze ({version}, hier {VERSION}): start overal dezelfde versie"


def the_mail_server() -> Iterator[str]:
    """Open a conversation, log in and hang up; nothing is sent."""
    if not getattr(settings, "EMAIL_HOST", "") or settings.EMAIL_BACKEND == "portal.mailbox.EmlBackend":
        return
    server = get_connection(fail_silently=False)
    try:
        server.open()
    except (OSError, SMTPException) as error:
        yield f"de mailserver {settings.EMAIL_HOST}:{settings.EMAIL_PORT} laat ons niet toe ({type(error).__name__})"
    finally:
        server.close()


def the_static_files() -> Iterator[str]:
    wanted = {name for finder in get_finders() for name, _ in finder.list(None)}
    hashed = getattr(staticfiles_storage, "hashed_files", {})
    missing = sorted(name for name in wanted if name not in hashed or not staticfiles_storage.exists(hashed[name]))
    if missing:
        yield f"{len(missing)} bestanden voor de opmaak ontbreken in {settings.STATIC_ROOT} ({missing[0]}): voer collectstatic uit"


def the_documents() -> Iterator[str]:
    """Start the jail in which documents are opened; without it none is read or shown."""
    if not rendering.is_safe():
        yield "documenten worden niet gelezen en niet getoond: het filter op systeemaanroepen (seccomp) is hier niet te zetten"
    elif not rendering.word.is_safe():
        yield "Word-bestanden worden niet omgezet: de kern van deze server heeft geen Landlock"


DATABASE = {
    the_server: "de database",
    the_clock: "de klok",
    the_login: "de log-in",
    the_migrations: "de migraties",
    the_walls: "de muur in de database",
    the_keys: "de sleutels",
    the_seals: "de zegels",
    the_due_mail: "de e-mail die wacht",
}
OUTSIDE = {the_queue: "Redis en de workers", the_mail_server: "de mailserver", the_static_files: "de bestanden voor de opmaak", the_documents: "de documenten"}
