"""Random worlds in the database, and the same world as the oracle reads it."""

import datetime as dt
import random
import uuid

from accounts.enums import EENHEDEN_VAN_ROL, EenheidSoort, Rol, Zijde
from accounts.models import Aanstelling, Schorsing, User, Vestiging
from hulpvragen import workflow
from hulpvragen.enums import Deel, GastSoort, Gezag, Onderdeel, Soort, Status
from hulpvragen.models import Bericht, Document, Dossier, Hulpvraag, Notitie, Stuk, Toegang, Toewijzing
from portal.lib import clock
from portal.lib.ids import uuid7
from tests import factories as f
from tests import oracle

DAY = clock.DAY


def _period(rnd: random.Random, today: dt.date) -> dict:
    """A period around today: past, ending today, ending yesterday, starting today or tomorrow, open."""
    begin = today + DAY * rnd.choice([-900, -400, -400, -30, -30, -1, 0, 1])
    last = rnd.choice([None, None, None, None, today - DAY, today, today + DAY, today + 30 * DAY, begin])
    return {"begin": begin, "laatste_dag": max(last, begin) if last else None}


def build(rnd: random.Random) -> tuple[list[User], uuid.UUID]:
    """Lay a random world down, as the owner; return its people, and a key that all its rows come after."""
    before, today, now = uuid7(), clock.today(), clock.now()
    wijken = [f.wijknetwerk(name) for name in "AB"]
    schools = [f.vestiging(wijk=rnd.choice([*wijken, None])) for _ in range(rnd.randint(2, 3))]
    for school in schools:
        if rnd.random() < 0.4:  # a planned move to another wijknetwerk: yet to come, of today, or past
            school.wijknetwerk_per, school.wijknetwerk_daarna = today + rnd.choice([-1, 0, 1]) * DAY, rnd.choice([*wijken, None])
            school.save()
    people = [f.person(active=rnd.random() > 0.08) for _ in range(rnd.randint(4, 6))]
    places = {EenheidSoort.VESTIGING: schools, EenheidSoort.WIJKNETWERK: wijken, EenheidSoort.SWV: [f.swv()], EenheidSoort.BESTUUR: [school.bestuur for school in schools]}
    for user in people:
        taken = set()
        for _ in range(rnd.randint(1, 3)):
            rol = rnd.choice([Rol.IB, Rol.IB, Rol.LOKET, Rol.CONSULENT, *Rol])
            eenheid = rnd.choice(places[rnd.choice(sorted(EENHEDEN_VAN_ROL[rol]))])
            if (rol, eenheid.pk) in taken:
                continue
            taken.add((rol, eenheid.pk))
            post = f.post(user, rol, eenheid, **_period(rnd, today))
            if rnd.random() < 0.15:
                hour = dt.timedelta(hours=1)
                van, tot = rnd.choice([(now - hour, None), (now - 2 * hour, now - hour), (now + hour, None), (now - hour, now + hour)])
                f.schorsing(user, rnd.choice([post, None]), van, tot)
            elif rnd.random() < 0.15:
                dagen = rnd.choice([(today, None), (today - DAY, today), (today + DAY, None), (today - DAY, today + DAY)])
                f.schorsing(user, rnd.choice([post, None]), dagen=dagen)
    elsewhere: list = []
    for _ in range(rnd.randint(2, 4)):
        elsewhere += _dossier(rnd, today, schools, people, elsewhere)
    return people, before


def _dossier(rnd: random.Random, today: dt.date, schools: list, people: list, elsewhere: list) -> list:
    school = rnd.choice(schools)
    move = {}
    if rnd.random() < 0.4:
        move = {"tot": today + DAY * rnd.choice([-30, 0, 1, 30]), "daarna": rnd.choice([other for other in schools if other != school])}
    years = rnd.choice([8, 15, 16, 17, 18])
    born = today.replace(year=today.year - years) if (today.month, today.day) != (2, 29) else today - 365 * years * DAY
    anonymous = rnd.random() < 0.15
    dossier = f.dossier(school, geboren=rnd.choice([born, born + DAY, None]), anoniem=anonymous, **move)
    kinds = [Soort.ANONIEM] if anonymous else [soort for soort in Soort if soort != Soort.ANONIEM]
    made = []
    for _ in range(rnd.randint(1, 3)):
        status = rnd.choice([Status.CONCEPT, Status.OVERLEG, *Status])
        extra = {}
        if status == Status.INGETROKKEN:
            extra["teruggehaald"] = rnd.random() < 0.5
        if status in workflow.CLOSED:
            extra |= {"gesloten_op": today - DAY * rnd.choice([0, 1, 300]), "gesloten_bij": rnd.choice(schools)}
        h = f.hulpvraag(dossier, status, rnd.choice(people), rnd.choice(kinds), rnd.choice([school, rnd.choice(schools)]), **extra)
        made.append(h)
        for deel in rnd.sample(list(Deel), rnd.randint(0, 2)):
            f.stuk(h, deel, verstrekt=rnd.random() < 0.5)
        _pieces(rnd, h, people)
        if status not in workflow.DRAFT:
            for user in rnd.sample(people, rnd.randint(0, 2)):
                f.toewijzing(h, user, **_period(rnd, today))
    for user in rnd.sample(people, rnd.randint(0, 2)):
        f.toegang(
            user, *rnd.sample(made, rnd.randint(1, len(made))), *rnd.sample(elsewhere, min(1, len(elsewhere))),
            soort=rnd.choice([*[GastSoort.OUDER] * 5, *GastSoort]), gezag=rnd.choice([*[Gezag.JA] * 4, *Gezag]), gezag_tot=rnd.choice([None, today, today, today + DAY]),
            akkoord=rnd.random() < 0.5, delen=tuple(rnd.sample(list(Onderdeel), rnd.randint(1, 3))), accepted=rnd.random() < 0.8,
            **_period(rnd, today),
        )
    return made


