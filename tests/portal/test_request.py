"""The request: closed unless stated, one transaction with one identity, and nothing half done when it fails.

The views below stand in for the portal's own; the rest of the URL map is the real one.
"""

import uuid

import pytest
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import include, path

from accounts.models import User
from devtools.cluster import fetch
from hulpvragen.models import Hulpvraag, HulpvraagContact
from portal.audit.services import record
from portal.lib import clock
from portal.lib.db import desk, one, rows
from portal.lib.errors import NotAllowed
from portal.lib.http import half, open_to_all, shows, verified

# ---- the views


def _who() -> dict:
    role, user_id, zijde = one("select current_user, app_uid()::text, app_zijde()")
    return {"role": role, "user": user_id, "zijde": zijde, "xid": one("select pg_current_xact_id()::text")[0]}


@open_to_all("a test")
def who(request):
    posts = [post.rol for post in request.asker.posts] if request.asker else None
    return JsonResponse(_who() | {"side": request.zijde, "posts": posts})


@half("a test")
def halfway(request):
    return JsonResponse(_who())


@verified("a test")
def inside(request):
    return JsonResponse(_who())


def unstated(request):
    raise AssertionError("a view that states no access was run")


def _broken():
    raise RuntimeError("the template failed")


def _template(text: str, **context):
    return lambda request: TemplateResponse(request, engines["django"].from_string(text), context)


def _raise(error):
    def answer(request):
        raise error

    return answer


def _dangling(request):
    """Write what only the commit itself refuses."""
    with desk():
        HulpvraagContact(hulpvraag_id=one("select min(id::text)::uuid from hulpvragen_hulpvraag")[0], user_id=uuid.uuid4(),
                         geldig=(clock.today(), None)).save(force_insert=True)  # fmt: skip
    return HttpResponse("gedaan")


ANSWERS = {
    "ok": lambda request: HttpResponse("gedaan"),
    "invalid": lambda request: HttpResponse("kan niet", status=422),
    "rendered": _template("{{ now.user }} {{ now.xid }}", now=_who),
    "raises": _raise(RuntimeError("kapot")),
    "forbids": _raise(PermissionDenied("Daarom niet.")),
    "not allowed": _raise(NotAllowed("U bent geen behandelaar.")),
    "hides": _raise(Http404),
    "says 500": lambda request: HttpResponse("stuk", status=500),
    "says 503": lambda request: HttpResponse("vol", status=503),
    "streams": lambda request: StreamingHttpResponse(["dossier"]),
    "breaks in the template": _template("{{ broken }}", broken=_broken),
    "breaks the transaction": lambda request: one("select 1 / 0"),
    "fails at the commit": _dangling,
}


@shows("hulpvraag", "content")
def change(request, hulpvraag_id, how):
    """Change a hulpvraag and the session, tell the trail, and then answer in one of many ways."""
    if "session" in request.GET:
        request.session.cycle_key()
    if "message" in request.GET:
        messages.success(request, "Gelukt.")
    record(event="test.changed", hulpvraag_id=hulpvraag_id)
    assert Hulpvraag.objects.filter(pk=hulpvraag_id).update(version=99) == 1
    return ANSWERS[how](request)


urlpatterns = [
    path("proef/wie/", who, name="who"),
    path("proef/half/", halfway),
    path("proef/binnen/", inside),
    path("proef/onvermeld/", unstated),
    path("proef/<str:how>/<uuid:hulpvraag_id>/", change),
    path("", include("portal.urls")),
]
handler500 = "portal.views.server_error"

# ---- the tests


@pytest.fixture
def portal(world, settings, web):
    """The world, a browser of Marloes and one of a stranger. With `committed_db` the requests really commit."""
    settings.ROOT_URLCONF = __name__
    world.hulpvraag = world.hulpvragen["ingediend"]
    world.browser = web.enter(world.people.marloes, "school")
    world.browser.raise_request_exception = False
    world.visitor = type(web)(raise_request_exception=False)
    return world


@pytest.fixture
def committed(portal, committed_db):
    """The same, as the real login of the web on a database of its own."""
    committed_db.login("portal_web")
    return portal


def _do(portal, how: str, asked: str = ""):
    return portal.browser.get(f"/proef/{how}/{portal.hulpvraag.pk}/{asked}")


def _stored(committed_db, portal) -> tuple[int, list[dict]]:
    """Return the version of the hulpvraag and the trail."""
    committed_db.owner()
    trail = rows("select event, outcome, actor_id, object_type, object_id, zijde, origin, detail::text from audit_event order by at, id")
    version = Hulpvraag.objects.get(pk=portal.hulpvraag.pk).version
    committed_db.login("portal_web")
    return version, trail


