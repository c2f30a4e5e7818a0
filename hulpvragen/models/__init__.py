from .access import DossierGrant, HulpvraagContact, Opvolger, Toegang, Toewijzing
from .belnotitie import Belnotitie
from .document import Document, DocumentBlad, DocumentInhoud, Download
from .dossier import Dossier, Inschrijving, Leerling
from .formulier import Formulier, Schoolvakantie, VasteConsulent
from .gesprek import Bericht, Notitie
from .hulpvraag import Hulpvraag, HulpvraagInhoud, Inzending, LegalEvent, Piece, Stuk
from .opvolging import Opvolging
from .oso import OsoInlees
from .verhuizing import Verhuizing

__all__ = [
    "Belnotitie", "Bericht", "Document", "DocumentBlad", "DocumentInhoud", "Dossier", "DossierGrant", "Download", "Formulier", "Hulpvraag", "HulpvraagContact",
    "HulpvraagInhoud", "Inschrijving", "Inzending", "Leerling", "LegalEvent", "Notitie", "Opvolger", "Opvolging", "OsoInlees", "Piece", "Schoolvakantie", "Stuk",
    "Toegang", "Toewijzing", "VasteConsulent", "Verhuizing",
]
