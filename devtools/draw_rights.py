"""`python -m devtools.draw_rights` writes docs/rights.md from docs/rights.toml, for people to read."""

from hulpvragen.enums import Action, Status

from .paths import ROOT
from .rights import LEVELS, Grant, grants, load

PAGE = ROOT / "docs" / "rights.md"
LEVEL = {"content": "inhoud", "card": "kaart"}
GROUP = {"concept": "concept", "overleg": "overleg op school", "handling": "in afhandeling", "decided": "na de uitkomst", "closed": "gesloten"}
SIDE = {"school": "School", "swv": "Samenwerkingsverband", "gast": "Genodigden"}

INTRO = """# Wie mag wat

Gemaakt uit `docs/rights.toml` met `python -m devtools.draw_rights`; een test houdt deze pagina gelijk.
Alles wat hier niet staat, mag niet.

- Altijd nodig: een actief account dat niet is geschorst, inloggen in twee stappen, en vandaag een aanstelling in deze
  rol die niet is geschorst. Een genodigde heeft een aanvaarde uitnodiging nodig die vandaag geldt.
- Eén sessie heeft één kant: school, samenwerkingsverband of genodigde.
- De voorwaarden van één regel gaan over één en dezelfde aanstelling of uitnodiging.
- *Kaart*: de gegevens die niets over een leerling zeggen. *Inhoud*: alles, de kaart erbij.
- Een handeling op een hulpvraag moet ook in `docs/workflow.md` staan. Die tabel maakt de regel hier smaller.
"""


def draw() -> str:
    """Return the page."""
    rights = load()
    parts = [INTRO, *_overview(rights), *_conditions(rights), *_objects(rights)]
    for side, title in SIDE.items():
        parts += [f"## {title}: regel voor regel\n", *_lines(rights, side)]
    return "\n".join(parts + _closing(rights))


def _overview(rights: dict) -> list[str]:
    """The widest level each role has on each object; a star where a status or condition narrows it."""
    columns = [role for role, about in rights["roles"].items() if about["side"] != "gast"] + ["ouder", "andere"]
    titles = [rights["roles"][role]["label"] for role in columns[:-2]]
    titles += ["Ouder, leerling (16+)", "Andere genodigden"]
    every = grants(rights)
    rows = [
        [about["label"], *(_widest(every, role, object) for role in columns)]
        for object, about in rights["objects"].items()
    ]
    note = "Een ster: alleen onder een voorwaarde, of niet in elke status. De regels hieronder zeggen welke.\n"
    return ["## Overzicht: wie ziet wat\n", *_table(["", *titles], rows), note]


def _widest(every: tuple[Grant, ...], role: str, object: str) -> str:
    for level in LEVELS:
        found = [grant for grant in every if grant.role == role and grant.see == level and object in grant.on]
        if found:
            free = any(grant.alternatives == ((),) and not grant.at for grant in found)
            return LEVEL[level] + ("" if free else " *")
    return "–"


def _conditions(rights: dict) -> list[str]:
    rows = [[_named(name), about["uitleg"]] for name, about in rights["conditions"].items()]
    groups = [
        [GROUP[name], ", ".join(Status(status).label for status in members)]
        for name, members in rights["status_groups"].items()
    ]
    return [
        *("## Voorwaarden\n", *_table(["voorwaarde", "betekent"], rows)),
        *("## Wanneer\n", *_table(["wanneer", "statussen"], groups)),
    ]


def _objects(rights: dict) -> list[str]:
    parts = {"school": "schooldeel", "swv": "SWV-deel", "": "–"}
    rows = [[about["label"], parts[about["part"]], about["card"] or "–"] for about in rights["objects"].values()]
    return ["## Wat staat er op een kaart\n", *_table(["", "deel", "op de kaart"], rows)]


def _lines(rights: dict, side: str) -> list[str]:
    parts = []
    for roles in rights["grants"]:
        if rights["roles"][roles.split()[0]]["side"] != side:
            continue
        labels = ", ".join(rights["roles"][role]["label"] for role in roles.split())
        of_first = [grant for grant in grants(rights) if grant.line == roles and roles.startswith(grant.role)]
        rows = [_line(rights, grant) for grant in of_first]
        parts += [f"### {labels}\n", *_table(["mag", "van", "wanneer", "als", "waarom"], rows)]
    return parts


def _line(rights: dict, grant: Grant) -> list[str]:
    doing = [Action(act).label if act in Action.values else rights["actions"][act] for act in grant.do]
    may = f"{LEVEL[grant.see]} zien" if grant.see else "; ".join(doing)
    conditions = " of ".join(" en ".join(map(_named, part)) for part in grant.alternatives)
    return [
        may,
        ", ".join(rights["objects"][object]["label"] for object in grant.on),
        ", ".join(GROUP[group] for group in grant.at) or "altijd",
        conditions or "–",
        grant.why,
    ]


def _named(condition: str) -> str:
    return f"`{condition}`"


def _closing(rights: dict) -> list[str]:
    by, to = (
        ", ".join(Action(act).label for act in rights["two_persons"][rule]["acts"].split())
        for rule in ("not_by_who_filed", "not_to_who_filed")
    )
    together = [
        " en ".join(rights["roles"][role]["label"] for role in pair["roles"])
        for pair in rights["exclusive"]["never_together"]
    ]
    why = [[key, text] for key, text in rights["why"].items()]
    return [
        "## Nooit één persoon\n",
        f"- {by}: niet door wie de hulpvraag indiende.",
        f"- {to}: niet aan wie de hulpvraag indiende.",
        "- een tweede stap herstellen: nooit die van uzelf; die van een collega van het samenwerkingsverband niet door wie terugbelde.",
        "- een blokkade opheffen: niet door wie geblokkeerd is.",
        "- een account beëindigen of weer aanzetten: niet door wie het account heeft, en nooit dat van de laatste beheerder.",
        *(f"- {pair}: nooit samen bij één persoon." for pair in together),
        "\n## Waarom\n",
        *_table(["", "bron"], why),
    ]


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(cells) + " |" for cells in lines] + [""]


if __name__ == "__main__":
    PAGE.write_text(draw())
    print(f"{PAGE.relative_to(ROOT)} is drawn")
