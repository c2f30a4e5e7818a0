"""What the demo does not have and no page makes: laid down in the journey's database as its owner."""

from contextlib import contextmanager

from devtools.cluster import cursor_on

_PERSON = "(select id from accounts_user where email = %(email)s)"
_NO_SECOND_STEP = f"delete from accounts_totpdevice where user_id = {_PERSON}"
_POST_AT_SCHOOL = f"""
insert into accounts_aanstelling (id, fact_id, recorded_at, geldig, rol, user_id, eenheid_id)
select gen_random_uuid(), gen_random_uuid(), now(), daterange(app_today() - 1, null), 'contactpersoon', {_PERSON}, v.eenheid_ptr_id
  from accounts_vestiging v where v.code = '99XD00'"""
_NO_POST = f"""
update accounts_aanstelling set geldig = daterange(lower(geldig), app_today()) where user_id = {_PERSON} and replaced_at is null"""
_MAIL = """
insert into notifications_outbox (id, occasion, event, subject_type, subject_id, kenmerk, role, created_at, due_at, state, attempts, last_error)
select gen_random_uuid(), gen_random_uuid(), 'hulpvraag.taken', 'hulpvraag', h.id, h.kenmerk, 'contact', now(), now(), %(state)s, 3, ''
  from hulpvragen_hulpvraag h where h.kenmerk = %(kenmerk)s"""
_ONE_OF_EACH = """
select distinct on (h.status, h.soort) h.status, h.soort, h.id from hulpvragen_hulpvraag h
  join accounts_vestiging v on v.eenheid_ptr_id = h.opsteller_vestiging_id
 where v.code = %(code)s order by h.status, h.soort, h.created_at"""
_AN_OPEN_ONE = """
select h.kenmerk from hulpvragen_hulpvraag h join accounts_vestiging v on v.eenheid_ptr_id = h.opsteller_vestiging_id
 where v.code = %(code)s and h.ingediend and h.gesloten_op is null limit 1"""


def _run(portal, statement: str, **values) -> None:
    with cursor_on(portal.portal.addresses.owner) as cursor:
        cursor.execute(statement, values)


def _rows(portal, query: str, **values) -> list[tuple]:
    with cursor_on(portal.portal.addresses.owner) as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def newcomer_on_both_sides(portal, key: str) -> None:
    """Take away this person's second step, and give her a post at a school beside the one at the SWV."""
    _run(portal, _NO_SECOND_STEP, email=portal.people[key]["email"])
    _run(portal, _POST_AT_SCHOOL, email=portal.people[key]["email"])


def without_post(portal, key: str) -> None:
    """Make yesterday this person's last day."""
    _run(portal, _NO_POST, email=portal.people[key]["email"])


def stuck_mail(portal, kenmerk: str, state: str) -> None:
    """Leave a mail to the contact of a hulpvraag, as waiting or failed."""
    _run(portal, _MAIL, kenmerk=kenmerk, state=state)


def hulpvragen_of(portal, code: str) -> dict[tuple[str, str], str]:
    """Return one hulpvraag of a school in each status and of each soort: its address by both."""
    return {(status, soort): f"/hulpvragen/{number}/" for status, soort, number in _rows(portal, _ONE_OF_EACH, code=code)}


def kenmerk_at(portal, code: str) -> str:
    """Return the kenmerk of a filed hulpvraag of a school that is not closed."""
    return _rows(portal, _AN_OPEN_ONE, code=code)[0][0]


@contextmanager
def failing_account_page(portal):
    """Make Mijn account fail on our side, as long as the block lasts."""
    _run(portal, "alter table accounts_recoverycode rename to gone")
    try:
        yield
    finally:
        _run(portal, "alter table gone rename to accounts_recoverycode")
