from .kladtekst import Kladtekst
from .log_in import LastLogIn
from .places import Bestuur, CatalogusVestiging, Eenheid, RegisterInlezing, RegisterVerschil, Vestiging, Wijknetwerk
from .posts import Aanstelling, Schorsing
from .second_factor import RecoveryCode, RecoveryKey, TotpDevice
from .session import Session
from .terugbelling import Terugbelling
from .user import User
from .voorkeur import Voorkeur

__all__ = [
    "Aanstelling", "Bestuur", "CatalogusVestiging", "Eenheid", "Kladtekst", "LastLogIn", "RecoveryCode", "RecoveryKey", "RegisterInlezing",
    "RegisterVerschil", "Schorsing", "Session", "Terugbelling", "TotpDevice", "User", "Vestiging", "Voorkeur", "Wijknetwerk",
]
