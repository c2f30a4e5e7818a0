"""What would open a door refuses to start, one line per fault."""

from django.conf import settings
from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver, get_resolver

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


def the_login_stays_behind_the_wall() -> list[Error]:
    """Return what would let this log-in pass row security, or shift the calendar outside the demo.

    Not a registered check: `migrate` runs those, and it is the owner who migrates.
    """
    login, bypasses = one("select rolname, rolsuper or rolbypassrls from pg_roles where rolname = session_user")
    faults = []
    if bypasses:
        faults.append(Error(f"database login {login} is superuser or bypasses row security", id="portal.E002"))
    for row in rows("select relname from pg_class where relrowsecurity and pg_get_userbyid(relowner) = session_user limit 1"):
        faults.append(Error(f"database login {login} owns {row['relname']}: owners pass row security", id="portal.E003"))
    inherited = rows(
        "select r.rolname from pg_auth_members m join pg_roles r on r.oid = m.roleid join pg_roles w on w.oid = m.member"
        " where w.rolname = session_user and m.inherit_option"
    )
    faults += [Error(f"database login {login} inherits {row['rolname']}", id="portal.E004") for row in inherited]
    if not settings.PORTAL_DEMO and one("select exists (select 1 from demo_kalender)")[0]:
        faults.append(Error("the calendar is shifted (demo_kalender) and this is no demo", id="portal.E005"))
    return faults


def refuse_a_dangerous_start() -> None:
    """Run the checks that guard the walls; raises ImproperlyConfigured with a line per fault."""
    faults = every_view_states_its_access(None) + the_login_stays_behind_the_wall()
    if faults:
        raise ImproperlyConfigured("\n".join(fault.msg for fault in faults))
