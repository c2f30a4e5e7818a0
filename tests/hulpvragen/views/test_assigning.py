"""Assigning many at once: shown first, done once, told to each; and colleagues beside the lead."""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hulpvragen.enums import Status
from hulpvragen.models import Hulpvraag, Toewijzing
from portal.lib import clock
from portal.lib.db import one
from tests import factories as f

MANY = reverse("hulpvragen:assign_many")


def pick(to, *hulpvragen) -> dict:
    return {"user_id": str(to.pk), "hulpvraag": [str(h.pk) for h in hulpvragen]}


def confirmed(page) -> dict:
    """Return what the confirm page would send on."""
    form = page.context["form"]
    lines = page.context["done"]
    return {
        "user_id": form["user_id"].value(), "key": form["key"].value(), "bevestigd": "ja",
        "hulpvraag": [f"{line.hulpvraag.pk}_{line.hulpvraag.version}" for line in lines],
    }


def told(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def lead(h) -> str | None:
    user = Hulpvraag.objects.get(pk=h.pk).behandelaar
    return user and user.voornaam


def on_it(h) -> set:
    return set(Toewijzing.objects.filter(hulpvraag=h, replaced_at=None, geldig__contains=clock.today()).values_list("user__voornaam", flat=True))


def counted(event="hulpvraag.assigned") -> tuple[int, int]:
    return one("select (select count(*) from audit_event where event = %s), (select count(*) from notifications_outbox where event = %s)", event, event)


@pytest.fixture
def some(w):
    return [w.hulpvragen[Status.INGEDIEND], w.hulpvragen[Status.IN_BEHANDELING], w.elsewhere]


def test_she_sees_who_gets_what_then_it_is_done_recorded_and_announced(loket, w, some):
    page = loket.post(MANY, pick(w.people.lotte, *some))
    assert page.status_code == 200
    assert [line.hulpvraag.pk for line in page.context["done"]] == [h.pk for h in some]
    assert {lead(h) for h in some} == {None, "hans"}  # nothing was done yet

    answer = loket.post(MANY, confirmed(page))
    assert answer.status_code == 302
    assert told(answer) == ["3 hulpvragen zijn toegewezen aan lotte Lotte."]
    assert {lead(h) for h in some} == {"lotte"}
    assert on_it(some[0]) == {"lotte"}
    assert counted() == (3, 3)
    assert {h.version for h in Hulpvraag.objects.filter(pk__in=[h.pk for h in some])} == {some[0].version + 1}


def test_the_same_form_twice_is_done_once(loket, w, some):
    form = confirmed(loket.post(MANY, pick(w.people.lotte, *some)))
    first, second = loket.post(MANY, form), loket.post(MANY, form)
    assert told(first)[-1] == told(second)[-1] == "3 hulpvragen zijn toegewezen aan lotte Lotte."
    assert counted() == (3, 3)


def test_what_cannot_be_is_shown_with_why(loket, w):
    f.post(w.people.marloes, "loket")  # she filed all of De Roos
    closed, filed_herself, ok = w.hulpvragen[Status.AFGEROND], w.hulpvragen[Status.INGEDIEND], w.elsewhere
    page = loket.post(MANY, pick(w.people.marloes, closed, filed_herself, ok))

    assert [line.hulpvraag.pk for line in page.context["done"]] == [ok.pk]
    assert {line.hulpvraag.pk: why for line, why in page.context["left"]} == {
        closed.pk: "Dit kan niet bij een hulpvraag met de status ‘Afgerond’.",
        filed_herself.pk: "marloes Marloes heeft deze hulpvraag zelf ingediend.",
    }


def test_who_handles_it_already_is_said(loket, w):
    page = loket.post(MANY, pick(w.people.hans, w.hulpvragen[Status.IN_BEHANDELING]))
    assert [why for _, why in page.context["left"]] == ["hans Hans is al de behandelaar."]
    assert "Geen van deze hulpvragen kan naar hans Hans." in page.content.decode()


def test_two_at_once_one_wins_and_the_other_sees_why(loket, enter, w, some):
    hers, mine = (client.post(MANY, pick(to, *some)) for client, to in ((enter("lotte", "swv"), w.people.noord), (loket, w.people.lotte)))
    assert enter("lotte", "swv").post(MANY, confirmed(hers)).status_code == 302
    answer = loket.post(MANY, confirmed(mine))

    assert {lead(h) for h in some} == {"noord"}
    assert counted() == (3, 3)
    assert told(answer)[0] == f"{some[0].kenmerk} is niet toegewezen. Een collega heeft deze hulpvraag intussen gewijzigd. Nu is noord Noord de behandelaar."


def test_closed_meanwhile_is_left_and_the_rest_is_done(loket, w, some):
    form = confirmed(loket.post(MANY, pick(w.people.lotte, *some)))
    Hulpvraag.objects.filter(pk=some[0].pk).update(status=Status.INGETROKKEN, gesloten_op=clock.today(), gesloten_vestiging=w.schools.roos)
    answer = loket.post(MANY, form)
    assert told(answer) == [
        "2 hulpvragen zijn toegewezen aan lotte Lotte.",
        f"{some[0].kenmerk} is niet toegewezen. Dit kan niet bij een hulpvraag met de status ‘Ingetrokken’.",
    ]
    assert [lead(h) for h in some] == [None, "lotte", "lotte"]


@pytest.mark.parametrize(("data", "sentence"), [
    (lambda w: {"hulpvraag": [str(w.elsewhere.pk)]}, "Kies wie deze hulpvragen gaat behandelen"),
    (lambda w: pick(w.people.lotte), "Kies minstens één hulpvraag"),
    (lambda w: pick(w.people.lotte) | {"hulpvraag": ["onzin", "' or 1=1", "_1"]}, "Kies minstens één hulpvraag"),
    (lambda w: pick(w.people.marloes, w.elsewhere), "Kies een medewerker van het loket of een consulent die nu in dienst is"),
    (lambda w: pick(w.people.beheer, w.elsewhere), "Kies een medewerker van het loket of een consulent die nu in dienst is"),
    (lambda w: {"user_id": "onzin", "hulpvraag": [str(w.elsewhere.pk)]}, "Kies een medewerker van het loket of een consulent die nu in dienst is"),
    (lambda w: pick(w.people.lotte) | {"hulpvraag": [f"01a223a9-b34d-7c6d-b263-{n:012x}" for n in range(101)]}, "Kies hooguit 100 hulpvragen tegelijk"),
])
def test_what_is_missing_is_said_and_nothing_is_done(loket, w, data, sentence):
    answer = loket.post(MANY, data(w))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert counted() == (0, 0)


def test_a_forgotten_person_keeps_what_was_ticked(loket, w, some):
    page = loket.post(MANY, {"hulpvraag": [str(h.pk) for h in some]})
    assert [line.hulpvraag.pk for line in page.context["undecided"]] == [h.pk for h in some]


def test_who_lost_her_post_meanwhile_gets_nothing(loket, w, some):
    form = confirmed(loket.post(MANY, pick(w.people.lotte, *some)))
    f.schorsing(w.people.lotte)
    assert loket.post(MANY, form).status_code == 422
    assert counted() == (0, 0)


@pytest.mark.parametrize(("name", "zijde"), [("noord", "swv"), ("privacy", "swv"), ("marloes", "school"), ("ouder", "gast")])
def test_only_the_loket_assigns(loket, enter, w, name, zijde):
    form = confirmed(loket.post(MANY, pick(w.people.lotte, w.elsewhere)))
    other = enter(name, zijde)
    assert other.post(MANY, form).status_code == 403
    assert counted() == (0, 0)
    assert 'name="hulpvraag"' not in other.get(reverse("hulpvragen:list")).content.decode()
    assert 'name="hulpvraag"' in loket.get(reverse("hulpvragen:list")).content.decode()


def test_a_concept_is_not_there_for_the_swv(loket, w):
    page = loket.post(MANY, pick(w.people.lotte, w.hulpvragen[Status.CONCEPT], w.elsewhere))
    assert [line.hulpvraag.pk for line in page.context["done"]] == [w.elsewhere.pk]
    assert page.context["preview"].lost == 1
    assert "Luidkeels" not in page.content.decode()


def test_assigning_costs_the_same_for_1_and_25(loket, w):
    def queries(count: int) -> int:
        made = [f.hulpvraag(f.dossier(w.schools.eik), Status.INGEDIEND, w.people.eik) for _ in range(count)]
        form = confirmed(loket.post(MANY, pick(w.people.lotte, *made)))
        with CaptureQueriesContext(connection) as caught:
            assert loket.post(MANY, form).status_code == 302
        return len(caught)

    queries(1)
    assert queries(1) == queries(25)


# ---- colleagues beside the lead


def page_of(h) -> str:
    return reverse("hulpvragen:helpers", args=[h.pk])


def test_a_colleague_works_along_and_is_taken_off(loket, enter, w):
    h = w.hulpvragen[Status.TOEGEKEND]
    los = enter("los", "swv")
    assert los.get(reverse("hulpvragen:detail", args=[h.pk])).status_code == 404
    form = {"user_id": str(w.people.los.pk), "version": h.version}
    assert loket.post(page_of(h), form).status_code == 302
    assert loket.post(page_of(h), form).status_code == 302  # the same form twice

    assert on_it(h) == {"los"}
    assert lead(h) == "hans"
    assert counted("hulpvraag.helper_added")[0] == counted()[1] == 1
    assert los.get(reverse("hulpvragen:detail", args=[h.pk])).status_code == 200
    detail = loket.get(reverse("hulpvragen:detail", args=[h.pk])).content.decode()
    assert "los Los" in detail
    assert "behandelt mee" in detail
    assert "Een collega behandelt mee" in detail

    assert loket.post(page_of(h), {"weg": str(w.people.los.pk)}).status_code == 302
    assert on_it(h) == set()
    assert los.get(reverse("hulpvragen:detail", args=[h.pk])).status_code == 404
    assert counted("hulpvraag.helper_removed")[0] == 1


def test_the_lead_is_replaced_and_not_taken_off(loket, w):
    h = w.elsewhere
    loket.post(MANY, confirmed(loket.post(MANY, pick(w.people.lotte, h))))
    answer = loket.post(page_of(h), {"weg": str(w.people.lotte.pk)}, follow=True)
    assert "Kies eerst een andere behandelaar." in answer.content.decode()
    assert on_it(h) == {"lotte"}


def test_a_second_editor_and_who_filed_it_are_refused(loket, w):
    h = w.hulpvragen[Status.TOEGEKEND]
    late = loket.post(page_of(h), {"user_id": str(w.people.los.pk), "version": h.version + 5})
    assert late.status_code == 409
    f.post(w.people.marloes, "loket")
    refused = loket.post(page_of(h), {"user_id": str(w.people.marloes.pk), "version": h.version})
    assert refused.status_code == 422
    assert loket.post(page_of(h), {"user_id": "", "version": h.version}).status_code == 422
    assert on_it(h) == set()


def test_others_may_not(enter, w, outsider, same_as_unknown):
    h = w.hulpvragen[Status.TOEGEKEND]
    assert enter("marloes", "school").post(page_of(h), {"user_id": str(w.people.los.pk)}).status_code == 403
    assert enter("noord", "swv").get(page_of(h)).status_code == 403
    same_as_unknown(outsider, "hulpvragen:helpers", h)
    assert on_it(h) == set()
