from .places import Bestuur, CatalogusVestiging, Eenheid, Vestiging, Wijknetwerk
from .posts import Aanstelling, Schorsing
from .session import Session
from .user import User

__all__ = [
    "Aanstelling", "Bestuur", "CatalogusVestiging", "Eenheid", "Schorsing", "Session", "User", "Vestiging",
    "Wijknetwerk",
]
