"""Where a person starts and where she can go, by the posts she holds today. Told to portal.frame."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.enums import SCHOOL_ROLES, Rol, Zijde
from accounts.models import User
from accounts.policy import ALL_SCHOOLS, WORKS_WITH_PEOPLE, sides_today
from hulpvragen import policy
from hulpvragen.policy import Asker
from hulpvragen.queries import documents, outbox, verhuizing
from hulpvragen.views.who import asker
from mutaties import policy as mutaties
from mutaties.queries import controle
from mutaties.queries.lists import waiting as mutaties_waiting
from portal import frame
from portal.frame import NavItem, Waiting
from portal.lib import dates
from portal.lib.text import listed


def start_page(user: User, zijde: str | None) -> str:
    """Return the name of the page this person starts on; without a post that is her empty list."""
    if zijde is None and sides_today(user):
        return "accounts:choose_side"
    if zijde == Zijde.GAST:
        return "shared"
    who = policy.asker(user, zijde)
    if policy.handles(who):
        return "today"
    if who.has(Rol.MUTATIEBEHANDELAAR):
        return "mutaties:list"
    if policy.sees_list(who) or not who.posts:
        return "hulpvragen:list"
    return "accounts:schools" if who.has(Rol.BEHEERDER, Rol.BESTUURSMEDEWERKER) else "outbox"


def navigation(request: HttpRequest) -> tuple[str, list[NavItem], bool]:
    """Return the label of her role, where she can go, and whether she could choose another side."""
    who = asker(request)
    pages = [(label, reverse(name), count) for label, name, count in _pages(who)]
    here = max((url for _, url, _ in pages if request.path.startswith(url)), key=len, default="")
    items = [(label, url, url == here, count) for label, url, count in pages]
    return _role(who), items, _has_more_sides(who)


def _pages(who: Asker):
    """Yield (label, name of the page, how much waits there)."""
    if policy.handles(who):
        yield "Vandaag", "today", 0
    if who.zijde == Zijde.GAST:
        yield "Gedeeld met mij", "shared", 0
    elif policy.sees_list(who) or not who.posts:
        yield ("Hulpvragen" if who.zijde == Zijde.SWV else "Mijn hulpvragen"), "hulpvragen:list", 0
    if who.has(*mutaties.SEES_ALL):
        yield "Personele mutaties", "mutaties:list", mutaties_waiting(who)
    elif who.has(Rol.BESTUURSMEDEWERKER):
        yield "Wijzigingen van personeel", "mutaties:list", 0
    if who.has(*ALL_SCHOOLS):
        yield "Scholen", "accounts:schools", 0
    elif who.has(*SCHOOL_ROLES):
        of_one = len(set(who.at(*SCHOOL_ROLES))) == 1 and not who.has(Rol.BESTUURSMEDEWERKER)
        yield ("Mijn school" if of_one else "Mijn scholen"), "accounts:schools", 0
    if (to_confirm := controle.waiting_for(who)) or (who.has(Rol.BESTUURSMEDEWERKER) and controle.running(who.day)):
        yield "Controle contactgegevens", "mutaties:controle", len(to_confirm)
    if who.has(*WORKS_WITH_PEOPLE):
        yield "Accounts", "accounts:people", 0
    if mutaties.assesses(who) or who.has(Rol.BESTUURSMEDEWERKER):
        yield "Datalekken", "datalekken", 0
    if policy.sees_outbox(who):
        yield "E-mailnotificaties", "outbox", outbox.to_do(who)
    if policy.answers_phone(who):
        yield "Er belt iemand", "phone", 0
    elif policy.reads_suspicious_calls(who):
        yield "Verdachte telefoontjes", "phone_suspicious", 0
    if policy.sets(who):
        yield "Instellingen", "settings:index", 0
    elif policy.sees_settings(who):
        yield "Soorten en vragen", "settings:soorten", 0
    if taken := documents.count_downloads(who.user):
        yield "Mijn downloads", "downloads", taken


def _role(who: Asker) -> str:
    """Say as what she is here: "IB'er · De Regenboog"."""
    if who.zijde == Zijde.GAST:
        return "Genodigde"
    roles = list(dict.fromkeys(Rol(post.rol).label for post in who.posts))
    if not roles:
        return "Geen aanstelling"
    places = list(dict.fromkeys(post.eenheid.naam for post in who.posts))
    place = settings.PORTAL_SWV_NAAM if who.zijde == Zijde.SWV else places[0] if len(places) == 1 else f"{len(places)} scholen"
    return f"{listed(roles)} · {place}"


def _has_more_sides(who: Asker) -> bool:
    return len(sides_today(who.user)) > 1


def waiting(request: HttpRequest) -> list[Waiting]:
    """Say what the start page shows beside its own list: the controle of contact data, what came of it, and pupils who are to come."""
    who = asker(request)
    found = [
        (f"Klopt het nog wie er op {school.naam} werkt?", f"Bevestig dit uiterlijk {dates.near(controle.running(who.day).uiterlijk)}.",
         "Controleren en bevestigen", reverse("mutaties:controle_confirm", args=[school.code]))
        for school in controle.waiting_for(who)
    ]  # fmt: skip
    found += [
        (f"Een leerling gaat naar {move.naar.naam}.", f"De eerste dag is {dates.near(move.per)}.", "Bekijken en bevestigen", reverse("hulpvragen:move", args=[move.pk]))
        for move in verhuizing.to_confirm(who) if move.gemeld_door_id != who.user.pk
    ]
    if asked := len(controle.asked_of(who)):
        of = "1 hulpvraag" if asked == 1 else f"{asked} hulpvragen"
        found.append((f"Het contact van {of} klopt niet.", "Dat gaf uw contactpersoon door.", "Het contact kiezen", reverse("mutaties:controle")))
    if taken := documents.count_downloads(who.user):
        files = "1 bestand" if taken == 1 else f"{taken} bestanden"
        found.append((f"U hebt {files} gedownload dat nog niet weg is." if taken == 1 else f"U hebt {files} gedownload die nog niet weg zijn.",
                      "Verwijder wat u niet meer nodig hebt en zeg dat hier.", "Mijn openstaande downloads", reverse("downloads")))
    return found


frame.register(navigation, waiting)
