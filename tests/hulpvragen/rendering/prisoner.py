"""What somebody would try who broke out of a library inside the jail. Each attempt also works outside: the test does it there first."""

import ctypes
import json
import os
import socket
import subprocess
from pathlib import Path


def _network(port):
    with socket.socket(socket.AF_INET) as made:
        made.connect(("127.0.0.1", port))


def _datagram(port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sent:
        return sent.sendto(b"geheim", ("127.0.0.1", port))


def _neighbour(port):
    with socket.socket(socket.AF_UNIX) as made:
        return made.fileno()


def _write(port):
    path = Path(f"/tmp/prisoner-{os.getpid()}")
    path.write_text("x")
    path.unlink()
    return "written"


def _read(port):
    return Path("/etc/passwd").read_text()


def _environment(port):
    return Path("/proc/self/environ").read_bytes() or _no()


def _parent(port):
    return Path(f"/proc/{os.getppid()}/environ").exists() or _no()


def _fork(port):
    child = os.fork()
    if not child:
        os._exit(0)
    return os.waitpid(child, 0)


def _program(port):
    return subprocess.run(["/bin/true"], check=True).returncode


def _signal(port):
    os.kill(os.getppid(), 0)
    return "could"


def _list(port):
    return os.listdir("/")


def _in_memory(port):
    return os.memfd_create("x")


def _no():
    raise PermissionError


ATTEMPTS = {
    "network": _network, "datagram": _datagram, "neighbour": _neighbour, "write": _write, "read": _read, "environment": _environment, "parent": _parent,
    "fork": _fork, "program": _program, "signal": _signal, "list": _list, "memory file": _in_memory,
}  # fmt: skip


def outcome(attempt, port) -> str:
    """Return "done", or what stopped it."""
    try:
        ATTEMPTS[attempt](port)
    except PermissionError:
        return "refused"
    except OSError as error:
        return f"failed: {error}"
    return "done"


def _variables(data):
    return {"variables": dict(os.environ)}, b""


def _memory(data):
    return {"size": len(b"x" * (2 << 30))}, b""


def _loop(data):
    while True:
        pass


def _flood(data):
    while True:
        os.write(1, bytes(1 << 20))


def _lie(data):
    os.write(1, data)
    os._exit(0)


def _crash(data):
    ctypes.string_at(0)


TASKS = {
    **{name: lambda data, name=name: ({"outcome": outcome(name, json.loads(data)["port"])}, b"") for name in ATTEMPTS},
    "variables": _variables, "memory bomb": _memory, "endless loop": _loop, "flood": _flood, "lie": _lie, "crash": _crash,
    "die": lambda data: os._exit(3),
}  # fmt: skip


def main(parent: int) -> None:
    from inside import serving  # on the path in the jail only

    serving.serve(parent, TASKS)
