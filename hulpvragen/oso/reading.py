"""What a concept takes over of a dossier: the pupil, texts for the questions, documents; and what stays behind."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from portal.lib.errors import Invalid

from . import profile
from .attachments import Attachment, attachments
from .markup import clean, parse, refuse_number, says_yes, text_of, texts_of
from .profile import NOT_NEEDED, SECRET_TEXT, STRIPPED, Finding

LONGEST = {"voornaam": 60, "achternaam": 80, "groep": 20}  # characters, as the portal keeps them
LONGEST_ANSWER = 4000
TOO_LONG = "De {what} van de leerling is langer dan {longest} tekens. Maak die korter in uw leerlingvolgsysteem en exporteer het dossier opnieuw."
NO_DATE = "De geboortedatum in dit dossier is geen datum. Verbeter haar in uw leerlingvolgsysteem en exporteer het dossier opnieuw."

GOOD, DONE, PARENTS = "gaat_goed", "gedaan", "ouders_toelichting"  # the questions whose answer a dossier can give
_FIRST_VO = 11  # jaargroep of the first class of a vo-school

# what a pupil's part may hold and is not taken over, with why; the rest of its names are read below
_BY_HAND = "vul zelf in wat de school hierover wil vertellen"
LEFT_BEHIND = {
    "voorletters-1": ("Voorletters", NOT_NEEDED), "geslacht": ("Geslacht", NOT_NEEDED), "gba": ("Gegevens uit de basisregistratie", NOT_NEEDED),
    "adreslijst": ("Adres van de leerling", "het portaal bewaart geen adressen"), "adresbuitenland": ("Adres in het buitenland", "het portaal bewaart geen adressen"),
    "leerlingid": ("Nummer van de leerling in uw leerlingvolgsysteem", NOT_NEEDED), "onderwijssinds": ("Eerste dag in het onderwijs", NOT_NEEDED),
    "startdatumhuidigonderwijs": ("Begin van dit onderwijs", NOT_NEEDED), "datuminschrijving": ("Dag van inschrijving", NOT_NEEDED),
    "datumuitschrijving": ("Dag van uitschrijving", NOT_NEEDED), "leerlinggewicht": ("Leerlinggewicht", NOT_NEEDED), "nnca": ("Achtergrond (NNCA)", NOT_NEEDED),
    "tehuis": ("Verblijf in een tehuis", NOT_NEEDED), "huisarts": ("Huisarts", NOT_NEEDED), "verzorgersaansprakelijk": ("Aansprakelijkheid", NOT_NEEDED),
    "aansprakelijkeinstelling": ("Aansprakelijke instelling", NOT_NEEDED), "overstapadvies": ("Overstapadvies", NOT_NEEDED),
    "vanpeuterspeelzaal": ("Peuterspeelzaal", NOT_NEEDED), "naampeuterspeelzaal": ("Naam van de peuterspeelzaal", NOT_NEEDED),
    "voorschools": ("Voorschoolse educatie", NOT_NEEDED), "vroegschools": ("Vroegschoolse educatie", NOT_NEEDED),
    "toetslijst": ("Scores van toetsen", "voeg zelf het overzicht van toetsen als document toe"), "cijferlijstlijst": ("Cijferlijsten", NOT_NEEDED),
    "verzorger": ("Namen en gegevens van ouders en verzorgers", "het portaal bewaart ze niet bij een hulpvraag; wie het gezag heeft, vult u zelf in"),
    "artslijst": ("Artsen", NOT_NEEDED), "contactoverigeinstanties": ("Contacten met instanties", _BY_HAND), "lwoo": ("Leerwegondersteunend onderwijs", NOT_NEEDED),
    "verblijf_opdc": ("Verblijf op een opdc", _BY_HAND),
}  # fmt: skip
_READ = {
    "voornaam", "voorvoegsel", "achternaam", "roepnaam", "geboortedatum", "adresgeheim", "schoolloopbaanlijst", "onderwijsondersteuning", "zorg", "verzuim",
    "overigdocumentlijst", "sefunctioneren",
}  # fmt: skip
_SUPPORT = {
    "toelichting_onderwijsbehoeften", "diagnose", "onderwijsbelemmering", "sterkpunt", "extrahulpingroep78", "specialebegeleiding", "begeleiding", "medicijngebruik",
    "handelingsplan", "opp", "tlv", "arrangement", "arrangement_cluster12", "arrangement_pao",
}  # fmt: skip
_PLAIN_NAME = re.compile("[a-z][a-z0-9_-]{0,39}")
_DOCUMENTS = {"opp", "tlv", "diagnose", "handelingsplan", "verzuim", "toets", "sefunctioneren"}  # parts that say what a document is
_CATEGORY = {"L": "laag", "M": "midden", "H": "hoog"}


@dataclass(frozen=True)
class Section:
    """A text on one subject and the question it answers; she may leave it out."""

    code: str
    heading: str
    text: str
    question: str = DONE


@dataclass(frozen=True)
class Reading:
    """What one file says, as far as a concept has a place for it; `notes` are for her who reads it over."""

    school: str
    leerling: dict
    sections: list[Section]
    attachments: list[Attachment]
    findings: list[Finding]
    notes: list[str] = field(default_factory=list)


def read(data: bytes, code: str) -> Reading:
    """Return what a concept of the vestiging with this code takes over; raise Invalid when the file is refused."""
    root = parse(data)
    profile.require_profile(root)
    profile.require_school(root, code)
    findings, secrets = profile.strip(root)
    findings += profile.missing(root)
    pupil = root.find("huidigeschool/leerling")
    unpacked, notes = list(attachments(_documents(pupil))), list(_notes(root, pupil))
    sections = [Section(code, heading, _without(secrets, text), question) for code, heading, question, lines in _sections(root, pupil) if (text := "\n".join(lines))]
    findings += [*(one for one in unpacked if isinstance(one, Finding)), *_left_behind(pupil)]
    leerling = _leerling(pupil)
    refuse_number("\n".join([*filter(None, map(str, leerling.values())), *(section.text for section in sections), *notes]))
    return Reading(text_of(root, "huidigeschool/naam"), leerling, sections, [one for one in unpacked if isinstance(one, Attachment)], findings, notes)


def _without(secrets: list[str], text: str) -> str:
    for secret in secrets:
        text = re.sub(re.escape(secret), SECRET_TEXT, text, flags=re.IGNORECASE)
    return text


# ---- the pupil


def _leerling(pupil: Element) -> dict:
    first, names = text_of(pupil, "roepnaam"), texts_of(pupil, "voornaam")
    values = {
        "voornaam": first or next(iter(names), ""),
        "achternaam": " ".join(filter(None, [text_of(pupil, "voorvoegsel"), text_of(pupil, "achternaam")])),
        "geboortedatum": _birth_date(text_of(pupil, "geboortedatum")),
        "groep": _group(pupil),
    }
    for name, longest in LONGEST.items():
        if len(values[name]) > longest:
            raise Invalid(TOO_LONG.format(what=name, longest=longest))
    return values


def _birth_date(text: str) -> dt.date | None:
    if not text:
        return None
    if (day := _date(text)) is None:
        raise Invalid(NO_DATE)
    return day


def _date(text: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(text[:10], "%Y-%m-%d").date()  # noqa: DTZ007 a day has no zone; what may follow it is one
    except ValueError:
        return None


def _group(pupil: Element) -> str:
    """Return the class of the newest line of the school career."""
    career = pupil.findall("schoolloopbaanlijst/schoolloopbaan")
    if not career:
        return ""
    return _class(text_of(max(career, key=lambda line: text_of(line, "begindatum")), "jaargroep"))


def _class(number: str) -> str:
    if not re.fullmatch(r"[1-9]\d?", number, re.ASCII):
        return ""
    return f"groep {number}" if int(number) < _FIRST_VO else f"klas {int(number) - _FIRST_VO + 1}"


# ---- the texts


def _sections(root: Element, pupil: Element) -> Iterator[tuple[str, str, str, list[str]]]:
    """Yield (code, heading, question, lines) of each subject, in the order of the answers."""
    here = text_of(root, "huidigeschool/brincode") + text_of(root, "huidigeschool/vestigingscode")
    support = [part for name in ("onderwijsondersteuning", "zorg") for part in pupil.findall(name)]

    def of(path: str) -> list[Element]:
        return [found for part in support for found in part.findall(path)]

    yield "schoolloopbaan", "Schoolloopbaan", DONE, [_career(line, here) for line in pupil.findall("schoolloopbaanlijst/schoolloopbaan")]
    plans = [f"Handelingsplan{_before(text_of(one, 'isgerichtop'), ' gericht op ')}{_period(one, 'startdatum', 'einddatum')}" for one in of("handelingsplan")]
    yield "handelingsplannen", "Handelingsplannen", DONE, plans
    yield "ondersteuning", "Ondersteuning tot nu toe", DONE, list(_support(of))
    yield "belemmeringen", "Wat het leren moeilijk maakt", DONE, [
        *(clean(one.text or "", multiline=True) for one in (*of("toelichting_onderwijsbehoeften/toelichting"), *of("onderwijsbelemmering"))),
        *texts_of(pupil, "sefunctioneren/toelichtingsef", multiline=True),
    ]  # fmt: skip
    uses = ["Medicijngebruik dat van belang is voor het leren: ja"] if any(says_yes(part, "medicijngebruik") for part in support) else []
    yield "diagnoses", "Diagnoses", DONE, [*map(_diagnosis, of("diagnose")), *uses]
    yield "verzuim", "Verzuim in de laatste twaalf maanden", DONE, list(_absence(pupil))
    yield "sterk", "Sterke punten", GOOD, [clean(one.text or "", multiline=True) for one in of("sterkpunt")]
    yield "inzage", "Wat de ouders van het dossier vinden", PARENTS, list(_parents(root))


def _career(line: Element, here: str) -> str:
    where = text_of(line, "brincode") + text_of(line, "vestigingscode")
    at = f", op school {where}" if where and where != here else ""
    return f"{text_of(line, 'schooljaar')}: {_class(text_of(line, 'jaargroep')) or text_of(line, 'groepsnaam') or 'groep onbekend'}{at}"


def _support(of) -> Iterator[str]:
    for one in of("opp"):
        yield f"Ontwikkelingsperspectief{_period(one, 'opp_ingangdatum', 'opp_einddatum')}"
    for one in of("tlv"):
        category = _before(_CATEGORY.get(text_of(one, "tlvcategorie"), ""), ", categorie ")
        number = _before(text_of(one, "tlvbeschikkingsnummer"), ", nummer ")
        yield f"Toelaatbaarheidsverklaring{_period(one, 'tlvingangdatum', 'tlveinddatum')}{category}{number}{_before(text_of(one, 'tlvswvnummer'), ', van ')}"
    for one in (*of("arrangement_pao"), *of("arrangement")):
        mark, number = _before(text_of(one, "arrangement_kenmerk"), ", kenmerk "), _before(text_of(one, "arrangement_beschikkingsnr"), ", nummer ")
        yield f"Arrangement van het samenwerkingsverband{_period(one, 'arrangement_datum', 'arrangement_einddatum')}{mark}{number}"
    for one in of("arrangement_cluster12"):
        where = text_of(one, "arrangement_brin") + text_of(one, "arrangement_vestigingscode")
        yield f"Arrangement van cluster 1 of 2{_period(one, 'arrangement_datum', 'arrangement_einddatum')}{_before(where, ', van ')}"
    for one in of("begeleiding"):
        yield f"Begeleiding: {text_of(one, 'soortbegeleiding')}"
    for one in of("extrahulpingroep78"):
        yield f"Extra hulp in groep 7 of 8{_before(text_of(one, 'toelichtinghulp', multiline=True), ': ')}"


def _diagnosis(one: Element) -> str:
    by = ", ".join(filter(None, [_day(text_of(one, "datum")), text_of(one, "doorwie"), text_of(one, "instantie")]))
    return f"{text_of(one, 'naam') or ', '.join(texts_of(one, 'code'))}{f' ({by})' if by else ''}"


def _absence(pupil: Element) -> Iterator[str]:
    of = pupil.find("verzuim")
    for path, what in (
        ("dagdelengeoorloofd", "Dagdelen geoorloofd"), ("dagdelenongeoorloofd", "Dagdelen ongeoorloofd"), ("frequentie", "Aantal keren"), ("toelichting", "Toelichting"),
    ):  # fmt: skip
        if text := text_of(of, path, multiline=True):
            yield f"{what}: {text}"
    for path, what in (("meerdan25percent", "Meer dan 25 procent"), ("contactleerplicht", "Contact met leerplicht")):
        if text_of(of, path):
            yield f"{what}: {'ja' if says_yes(of, path) else 'nee'}"


def _parents(root: Element) -> Iterator[str]:
    seen = root.find("inzage")
    if says_yes(seen, "inzage"):
        yield f"De ouders hebben het OSO-dossier ingezien{_before(_day(text_of(seen, 'inzagedatum')), ' op ')}."
    if text_of(seen, "akkoord") in ("Ja", "Nee"):
        yield f"Zij zijn het {'' if text_of(seen, 'akkoord') == 'Ja' else 'niet '}eens met wat daarin staat."
    if reason := text_of(seen, "redennietakkoord", multiline=True):
        yield f"Hun reden: {reason}"


def _notes(root: Element, pupil: Element) -> Iterator[str]:
    seen = root.find("inzage")
    if says_yes(seen, "voorlopigdossier"):
        yield "Dit is een voorlopig dossier."
    if text_of(seen, "akkoord") == "Nee":
        yield "De ouders zijn het niet eens met dit dossier. Laat weg wat zij niet willen delen."
    if text_of(seen, "toestemming") == "Nee":
        yield "De ouders hebben geen toestemming gegeven. Overleg met hen voordat u verdergaat."
    if carers := sum(says_yes(one, "wettigevertegenwoordiger") for one in pupil.findall("verzorger")):
        yield f"Het dossier noemt {carers} wettelijke {'vertegenwoordiger' if carers == 1 else 'vertegenwoordigers'}. Wie het gezag heeft, vult u zelf in."


def _period(one: Element, begin: str, end: str) -> str:
    return f"{_before(_day(text_of(one, begin)), ' vanaf ')}{_before(_day(text_of(one, end)), ' tot en met ')}"


def _day(text: str) -> str:
    day = _date(text)
    return day.strftime("%d-%m-%Y") if day else ""


def _before(text: str, words: str) -> str:
    return f"{words}{text}" if text else ""


# ---- the documents


def _documents(pupil: Element) -> list[tuple[Element, str]]:
    """Return all documents of the pupil's part, each with the part that says what it is."""
    found: list[tuple[Element, str]] = []

    def walk(element: Element, origin: str) -> None:
        for child in element:
            if child.tag == "document":
                found.append((child, origin))
            else:
                walk(child, child.tag if child.tag in _DOCUMENTS else origin)

    walk(pupil, "")
    return found


