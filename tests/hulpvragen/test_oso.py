"""Reading an OSO SWV dossier: what is taken over, each rule with a file that breaks it, and files that are made to do harm."""

import base64
import datetime as dt
import io
import re
import stat
import tracemalloc
import zipfile

import pytest

from hulpvragen import oso
from hulpvragen.oso import MASKED, MISSING, STRIPPED, attachments, markup, profile
from portal.lib.errors import Invalid

from .oso_files import BSN, CARER, NAMESPACE, document, dossier, others, packed

ONDERWIJSNUMMER = "101222331"
PDF = b"%PDF-1.7 made up"


def read(*pupil: str, **changed) -> oso.Reading:
    return oso.read(dossier(*pupil, **changed), "12AB00")


def refused(data: bytes) -> str:
    with pytest.raises(Invalid) as fault:
        oso.read(data, "12AB00")
    return fault.value.message


def rules(reading: oso.Reading, kind: str | None = None) -> list[str]:
    return [finding.rule for finding in reading.findings if finding.rule and kind in (None, finding.kind)]


def texts(reading: oso.Reading) -> dict[str, str]:
    return {section.code: section.text for section in reading.sections}


# ---- what is taken over


def test_a_dossier_that_keeps_to_the_rules_breaks_none():
    reading = read()

    assert reading.school == "De Proefschool"
    assert reading.leerling == {"voornaam": "Fenne", "achternaam": "van der Meer", "geboortedatum": dt.date(2018, 5, 4), "groep": "groep 4"}
    assert texts(reading) == {"schoolloopbaan": "2025-2026: groep 3, op school 99ZZ00\n2026-2027: groep 4"}
    assert (rules(reading), reading.attachments, reading.notes) == ([], [], [])


def test_the_first_name_stands_in_for_a_name_she_is_not_called_by():
    assert read(names="<voornaam>Fenna</voornaam><voornaam>Maria</voornaam><achternaam>Meer</achternaam>").leerling["voornaam"] == "Fenna"


def test_a_class_of_a_vo_school_is_a_klas():
    assert read(overstap="VOSWV", career="<schoolloopbaanlijst><schoolloopbaan><jaargroep>12</jaargroep></schoolloopbaan></schoolloopbaanlijst>").leerling["groep"] == "klas 2"


def test_what_was_done_becomes_text_by_subject():
    reading = read(
        "<onderwijsondersteuning><diagnose><code>X</code><naam>Dyslexie</naam><datum>2025-02-23</datum><instantie>Praktijk Proef</instantie></diagnose>"
        "<onderwijsbelemmering>Leest traag</onderwijsbelemmering><sterkpunt>Tekent graag</sterkpunt><begeleiding><soortbegeleiding>logopedie</soortbegeleiding></begeleiding>"
        "<medicijngebruik>1</medicijngebruik><handelingsplan><startdatum>2025-01-01</startdatum><isgerichtop>lezen</isgerichtop></handelingsplan>"
        "<opp><opp_ingangdatum>2025-05-04</opp_ingangdatum></opp>"
        "<tlv><tlvingangdatum>2025-04-04</tlvingangdatum><tlvswvnummer>PO00YY</tlvswvnummer><tlvcategorie>L</tlvcategorie><tlvbeschikkingsnummer>55a</tlvbeschikkingsnummer></tlv>"
        "<arrangement_cluster12><arrangement_datum>2025-01-28</arrangement_datum></arrangement_cluster12>"
        "<arrangement_pao><arrangement_datum>2025-01-28</arrangement_datum><arrangement_kenmerk>A7</arrangement_kenmerk></arrangement_pao></onderwijsondersteuning>",
        "<verzuim><dagdelengeoorloofd>12</dagdelengeoorloofd><contactleerplicht>false</contactleerplicht></verzuim>",
        inzage="<inzage><inzage>true</inzage><inzagedatum>2026-03-31</inzagedatum><akkoord>Nee</akkoord><redennietakkoord>Te veel</redennietakkoord></inzage>",
    )

    assert {code: text for code, text in texts(reading).items() if code != "schoolloopbaan"} == {
        "handelingsplannen": "Handelingsplan gericht op lezen vanaf 01-01-2025",
        "ondersteuning": "Ontwikkelingsperspectief vanaf 04-05-2025\nToelaatbaarheidsverklaring vanaf 04-04-2025, categorie laag, nummer 55a, van PO00YY\n"
        "Arrangement van het samenwerkingsverband vanaf 28-01-2025, kenmerk A7\nArrangement van cluster 1 of 2 vanaf 28-01-2025\nBegeleiding: logopedie",
        "belemmeringen": "Leest traag",
        "diagnoses": "Dyslexie (23-02-2025, Praktijk Proef)\nMedicijngebruik dat van belang is voor het leren: ja",
        "verzuim": "Dagdelen geoorloofd: 12\nContact met leerplicht: nee",
        "sterk": "Tekent graag",
        "inzage": "De ouders hebben het OSO-dossier ingezien op 31-03-2026.\nZij zijn het niet eens met wat daarin staat.\nHun reden: Te veel",
    }
    assert reading.notes == ["De ouders zijn het niet eens met dit dossier. Laat weg wat zij niet willen delen."]


