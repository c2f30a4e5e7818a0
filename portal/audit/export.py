"""The whole trail as lines of text, in the order in which it was sealed. Only the owner can read it.

The form of a line is described in docs/trail.md and read by portal/audit/verify.py.
"""

from collections.abc import Iterator

from django.db import connection

SEALED = """
select 'seal ' || encode(s.chained, 'hex') || ' ' || audit_seal_line(s), s.seq, 0 as position from audit_seal s
union all
select concat_ws(' ', case when e.id is null then 'gone' else 'event' end, m.seq, m.position, encode(m.hash, 'hex'),
                 case when e.id is null then m.event_id::text else audit_line(e) end), m.seq, m.position
  from audit_sealed m left join audit_event e on e.id = m.event_id
order by 2, 3
"""
UNSEALED = """
select case when e.xid < (select audit_watermark()) then 'missed ' else 'loose ' end || audit_line(e)
  from audit_event e
 where not exists (select from audit_sealed m where m.event_id = e.id)
 order by e.at, e.id
"""
UNGUARDED = """
select 'unguarded ' || t from unnest(array['audit_event', 'audit_seal', 'audit_sealed']) t
 where not exists (select from pg_trigger g
                    where g.tgrelid = t::regclass and g.tgname = 'append_only' and g.tgenabled = 'A')
"""


def lines() -> Iterator[bytes]:
    """Yield the trail line by line, inside a transaction of the caller's."""
    yield b"trail 1"
    for query in (UNGUARDED, SEALED, UNSEALED):
        yield from _stream(query)
    yield b"end"


def _stream(query: str) -> Iterator[bytes]:
    with connection.chunked_cursor() as cursor:  # a cursor of the server: the trail may be larger than memory
        cursor.itersize = 2000
        cursor.execute(query)
        for line, *_ in cursor:
            yield line.encode()
