"""Every answer carries the security headers, errors and files included; nothing outside /static/ is kept."""

import re

import pytest

from tests.journeys import arrangements

FIXED = {
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
SWITCHED_OFF = {f"{feature}=()" for feature in ("camera", "geolocation", "microphone", "payment", "usb", "display-capture")}
UNKNOWN = "/hulpvragen/00000000-0000-4000-8000-000000000000/"
FOREIGN = "http://elders.example"


@pytest.fixture(scope="module")
def ib(enter):
    return enter("ib_regenboog").request


@pytest.fixture(scope="module")
def anybody(open_page):
    return open_page().request


@pytest.fixture
def ask(portal_process):
    """Ask for an address as somebody, expect a status, and hold the headers against the list."""

    def go(who, path: str, status: int, method: str = "GET", **options) -> dict[str, str]:
        answer = who.fetch(portal_process.url + path, method=method, max_redirects=0, **options)
        assert answer.status == status, f"{method} {path}"
        hold(answer.headers, path)
        return answer.headers

    return go


def hold(headers: dict[str, str], path: str) -> None:
    assert {name: headers.get(name) for name in FIXED} == FIXED, path
    directives = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";") if part.strip())
    assert directives == CSP
    assert {part.strip() for part in headers["permissions-policy"].split(",")} == SWITCHED_OFF
    assert "x-powered-by" not in headers
    if not path.startswith("/static/"):
        assert "no-store" in headers["cache-control"], path


def token(who) -> str:
    """Return what a form of this browser would carry."""
    return next(cookie["value"] for cookie in who.storage_state()["cookies"] if cookie["name"] == "csrf")


def test_pages(ask, ib, anybody):
    ask(anybody, "/inloggen/", 200)
    ask(anybody, "/wachtwoord-vergeten/", 200)
    ask(anybody, "/gezond/", 200)
    ask(anybody, "/demo/postvak/", 200)
    for path in ("/hulpvragen/", "/hulpvragen/nieuw/", "/account/", "/account/herstelcodes/"):
        ask(ib, path, 200)
    ask(ib, "/hulpvragen/", 200, "HEAD")


def test_redirects(ask, ib, anybody):
    assert ask(anybody, "/hulpvragen/", 302)["location"].startswith("/inloggen/")
    ask(ib, "/", 302)
    ask(ib, "/inloggen/", 302)
    ask(ib, "/hulpvragen", 301)


def test_errors_that_somebody_makes(ask, ib, anybody):
    ask(anybody, "/bestaat-niet/", 404)
    ask(ib, UNKNOWN, 404)
    ask(anybody, "/static/bestaat-niet.css", 404)
    ask(ib, "/accounts/", 403)
    ask(ib, "/hulpvragen/nieuw/", 403, "POST", form={"soort": "adviesvraag"})  # no token
    ask(ib, "/uitloggen/", 405)
    ask(anybody, "/gezond/", 403, "DELETE")
    ask(ib, "/hulpvragen/zoeken/", 422, "POST", form={"csrfmiddlewaretoken": token(ib), "q": "x"})
    ask(ib, "/hulpvragen/", 405, "POST", form={"csrfmiddlewaretoken": token(ib)})
    ask(ib, "/hulpvragen/nieuw/", 400, "POST", form={"csrfmiddlewaretoken": token(ib), "doel": "x" * 1_100_000})


def test_a_strange_host_is_refused(ask, anybody):
    ask(anybody, "/inloggen/", 400, headers={"Host": "elders.example"})


def test_another_site_cannot_post(ask, ib):
    ask(ib, "/uitloggen/", 403, "POST", form={"csrfmiddlewaretoken": token(ib)}, headers={"Origin": FOREIGN})
    ask(ib, "/account/", 200)


def test_our_own_failure(ask, ib, portal_process):
    with arrangements.failing_account_page(portal_process):
        ask(ib, "/account/", 500)


def test_files_are_kept_for_ever(ask, portal_process, anybody):
    page = anybody.get(f"{portal_process.url}/inloggen/").text()
    files = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page))
    assert {name.rsplit(".", 1)[1] for name in files} == {"css", "js", "svg"}
    for path in files:
        headers = ask(anybody, path, 200)
        assert headers["cache-control"] == "max-age=315360000, public, immutable"
        ask(anybody, path, 304, headers={"If-Modified-Since": headers["last-modified"]})


def test_cookies_are_closed(portal_process, open_page):
    page = open_page()
    page.goto(f"{portal_process.url}/inloggen/")
    for cookie in page.context.cookies():
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax"), cookie["name"]
