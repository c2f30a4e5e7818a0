"""A follow-up date is its owner's alone: set, moved, removed, and never shown to somebody else."""

import pytest
from django.urls import reverse

from hulpvragen.enums import Status
from hulpvragen.models import Opvolging
from portal.lib import clock
from portal.lib.db import one


def page(h) -> str:
    return reverse("hulpvragen:follow_up", args=[h.pk])


def typed(day) -> dict:
    return {"op": day.strftime("%d-%m-%Y")}


@pytest.fixture
def h(w):
    return w.hulpvragen[Status.IN_BEHANDELING]


def test_set_move_and_remove(loket, h):
    soon, later = clock.today() + 3 * clock.DAY, clock.today() + 9 * clock.DAY
    assert loket.post(page(h), typed(soon)).status_code == 302
    assert loket.post(page(h), typed(later)).status_code == 302
    assert [own.op for own in Opvolging.objects.all()] == [later]
    assert loket.get(reverse("hulpvragen:detail", args=[h.pk])).context["own_date"] == later

    assert loket.post(page(h), {"verwijderen": "ja"}).status_code == 302
    assert not Opvolging.objects.exists()
    assert one("select count(*) from audit_event where event like 'follow_up.%%'")[0] == 3
    assert one("select count(*) from audit_event where event like 'follow_up.%%' and hulpvraag_id is not null")[0] == 0


@pytest.mark.parametrize(("name", "zijde"), [("lotte", "swv"), ("marloes", "school"), ("los", "swv")])
def test_nobody_else_sees_it(loket, enter, h, name, zijde):
    loket.post(page(h), typed(clock.today() + 3 * clock.DAY))
    other = enter(name, zijde)

    assert other.get(reverse("hulpvragen:detail", args=[h.pk])).context["own_date"] is None
    assert other.get(page(h)).context["own_date"] is None
    assert other.post(page(h), {"verwijderen": "ja"}).status_code == 302
    assert Opvolging.objects.count() == 1


def test_the_walls_keep_it_hers_too(w, act, h):
    mine = Opvolging.objects.create(user=w.people.hans, hulpvraag=h, op=clock.today())
    with act(w.people.hans, "swv"):
        assert Opvolging.objects.get().pk == mine.pk
    for name, zijde in (("lotte", "swv"), ("marloes", "school"), ("privacy", "swv")):
        with act(getattr(w.people, name), zijde):
            assert not Opvolging.objects.exists()


@pytest.mark.parametrize(("name", "zijde"), [("privacy", "swv"), ("directeur", "school"), ("ouder", "gast")])
def test_whoever_has_no_content_or_is_a_guest_hears_why(enter, w, name, zijde):
    filed = w.hulpvragen[Status.INGEDIEND]  # which the parent was invited to
    other = enter(name, zijde)
    assert other.get(page(filed)).status_code == other.post(page(filed), typed(clock.today())).status_code == 403
    assert not Opvolging.objects.exists()
    assert "kop-opvolgen" not in other.get(reverse("hulpvragen:detail", args=[filed.pk])).content.decode()


def test_a_stranger_gets_the_same_as_for_what_does_not_exist(outsider, h, same_as_unknown):
    same_as_unknown(outsider, "hulpvragen:follow_up", h)
    assert outsider.post(page(h), typed(clock.today())).status_code == 404


@pytest.mark.parametrize(("days", "sentence"), [(-1, "Kies vandaag of een dag daarna"), (400, "Kies een dag binnen een jaar")])
def test_a_day_that_makes_no_sense_is_refused(loket, h, days, sentence):
    answer = loket.post(page(h), typed(clock.today() + days * clock.DAY))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Opvolging.objects.exists()


def test_what_is_no_day_is_refused_and_kept(loket, h):
    answer = loket.post(page(h), {"op": "morgen"})
    assert answer.status_code == 422
    assert "Vul een datum in met dag, maand en jaar" in answer.content.decode()
    assert 'value="morgen"' in answer.content.decode()