def test_texts_go_to_the_question_they_answer():
    sections = [oso.Section("a", "Verzuim", "Twee keer"), oso.Section("b", "Sterke punten", "Tekent", "gaat_goed"), oso.Section("c", "Ouders", "Eens", "ouders_toelichting")]
    question = {"type": "tekst"}

    given, left = oso.answers(sections, [question | {"code": code} for code in ("doel", "gaat_goed", "gedaan")])
    assert given == {"gedaan": "Verzuim\nTwee keer", "gaat_goed": "Sterke punten\nTekent", "ouders_toelichting": "Ouders\nEens"} and not left
    given, left = oso.answers(sections[:2], [{"code": "soort", "type": "keuze"}, question | {"code": "situatie"}])
    assert given == {"situatie": "Verzuim\nTwee keer\n\nSterke punten\nTekent"} and not left


def test_a_text_that_does_not_fit_is_told():
    given, left = oso.answers([oso.Section("a", "Verzuim", "x" * 3990), oso.Section("b", "Diagnoses", "Dyslexie")], [{"code": "gedaan", "type": "tekst"}])

    assert len(given["gedaan"]) <= 4000 and "Dyslexie" not in given["gedaan"]
    assert [finding.what for finding in left] == ["Diagnoses"]


# ---- the rules of the profile


@pytest.mark.parametrize(
    ("rule", "element", "overstap"),
    [
        ("PaO.LL03", "<geboortemaand>5</geboortemaand>", "POSWV"), ("PaO.LL07", "<postcode4adres>1234</postcode4adres>", "POSWV"),
        ("PaO.LL10", "<geboorteplaats>Loudplaats</geboorteplaats>", "POSWV"), ("PaO.LL11", "<nationaliteit>0001</nationaliteit>", "VOSWV"),
        ("PaO.OV05", CARER.format(more="<banknummer>loud</banknummer>"), "POSWV"), ("PaO.OV05", CARER.format(more="<iban>NL00LOUD</iban>"), "POSWV"),
        ("PaO.ZB01", "<zorg><vir><reden>loud</reden></vir></zorg>", "POSWV"),
        ("PaO.ZB02", "<onderwijsondersteuning><zat><reden>loud</reden></zat></onderwijsondersteuning>", "VOSWV"),
        ("PaO.EB01", "<eindtoets_basisonderwijs/>", "POSWV"), ("PaO.VM01", "<bevorderd/>", "POSWV"), ("PaO.VM02", "<examenresultaat/>", "POSWV"),
        ("PaO.VM03", "<resultaatvakkenvo/>", "POSWV"), ("PaO.VM04", "<certificaat/>", "POSWV"), ("PaO.VM05", "<competenties/>", "POSWV"),
        ("PaO.VM06", "<stage/>", "POSWV"), ("PaO.VM07", "<overigvombo/>", "POSWV"), ("PaO.VV01", "<vanpeuterspeelzaal>true</vanpeuterspeelzaal>", "VOSWV"),
        ("PaO.VV02", "<naampeuterspeelzaal>Loud</naampeuterspeelzaal>", "VOSWV"), ("PaO.VV03", "<voorschools/>", "VOSWV"), ("PaO.VV04", "<vroegschools/>", "VOSWV"),
    ],
)  # fmt: skip
def test_what_the_profile_forbids_is_stripped_and_told(rule, element, overstap):
    reading = read(element, overstap=overstap)

    assert rules(reading) == [rule]
    assert "loud" not in str(reading).lower()


