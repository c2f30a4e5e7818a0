"""What of accounts lies under the master key."""

from accounts.models import Kladtekst, RecoveryKey, TotpDevice
from accounts.services import kladtekst
from portal.lib.sealed import Sealed

SEALED = (
    Sealed("apps voor de tweede stap", TotpDevice, "sealed_seed", lambda row: f"totp|{row.user_id}"),
    Sealed("de sleutel van de herstelcodes", RecoveryKey, "sealed", lambda row: RecoveryKey.PURPOSE),
    Sealed("teksten die nog niet zijn verstuurd", Kladtekst, "velden", lambda row: kladtekst.purpose(row.user_id, row.sleutel)),
)
