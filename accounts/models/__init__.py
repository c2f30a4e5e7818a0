from .places import Bestuur, CatalogusVestiging, Eenheid, Vestiging, Wijknetwerk
from .posts import Aanstelling, Schorsing
from .second_factor import RecoveryCode, TotpDevice
from .session import Session
from .user import User

__all__ = [
    "Aanstelling", "Bestuur", "CatalogusVestiging", "Eenheid", "RecoveryCode", "Schorsing", "Session", "TotpDevice",
    "User", "Vestiging", "Wijknetwerk",
]
