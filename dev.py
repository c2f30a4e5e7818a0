#!/usr/bin/env python3
"""Sets everything up and runs it. Needs Python 3.11 or newer and nothing else.

python3 dev.py run     the portal with demo data, on http://localhost:8000
                       [--port N] [--fresh] [--without worker,beat,redis]
python3 dev.py code    the code of the second step of one of the demo's people
                       KEY_OR_EMAIL
python3 dev.py test    all tests   [--no-browser] [arguments of pytest]
python3 dev.py check   lint, imports, migrations, settings
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".installed"
BEGAN = time.time()
# what each command needs, and the module that does the work; `code` needs nothing but Python itself
COMMANDS = {
    "run": ("demo", "devtools.demo"),
    "test": ("test", "devtools.test"),
    "check": ("test", "devtools.check"),
    "code": (None, "devtools.second_factor"),
}


def fingerprint(group):
    lock = (HERE / "requirements" / (group + ".lock")).read_bytes()
    return hashlib.sha256(lock + sys.version.encode()).hexdigest()


def installed(group):
    """Tell whether the packages are there; those of the tests contain those of the demo."""
    have = STAMP.read_text() if STAMP.exists() and PYTHON.exists() else None
    return have in (fingerprint(group), fingerprint("test"))


def step(what, *command):
    """Run one step quietly and show how long it takes; when it fails, show the end of what it said."""
    from devtools.programs import die_with_parent  # an older Python could not even read it

    live = sys.stdout.isatty()
    if not live:
        print(f"[{time.time() - BEGAN:5.1f} s] {what} ...", flush=True)
    with tempfile.TemporaryFile("w+", errors="replace") as said:
        process = subprocess.Popen([str(part) for part in command], cwd=HERE, stdout=said, stderr=said, preexec_fn=die_with_parent(signal.SIGKILL))
        try:
            while process.poll() is None:
                if live:
                    print(f"\r[{time.time() - BEGAN:5.1f} s] {what} ... ", end="", flush=True)
                time.sleep(0.1)
        finally:
            process.kill()
        if live:
            print()
        if process.returncode:
            said.seek(0)
            print("".join(said.readlines()[-15:]), file=sys.stderr)
            sys.exit(f"dev.py: {what} failed")


def same_python():
    """Tell whether .venv was made by the Python that runs us."""
    if not PYTHON.exists():
        return False
    answer = subprocess.run([PYTHON, "-c", "import sys; print(sys.version)"], capture_output=True, text=True)
    return answer.stdout.strip() == sys.version


def make_venv(uv):
    if uv:
        step("making .venv", uv, "venv", "--clear", "--python", sys.executable, VENV)
        return
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        sys.exit("dev.py: this Python cannot make a .venv. On Debian and Ubuntu: apt-get install python3-venv")
    step("making .venv", sys.executable, "-m", "venv", "--clear", VENV)


def install(group):
    """Install the packages of a lock file: only files whose hash it names, nothing is compiled."""
    uv = shutil.which("uv")
    if not same_python():
        make_venv(uv)
    lock = HERE / "requirements" / (group + ".lock")
    count = sum(line[0].isalnum() for line in lock.read_text().splitlines() if line)
    what = f"installing {count} packages"
    STAMP.unlink(missing_ok=True)
    if uv:
        step(
            what,
            uv,
            "pip",
            "install",
            "--require-hashes",
            "--no-build",
            "--compile-bytecode",
            "--python",
            PYTHON,
            "-r",
            lock,
        )
    else:
        step(
            what,
            PYTHON,
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "--require-hashes",
            "--only-binary",
            ":all:",
            "-r",
            lock,
        )
    STAMP.write_text(fingerprint(group))


def ensure(group):
    if installed(group):
        return
    if not os.access(HERE, os.W_OK) or (VENV.exists() and not os.access(VENV, os.W_OK)):
        sys.exit(f"dev.py: you may not write in {HERE} or its .venv; run as the owner, or remove .venv")
    (HERE / "var").mkdir(exist_ok=True)
    with (HERE / "var" / "install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # `run` and `test` may be started at the same time
        if not installed(group):
            install(group)


def main():
    if sys.version_info < (3, 11):  # noqa: UP036  an older one gets this line, not a traceback
        sys.exit("dev.py: needs Python 3.11 or newer, this is " + sys.version.split()[0])
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__)
    group, module = COMMANDS[sys.argv[1]]
    if group:
        ensure(group)
    os.chdir(HERE)
    os.environ["DEV_BEGAN"] = str(BEGAN)
    python = PYTHON if group else sys.executable
    # no child but our successor: Ctrl-C reaches one process
    os.execv(python, [str(python), "-m", module, *sys.argv[2:]])


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\ndev.py: stopped")