def test_every_forbidden_thing_has_a_test():
    """The table above names each rule that the code strips by."""
    (named,) = (mark for mark in test_what_the_profile_forbids_is_stripped_and_told.pytestmark if mark.name == "parametrize")
    assert {row[0] for row in named.args[1]} == {rule.code for rule in profile.FORBIDDEN}


def test_what_one_profile_forbids_the_other_leaves():
    assert rules(read("<stage/>", overstap="VOSWV")) == rules(read("<voorschools/>", overstap="POSWV")) == []


@pytest.mark.parametrize(
    ("rule", "changed"),
    [
        ("PaO.LL01", {"names": "<achternaam>Meer</achternaam>"}), ("PaO.LL02", {"born": ""}), ("PaO.LL05", {"address": ""}), ("PaO.SL01", {"career": ""}),
    ],
)  # fmt: skip
def test_what_is_missing_is_told(rule, changed):
    assert rules(read(**changed), MISSING) == [rule]


def test_an_address_of_which_nothing_is_said_counts_as_secret():
    reading = read("<sefunctioneren><toelichtingsef>Woont op Kersenpad 14</toelichtingsef></sefunctioneren>", secret=None)

    assert (rules(reading, MISSING), rules(reading, MASKED)) == (["PaO.LL04"], ["PaO.LL06"])
    assert texts(reading)["belemmeringen"] == "Woont op (geheim)"


def test_carers_who_answer_for_her_are_missed():
    assert rules(read("<verzorgersaansprakelijk>true</verzorgersaansprakelijk>"), MISSING) == ["PaO.OV01"]


def test_a_secret_address_is_masked_wherever_it_stands():
    told = "<sefunctioneren><toelichtingsef>Zij woont op kersenpad 14, 1234 AB, en belt 0612345678.</toelichtingsef></sefunctioneren>"
    phone = "<communicatielijst><communicatie><soort>telefoon</soort><nummer>0612345678</nummer><geheim>true</geheim></communicatie></communicatielijst>"
    reading = read(told, phone, secret="true")

    assert rules(reading, MASKED) == ["PaO.LL06", "PaO.LL08"]
    assert texts(reading)["belemmeringen"] == "Zij woont op (geheim), (geheim), en belt (geheim)."
    assert "Kersenpad" not in str(reading) and "0612345678" not in str(reading)


def test_a_secret_address_abroad_and_of_a_carer_are_masked():
    told = "<sefunctioneren><toelichtingsef>Was in 12 Loud Street</toelichtingsef></sefunctioneren>"
    reading = read("<adresbuitenland>12 Loud Street</adresbuitenland>", told, secret="true", address="")
    assert rules(reading, MASKED) == ["PaO.LL09"] and "Loud" not in str(reading)

    hidden = CARER.format(more="<adresgeheim>true</adresgeheim><adreslijst><adres><straat>Loudlaan</straat><nummer>1</nummer></adres></adreslijst>")
    reading = read(hidden)
    assert rules(reading, MASKED) == ["PaO.OV03"] and "Loud" not in str(reading)