def _pieces(rnd: random.Random, h: Hulpvraag, people: list) -> None:
    """Documents, berichten and notities as they can stand: in both parts, given out or not, sent or not, written by whoever."""
    for deel in rnd.sample(list(Deel), rnd.randint(0, 2)):
        f.document(h, deel, verstrekt=deel == Deel.SWV and rnd.random() < 0.5, by=rnd.choice(people))
        f.notitie(h, rnd.choice(people), deel, verstrekt=deel == Deel.SWV and rnd.random() < 0.5, alleen_school=deel == Deel.SCHOOL and rnd.random() < 0.5)
    for user in rnd.sample(people, rnd.randint(0, 2)):
        zijde = rnd.choice(Zijde.values)
        deel = rnd.choice(list(Deel)) if zijde == Zijde.SWV else Deel.SCHOOL
        at_school = deel == Deel.SCHOOL
        f.bericht(
            h, user, zijde, deel, sent=rnd.random() < 0.7, alleen_school=at_school and rnd.random() < 0.3,
            voor_genodigden=at_school and zijde != Zijde.GAST and rnd.random() < 0.5,
        )


def _items(before: uuid.UUID) -> tuple[oracle.Item, ...]:
    return tuple(
        oracle.Item(
            it.pk, model.__name__.lower(), it.hulpvraag_id, it.deel, it.verstrekt_at is not None, it.created_by_id, getattr(it, "zijde", ""),
            getattr(it, "verzonden_at", True) is not None, getattr(it, "alleen_school", False), getattr(it, "voor_genodigden", False),
        )
        for model in (Document, Bericht, Notitie) for it in model.objects.filter(pk__gt=before)
    )


def _dates(fact) -> dict:
    return {"begin": fact.geldig.lower, "eind": fact.geldig.upper}


def as_oracle(people: list[User], before: uuid.UUID) -> oracle.World:
    """Read the rows made after a key, as the owner, into the oracle's own words."""
    on_record = {"replaced_at": None, "pk__gt": before}
    dossiers = Dossier.objects.filter(pk__gt=before).select_related("leerling")
    return oracle.World(
        people=tuple(oracle.Person(u.pk, u.is_active) for u in people),
        vestigingen=tuple(oracle.Vestiging(v.pk, v.wijknetwerk_id, v.wijknetwerk_per, v.wijknetwerk_daarna_id) for v in Vestiging.objects.filter(pk__gt=before)),
        posts=tuple(
            oracle.Post(a.user_id, a.rol, a.eenheid_id, fact=a.fact_id, **_dates(a))
            for a in Aanstelling.objects.filter(**on_record)
        ),
        schorsingen=tuple(oracle.Schorsing(s.user_id, s.van, s.tot, s.aanstelling_fact, s.dagen and (s.dagen.lower, s.dagen.upper)) for s in Schorsing.objects.filter(**on_record)),
        dossiers=tuple(oracle.Dossier(d.pk, d.vestiging_id, d.vestiging_tot, d.vestiging_daarna_id, d.leerling and d.leerling.geboortedatum) for d in dossiers),
        hulpvragen=tuple(
            oracle.Hulpvraag(
                h.pk, h.dossier_id, h.status, h.opsteller_vestiging_id, h.soort, h.gesloten_op, h.gesloten_vestiging_id, h.ingediend_door_id,
                teruggehaald=h.teruggehaald,
            )
            for h in Hulpvraag.objects.filter(pk__gt=before)
        ),
        toewijzingen=tuple(oracle.Toewijzing(t.user_id, t.hulpvraag_id, **_dates(t)) for t in Toewijzing.objects.filter(**on_record)),
        toegangen=tuple(
            oracle.Toegang(
                t.user_id, t.dossier_id, frozenset(t.hulpvragen), t.soort, delen=frozenset(t.delen), gezag=t.gezag, gezag_tot=t.gezag_tot,
                leerling_akkoord=t.leerling_akkoord, accepted=t.accepted_at is not None, **_dates(t),
            )
            for t in Toegang.objects.filter(**on_record)
        ),
        stukken=tuple(oracle.Stuk(s.pk, s.hulpvraag_id, s.deel, s.verstrekt_at is not None) for s in Stuk.objects.filter(pk__gt=before)),
        items=_items(before),
    )
