"""`dev.py check`: lint, imports, migrations and settings, on a throw-away server."""

import os
import subprocess
import sys
from pathlib import Path

from .cluster import Cluster
from .paths import ROOT
from .programs import DevError
from .throwaway import servers

PROGRAMS = Path(sys.executable).parent
DATABASE = "check"
CHECKS = {
    "lint": [PROGRAMS / "ruff", "check", "--output-format", "concise", "."],
    "imports": [PROGRAMS / "lint-imports"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    "settings": [sys.executable, "manage.py", "check", "--fail-level", "WARNING"],
}


def passes(name: str, command: list, env: dict[str, str]) -> bool:
    """Run one check and say how it went; only a failing one shows what it said."""
    result = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(f"{name:<12}{'FAILED' if result.returncode else 'good'}", flush=True)
    if result.returncode:
        print("\n".join(result.stdout.rstrip().splitlines()[-60:]), end="\n\n")
    return result.returncode == 0


def main() -> int:
    os.umask(0o077)
    try:
        with servers() as env:
            cluster = Cluster.of(env)
            cluster.ensure(DATABASE)
            env["DATABASE_URL"] = cluster.address("portal_owner", DATABASE)
            results = [passes(name, command, env) for name, command in CHECKS.items()]
    except DevError as error:
        print(f"dev.py check: {error}", file=sys.stderr)
        return 1
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
