"""Where the developer's tools keep their things."""

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"


def services_folder(purpose: str) -> Path:
    """Return the folder for the embedded servers of one purpose ("demo", "test-1").

    Root hands the servers over to another account, which can't look into a checkout under
    /root; hence /var/tmp.
    """
    if chosen := os.environ.get("PORTAL_SERVICES_DIR"):
        return Path(chosen) / purpose
    if os.geteuid() != 0:
        return VAR / "services" / purpose
    checkout = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    return Path("/var/tmp") / f"sluitend-{checkout}-{purpose}"
