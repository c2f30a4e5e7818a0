"""Keys made in Python: a row that its maker may not read back needs no RETURNING."""

import os
import threading
import time
import uuid

_lock = threading.Lock()
_last = 0


def uuid7() -> uuid.UUID:
    """Return a new UUID version 7 (RFC 9562), rising within this process."""
    global _last
    with _lock:
        ns = time.time_ns()
        tick = (ns // 1_000_000) << 12 | ((ns % 1_000_000) * 4096 // 1_000_000)
        _last = tick = max(tick, _last + 1)
    random = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    return uuid.UUID(int=(tick >> 12) << 80 | 0x7 << 76 | (tick & 0xFFF) << 64 | 0b10 << 62 | random)
