"""What would open a door refuses to start, one line per fault."""

from django.conf import settings
from django.core.checks import Error, Warning, register
from django.db import DatabaseError
from django.urls import URLPattern, URLResolver, get_resolver

from portal import dangers, theme
from portal.env import Refused
from portal.lib import clock
from portal.lib.db import one, rows
from portal.lib.http import Access


def patterns(resolver: URLResolver | None = None, prefix: str = ""):
    """Yield (route, pattern) for every URL of the project."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry


@register
def every_view_states_its_access(app_configs, **kwargs):
    """Refuse a URL whose view does not say who may ask for it."""
    return [
        Error(f"/{route} states no access (portal.lib.http)", id="portal.E001")
        for route, pattern in patterns()
        if not isinstance(getattr(pattern.callback, "access", None), Access)
    ]


@register
def the_theme_can_be_read(app_configs, **kwargs):
    """Warn for colours of the partnership's theme that lie too close together."""
    if not settings.PORTAL_THEME_CSS:
        return []
    return [
        Warning(f"PORTAL_THEME_CSS: {line}", id="portal.W001")
        for line in theme.unreadable(theme.tokens(theme.CSS / "tokens.css", settings.PORTAL_THEME_CSS))
    ]


def the_login_stays_behind_the_wall() -> list[Error]:
    """Return what would let this log-in pass row security, or shift the calendar outside the demo.

    Not a registered check: `migrate` runs those, and it is the owner who migrates.
    """
    login, bypasses = one("select rolname, rolsuper or rolbypassrls from pg_roles where rolname = session_user")
    faults = []
    if bypasses:
        faults.append(Error(f"DATABASE_URL: de log-in {login} is superuser of mag langs de beveiliging per rij", id="portal.E002"))
    for row in rows("select relname from pg_class where relrowsecurity and pg_get_userbyid(relowner) = session_user limit 1"):
        faults.append(Error(f"DATABASE_URL: de log-in {login} is eigenaar van {row['relname']}, en een eigenaar mag langs de beveiliging per rij", id="portal.E003"))
    inherited = rows(
        "select r.rolname from pg_auth_members m join pg_roles r on r.oid = m.roleid join pg_roles w on w.oid = m.member"
        " where w.rolname = session_user and m.inherit_option"
    )
    faults += [Error(f"DATABASE_URL: de log-in {login} erft de rechten van {row['rolname']}", id="portal.E004") for row in inherited]
    if not settings.PORTAL_DEMO and _calendar_is_shifted():
        faults.append(Error("de kalender is verschoven (tabel demo_kalender), en dit is geen demo", id="portal.E005"))
    return faults


def _calendar_is_shifted() -> bool:
    """Return whether the demo's calendar is in use. The worker may not read the table and sees the day it gives."""
    if one("select has_table_privilege('demo_kalender', 'select')")[0]:
        return one("select exists (select 1 from demo_kalender)")[0]
    return one("select app_today()")[0] != clock.today()


def the_settings_are_safe() -> list[Error]:
    """Return a fault for each setting that would open a door."""
    return [Error(line, id="portal.E006") for line in dangers.found(lambda name: getattr(settings, name, None))]


def refuse_a_dangerous_start(database: bool = True) -> None:
    """Run the checks that guard the walls; raises Refused with a line per fault. Beat asks nothing of the database."""
    faults = every_view_states_its_access(None) + the_settings_are_safe()
    try:
        faults += the_login_stays_behind_the_wall() if database else []
    except DatabaseError as error:
        faults.append(Error(f"DATABASE_URL: de database geeft geen antwoord op {' '.join(str(error).split())}", id="portal.E007"))
    if faults:
        raise Refused(fault.msg for fault in faults)