# ---- what stays behind


def _left_behind(pupil: Element) -> Iterator[Finding]:
    """Yield one line for each part of the pupil that no concept has a place for: none is dropped in silence."""
    for name in dict.fromkeys(child.tag for child in pupil):
        if name not in _READ:
            yield _finding(name)
    for part in (*pupil.findall("onderwijsondersteuning"), *pupil.findall("zorg")):
        for name in dict.fromkeys(child.tag for child in part):
            if name not in _SUPPORT:
                yield _finding(name)


def _finding(name: str) -> Finding:
    what, why = LEFT_BEHIND.get(name) or (f"‘{name}’" if _PLAIN_NAME.fullmatch(name) else "Een onbekend onderdeel", "het portaal kent dit onderdeel niet")
    return Finding(STRIPPED, what, why)


# ---- as answers of a form


def answers(sections: list[Section], vragen: list[dict], most: int = LONGEST_ANSWER) -> tuple[dict[str, str], list[Finding]]:
    """Return the texts as answers to the questions of a form, and which did not fit.

    A text whose question is not on the form goes with what was done already, else under the first open question.
    """
    open_questions = [vraag["code"] for vraag in vragen if vraag["type"] == "tekst"]
    given: dict[str, str] = {}
    findings: list[Finding] = []
    for section in sections:
        code = _place(section.question, open_questions)
        grown = "\n\n".join(filter(None, [given.get(code, ""), f"{section.heading}\n{section.text}"]))
        if code and len(grown) <= most:
            given[code] = grown
        else:
            findings.append(Finding(STRIPPED, section.heading, "dit past niet in het antwoord; voeg het zo nodig als document toe"))
    return given, findings


def _place(question: str, open_questions: list[str]) -> str:
    if question == PARENTS or question in open_questions:
        return question
    return DONE if DONE in open_questions else next(iter(open_questions), "")
