"""Files as DUO publishes them, with invented schools."""

PRESENT = (
    "PROVINCIE;BEVOEGD GEZAG NUMMER;INSTELLINGSCODE;VESTIGINGSCODE;VESTIGINGSNAAM;STRAATNAAM;HUISNUMMER-TOEVOEGING;"
    "POSTCODE;PLAATSNAAM;GEMEENTENUMMER;GEMEENTENAAM;DENOMINATIE;TELEFOONNUMMER;INTERNETADRES"
)
OLDER = PRESENT.replace("INSTELLINGSCODE", "BRIN NUMMER").replace("VESTIGINGSCODE", "VESTIGINGSNUMMER")
MAIN_ONLY = OLDER.replace("VESTIGINGSNUMMER;", "").replace("VESTIGINGSNAAM", "INSTELLINGSNAAM")

ROW = {
    "PROVINCIE": "Utrecht",
    "BEVOEGD GEZAG NUMMER": "41797",
    "INSTELLINGSCODE": "12AB",
    "BRIN NUMMER": "12AB",
    "VESTIGINGSCODE": "12AB00",
    "VESTIGINGSNUMMER": "12AB00",
    "VESTIGINGSNAAM": "De Wâldiik",
    "INSTELLINGSNAAM": "De Wâldiik",
    "STRAATNAAM": "Dorpsstraat",
    "HUISNUMMER-TOEVOEGING": "3-A",
    "POSTCODE": "1234 AB",
    "PLAATSNAAM": "VOORBEELDSTAD",
    "GEMEENTENUMMER": "0001",
    "GEMEENTENAAM": "VOORBEELDSTAD",
    "DENOMINATIE": "Openbaar",
    "TELEFOONNUMMER": "0101234567",
    "INTERNETADRES": " ",
}


def row(header: str = PRESENT, **values) -> str:
    """Return the line of one school; `naam`, `code` and the like change what it says."""
    names = {
        "naam": ("VESTIGINGSNAAM", "INSTELLINGSNAAM"), "code": ("VESTIGINGSCODE", "VESTIGINGSNUMMER"),
        "brin": ("INSTELLINGSCODE", "BRIN NUMMER"), "bestuur": ("BEVOEGD GEZAG NUMMER",), "plaats": ("PLAATSNAAM",),
        "postcode": ("POSTCODE",), "telefoon": ("TELEFOONNUMMER",), "straat": ("STRAATNAAM",), "internet": ("INTERNETADRES",),
    }  # fmt: skip
    changed = dict(ROW)
    for name, value in values.items():
        changed |= dict.fromkeys(names[name], value)
    return ";".join(changed.get(column.strip(), "") for column in header.split(";"))


def file(*rows: str, header: str = PRESENT, encoding: str = "cp1252", end: str = "\r\n") -> bytes:
    """Return the bytes of a file."""
    return "".join(line + end for line in (header, *rows)).encode(encoding)
