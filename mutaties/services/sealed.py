"""What of the personnel desk lies under the master key."""

from mutaties.models import Inlees, Inschatting, Verloop
from mutaties.storage import INLEES, INSCHATTING, VERLOOP, purpose
from portal.lib.sealed import Sealed

SEALED = (
    Sealed("woorden bij wijzigingsverzoeken", Verloop, "tekst", lambda row: purpose(VERLOOP, row.pk)),
    Sealed("redenen in het register van datalekken", Inschatting, "sealed_reden", lambda row: purpose(INSCHATTING, row.pk)),
    Sealed("lijsten die zijn ingelezen", Inlees, "sealed_regels", lambda row: purpose(INLEES, row.pk)),
)
