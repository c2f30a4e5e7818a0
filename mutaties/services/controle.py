"""The controle of contact data: starting a round, and a school that says how it is."""

import datetime as dt
import uuid

from django.db import transaction

from accounts.enums import Rol
from accounts.models import Bestuur, Vestiging
from hulpvragen.policy import Asker
from hulpvragen.services.facts import stand
from mutaties import policy
from mutaties.announcements import announce_round
from mutaties.enums import Antwoord, Soort
from mutaties.models import Bevestiging, Controleronde
from mutaties.queries import controle
from mutaties.queries.controle import Mens
from portal.audit.services import record
from portal.lib import clock, dates
from portal.lib.db import one_at_a_time
from portal.lib.errors import Conflict, Invalid, NotAllowed

from . import reporting
from .reporting import FURTHEST_DAYS, LATE_DAYS, Change

ROUNDS = uuid.UUID("0c0a7201-0000-4000-8000-000000000001")  # planning goes one after the other
SHORTEST, LONGEST = 7, 92  # days to answer in
TWICE = "Kies een andere naam: er is al een controle die {naam} heet."
OVERLAPS = "In deze tijd loopt al een controle: {naam}, van {begin} tot en met {uiterlijk}. Kies een latere dag."
CHANGED = "Intussen is er iets veranderd op uw school. Kijk de lijst nog een keer na en bevestig dan. Wat u koos, staat er nog."
DONE = "{naam} heeft de gegevens van deze school al bevestigd, op {dag}. Wat u invulde, is niet opgeslagen."
OVER = "Deze controle loopt niet meer. Er is intussen een nieuwe begonnen."
LONG_AGO = "Deze dag is meer dan 30 dagen geleden. Geef dit vertrek apart door bij ‘Wijziging doorgeven’. Dan kunt u erbij zetten waarom u het nu doorgeeft."


def start(*, by: Asker, key: uuid.UUID, naam: str, begin: dt.date, uiterlijk: dt.date) -> Controleronde:
    """Plan a round, with all its mails; the same key sent twice is one. Raises Invalid at the field."""
    by = stand(by)
    policy.require_starts_rounds(by)
    one_at_a_time(ROUNDS)
    pk = uuid.uuid5(by.user.pk, str(key))
    if made := Controleronde.objects.filter(pk=pk).first():
        return made
    check_round(by, naam, begin, uiterlijk)
    ronde = Controleronde(pk=pk, naam=naam, begin=begin, uiterlijk=uiterlijk, gestart_door_id=by.user.pk)
    ronde.save(force_insert=True)
    record(event="controle.started", by=by.user, object_type="controleronde", object_id=pk, detail={"begin": begin, "uiterlijk": uiterlijk})
    announce_round(by.user.pk, ronde, list(Vestiging.objects.values_list("pk", flat=True)))
    return ronde


def check_round(by: Asker, naam: str, begin: dt.date, uiterlijk: dt.date) -> None:
    """Raise Invalid at the field for a round that cannot be."""
    if Controleronde.objects.filter(naam__iexact=naam).exists():
        raise Invalid(TWICE.format(naam=naam), "naam")
    if begin < by.day:
        raise Invalid("Deze dag is geweest. Kies vandaag of later.", "begin")
    if begin > by.day + FURTHEST_DAYS * clock.DAY:
        raise Invalid("Deze dag ligt meer dan een jaar vooruit. Controleer het jaartal.", "begin")
    if uiterlijk < begin + SHORTEST * clock.DAY:
        raise Invalid(f"Geef de scholen minstens een week. Kies {dates.near(begin + SHORTEST * clock.DAY)} of later.", "uiterlijk")
    if uiterlijk > begin + LONGEST * clock.DAY:
        raise Invalid("Dit is meer dan drie maanden na de eerste dag. Kies een eerdere dag.", "uiterlijk")
    if other := Controleronde.objects.filter(begin__lte=uiterlijk, uiterlijk__gte=begin).first():
        raise Invalid(OVERLAPS.format(naam=other.naam, begin=dates.near(other.begin), uiterlijk=dates.near(other.uiterlijk)), "begin")


