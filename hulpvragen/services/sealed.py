"""What of the casework lies under the master key: of each dossier its key, which seals the rest, and who called."""

from hulpvragen.models import Belnotitie, Dossier, OsoInlees
from hulpvragen.storage import caller_purpose
from portal.lib.crypto import key_purpose
from portal.lib.sealed import Sealed

SEALED = (
    Sealed("sleutels van dossiers", Dossier, "sleutel", lambda row: key_purpose(row.pk)),
    Sealed("sleutels van ingelezen OSO-dossiers", OsoInlees, "sleutel", lambda row: key_purpose(row.pk)),
    Sealed("wie er belden", Belnotitie, "beller", lambda row: caller_purpose(row.pk)),
)
