"""How a process shuts itself in, without any right of its own: limits, no new privileges, a filter on system calls, Landlock.

It cannot be undone, and holds for whatever the process starts. All of it works unprivileged in a container (read-only
root, no capabilities, no user namespaces). What cannot be set raises OSError: then nothing is read.
"""

import ctypes
import os
import platform
import resource
import signal

MEMORY = 1 << 30
_libc = ctypes.CDLL(None, use_errno=True)

# ---- linux/prctl.h, linux/seccomp.h, linux/audit.h, linux/filter.h
_PDEATHSIG, _DUMPABLE, _SECCOMP, _NO_NEW_PRIVS, _FILTER = 1, 4, 22, 38, 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16
_KILL, _NO, _ALLOW = 0x8000_0000, 0x0005_0000 | 1, 0x7FFF_0000  # 1: EPERM
_X32 = 0x4000_0000
_AF_UNIX = 1

# the number of each machine, and its system calls
_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
# what a calculation needs: memory, the clock, what was opened before. Everything else is refused, so also what is new
_CALCULATING = {
    "read": (0, 63), "write": (1, 64), "close": (3, 57), "lseek": (8, 62), "mmap": (9, 222), "mprotect": (10, 226), "munmap": (11, 215),
    "brk": (12, 214), "mremap": (25, 216), "madvise": (28, 233), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132), "restart_syscall": (219, 128), "sched_yield": (24, 124), "futex": (202, 98), "getpid": (39, 172), "gettid": (186, 178),
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "gettimeofday": (96, 169), "getrusage": (98, 165), "getrandom": (318, 278),
    "exit": (60, 93), "exit_group": (231, 94),
}  # fmt: skip
# what a converter, a whole program, has no business with: other processes, the kernel, and ways around the filter
_NEVER = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "pidfd_getfd": (438, 438), "pidfd_open": (434, 434), "kcmp": (312, 272),
    "io_uring_setup": (425, 425), "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "unshare": (272, 97), "setns": (308, 268),
    "mount": (165, 40), "umount2": (166, 39), "move_mount": (429, 429), "open_tree": (428, 428), "fsopen": (430, 430), "fsmount": (432, 432),
    "pivot_root": (155, 41), "chroot": (161, 51), "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218), "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265), "init_module": (175, 105), "finit_module": (313, 273), "kexec_load": (246, 104), "reboot": (169, 142),
    "swapon": (167, 224), "personality": (135, 92), "acct": (163, 89), "quotactl": (179, 60), "syslog": (103, 116), "kill": (62, 129), "tkill": (200, 130),
    "prlimit64": (302, 261), "connect": (42, 203), "mknodat": (259, 33), "memfd_create": (319, 279),
}  # fmt: skip
_SOCKET, _SOCKETPAIR = (41, 198), (53, 199)

# ---- linux/landlock.h: what may be done with files, below which folders
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every machine
_EXECUTE, _READ, _MAKE_SOCKET = 1 << 0, (1 << 2) | (1 << 3), 1 << 9
_ALL = {1: (1 << 13) - 1, 2: (1 << 14) - 1}  # of version 1, 2; of 3 and later all of 15
_O_PATH = 0o10000000


def limit(*, memory: int = MEMORY, seconds: int, written: int) -> None:
    """Set the limits on memory, CPU and what is written; leave no core, and no way for another process to look in."""
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, written), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))  # the first limit ends it with SIGXCPU, which tells why
    _prctl(_DUMPABLE, 0)


def die_with(parent: int) -> None:
    """End when the parent ends."""
    _prctl(_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we asked
        os._exit(1)


def calculate_only() -> None:
    """From here on: no file, socket, process or program; only what is open already, and memory."""
    number, row = _machine()
    allowed = [step for numbers in _CALCULATING.values() for step in ((_EQUAL, 0, 1, numbers[row]), (_RETURN, 0, 0, _ALLOW))]
    _install([*_only(number), *allowed, (_RETURN, 0, 0, _NO)])


def no_network() -> None:
    """From here on: no socket but those between processes of this machine, no look into another process, no way around."""
    number, row = _machine()
    refused = [step for numbers in _NEVER.values() for step in ((_EQUAL, 0, 1, numbers[row]), (_RETURN, 0, 0, _NO))]
    sockets = [(_EQUAL, 1, 0, _SOCKET[row]), (_EQUAL, 0, 3, _SOCKETPAIR[row]), (_LOAD, 0, 0, _FIRST_ARGUMENT), (_EQUAL, 1, 0, _AF_UNIX), (_RETURN, 0, 0, _NO)]
    _install([*_only(number), (_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _NO), *refused, *sockets, (_RETURN, 0, 0, _ALLOW)])


def _machine() -> tuple[int, int]:
    if platform.machine() not in _MACHINES:
        raise OSError(f"no filter is known for {platform.machine()}")
    return _MACHINES[platform.machine()]


def _only(number: int) -> list[tuple[int, int, int, int]]:
    """Refuse another machine's calls, whose numbers mean something else; then look at the number."""
    return [(_LOAD, 0, 0, _MACHINE), (_EQUAL, 1, 0, number), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, _NUMBER)]


class _Step(ctypes.Structure):
    _fields_ = [("code", ctypes.c_ushort), ("jt", ctypes.c_ubyte), ("jf", ctypes.c_ubyte), ("k", ctypes.c_uint32)]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.POINTER(_Step))]


def _install(steps: list[tuple[int, int, int, int]]) -> None:
    _prctl(_NO_NEW_PRIVS, 1)
    rows = (_Step * len(steps))(*(_Step(code, jt, jf, k) for code, jt, jf, k in steps))
    program = _Program(len(steps), rows)
    _prctl(_SECCOMP, _FILTER, ctypes.addressof(program))


def _prctl(option: int, *given: int) -> None:
    values = [ctypes.c_ulong(value) for value in (*given, *[0] * (4 - len(given)))]
    _checked(_libc.prctl(ctypes.c_int(option), *values))


def _checked(answer: int) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return answer


class _Ruleset(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64)]


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32)]


def only_these_files(*, read: list[str], write: list[str], sockets: list[str]) -> None:
    """From here on: files below `read` may be read and run, those below `write` made and changed, `sockets` may get a socket; no other is there."""
    version = _checked(_libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), 1))
    everything = _ALL.get(version, (1 << 15) - 1)
    wanted = _Ruleset(everything)
    ruleset = _checked(_libc.syscall(_CREATE_RULESET, ctypes.byref(wanted), ctypes.c_size_t(ctypes.sizeof(wanted)), 0))
    for paths, allowed in ((read, _EXECUTE | _READ), (write, everything & ~_EXECUTE), (sockets, _MAKE_SOCKET)):
        for path in filter(os.path.exists, paths):
            _allow(ruleset, path, allowed)
    _prctl(_NO_NEW_PRIVS, 1)
    _checked(_libc.syscall(_RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)


def _allow(ruleset: int, path: str, allowed: int) -> None:
    folder = os.open(path, _O_PATH | os.O_CLOEXEC)
    if not os.path.isdir(path):
        allowed &= _EXECUTE | (1 << 1) | (1 << 2) | (1 << 14)  # what a single file knows
    rule = _Beneath(allowed, folder)
    _checked(_libc.syscall(_ADD_RULE, ruleset, 1, ctypes.byref(rule), 0))
    os.close(folder)
