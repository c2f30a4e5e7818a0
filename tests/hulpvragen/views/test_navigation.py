"""Where each role starts and where she can go."""

import pytest

LIST, MUTATIES, TODAY = "/hulpvragen/", "/mutaties/", "/vandaag/"


@pytest.mark.parametrize(("name", "zijde", "start", "label"), [
    ("marloes", "school", LIST, "IB'er · De Roos"),
    ("directeur", "school", LIST, "Contactpersoon van de school · De Roos"),
    ("hans", "swv", TODAY, "Loket · PPO Voorbeeldstad"),
    ("noord", "swv", TODAY, "Consulent · PPO Voorbeeldstad"),
    ("privacy", "swv", LIST, "Privacy officer · PPO Voorbeeldstad"),
    ("mutaties", "swv", MUTATIES, "Mutatiebehandelaar · PPO Voorbeeldstad"),
    ("vertrokken", "school", LIST, "Geen aanstelling"),
])
def test_each_role_has_its_start_and_its_label(enter, name, zijde, start, label):
    client = enter(name, zijde)

    assert client.get("/").url == start
    assert client.get(start).context["frame"].rol_label == label


@pytest.mark.parametrize(("name", "zijde", "pages"), [
    ("marloes", "school", ["Mijn hulpvragen", "Mijn school", "E-mailnotificaties", "Er belt iemand"]),
    ("noord", "swv", ["Vandaag", "Hulpvragen", "Scholen", "Er belt iemand", "Soorten en vragen"]),
    ("mutaties", "swv", ["Personele mutaties", "Scholen", "Accounts", "E-mailnotificaties"]),
])
def test_each_role_goes_where_it_may(enter, name, zijde, pages):
    client = enter(name, zijde)
    nav = client.get(client.get("/").url).context["frame"].nav

    assert [item[0] for item in nav] == pages
    assert [item[1] for item in nav if item[2]] == [client.get("/").url]
    assert all(client.get(item[1], follow=True).status_code == 200 for item in nav)


def test_who_works_on_two_sides_can_choose(enter):
    assert enter("dubbel", "school").get(LIST).context["frame"].meer_zijden
    assert not enter("marloes", "school").get(LIST).context["frame"].meer_zijden
