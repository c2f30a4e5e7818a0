"""The page "Wie kan dit zien", and what a parent reads of it."""

import pytest
from django.urls import reverse

from accounts.models import Aanstelling
from devtools.harness import WebClient
from hulpvragen.enums import GastSoort, Status
from hulpvragen.models import Hulpvraag
from portal.audit.models import AuditEvent
from portal.lib import clock, dates
from tests import factories as f
from tests.accounts.visitor import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def h(w) -> Hulpvraag:
    return w.hulpvragen[Status.IN_BEHANDELING]


def url(h: Hulpvraag) -> str:
    return reverse("hulpvragen:explain", args=[h.pk])


def ask(client: WebClient, h: Hulpvraag, day="") -> str:
    return text(client.get(url(h), {"op": day} if day else {}))


def test_today_says_who_why_and_until_when(ib, w, h):
    page = ask(ib, h)
    assert f"Vandaag, {dates.in_full(clock.today())}" in page
    assert f"karin Karin IB'er leest de hulpvraag IB'er van De Roos sinds za 1 augustus 2020. Tot en met {dates.near(clock.today())}" in page
    assert "marloes Marloes IB'er leest de hulpvraag IB'er van De Roos sinds za 1 augustus 2020. Geen einde gepland" in page
    assert "Toegewezen op za 1 augustus 2020, en consulent bij PPO Voorbeeldstad." in page
    assert "noord Noord Consulent leest de hulpvraag Consulent bij Noord sinds za 1 augustus 2020. De Roos hoort bij dit wijknetwerk." in page
    assert "geschorst Geschorst IB'er tijdelijk geen toegang" in page
    assert "privacy Privacy Privacy officer ziet alleen de kaart" in page
    assert "veiligheid" not in page.lower(), "why somebody is stopped is nobody's here"


def test_a_coming_and_a_past_day(ib, w, h):
    assert "karin Karin" not in ask(ib, h, (clock.today() + clock.DAY).isoformat())
    coming = ask(ib, h, (clock.today() + clock.DAY).strftime("%d-%m-%Y"))
    assert "komt Komt" in coming and "Dit geldt als er verder niets verandert." in coming
    assert "Deze hulpvraag was er toen nog niet." in ask(ib, h, "1-1-2020")
    Hulpvraag.objects.filter(pk=h.pk).update(created_at=clock.start_of(f.LONG_AGO), submitted_at=clock.start_of(f.LONG_AGO))
    Aanstelling.objects.exclude(user=w.people.marloes).update(recorded_at=clock.start_of(f.LONG_AGO))
    past = ask(ib, h, (clock.today() - clock.DAY).isoformat())
    assert "vertrokken Vertrokken IB'er kon de hulpvraag lezen" in past and "Dit is zoals het nu vastligt." in past
    assert "vastgelegd: die dag zelf was er geen toegang." in past, "what was recorded later is told"


def test_a_day_that_is_none_is_said_at_the_question(ib, h):
    for odd in ("morgen", "31-02-2026", "", "\0"):
        answer = ib.get(url(h), {"op": odd})
        assert answer.status_code == 422
        assert "Fout: 1 ding niet goed ingevuld" in text(answer) or "Fout:" in answer.content.decode()
        assert "marloes Marloes" in text(answer), "and today is shown"


def test_the_swv_reads_no_guest_and_hears_of_no_concept(loket, enter, w, h):
    f.toegang(w.people.ouder, h, door=w.people.marloes)
    for reader in (loket, enter("privacy", "swv")):
        page = ask(reader, h)
        assert "marloes Marloes" in page and "Ouder leest hulpvraag Uitgenodigd als ouder" in page
        assert "ouder Ouder" not in page
    assert loket.get(url(w.hulpvragen[Status.CONCEPT])).status_code == 404


def test_a_school_reads_its_guests(ib, w, h):
    f.toegang(w.people.ouder, h, door=w.people.marloes)
    assert "ouder Ouder Ouder leest hulpvraag Uitgenodigd door marloes Marloes als ouder" in ask(ib, h)
    assert "leraar" not in ask(ib, w.hulpvragen[Status.CONCEPT]), "in a concept guests read during the overleg only"
    assert "leraar Leraar" in ask(ib, w.hulpvragen[Status.OVERLEG])


def test_who_may_not_ask(ib, enter, outsider, same_as_unknown, h):
    assert ib.get(url(h)).status_code == 200
    assert enter("directeur", "school").get(url(h)).status_code == 403
    same_as_unknown(outsider, "hulpvragen:explain", h)


def test_asking_is_recorded(ib, w, h):
    ib.get(url(h))
    seen = AuditEvent.objects.filter(hulpvraag_id=h.pk, event="hulpvraag.viewed", actor_id=w.people.marloes.pk).latest("at")
    assert seen.object_type == "wie"
    assert "Wie kan dit zien" in text(ib.get(reverse("hulpvragen:viewed_by", args=[h.pk])))


def test_the_tab_and_the_hulpvraag_lead_there(ib, h):
    for name in ("guests", "detail"):
        assert f'href="{url(h)}"' in ib.get(reverse(f"hulpvragen:{name}", args=[h.pk])).content.decode()


def test_a_parent_reads_numbers_and_who_looked_and_no_name(ib, enter, w):
    h = w.hulpvragen[Status.GEADVISEERD]
    ib.get(reverse("hulpvragen:detail", args=[h.pk]))
    f.toegang(w.people.leraar, h, soort=GastSoort.LEERKRACHT)
    page = text(enter("ouder", "gast").get(reverse("hulpvragen:detail", args=[h.pk])))
    assert "Wie kan dit lezen?" in page and "3 IB'ers van De Roos" in page and "medewerkers van het loket van PPO Voorbeeldstad" in page
    assert "1 contactpersoon van de school ziet alleen de kaart" in page and "2 genodigden u bent er een van" in page
    assert "Wie heeft gekeken?" in page and "een IB'er van de school" in page and "u zelf" in page
    for name in ("marloes", "Marloes", "lotte", "leraar", "Leraar", "directeur"):
        assert name not in page
    assert enter("ouder", "gast").get(url(h)).status_code == 403
    other = text(enter("leraar", "gast").get(reverse("hulpvragen:detail", args=[h.pk])))
    assert "Luidkeels" in other and "Wie heeft gekeken?" not in other
