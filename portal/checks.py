"""Checks at start-up: what would open a door refuses to start, one line per fault."""

from django.core.checks import Error, register
from django.urls import URLPattern, URLResolver, get_resolver

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