@pytest.mark.parametrize(("how", "status"), [("ok", 200), ("invalid", 422), ("rendered", 200)])
def test_what_is_answered_is_kept_with_its_trail(committed, committed_db, how, status):
    response = _do(committed, how)

    assert response.status_code == status
    version, (row,) = _stored(committed_db, committed)
    assert (version, row["event"], row["outcome"], row["actor_id"]) == (99, "test.changed", "ok", committed.people.marloes.pk)


FAILURES = [
    ("raises", 500, "failed"), ("forbids", 403, "refused"), ("not allowed", 403, "refused"), ("hides", 404, "refused"), ("says 500", 500, "failed"),
    ("says 503", 503, "failed"), ("streams", 500, "failed"), ("breaks in the template", 500, "failed"), ("breaks the transaction", 500, "failed"),
    ("fails at the commit", 500, "failed"),
]  # fmt: skip


def test_what_fails_leaves_only_that_it_failed(committed, committed_db):
    for number, (how, status, outcome) in enumerate(FAILURES, 1):
        response = _do(committed, how)

        assert response.status_code == status, how
        assert b"gedaan" not in response.content
        assert b"dossier" not in response.content
        version, trail = _stored(committed_db, committed)
        assert (version, len(trail)) == (committed.hulpvraag.version, number), how
        assert trail[-1] == {
            "event": f"request.{outcome}", "outcome": outcome, "actor_id": committed.people.marloes.pk, "zijde": "school", "origin": "127.0.0.1",
            "object_type": "url", "object_id": "proef/<str:how>/<uuid:hulpvraag_id>/", "detail": '{"method": "GET"}',
        }, how


def test_the_reason_of_a_refusal_is_told(portal):
    assert b"U bent geen behandelaar." in _do(portal, "not allowed").content
    assert b"kapot" not in _do(portal, "raises").content, "of a fault nothing is told"


SESSIONS = [
    ("forbids", 403), ("hides", 404), ("raises", 500), ("says 500", 500), ("fails at the commit", 500),
]  # fmt: skip


def test_a_session_that_was_rolled_back_does_not_turn_the_answer_into_another(committed):
    for how, status in SESSIONS:
        assert _do(committed, how, "?session=1").status_code == status, how
        assert committed.browser.get("/proef/binnen/").status_code == 200, "she is still logged in"


def test_a_message_about_what_was_rolled_back_is_not_kept(committed):
    for how, status in SESSIONS:
        assert _do(committed, how, "?message=1").status_code == status, how
        assert "_messages" not in committed.browser.session, f"{how}: she would read that it was done"


def test_a_message_does_not_bring_a_session_back_that_was_rolled_back(committed):
    for how, status in SESSIONS:
        assert _do(committed, how, "?session=1&message=1").status_code == status, how
        assert committed.browser.get("/proef/binnen/").status_code == 200


def test_a_session_that_was_kept_goes_on_under_its_new_key(committed):
    before = committed.browser.cookies["sluitend"].value

    assert _do(committed, "ok", "?session=1&message=1").status_code == 200
    assert committed.browser.cookies["sluitend"].value != before
    assert committed.browser.get("/proef/binnen/").status_code == 200
    assert "_messages" in committed.browser.session


def test_the_trail_is_of_the_transaction_of_the_view(committed, committed_db):
    xid = committed.browser.get("/proef/wie/").json()["xid"]
    response = _do(committed, "rendered")
    committed_db.owner()

    (row,) = rows("select xid::text, zijde, roles, actor_name, source from audit_event where event = 'test.changed'")
    assert response.content.decode() == f"{committed.people.marloes.pk} {row['xid']}", "and rendering is inside it"
    assert row["xid"] != xid, "each request its own"
    assert (row["zijde"], row["roles"], row["actor_name"], row["source"]) == ("school", ["ib"], "marloes Marloes", "web")


def test_the_first_byte_leaves_after_the_commit(committed, committed_db):
    _do(committed, "ok")

    found = fetch(committed_db.address("portal_owner"), f"select version from hulpvragen_hulpvraag where id = '{committed.hulpvraag.pk}'")
    assert found == [(99,)]


# ---- identity


@pytest.mark.parametrize(("name", "zijde", "posts"), [
    ("marloes", "school", ["ib"]), ("hans", "swv", ["loket"]), ("dubbel", "school", ["ib"]), ("dubbel", "swv", ["loket"]), ("ouder", "gast", []),
])  # fmt: skip
def test_each_side_acts_under_its_role(portal, name, zijde, posts):
    person = getattr(portal.people, name)
    answer = portal.visitor.enter(person, zijde).get("/proef/wie/").json()

    assert (answer["role"], answer["user"], answer["zijde"], answer["side"]) == (f"portal_{zijde}", str(person.pk), zijde, zijde)
    assert answer["posts"] == posts


