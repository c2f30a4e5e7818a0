"""docs/glossary.md is the closed list of Dutch words that stored values are made of."""

import re

import pytest

from accounts.enums import BelUitkomst, EenheidSoort, EindReden, Rol, SchorsingReden, Thema, Zijde
from devtools.paths import ROOT
from hulpvragen import enums
from hulpvragen.enums import Deel, GastSoort, Gezag, Onderdeel, Part, Party, Soort, Standing, Status, StukSoort, Telling, ToegangStaat, Vraagtype
from notifications.enums import Kind

OF_OUTCOMES = [enums.Omvang, enums.Schoolsoort, enums.Categorie, enums.Afschrift, enums.Weigergrond, enums.Sluitreden, enums.Vervolg]
ENUMS = [
    Kind, EenheidSoort,
    BelUitkomst, EindReden, Rol, SchorsingReden, Thema, Zijde, Deel, GastSoort, Gezag, Onderdeel, Part, Party, Soort, Standing, Status, StukSoort, Telling, ToegangStaat, Vraagtype,
]
NO_DUTCH_NOUN = {"school", "privacy", "officer", "16", "in", "niet"}


def glossary() -> set[str]:
    first_cells = re.findall(r"^\| ([^|]+) \|", (ROOT / "docs" / "glossary.md").read_text(), re.MULTILINE)
    return set(re.findall(r"\w+", " ".join(first_cells)))


@pytest.mark.parametrize("enum", [*ENUMS, *OF_OUTCOMES], ids=lambda enum: enum.__name__)
def test_stored_values_are_glossary_words(enum):
    words = {word for value in enum.values for word in re.findall(r"[a-z]+|\d+", value)}
    assert words - NO_DUTCH_NOUN <= glossary()
