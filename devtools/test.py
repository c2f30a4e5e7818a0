"""`dev.py test`: pytest on throw-away servers, journeys in a real browser included."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from . import browser
from .paths import ROOT
from .programs import DevError, Program, die_with_parent
from .throwaway import servers

NOTHING_RAN = 3


def find_browser() -> dict[str, str]:
    found = browser.find()
    print(f"the journeys use {found.path}", flush=True)
    return {"PORTAL_TEST_CHROMIUM": found.path, "PORTAL_TEST_CHROMIUM_LIBRARIES": found.libraries}


def collect_static(env: dict[str, str]) -> None:
    """Pages name their static files by a hash that this step makes."""
    log = Path(env["PORTAL_TEST_VAR"]) / "log" / "collectstatic.log"
    Program("collectstatic", [sys.executable, "manage.py", "collectstatic", "--noinput"], log=log, env=env).complete()


def run_pytest(arguments: list[str], env: dict[str, str]) -> int:
    """Run pytest in the foreground. Ctrl-C in the terminal reaches it directly, so that it can report."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts background jobs with it ignored
    process = subprocess.Popen([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, env=env, preexec_fn=die_with_parent(signal.SIGKILL))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: process.send_signal(signal.SIGINT))
    return process.wait()


def main() -> int:
    arguments = sys.argv[1:]
    os.umask(0o077)
    try:
        found = {} if "--no-browser" in arguments else find_browser()
        with servers() as env:
            collect_static(env)
            return run_pytest(arguments, env | found)
    except DevError as error:
        print(f"FAILED before the first test: {error}", file=sys.stderr)
        return NOTHING_RAN


if __name__ == "__main__":
    sys.exit(main())