@pytest.mark.parametrize(("kind", "mask"), [("telefoon", "9999999999"), ("e-mail", "geheim@geheim.geheim")])
def test_a_secret_number_or_address_that_is_shown_is_told_apart(kind, mask):
    def line(value):
        return f"<communicatielijst><communicatie><soort>{kind}</soort><nummer>{value}</nummer><geheim>true</geheim></communicatie></communicatielijst>"

    masked, shown = read(line(mask)), read(CARER.format(more=line("loud@thuis.example")))
    assert rules(masked, MASKED) == ["PaO.LL08"] and "niet meegestuurd" in str(masked.findings)
    assert rules(shown, MASKED) == ["PaO.OV04"] and "stond er leesbaar in" in str(shown.findings) and "loud" not in str(shown)


@pytest.mark.parametrize(
    ("category", "element"),
    [
        ("cat_ouderinzage", ""), ("cat_verzuim", "<verzuim><dagdelengeoorloofd>77</dagdelengeoorloofd></verzuim>"), ("cat_schoolloopbaan", ""),
        ("cat_onderwijsondersteuning", "<onderwijsondersteuning><sterkpunt>Loud</sterkpunt></onderwijsondersteuning>"), ("cat_toetsresultaten", "<toetslijst/>"),
        ("cat_handelingsplannen", "<onderwijsondersteuning><handelingsplan><isgerichtop>Loud</isgerichtop></handelingsplan></onderwijsondersteuning>"),
        ("cat_cijferlijsten", "<cijferlijstlijst/>"), ("cat_overstapadvies", "<overstapadvies/>"), ("cat_eindtoetsbo", "<eindtoets_basisonderwijs/>"),
        ("cat_bijlagedocs", others(document("loud.pdf", packed("loud.pdf", PDF)))), ("cat_vve", "<vroegschools/>"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("verdict", ["OPT-UIT", "VERBODEN"])
def test_what_the_parents_opted_out_of_does_not_go_along(category, element, verdict):
    reading = read(element, categories=f"<{category}>{verdict}</{category}>", inzage="<inzage><inzage>true</inzage></inzage>" if "inzage" in category else "")

    assert [finding.what for finding in reading.findings if verdict in finding.why] == [profile.CATEGORIES[category][0]]
    assert "Loud" not in str(reading) and "77" not in str(reading) and not reading.attachments
    assert texts(reading).keys() <= {"schoolloopbaan"} - ({"schoolloopbaan"} if category == "cat_schoolloopbaan" else set())


def test_nothing_of_the_pupil_is_dropped_in_silence():
    reading = read("<geslacht>2</geslacht>", "<huisarts><achternaam>Loud</achternaam></huisarts>", CARER.format(more=""), "<nieuwveld>Loud</nieuwveld>")

    told = {finding.what for finding in reading.findings if finding.kind == STRIPPED}
    assert told == {"Adres van de leerling", "Geslacht", "Huisarts", "Namen en gegevens van ouders en verzorgers", "‘nieuwveld’"}
    assert "Loud" not in str(reading)
    assert reading.notes == ["Het dossier noemt 1 wettelijke vertegenwoordiger. Wie het gezag heeft, vult u zelf in."]


# ---- no BSN


@pytest.mark.parametrize("number", [BSN, ONDERWIJSNUMMER, "1234.56.782", "123 456 782"])
@pytest.mark.parametrize(
    "place",
    [
        "<leerlingid>{}</leerlingid>", "<sefunctioneren><toelichtingsef>Haar nummer is {}.</toelichtingsef></sefunctioneren>", "<opmerking a='{}'/>", "<!-- {} -->",
        "<?las {}?>", "<verzuim/>{}", "<verzuim><toelichting>12345<!-- x -->6782 en {}</toelichting></verzuim>",
    ],
)  # fmt: skip
def test_a_number_anywhere_refuses_the_whole_file(number, place):
    sentence = refused(dossier(place.format(number)))

    assert "burgerservicenummer" in sentence and "LL12" in sentence
    assert re.sub(r"\D", "", number) not in re.sub(r"\D", "", sentence)


@pytest.mark.parametrize("place", ["<bsn>leeg</bsn>", "<onderwijsnummer/>", CARER.format(more="<bsn>x</bsn>")])
def test_a_place_for_a_number_refuses_the_file_too(place):
    assert "LL12" in refused(dossier(place))


def test_a_number_in_two_pieces_is_found_again():
    assert "LL12" in refused(dossier("<verzuim><toelichting>12345<!-- x -->6782</toelichting></verzuim>"))
    assert "LL12" in refused(dossier(names=f"<voornaam>Fenne</voornaam><voorvoegsel>{BSN[:4]}</voorvoegsel><achternaam>{BSN[4:]}</achternaam>"))


def test_a_number_in_the_name_of_a_document_is_found():
    assert "LL12" in refused(dossier(others(document(f"rapport {BSN}.pdf", packed("a.pdf", PDF)))))
    assert "LL12" in refused(dossier(others(document("rapport.pdf", packed(f"{BSN}.pdf", PDF)))))


# ---- not our file


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", markup.EMPTY), (b"\xef\xbb\xbf  ", markup.EMPTY), (b"geen xml", markup.MALFORMED), (dossier()[:-30], markup.MALFORMED), (dossier() + b"<a/>", markup.MALFORMED),
        (dossier(encoding="utf-16"), markup.NOT_UTF8), (dossier(names="<voornaam>Zoë</voornaam>", encoding="iso-8859-1"), markup.NOT_UTF8),
        (dossier(encoding="cp1252"), markup.NOT_UTF8), (b"<dossier/>", markup.NO_DOSSIER), (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", markup.NO_DOSSIER),
        (dossier(namespace=NAMESPACE.replace("2019", "2017")), markup.OTHER_VERSION), (dossier(namespace="http://elders.example"), markup.NO_DOSSIER),
        (dossier(version="2018.1"), markup.OTHER_VERSION), (dossier(version=""), markup.OTHER_VERSION), (dossier(overstap="POVO"), profile.OTHER_KIND),
        (dossier(overstap=""), profile.OTHER_KIND), (dossier(kind="overstapdossier"), profile.OTHER_KIND), (dossier(part="LVS"), profile.OTHER_KIND),
        (dossier().replace(b"leerling>", b"ander>"), profile.NO_PUPIL), (dossier(school="<leerling/>"), profile.SEVERAL),
        (dossier("<broers><leerling/></broers>"), profile.SEVERAL),
        (dossier(code="00YY00"), profile.OTHER_SCHOOL.format(found="00YY00", wanted="12AB00")),
        (dossier(code="12AB01"), profile.OTHER_SCHOOL.format(found="12AB01", wanted="12AB00")),
        (dossier(code="<a/>"), profile.NO_SCHOOL), (dossier(born="<geboortedatum>4 mei</geboortedatum>"), "De geboortedatum in dit dossier is geen datum."),
        (dossier(names=f"<voornaam>{'a' * 61}</voornaam>"), "De voornaam van de leerling is langer dan 60 tekens."),
        (dossier(names="<voornaam>Fen\u202ene</voornaam>"), markup.STRANGE),
    ],
)  # fmt: skip
def test_another_file_is_refused_with_what_it_is(data, sentence):
    assert refused(data).startswith(sentence)


def test_a_byte_order_mark_is_no_reason():
    assert oso.read(b"\xef\xbb\xbf" + dossier(), "12AB00").leerling["voornaam"] == "Fenne"


def test_one_digit_of_a_vestiging_is_enough():
    assert oso.read(dossier(school="").replace(b"<vestigingscode>00", b"<vestigingscode>0"), "12AB00").school


# ---- made to do harm

LAUGHS = '<!DOCTYPE dossier [<!ENTITY a "ha">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)) + "]>"


@pytest.mark.parametrize(
    "before",
    [
        LAUGHS, '<!DOCTYPE dossier [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '<!DOCTYPE dossier SYSTEM "http://elders.example/x.dtd">', "<!DOCTYPE dossier>",
        '<!DOCTYPE dossier [<!ENTITY % p SYSTEM "http://elders.example/p">%p;]>', '<!DOCTYPE dossier [<!ATTLIST dossier a CDATA "x">]>',
    ],
    ids=["laughs", "file", "dtd", "doctype", "parameter", "attlist"],
)  # fmt: skip
def test_a_dtd_is_refused_before_anything_is_resolved(before):
    assert refused(dossier("<opmerking>&x;&j;</opmerking>" if "ENTITY" in before else "", before=before)) == markup.HOSTILE


def test_an_entity_nobody_declared_is_no_xml():
    assert refused(dossier("<opmerking>&x;</opmerking>")) == markup.MALFORMED


def test_deep_and_many_are_refused():
    assert refused(dossier("<a>" * 50 + "</a>" * 50)) == markup.TOO_DEEP
    assert refused(dossier("<a/>" * (markup.MOST + 1))) == markup.TOO_DEEP
    assert refused(dossier(f"<opmerking>{'1 ' * (markup.MOST_TEXT // 2)}</opmerking>")) == markup.TOO_DEEP


def test_a_large_file_is_not_read(monkeypatch):
    monkeypatch.setattr(markup, "LARGEST", 100)
    assert refused(dossier()) == markup.TOO_LARGE


# ---- documents


def test_documents_are_unpacked_with_the_name_the_school_knows():
    opp = f"<onderwijsondersteuning><opp>{document('Plan van aanpak', packed('plan.pdf', PDF), 'OPP')}</opp></onderwijsondersteuning>"
    result = f"<toetslijst><toets><resultaat>{document('scan.txt', packed('scan.PDF', PDF))}</resultaat></toets></toetslijst>"
    reading = read(opp, result, others(document("los.docx", packed("los.docx", packed("word/document.xml", b"<a/>")))))

    assert [(one.name, one.description, one.origin) for one in reading.attachments] == [
        ("Plan van aanpak.pdf", "OPP", "opp"), ("scan.pdf", "Een document", "toets"), ("los.docx", "Een document", "")
    ]  # fmt: skip
    assert reading.attachments[0].data == PDF


def changed(package: bytes, old: bytes, new: bytes) -> bytes:
    """Return a zip of which both its own words and its directory say something else."""
    assert len(old) == len(new) and old in package
    return package.replace(old, new)


def with_entry(name: str = "a.pdf", data: bytes = PDF, **fields) -> bytes:
    entry, out = zipfile.ZipInfo(name), io.BytesIO()
    for field, value in fields.items():
        setattr(entry, field, value)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(entry, data)
    return out.getvalue()


def two_files() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.pdf", PDF)
        package.writestr("b.pdf", PDF)
    return out.getvalue()


def misstated(size: int, said: int) -> bytes:
    """Return a zip that says its file has another size."""
    package = packed("a.pdf", b"\0" * size)
    return package.replace(size.to_bytes(4, "little"), said.to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("package", "sentence"),
    [
        (with_entry("../../etc/cron.d/x.pdf"), attachments.STRANGE_NAME), (with_entry("/etc/passwd"), attachments.STRANGE_NAME),
        (with_entry("C:\\x.pdf"), attachments.STRANGE_NAME), (with_entry("map/a.pdf"), attachments.STRANGE_NAME), (with_entry("map/", b""), attachments.STRANGE_NAME),
        (changed(with_entry("aXb.pdf"), b"aXb.pdf", b"a\0b.pdf"), attachments.STRANGE_NAME), (with_entry("a\u202efdp.exe"), attachments.STRANGE_NAME),
        (with_entry(".."), attachments.STRANGE_NAME), (with_entry("a" * 160), attachments.STRANGE_NAME),
        (with_entry(data=b"/etc/passwd", external_attr=(stat.S_IFLNK | 0o777) << 16), attachments.A_LINK),
        (two_files(), attachments.NOT_ONE), (packed("a.pdf", b"\0" * 15_000_001), attachments.TOO_LARGE),
        (misstated(1_000_003, 20_000_000), attachments.TOO_LARGE), (packed("a.zip", packed("b.pdf", PDF)), attachments.NESTED),
        (packed("a.pdf", PDF + packed("b.pdf", PDF)), attachments.NESTED),
    ],
    ids=["traversal", "absolute", "drive", "folder", "directory", "nul", "rtl", "dots", "long", "link", "two", "bomb", "overstated", "nested", "polyglot"],
)  # fmt: skip
def test_a_package_made_to_do_harm_refuses_the_whole_file(package, sentence):
    assert refused(dossier(others(document("goed.pdf", packed("goed.pdf", PDF)), document("a.pdf", package)))) == sentence


def test_a_package_that_says_too_little_of_its_size_is_never_unpacked_whole():
    package = misstated(100_000_000, 10)
    tracemalloc.start()
    try:
        reading = read(others(document("a.pdf", package)))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert [finding.why for finding in reading.findings if finding.what == "Document ‘a.pdf’"] == [attachments.DAMAGED]
    assert most < 20_000_000


@pytest.mark.parametrize("name", ["../a.pdf", "/a.pdf", "C:\\a.pdf", "a\u202efdp.exe", "x" * 160])
def test_a_strange_name_of_a_document_is_refused(name):
    assert refused(dossier(others(document(name, packed("a.pdf", PDF))))) in (attachments.STRANGE_NAME, markup.STRANGE)


@pytest.mark.parametrize(
    ("package", "why"),
    [
        (b"", attachments.DAMAGED), (b"geen zip", attachments.DAMAGED), (packed("a.pdf", PDF)[:-25], attachments.DAMAGED),
        (changed(packed("a.pdf", PDF, zipfile.ZIP_STORED), b"made up", b"mAde up"), attachments.DAMAGED), (packed("a.pdf", PDF, zipfile.ZIP_LZMA), attachments.DAMAGED),
        (misstated(20_000_000, 10), attachments.DAMAGED), (with_entry(flag_bits=1), attachments.ENCRYPTED),
    ],
    ids=["empty", "no zip", "cut off", "checksum", "method", "understated", "password"],
)  # fmt: skip
def test_a_damaged_document_stays_behind_and_is_told(package, why):
    if why == attachments.ENCRYPTED:
        package = package.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
    reading = read(others(document("a.pdf", package), document("b.pdf", packed("b.pdf", PDF))))

    assert [one.name for one in reading.attachments] == ["b.pdf"]
    assert [finding.why for finding in reading.findings if finding.what == "Document ‘a.pdf’"] == [why]


def test_a_document_that_is_no_base64_stays_behind():
    spoiled = document("a.pdf", packed("a.pdf", PDF)).replace("<bestandsinhoud>", "<bestandsinhoud>*")
    assert not read(others(spoiled)).attachments
    broken = document("a.pdf", packed("a.pdf", PDF)).replace("UEs", "U\n Es", 1)  # a line end is none of its letters
    assert read(others(broken)).attachments[0].data == PDF


def test_too_many_documents_and_too_much_together_are_refused(monkeypatch):
    one = document("a.pdf", packed("a.pdf", PDF))
    assert refused(dossier(others(*[one] * 41))) == attachments.TOO_MANY
    monkeypatch.setattr(attachments, "LARGEST_TOGETHER", len(PDF) * 2)
    assert len(read(others(one, one)).attachments) == 2
    assert refused(dossier(others(one, one, one))) == attachments.TOO_LARGE_TOGETHER


def test_digits_of_a_packed_document_are_no_number():
    content = base64.b64encode(packed("a.pdf", PDF)).decode()
    assert read(others(f"<document><bestandsnaam>a.pdf</bestandsnaam><bestandsinhoud>{content}\n{BSN}</bestandsinhoud></document>")).findings
