"""What the privacy officer makes of a late mutatie: a datalek or none. It stops the clocks."""

import uuid

from django.http import Http404

from hulpvragen.policy import Asker
from hulpvragen.services.facts import stand
from mutaties import policy
from mutaties.enums import Oordeel
from mutaties.models import Inschatting
from mutaties.queries import damage as read
from mutaties.storage import INSCHATTING, seal
from portal.audit.services import record
from portal.lib.db import one, one_at_a_time
from portal.lib.errors import Conflict, NotAllowed

ONLY_PRIVACY = "Alleen de privacy officer beoordeelt of iets een datalek is."
MEANWHILE = "Een collega heeft dit intussen beoordeeld. Lees eerst haar oordeel. Wat u invulde, is niet opgeslagen."


def assess(*, by: Asker, mutatie_id: uuid.UUID, versie: int, oordeel: str, reden: str) -> Inschatting:
    """Keep an assessment with the numbers of this moment; `versie` is the last one that was seen, 0 for none."""
    by = stand(by)
    mutatie = policy.late_for(by).filter(pk=mutatie_id).first()
    if mutatie is None:
        raise Http404
    if not policy.assesses(by):
        raise NotAllowed(ONLY_PRIVACY)
    one_at_a_time(mutatie.pk)
    before = mutatie.inschattingen.order_by("versie").last()
    if versie != (before.versie if before else 0):
        raise Conflict(MEANWHILE)
    seen = read.of(mutatie)
    made = Inschatting(
        mutatie=mutatie, versie=versie + 1, nummer=before.nummer if before else one("select app_next_datalek()")[0], oordeel=Oordeel(oordeel),
        mails=seen.mails, geopend=seen.geopend, hulpvragen=seen.hulpvragen, leerlingen=seen.leerlingen, door_id=by.user.pk,
    )
    made.sealed_reden = seal(made.pk, reden, INSCHATTING)
    made.save(force_insert=True)
    detail = {"nummer": made.nummer, "oordeel": str(made.oordeel), "versie": made.versie}
    record(event="datalek.assessed", by=by.user, object_type="mutatie", object_id=mutatie.pk, detail=detail)
    return made
