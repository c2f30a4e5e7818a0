"""docs/operations.md says what there is: its commands, its files, its services, and the lines that selfcheck can say."""

import re
import shlex

from django.core.management import get_commands, load_command_class

from devtools.paths import ROOT
from tests.deploy.test_compose import SERVICES

PAGE = (ROOT / "docs" / "operations.md").read_text()
SPOKEN = "".join((ROOT / "portal" / name).read_text() for name in ("selfcheck.py", "walls.py", "dangers.py", "keys.py"))
SPOKEN += "".join((ROOT / app / "services" / "sealed.py").read_text() for app in ("accounts", "hulpvragen", "mutaties"))


def commands() -> list[str]:
    blocks = re.findall(r"^ *```\n(.*?)^ *```", PAGE, re.DOTALL | re.MULTILINE)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    return lines + re.findall(r"`((?:sudo|docker|python3|cp) [^`]*)`", PAGE)


def test_every_command_of_the_portal_takes_these_arguments():
    seen = set()
    for line in commands():
        if found := re.search(r" manage (\w+)(.*)", line):
            name, rest = found[1], found[2].partition("<")[0].strip()
            load_command_class(get_commands()[name], name).create_parser("manage.py", name).parse_args(shlex.split(rest))
            seen.add(name)
    assert seen == {
        "selfcheck", "add_person", "import_schools", "aansluiten", "import_wijknetwerken", "import_people", "verify_trail", "rewrap_keys",
    }  # fmt: skip


def test_every_service_and_file_is_there():
    words = [shlex.split(line.partition("<")[0]) for line in commands() if line.startswith("docker compose ")]
    assert len(words) > 20
    for command in words:
        verb = command[2]
        named = {
            "run": [word for word in command[3:] if word in SERVICES][:1],
            "exec": [word for word in command[3:] if not word.startswith("-")][:1],
            "up": [], "ps": command[3:], "logs": command[3:], "stop": command[3:], "restart": command[3:],
            "build": [word for word in command[3:] if not word.startswith("-")],
        }[verb]  # fmt: skip
        assert set(named) <= set(SERVICES), command
        assert named or verb in ("up", "ps", "logs"), command
    for file in re.findall(r"(?:deploy|portal)/[\w/]+\.(?:py|env|psql)", PAGE):
        assert (ROOT / file).exists(), file
    options = set(re.findall(r"make_secrets\.py (--[\w-]+)", PAGE))
    assert options == set(re.findall(r'add_argument\("(--[\w-]+)"', (ROOT / "deploy" / "make_secrets.py").read_text()))


def test_every_line_of_the_table_can_be_said():
    table = PAGE[PAGE.index("| regel | betekenis |") :].partition("\n\n")[0].splitlines()[2:]
    assert len(table) > 15
    for row in table:
        for line in re.findall(r"`([^`]+)`", row.split("|")[1]):
            parts = [part.strip(" ?:") for part in line.split("…")]
            assert all(part in SPOKEN for part in parts), line
