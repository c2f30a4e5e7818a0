"""What was typed and could not be sent: kept for who typed it, shown again on its page, nothing done."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from accounts.models import Kladtekst, Session, User
from accounts.services import kladtekst
from devtools.harness import WebClient
from hulpvragen.enums import Status
from hulpvragen.models import Hulpvraag, Schoolvakantie
from portal.lib import clock
from tests import factories as f

TYPED = "Wij trekken in omdat het beter gaat."
NOTICE = "Dit had u nog niet verstuurd."
BSN = "111222333"


def page(h) -> str:
    return reverse("hulpvragen:act", kwargs={"hulpvraag_id": h.pk, "actie": "intrekken"})


@pytest.fixture
def h(w):
    return w.hulpvragen[Status.INGEDIEND]


def form(h, text: str = TYPED, **more) -> dict:
    return {"text": text, "version": h.version, "klad": str(uuid.uuid4())} | more


def lock(client: WebClient) -> None:
    Session.objects.filter(session_key__in=[_row(client)]).update(locked_at=clock.now())


def unlock(client: WebClient) -> None:
    Session.objects.filter(session_key__in=[_row(client)]).update(locked_at=None)


def expire(client: WebClient) -> None:
    Session.objects.filter(session_key__in=[_row(client)]).update(expire_date=clock.now())


def _row(client: WebClient) -> str:
    from accounts.sessions import digest

    return digest(client.session.session_key)


def shown(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def withdrawn(h) -> bool:
    return Hulpvraag.objects.get(pk=h.pk).status == Status.INGETROKKEN


# ---- locked


def test_a_form_sent_from_a_locked_screen_is_kept_and_not_carried_out(ib, h):
    sent = form(h)
    lock(ib)

    answer = ib.post(page(h), sent)

    assert answer.url == f"{reverse('accounts:locked')}?next={page(h).replace('/', '%2F')}&bewaard=1"
    assert "Wat u typte, is bewaard" in ib.get(answer.url).content.decode()
    assert TYPED not in ib.get(answer.url).content.decode()
    assert not withdrawn(h)
    unlock(ib)
    again = shown(ib.get(page(h)))
    assert NOTICE in again
    assert TYPED in again
    assert f'name="klad" value="{sent["klad"]}"' in again
    assert "swv-error-summary" not in again
    assert not withdrawn(h)


@pytest.mark.parametrize(("name", "sent", "back"), [
    ("settings:holidays", {"naam": "Herfstvakantie", "eerste": "17-10-2026"}, 'value="Herfstvakantie"'),
    ("settings:holiday", {"naam": "Kerst en nieuwjaar"}, 'value="Kerst en nieuwjaar"'),
    ("settings:default", {"vanaf": "1-8-2027", "known_as": "niemand"}, 'value="1-8-2027"'),
    ("hulpvragen:follow_up", {"op": "30-11-2026"}, 'value="30-11-2026"'),
    ("hulpvragen:helpers", {"user_id": "LOTTE", "version": 1}, 'value="LOTTE" selected'),
])  # fmt: skip
def test_what_the_loket_fills_in_is_kept_too(loket, w, h, name, sent, back):
    kerst = Schoolvakantie.objects.create(naam="Kerstvakantie", geldig=(dt.date(2026, 12, 19), dt.date(2027, 1, 4)))
    about = {"settings:holidays": [], "settings:holiday": [kerst.pk], "settings:default": [w.schools.roos.pk]}.get(name, [h.pk])
    lotte, path = str(w.people.lotte.pk), reverse(name, args=about)
    lock(loket)

    assert "bewaard=1" in loket.post(path, {key: lotte if value == "LOTTE" else value for key, value in sent.items()}).url
    unlock(loket)

    again = shown(loket.get(path))
    assert NOTICE in again and "data-bewaak" in again
    assert back.replace("LOTTE", lotte) in again
    assert "swv-error-summary" not in again


@pytest.mark.parametrize(("name", "button"), [("helpers", "weg"), ("follow_up", "verwijderen")])
def test_a_button_on_such_a_page_is_no_text(loket, h, name, button):
    lock(loket)

    assert "bewaard" not in loket.post(reverse(f"hulpvragen:{name}", args=[h.pk]), {button: str(uuid.uuid4())}).url


def test_it_goes_when_the_form_is_sent(ib, h):
    sent = form(h)
    lock(ib)
    ib.post(page(h), sent)
    unlock(ib)

    assert ib.post(page(h), sent).status_code == 302

    assert withdrawn(h)
    assert not Kladtekst.objects.exists()


def test_it_stays_when_the_form_has_a_fault(ib, h):
    sent = form(h)
    lock(ib)
    ib.post(page(h), sent)
    unlock(ib)

    answer = ib.post(page(h), sent | {"text": ""})

    assert answer.status_code == 422
    assert f'name="klad" value="{sent["klad"]}"' in answer.content.decode()
    assert TYPED in shown(ib.get(page(h)))


def test_it_goes_when_she_throws_it_away(ib, h):
    sent = form(h)
    lock(ib)
    ib.post(page(h), sent)
    unlock(ib)

    answer = ib.post(reverse("accounts:discard_typed"), {"klad": sent["klad"], "next": page(h)})

    assert answer.url == page(h)
    assert NOTICE not in shown(ib.get(page(h)))


def test_the_same_form_twice_is_one_text_and_two_tabs_are_two(ib, h):
    first, second = form(h, "Eerste tab."), form(h, "Tweede tab.")
    lock(ib)
    for sent in (first, first, second):
        ib.post(page(h), sent)
    unlock(ib)

    assert Kladtekst.objects.count() == 2
    assert "Tweede tab." in shown(ib.get(page(h)))
    ib.post(reverse("accounts:discard_typed"), {"klad": second["klad"], "next": page(h)})
    assert "Eerste tab." in shown(ib.get(page(h)))


def test_a_button_without_text_keeps_nothing_and_leads_back_to_its_page(loket, h):
    take = reverse("hulpvragen:act", kwargs={"hulpvraag_id": h.pk, "actie": "in-behandeling-nemen"})
    lock(loket)

    answer = loket.post(take, {"version": h.version})

    assert answer.url.startswith(reverse("accounts:locked"))
    assert "bewaard" not in answer.url
    assert not Kladtekst.objects.exists()


# ---- lost


def test_a_form_sent_after_the_session_ended_is_kept_for_whose_it_was(ib, enter, h):
    expire(ib)

    answer = ib.post(page(h), form(h))

    assert answer.url.startswith(reverse("accounts:log_in"))
    assert "bewaard=1" in answer.url
    assert not withdrawn(h)
    assert TYPED in shown(enter("marloes", "school").get(page(h)))


def test_of_an_unknown_session_nothing_is_kept(web, h):
    answer = web.post(page(h), form(h))

    assert answer.url.startswith(reverse("accounts:log_in"))
    assert "bewaard" not in answer.url
    assert not Kladtekst.objects.exists()


def test_a_session_with_a_password_alone_keeps_nothing(web, w, h):
    web.force_login(w.people.marloes, "django.contrib.auth.backends.ModelBackend")
    expire(web)

    web.post(page(h), form(h))

    assert not Kladtekst.objects.exists()


def test_a_page_older_than_the_last_log_in_gives_its_text_back(w, h):
    client = WebClient(enforce_csrf_checks=True).enter(w.people.marloes, "school")

    elsewhere = client.post(page(h), form(h), headers={"Sec-Fetch-Site": "cross-site"})
    silent = client.post(page(h), form(h))
    kept_of_others = Kladtekst.objects.count()
    ours = client.post(page(h), form(h), headers={"Sec-Fetch-Site": "same-origin"})

    assert (elsewhere.status_code, silent.status_code, kept_of_others) == (403, 403, 0)
    assert ours.url == page(h)
    assert TYPED in shown(client.get(page(h)))
    assert not withdrawn(h)


# ---- whose


def kept_by(client, h, **more) -> None:
    lock(client)
    client.post(page(h), form(h, **more))
    unlock(client)
    assert Kladtekst.objects.count() == 1


def test_only_who_typed_it_gets_it_back(ib, enter, h):
    kept_by(ib, h)

    assert TYPED not in shown(enter("karin", "school").get(page(h)))
    assert TYPED in shown(ib.get(page(h)))


def test_another_person_cannot_throw_it_away_or_overwrite_it(ib, enter, h):
    kept_by(ib, h)
    row = Kladtekst.objects.get()
    other = enter("karin", "school")

    other.post(reverse("accounts:discard_typed"), {"klad": row.sleutel})
    lock(other)
    other.post(page(h), form(h, "Van Karin.", klad=str(row.sleutel)))

    assert TYPED in shown(ib.get(page(h)))
    assert Kladtekst.objects.count() == 2


def test_the_database_gives_it_to_nobody_else(ib, w, h, act):
    kept_by(ib, h)

    seen = {}
    for name, zijde in (("marloes", "school"), ("marloes", "swv"), ("karin", "school"), ("hans", "swv"), ("beheer", "swv")):
        with act(getattr(w.people, name), zijde):
            seen[name, zijde] = Kladtekst.objects.count()
    assert seen == {("marloes", "school"): 1, ("marloes", "swv"): 0, ("karin", "school"): 0, ("hans", "swv"): 0, ("beheer", "swv"): 0}


def test_after_her_departure_she_does_not_get_it_back(ib, w, h):
    kept_by(ib, h)
    assert TYPED in shown(ib.get(page(h)))

    from accounts.models import Aanstelling

    Aanstelling.objects.filter(user=w.people.marloes).update(geldig=(f.LONG_AGO, clock.today()))

    assert ib.get(page(h)).status_code == 404


def test_of_an_account_that_is_switched_off_nothing_is_kept(ib, w, h):
    expire(ib)
    kept = ib.session  # the row goes with the account; an answer under way must not bring it back
    User.objects.filter(pk=w.people.marloes.pk).update(is_active=False)

    ib.post(page(h), form(h))

    assert kept.session_key
    assert not Kladtekst.objects.exists()


# ---- what, and for how long


def test_the_text_lies_sealed_and_nowhere_else(ib, h):
    kept_by(ib, h)

    row = Kladtekst.objects.get()
    session = Session.objects.get(session_key=_row(ib))
    assert TYPED not in row.velden
    assert TYPED not in row.pad
    assert TYPED not in str(ib.session.items())
    assert TYPED not in session.session_data


def test_a_bsn_is_not_kept_and_the_rest_is(ib, h):
    lock(ib)
    ib.post(page(h), form(h, f"Zijn nummer is {BSN}.", voor="30-11-2026"))
    unlock(ib)

    again = shown(ib.get(page(h)))
    assert BSN not in again
    assert "leek een burgerservicenummer (BSN) in te staan" in again
    kept = kladtekst._opened(Kladtekst.objects.get()).velden
    assert list(kept) == ["version", "voor"]


def test_passwords_codes_and_tokens_are_never_kept(ib, h):
    secret = {"password": "a", "nieuw_wachtwoord": "b", "csrfmiddlewaretoken": "c", "otp_token": "d", "code": "e", "auth-code": "f"}
    lock(ib)
    ib.post(page(h), form(h) | secret | {"postcode": "1234 AB"})
    unlock(ib)

    assert list(kladtekst._opened(Kladtekst.objects.get()).velden) == ["text", "version", "postcode"]


def test_it_is_gone_after_a_week(ib, h):
    kept_by(ib, h)

    Kladtekst.objects.update(kept_at=clock.now() - kladtekst.KEPT_FOR + dt.timedelta(minutes=1))
    assert TYPED in shown(ib.get(page(h)))
    Kladtekst.objects.update(kept_at=clock.now() - kladtekst.KEPT_FOR - dt.timedelta(minutes=1))
    assert TYPED not in shown(ib.get(page(h)))


def test_a_log_in_throws_away_what_is_old_and_no_more(ib, w, act, h):
    kept_by(ib, h)
    Kladtekst.objects.update(kept_at=clock.now() - kladtekst.KEPT_FOR + clock.DAY)
    with act(w.people.hans, "swv"):
        kladtekst.forget_old()
    assert Kladtekst.objects.exists()

    Kladtekst.objects.update(kept_at=clock.now() - kladtekst.KEPT_FOR - dt.timedelta(minutes=1))
    with act(w.people.hans, "swv"):
        kladtekst.forget_old()
    assert not Kladtekst.objects.exists()


def test_too_long_a_text_is_not_kept_and_too_many_push_the_oldest_out(ib, h):
    lock(ib)
    answer = ib.post(page(h), form(h, "x" * kladtekst.LONGEST))
    assert "bewaard" not in answer.url
    for number in range(kladtekst.MOST + 2):
        ib.post(page(h), form(h, f"Tekst {number}."))
    unlock(ib)

    assert Kladtekst.objects.count() == kladtekst.MOST
    assert f"Tekst {kladtekst.MOST + 1}." in shown(ib.get(page(h)))


# ---- while typing


def test_the_page_keeps_it_while_she_types(ib, h):
    sent = form(h)

    assert ib.post(reverse("accounts:keep_typed"), sent | {"klad_pad": page(h)}).status_code == 204
    ib.post(reverse("accounts:keep_typed"), sent | {"klad_pad": page(h), "text": "Verder getypt."})

    assert Kladtekst.objects.count() == 1
    assert "Verder getypt." in shown(ib.get(page(h)))


def test_also_when_the_screen_has_been_locked_meanwhile(ib, h):
    lock(ib)

    answer = ib.post(reverse("accounts:keep_typed"), form(h) | {"klad_pad": page(h)})

    assert answer.url.startswith(reverse("accounts:locked"))
    unlock(ib)
    assert TYPED in shown(ib.get(page(h)))


@pytest.mark.parametrize("where", ["", "/hulpvragen/", "/nergens/", "https://elders.example/", "//elders.example/", "/account/wachtwoord/"])
def test_only_for_a_page_that_is_a_form_of_ours(ib, h, where):
    assert ib.post(reverse("accounts:keep_typed"), form(h) | {"klad_pad": where}).status_code == 422
    assert not Kladtekst.objects.exists()