def confirm(
    *, by: Asker, key: uuid.UUID, vestiging_id: uuid.UUID, ronde_id: uuid.UUID, shown: str,
    antwoorden: dict[uuid.UUID, tuple[Antwoord, dt.date | None]], niet: set[uuid.UUID],
) -> Bevestiging:
    """Let a contactpersoon say how it stands at her school; who leaves is reported in the same breath.

    `niet`: the hulpvragen whose contact is not right. Once per school and round; the same form twice is one. Raises
    NotAllowed, Conflict (somebody else did it, or the list is another now) or Invalid at the row; then nothing is kept.
    """
    by = stand(by)
    if not policy.confirms_at(by, vestiging_id):
        raise NotAllowed(policy.ONLY_CONTACTPERSOON)
    one_at_a_time(uuid.uuid5(ronde_id, str(vestiging_id)))
    pk, ronde = uuid.uuid5(by.user.pk, str(key)), controle.running(by.day)
    if ronde is None or ronde.pk != ronde_id:
        raise Conflict(OVER)
    if made := controle.confirmed(ronde).filter(vestiging=vestiging_id).first():
        if made.pk == pk:
            return made
        raise Conflict(DONE.format(naam=made.door.naam, dag=dates.moment(made.at)))
    school = Vestiging.objects.get(pk=vestiging_id)
    sheet = controle.sheet(school)
    if sheet.digest != shown:
        raise Conflict(CHANGED)
    leaving = _leaving(by, school, sheet.mensen, antwoorden)
    made = Bevestiging(
        pk=pk, ronde=ronde, vestiging=school, door_id=by.user.pk, hulpvragen=len(sheet.vragen),
        mensen=[_said(mens, *antwoorden[mens.user.pk]) for mens in sheet.mensen],
        vragen=[{"hulpvraag": str(one.pk), "contact": [str(user.pk) for user in one.contacten]} for one in sheet.vragen if one.pk in niet],
    )
    with transaction.atomic():  # all of it or nothing, also when a report is refused
        made.save(force_insert=True)
        counts = {"mensen": len(made.mensen), "vertrekt": len(leaving), "hulpvragen": made.hulpvragen, "vragen": len(made.vragen)}
        record(event="controle.confirmed", by=by.user, object_type="bevestiging", object_id=pk, ground=_ground(by, vestiging_id), detail=counts)
        for change in leaving:
            reporting.report(by=by, key=uuid.uuid5(pk, f"{change.persoon_id}|{change.rol}"), change=change)
    return made


def _leaving(by: Asker, school: Vestiging, mensen: list[Mens], antwoorden: dict) -> list[Change]:
    """Return what is to be reported, checked before anything is written; what ends her own access comes last."""
    changes = []
    for mens in sorted(mensen, key=lambda one: one.user.pk == by.user.pk):
        antwoord, laatste_dag = antwoorden[mens.user.pk]
        if antwoord != Antwoord.VERTREKT:
            continue
        if laatste_dag < by.day - LATE_DAYS * clock.DAY:
            raise Invalid(LONG_AGO, f"dag-{mens.user.pk}")
        for rol in mens.rollen:
            change = Change(soort=Soort.VERTREK, eenheid_id=school.pk, rol=rol, persoon_id=mens.user.pk, laatste_dag=laatste_dag)
            try:
                reporting.check(by, change)
            except Invalid as fault:
                raise Invalid(fault.message, f"{'dag' if fault.field == 'laatste_dag' else 'wie'}-{mens.user.pk}") from None
            changes.append(change)
    return changes


def _said(mens: Mens, antwoord: Antwoord, laatste_dag: dt.date | None) -> dict:
    day = {"laatste_dag": laatste_dag.isoformat()} if antwoord == Antwoord.VERTREKT else {}
    return {"wie": str(mens.user.pk), "rollen": [str(rol) for rol in mens.rollen], "antwoord": str(antwoord)} | day


def _ground(by: Asker, vestiging_id: uuid.UUID) -> str:
    post = next(one for one in by.posts if one.rol == Rol.CONTACTPERSOON and one.eenheid_id == vestiging_id)
    return f"aanstelling:{post.fact_id}:{post.pk}"


def export(*, by: Asker, ronde: Controleronde, bestuur_id: uuid.UUID) -> tuple[Bestuur, list[controle.Line]]:
    """Return the proof of one board in one round; that it was taken along goes into the trail."""
    bestuur = policy.exports_for(by).filter(pk=bestuur_id).first()
    if bestuur is None:
        raise NotAllowed(policy.NO_EXPORT)
    lines = controle.overview(by, ronde, bestuur)
    record(
        event="controle.exported", by=by.user, object_type="bestuur", object_id=bestuur_id,
        detail={"ronde": str(ronde.pk), "scholen": len(lines), "bevestigd": sum(line.made is not None for line in lines)},
    )
    return bestuur, lines