def test_without_the_second_step_there_is_no_identity(portal):
    portal.visitor.force_login(portal.people.marloes, "django.contrib.auth.backends.ModelBackend")
    session = portal.visitor.session
    session["zijde"] = "school"  # left over, or put there
    session.save()

    for browser in (portal.visitor, type(portal.visitor)()):
        answer = browser.get("/proef/wie/").json()
        assert (answer["role"], answer["user"], answer["side"], answer["posts"]) == ("portal_web", None, None, None)


def test_identity_never_outlives_its_request(committed):
    for how in ANSWERS:
        _do(committed, how)

        assert one("select current_user, app_uid(), app_zijde(), nullif(current_setting('app.vest', true), '')") == ("portal_web", None, None, None), how
        answer = committed.visitor.get("/proef/wie/").json()
        assert (answer["role"], answer["user"]) == ("portal_web", None), how


# ---- the gate


def test_a_view_that_states_nothing_is_refused_to_everybody(portal):
    for browser in (portal.browser, portal.visitor):
        assert browser.get("/proef/onvermeld/").status_code == 403


def _half(portal):
    portal.visitor.force_login(portal.people.marloes, "django.contrib.auth.backends.ModelBackend")
    return portal.visitor


ADDRESSES = ("/proef/wie/", "/proef/half/", "/proef/binnen/")


def test_a_stranger_gets_what_is_open_and_the_log_in(portal):
    wie, half, binnen = (portal.visitor.get(address) for address in ADDRESSES)

    assert wie.status_code == 200
    assert half.url == "/inloggen/?next=%2Fproef%2Fhalf%2F"
    assert binnen.url == "/inloggen/?next=%2Fproef%2Fbinnen%2F"


def test_half_a_log_in_gets_as_far_as_the_second_step(portal):
    wie, half, binnen = (_half(portal).get(address) for address in ADDRESSES)

    assert (wie.status_code, half.status_code) == (200, 200)
    assert half.json()["role"] == "portal_web"
    assert binnen.url == "/account/tweede-stap/"


def test_both_steps_get_in(portal):
    assert [portal.browser.get(address).status_code for address in ADDRESSES] == [200, 200, 200]


def test_a_refused_method_or_door_runs_no_view(portal):
    assert portal.visitor.post(f"/proef/ok/{portal.hulpvraag.pk}/").status_code == 302
    assert Hulpvraag.objects.get(pk=portal.hulpvraag.pk).version == portal.hulpvraag.version
    assert rows("select * from audit_event") == []


def test_an_account_that_is_switched_off_is_out_at_the_next_request(portal):
    assert portal.browser.get("/proef/binnen/").status_code == 200

    for active in (False, True):  # and stays out when it is switched on again
        User.objects.filter(pk=portal.people.marloes.pk).update(is_active=active)
        assert portal.browser.get("/proef/binnen/").url.startswith("/inloggen/")


def test_a_post_that_ended_takes_effect_at_the_next_request(portal):
    assert portal.browser.get("/proef/wie/").json()["posts"] == ["ib"]

    portal.people.marloes.aanstellingen.update(geldig=(clock.today() - clock.DAY, clock.today()))
    assert portal.browser.get("/proef/wie/").json()["posts"] == []
    assert _do(portal, "ok").status_code == 500, "and the database lets nothing be changed"


# ---- headers

HEADERS = {
    "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin", "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.parametrize(("address", "status"), [
    ("/proef/wie/", 200), ("/proef/binnen/", 200), ("/proef/onvermeld/", 403), ("/bestaat/niet/", 404), ("/gezond/", 200), ("/", 302),
    *((f"/proef/{how}/", status) for how, status, _ in FAILURES if how != "fails at the commit"),
])  # fmt: skip
def test_every_answer_carries_the_headers(portal, address, status):
    if address.strip("/").split("/")[-1] in ANSWERS:
        address += f"{portal.hulpvraag.pk}/"
    response = portal.browser.get(address)

    assert response.status_code == status
    _check_headers(response)


def test_an_unknown_host_gets_the_headers_and_nothing_else(portal):
    response = portal.visitor.get("/proef/wie/", headers={"host": "elders.example"})

    assert response.status_code == 400
    _check_headers(response)
    assert b"elders.example" not in response.content


def _check_headers(response) -> None:
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    policy = dict(part.strip().split(" ", 1) for part in response.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert "Server" not in response.headers
