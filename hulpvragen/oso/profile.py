"""The rules of the SWV profile (PaO): which file is one, what of it may not be passed on, and what is missing.

What a rule forbids is taken out of the tree before anything is read from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from portal.lib.errors import Invalid

from .markup import says_yes, text_of

STRIPPED, MASKED, MISSING = "stripped", "masked", "missing"
NOT_NEEDED = "een hulpvraag heeft het niet nodig"
PO, VO = "POSWV", "VOSWV"
SECRET = {"telefoon": "9999999999", "e-mail": "geheim@geheim.geheim"}  # what the profile writes in the place of a secret one
SECRET_TEXT = "(geheim)"  # noqa: S105 what we write where a secret stood in a text
SHORTEST_SECRET = 6  # characters: a shorter one would mask half a text

OTHER_KIND = "Dit is geen SWV-dossier maar een ander soort OSO-bestand. Kies in uw leerlingvolgsysteem het dossier voor het samenwerkingsverband (POSWV of VOSWV)."
NO_PUPIL = "In dit dossier staat geen leerling. Exporteer het dossier opnieuw uit uw leerlingvolgsysteem."
SEVERAL = "In dit dossier staat meer dan één leerling. Exporteer het dossier van elke leerling apart."
OTHER_SCHOOL = "Dit dossier is van de school met code {found}, niet van {wanted}. Kies het dossier van de school waarvoor u de hulpvraag doet."
NO_SCHOOL = "In dit dossier staat niet van welke school het is (BRIN en vestiging). Exporteer het dossier opnieuw uit uw leerlingvolgsysteem."


@dataclass(frozen=True)
class Finding:
    """One thing that does not go along, is masked or is missing: what, why, and by which rule of the profile."""

    kind: str
    what: str
    why: str
    rule: str = ""

    @property
    def unneeded(self) -> bool:
        """Say whether no rule is behind it: a hulpvraag just has no use for it."""
        return self.kind == STRIPPED and self.why == NOT_NEEDED

    @property
    def to_fill(self) -> bool:
        """Say whether she has to fill in herself what the file lacks."""
        return self.kind == MISSING and self.rule in (*FIELDS, "PaO.SL01")

    def __str__(self) -> str:
        """Return it as one line."""
        return f"{self.what}: {self.why}{f' ({self.rule})' if self.rule else ''}"


@dataclass(frozen=True)
class Rule:
    """What may not be passed on: every element at this path. `only`: in one of the two profiles."""

    code: str
    path: str
    what: str
    why: str = "het SWV-profiel verbiedt dit"
    only: str = ""


_NOT_IN_PO, _NOT_IN_VO = "dit hoort niet in het dossier van een basisschool", "dit hoort niet in het dossier van een vo-school"
FORBIDDEN = (
    Rule("PaO.LL03", ".//leerling/geboortemaand", "Geboortemaand"),
    Rule("PaO.LL07", ".//leerling/postcode4adres", "Postcodegebied"),
    Rule("PaO.LL10", ".//leerling/geboorteplaats", "Geboorteplaats"),
    Rule("PaO.LL11", ".//leerling/nationaliteit", "Nationaliteit"),
    Rule("PaO.OV05", ".//banknummer", "Bankrekeningnummer"),
    Rule("PaO.OV05", ".//iban", "Bankrekeningnummer (IBAN)"),
    Rule("PaO.ZB01", ".//vir", "Verwijsindex risicojongeren (VIR)"),
    Rule("PaO.ZB02", ".//zat", "Zorgadviesteam (ZAT)"),
    Rule("PaO.EB01", ".//eindtoets_basisonderwijs", "Eindtoets", _NOT_IN_PO, PO),
    Rule("PaO.VM01", ".//bevorderd", "Bevordering", _NOT_IN_PO, PO),
    Rule("PaO.VM02", ".//examenresultaat", "Examens en uitslagen", _NOT_IN_PO, PO),
    Rule("PaO.VM03", ".//resultaatvakkenvo", "Resultaten van vakken in het vo", _NOT_IN_PO, PO),
    Rule("PaO.VM04", ".//certificaat", "Certificaten", _NOT_IN_PO, PO),
    Rule("PaO.VM05", ".//competenties", "Competenties", _NOT_IN_PO, PO),
    Rule("PaO.VM06", ".//stage", "Stages", _NOT_IN_PO, PO),
    Rule("PaO.VM07", ".//overigvombo", "Overige gegevens van vo en mbo", _NOT_IN_PO, PO),
    Rule("PaO.VV01", ".//vanpeuterspeelzaal", "Peuterspeelzaal", _NOT_IN_VO, VO),
    Rule("PaO.VV02", ".//naampeuterspeelzaal", "Naam van de peuterspeelzaal", _NOT_IN_VO, VO),
    Rule("PaO.VV03", ".//voorschools", "Voorschoolse educatie", _NOT_IN_VO, VO),
    Rule("PaO.VV04", ".//vroegschools", "Vroegschoolse educatie", _NOT_IN_VO, VO),
)
# what a category of the delivery covers: the parents opted out of it, or it is forbidden
CATEGORIES = {
    "cat_ouderinzage": ("Inzage door de ouders", (".//inzage",)), "cat_schoolloopbaan": ("Schoolloopbaan", (".//schoolloopbaanlijst",)),
    "cat_onderwijsondersteuning": ("Onderwijsondersteuning", (".//onderwijsondersteuning", ".//zorg")), "cat_verzuim": ("Verzuim", (".//verzuim",)),
    "cat_handelingsplannen": ("Handelingsplannen", (".//handelingsplan",)), "cat_toetsresultaten": ("Toetsresultaten", (".//toetslijst",)),
    "cat_cijferlijsten": ("Cijferlijsten", (".//cijferlijstlijst",)), "cat_overstapadvies": ("Overstapadvies", (".//overstapadvies",)),
    "cat_bijlagedocs": ("Losse documenten", (".//overigdocumentlijst",)), "cat_eindtoetsbo": ("Eindtoets", (".//eindtoets_basisonderwijs",)),
    "cat_vve": ("Voor- en vroegschoolse educatie", (".//voorschools", ".//vroegschools", ".//vanpeuterspeelzaal", ".//naampeuterspeelzaal")),
}  # fmt: skip
_CLOSED = {"OPT-UIT": "de ouders willen niet dat dit wordt doorgegeven", "VERBODEN": "dit mag niet mee in dit dossier"}
FIELDS = {"PaO.LL01": ("voornaam", "De voornaam van de leerling"), "PaO.LL02": ("geboortedatum", "De geboortedatum van de leerling")}
_SHOWN = "het stond er leesbaar in; we nemen het niet over. Meld dit bij de leverancier van uw leerlingvolgsysteem"


# ---- is this our kind of file


def require_profile(root: Element) -> None:
    """Raise Invalid unless this is the SWV dossier of one pupil (PaO.MD01, SO01 to SO03)."""
    of_school = text_of(root, "metadata/deeldossier") in ("LAS", "LASLVS")
    if text_of(root, "overdrachtsoort") != "swv-dossier" or overstap(root) not in (PO, VO) or not of_school:
        raise Invalid(OTHER_KIND)
    pupils = root.findall("huidigeschool/leerling")
    if not pupils:
        raise Invalid(NO_PUPIL)
    if len(pupils) > 1 or len(root.findall(".//leerling")) > 1:
        raise Invalid(SEVERAL)


def overstap(root: Element) -> str:
    """Return which of the profiles the file says it follows."""
    return text_of(root, "metadata/overstap")


def require_school(root: Element, code: str) -> None:
    """Raise Invalid unless the dossier comes from this vestiging."""
    school = root.find("huidigeschool")
    brin, number = text_of(school, "brincode").upper(), text_of(school, "vestigingscode")
    if not (brin and number):
        raise Invalid(NO_SCHOOL)
    found = brin + number.zfill(2)
    if found != code:
        raise Invalid(OTHER_SCHOOL.format(found=found if found.isascii() and found.isalnum() and len(found) < 10 else "onbekend", wanted=code))


# ---- what may not be passed on


def strip(root: Element) -> tuple[list[Finding], list[str]]:
    """Take out of the tree what the profile forbids; return what that was, and the secrets that must not stand in a text either."""
    secrets = [secret for person in _people(root) for secret in _secrets(person)]
    findings = [*_closed(root), *_forbidden(root)]
    for person in _people(root):
        findings += _masked(person)
    return list(dict.fromkeys(findings)), sorted({one for one in secrets if len(one) >= SHORTEST_SECRET}, key=len, reverse=True)


def _closed(root: Element) -> Iterator[Finding]:
    for category, (what, paths) in CATEGORIES.items():
        verdict = text_of(root, f"metadata/categorie_uitlevering/{category}")
        if verdict in _CLOSED and sum(_take_out(root, path) for path in paths):
            yield Finding(STRIPPED, what, f"{_CLOSED[verdict]} ({verdict})")


def _forbidden(root: Element) -> Iterator[Finding]:
    for rule in FORBIDDEN:
        if rule.only in ("", overstap(root)) and _take_out(root, rule.path):
            yield Finding(STRIPPED, rule.what, rule.why, rule.code)


def _take_out(root: Element, path: str) -> int:
    """Remove every element at a path; return how many there were."""
    found = root.findall(path)
    parents = {child: parent for parent in root.iter() for child in parent} if found else {}
    for element in found:
        parents[element].remove(element)
    return len(found)


def _people(root: Element) -> list[Element]:
    """Return all of whom an address or a telephone number can stand in the file, the pupil first."""
    return [element for element in root.iter() if any(element.find(part) is not None for part in ("communicatielijst", "adreslijst", "adresbuitenland", "adresgeheim"))]


def _masked(person: Element) -> Iterator[Finding]:
    """Take out what of somebody is secret; what the file showed all the same is told."""
    pupil = person.tag == "leerling"
    of = "de leerling" if pupil else "een verzorger" if person.tag == "verzorger" else "iemand anders"
    if _address_is_secret(person):
        if _take_out(person, "adreslijst"):
            yield Finding(MASKED, f"Geheim adres van {of}", _SHOWN, "PaO.LL06" if pupil else "PaO.OV03")
        if _take_out(person, "adresbuitenland"):
            yield Finding(MASKED, f"Geheim adres in het buitenland van {of}", _SHOWN, "PaO.LL09" if pupil else "PaO.OV03")
    for line in person.findall("communicatielijst/communicatie"):
        kind = text_of(line, "soort")
        if says_yes(line, "geheim"):
            shown = text_of(line, "nummer") != SECRET.get(kind)
            what = {"telefoon": "Geheim telefoonnummer", "e-mail": "Geheim e-mailadres"}.get(kind, "Geheim contactgegeven")
            yield Finding(MASKED, f"{what} van {of}", _SHOWN if shown else "het is geheim en niet meegestuurd", "PaO.LL08" if pupil else "PaO.OV04")
    _take_out(person, "communicatielijst")


def _address_is_secret(person: Element) -> bool:
    """A pupil of whom the file does not say it counts as one with a secret address."""
    return says_yes(person, "adresgeheim") or (person.tag == "leerling" and person.find("adresgeheim") is None)


def _secrets(person: Element) -> Iterator[str]:
    """Yield what is secret of somebody as it could stand in a text."""
    if _address_is_secret(person):
        for address in person.findall("adreslijst/adres"):
            yield f"{text_of(address, 'straat')} {text_of(address, 'nummer')}"
            code = text_of(address, "postcode")
            yield code
            yield f"{code[:4]} {code[4:]}"
        yield text_of(person, "adresbuitenland")
    for line in person.findall("communicatielijst/communicatie"):
        if says_yes(line, "geheim"):
            yield text_of(line, "nummer")


# ---- what is missing


def missing(root: Element) -> Iterator[Finding]:
    """Yield what the profile wants and the file lacks; a concept can do without."""
    pupil = root.find("huidigeschool/leerling")
    for code, (path, what) in FIELDS.items():
        if not text_of(pupil, path):
            yield Finding(MISSING, what, "vul dit zelf in bij de leerling", code)
    if not text_of(pupil, "adresgeheim"):
        yield Finding(MISSING, "Of het adres van de leerling geheim is", "we behandelen het adres als geheim", "PaO.LL04")
    elif not says_yes(pupil, "adresgeheim") and pupil.find("adreslijst/adres") is None and pupil.find("adresbuitenland") is None:
        yield Finding(MISSING, "Het adres van de leerling", "een hulpvraag heeft het niet nodig", "PaO.LL05")
    if says_yes(pupil, "verzorgersaansprakelijk") and pupil.find("verzorger") is None:
        yield Finding(MISSING, "De verzorgers", "een hulpvraag heeft hun gegevens niet nodig", "PaO.OV01")
    if pupil.find("schoolloopbaanlijst/schoolloopbaan") is None and text_of(root, "metadata/categorie_uitlevering/cat_schoolloopbaan") not in _CLOSED:
        yield Finding(MISSING, "De schoolloopbaan", "vul zelf in wat de school moet weten", "PaO.SL01")
