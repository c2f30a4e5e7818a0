"""Keys made in Python: UUIDs version 7 that rise, whatever the system's clock does."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from portal.lib import ids
from portal.lib.ids import uuid7

MANY = 10_000


def _millisecond(key: uuid.UUID) -> int:
    return key.int >> 80


def test_it_is_a_version_7():
    key = uuid7()

    assert (key.version, key.variant) == (7, uuid.RFC_4122)


def test_it_begins_with_the_moment():
    before = time.time_ns() // 1_000_000
    key = uuid7()

    assert before <= _millisecond(key) <= time.time_ns() // 1_000_000 + 1


def test_they_rise():
    keys = [uuid7() for _ in range(MANY)]

    assert keys == sorted(keys)
    assert len(set(keys)) == MANY


def test_they_rise_in_the_database_too(db):
    from portal.lib.db import one  # needs Django's settings

    keys = [str(uuid7()) for _ in range(100)]
    assert one("select array_agg(k order by k) from unnest(%s::uuid[]) k", keys)[0] == [uuid.UUID(key) for key in keys]


def test_threads_never_get_the_same():
    with ThreadPoolExecutor(8) as pool:
        parts = list(pool.map(lambda _: [uuid7() for _ in range(1000)], range(8)))

    assert len({key for part in parts for key in part}) == 8000
    assert all(part == sorted(part) for part in parts)


def test_a_clock_that_goes_back_makes_no_older_key(monkeypatch):
    monkeypatch.setattr(ids, "_last", 0)
    hours = iter([2_000_000_000_000_000_000, 1_999_996_400_000_000_000, 1_999_996_400_000_000_000, 2_000_000_000_000_000_000])
    monkeypatch.setattr(ids.time, "time_ns", lambda: next(hours))

    keys = [uuid7() for _ in range(4)]

    assert keys == sorted(set(keys))


def test_within_one_moment_they_rise_and_cannot_be_guessed(monkeypatch):
    monkeypatch.setattr(ids, "_last", 0)
    monkeypatch.setattr(ids.time, "time_ns", lambda: 2_000_000_000_000_000_000)
    keys = [uuid7() for _ in range(5000)]  # more than fit in the twelve bits of one millisecond

    assert keys == sorted(set(keys))
    assert {key.version for key in keys} == {7}
    assert len({key.int & ((1 << 62) - 1) for key in keys}) == 5000
