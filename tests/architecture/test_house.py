"""The house itself: imports go one way, migrations are complete, locks are whole."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.core.management import call_command

from devtools.paths import ROOT

DESK_WORKERS = {  # they own the facts they write
    "hulpvragen/services/facts.py", "hulpvragen/services/guests.py", "hulpvragen/services/accepting.py", "accounts/services/registering.py",
    "accounts/services/catalogue.py", "accounts/services/places.py", "accounts/services/posts.py", "hulpvragen/services/handover.py",
    "mutaties/services/approving.py", "accounts/services/stopping.py", "accounts/services/ending.py",
    "accounts/services/restoring.py", "hulpvragen/services/moving.py", "hulpvragen/services/verhuizing.py",
    "hulpvragen/services/explaining.py",  # writes nothing: no side sees all facts, and the policy is asked about others
}


def test_imports_go_one_way():
    linted = subprocess.run([Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert linted.returncode == 0, linted.stdout[-3000:]
    assert "0 broken" in linted.stdout


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("name", ["base", "demo", "test"])
def test_locks_carry_hashes_and_no_address(name):
    lock = (ROOT / "requirements" / f"{name}.lock").read_text()
    assert "://" not in lock
    pinned = re.findall(r"^([\w.\-\[\]]+)==\S+.*?\\\n((?:    --hash=sha256:\S+.*\n)+)", lock, re.M)
    assert len(pinned) == len(re.findall(r"^[\w.\-\[\]]+==", lock, re.M)) > 30


def test_every_direct_dependency_says_why():
    project = (ROOT / "pyproject.toml").read_text()
    direct = tomllib.loads(project)
    names = [*direct["project"]["dependencies"], *(d for group in direct["dependency-groups"].values() for d in group if isinstance(d, str))]
    silent = [name for name in names if not re.search(rf'^\s*"{re.escape(name)}",\s+# \S.*\S', project, re.M)]
    assert silent == []


def test_only_the_owners_of_facts_enter_the_desk():
    entering = {
        str(path.relative_to(ROOT))
        for app in ("portal", "accounts", "hulpvragen", "mutaties", "notifications")
        for path in (ROOT / app).rglob("*.py")
        if re.search(r"import .*\bdesk\b|\bdb\.desk\b", path.read_text())
    }
    assert entering == DESK_WORKERS


def test_every_app_file_stands_in_a_layer():
    """A new file in an app must say which layer it is: utils.py has none."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][1]
    layers = set(re.findall(r"\w+", " ".join(contract["layers"])))
    loose = [
        f"{app}/{path.name}"
        for app in contract["containers"]
        for path in (ROOT / app).iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists()) and path.stem not in layers | {"__init__", "apps", "migrations"}
    ]
    assert loose == []
