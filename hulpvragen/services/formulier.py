"""What the SWV sets. A form is never changed: setting it makes a new version, and a hulpvraag keeps the one it was begun with."""

import uuid

from hulpvragen import policy
from hulpvragen.enums import Soort
from hulpvragen.models import Formulier
from hulpvragen.policy import Asker
from hulpvragen.queries.settings import newest
from portal.audit.services import record
from portal.lib.db import one_at_a_time
from portal.lib.errors import Conflict, Invalid, NotAllowed

from .facts import stand

NOT_YOURS = "Alleen het loket stelt in wat er bij een soort hulpvraag wordt gevraagd."
CHANGED_MEANWHILE = "Een collega heeft dit formulier intussen gewijzigd. Uw versie is niet opgeslagen; u ziet hieronder beide versies."
_FORMS = uuid.UUID("6f0f6c1e-5d0b-4a53-9b53-8a5b7a0d7c11")  # namespace of the locks: one person at a time makes a version of a soort


def new_version(*, by: Asker, versie: int, formulier: Formulier) -> Formulier:
    """Set the form of a soort: keep `formulier` as the version after `versie`.

    Raises Conflict when a colleague made one meanwhile, Invalid with the place of a fault. What
    is set already makes no version: sent twice, done once.
    """
    by = stand(by)
    one_at_a_time(uuid.uuid5(_FORMS, formulier.soort))
    if not policy.sets(by):
        raise NotAllowed(NOT_YOURS)
    current = newest(Soort(formulier.soort))
    if formulier.same_as(current):
        return current
    if current.versie != versie:
        raise Conflict(CHANGED_MEANWHILE)
    if fault := next(formulier.faults(), None):
        raise Invalid(fault[1], fault[0])
    formulier.versie, formulier.created_by_id = current.versie + 1, by.user.pk
    formulier.save(force_insert=True)
    record(event="formulier.version_made", by=by.user, object_type="formulier", object_id=str(formulier.pk),
           detail={"soort": formulier.soort, "versie": formulier.versie})
    return formulier
