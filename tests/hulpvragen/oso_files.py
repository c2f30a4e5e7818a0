"""A made-up OSO SWV dossier, and documents as such a dossier holds them. Nobody in it exists."""

import base64
import io
import zipfile

NAMESPACE = "http://www.edustandaard.nl/oso_gegevensset/2019/dossier"
BSN = "123456782"
ADDRESS = (
    "<adreslijst><adres><soortadres>bezoek</soortadres><straat>Kersenpad</straat><nummer>14</nummer><postcode>1234AB</postcode>"
    "<plaats>Voorbeeldstad</plaats></adres></adreslijst>"
)
CAREER = (
    "<schoolloopbaanlijst><schoolloopbaan><schooljaar>2025-2026</schooljaar><jaargroep>3</jaargroep><begindatum>2025-08-01</begindatum>"
    "<brincode>99ZZ</brincode><vestigingscode>00</vestigingscode></schoolloopbaan><schoolloopbaan><schooljaar>2026-2027</schooljaar>"
    "<jaargroep>4</jaargroep><begindatum>2026-08-01</begindatum>{here}</schoolloopbaan></schoolloopbaanlijst>"
)
NAMES = "<voornaam>Fenna</voornaam><voornaam>Maria</voornaam><voorvoegsel>van der</voorvoegsel><achternaam>Meer</achternaam><roepnaam>Fenne</roepnaam>"
CARER = "<verzorger><voornaam>Ida</voornaam><achternaam>Meer</achternaam>{more}<wettigevertegenwoordiger>true</wettigevertegenwoordiger></verzorger>"


def packed(name: str, data: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip with one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        package.writestr(name, data)
    return out.getvalue()


def document(name: str, package: bytes, description: str = "Een document") -> str:
    """Return the element of a document."""
    content = base64.b64encode(package).decode()
    return f"<document><bestandsnaam>{name}</bestandsnaam><omschrijving>{description}</omschrijving><bestandsinhoud>{content}</bestandsinhoud></document>"


def others(*documents: str) -> str:
    """Return the part of a pupil with loose documents."""
    return f"<overigdocumentlijst>{''.join(documents)}</overigdocumentlijst>"


def dossier(
    *pupil: str, code: str = "12AB00", names: str = NAMES, born: str = "<geboortedatum>2018-05-04</geboortedatum>", secret: str | None = "false", address: str = ADDRESS,
    career: str = CAREER, overstap: str = "POSWV", kind: str = "swv-dossier", part: str = "LASLVS", version: str = "2019.1", namespace: str = NAMESPACE,
    categories: str = "", inzage: str = "", school: str = "", before: str = "", encoding: str = "UTF-8",
) -> bytes:  # fmt: skip
    """Return a dossier that keeps to all rules; what is given makes it another one. `pupil`: elements of the pupil."""
    here = f"<brincode>{code[:4]}</brincode><vestigingscode>{code[4:]}</vestigingscode>"
    hidden = "" if secret is None else f"<adresgeheim>{secret}</adresgeheim>"
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>{before}<dossier xmlns="{namespace}"><metadata><deeldossier>{part}</deeldossier>'
        f"<standaardversie>{version}</standaardversie><categorie_uitlevering>{categories}</categorie_uitlevering><overstap>{overstap}</overstap></metadata>"
        f"<overdrachtsoort>{kind}</overdrachtsoort>{inzage}<huidigeschool><naam>De Proefschool</naam>{here}{school}"
        f"<leerling>{names}{born}{hidden}{address}{career.format(here=here)}{''.join(pupil)}</leerling></huidigeschool></dossier>"
    ).encode(encoding)
