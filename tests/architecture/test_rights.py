"""docs/rights.toml against itself, the workflow table, the code's words and the URLs."""

import re
from dataclasses import replace

import pytest

from accounts.enums import EENHEDEN_VAN_ROL, NEVER_TOGETHER, Rol
from devtools import draw_rights
from devtools.rights import GRANT_KEYS, LEVELS, Grant
from hulpvragen.enums import Action, Deel, GastSoort, Status
from portal.lib.http import Access
from tests.architecture.papers import Papers, found, real, spoiled

NO_DOSSIER = {"contactpersoon", "mutatiebehandelaar", "beheerder", "privacy_officer"}


# ---- the words


def the_words_are_known(p: Papers):
    for roles, lines in p.rights["grants"].items():
        yield from (f"unknown role {role}" for role in roles.split() if role not in p.rights["roles"])
        yield from (f"odd keys {line}" for line in lines if set(line) - GRANT_KEYS or ("see" in line) == ("do" in line))
    for grant in p.grants:
        if grant.see not in ("", *LEVELS):
            yield f"unknown level {grant.see}"
        yield from (f"unknown object {word}" for word in grant.on if word not in p.rights["objects"])
        yield from (f"unknown status group {word}" for word in grant.at if word not in p.rights["status_groups"])
        words = {word for alternative in grant.alternatives for word in alternative}
        yield from (f"unknown condition {word}" for word in words - set(p.rights["conditions"]))
    for field in p.rights["exceptions"]["fields"]:
        yield from (f"unknown role {role} at {field['field']}" for role in field["to"] if role not in p.rights["roles"])


def every_grant_has_a_why(p: Papers):
    sources = p.rights["why"]
    for grant in p.grants:
        source = re.split(r"[ :;]", grant.why)[0]
        if not source:
            yield f"no why: {grant.role} {grant.see}{' '.join(grant.do)}"
        elif source not in sources and source.rstrip("0123456789.") not in sources:
            yield f"unknown source: {grant.why}"


def nothing_is_dead(p: Papers):
    used = {word for grant in p.grants for alternative in grant.alternatives for word in alternative}
    yield from (f"unused condition {word}" for word in set(p.rights["conditions"]) - used)
    seen = {object for grant in p.grants if grant.see for object in grant.on}
    yield from (f"nobody sees {object}" for object in set(p.rights["objects"]) - seen)
    granted = {role for roles in p.rights["grants"] for role in roles.split()}
    yield from (f"role without a grant {role}" for role in set(p.rights["roles"]) - granted)


def roles_are_those_of_the_code(p: Papers):
    staff = {rol.value: (rol.label, rol.zijde, frozenset(EENHEDEN_VAN_ROL[rol])) for rol in Rol}
    guests = {soort.value: (soort.label, "gast", frozenset()) for soort in GastSoort}
    here = {role: (a["label"], a["side"], frozenset(a["eenheid"])) for role, a in p.rights["roles"].items()}
    yield from (f"roles differ: {role}" for role, _ in here.items() ^ (staff | guests).items())
    together = {frozenset(pair["roles"]) for pair in p.rights["exclusive"]["never_together"]}
    if together != NEVER_TOGETHER:
        yield "never together differs from accounts.enums"


def statuses_are_those_of_the_code(p: Papers):
    groups = p.rights["status_groups"]
    yield from (f"group differs: {g}" for g in groups.keys() ^ p.groups.keys())
    yield from (f"group differs: {g}" for g in groups.keys() & p.groups.keys() if groups[g] != list(p.groups[g]))
    members = [status for group in groups.values() for status in group]
    if sorted(members) != sorted(Status.values):
        yield "every status stands in one group"
    yield from (f"union of unknown {g}" for u in p.rights["status_unions"].values() for g in u if g not in groups)


def parts_are_those_of_the_code(p: Papers):
    parts = {about["part"] for about in p.rights["objects"].values()} - {""}
    if parts != set(Deel.values):
        yield f"parts differ: {sorted(parts)}"


def actions_are_those_of_the_code(p: Papers):
    here = {action for grant in p.grants if "hulpvraag" in grant.on for action in grant.do}
    yield from (f"action differs: {action}" for action in here ^ set(Action.values))
    elsewhere = {action for grant in p.grants if "hulpvraag" not in grant.on for action in grant.do}
    yield from (f"action without label, or the reverse: {a}" for a in elsewhere ^ set(p.rights["actions"]))


# ---- the matrix and the workflow table


def every_row_has_its_right(p: Papers):
    granted = {
        (grant.role, action, status)
        for grant in p.grants if "hulpvraag" in grant.on
        for action in grant.do for status in p.statuses(grant)
    }
    for row in p.table:
        for status in row.at or ("concept",):
            for role in row.who:
                if (role, row.action, status) not in granted:
                    yield f"row without right: {role} {row.action} {status}"


def every_right_has_its_row(p: Papers):
    rows = {(role, row.action, status) for row in p.table for role in row.who for status in row.at or ("concept",)}
    for grant in p.grants:
        for action in grant.do if "hulpvraag" in grant.on else ():
            for group in grant.at:
                members = p.rights["status_groups"].get(group, [])
                if not any((grant.role, action, status) in rows for status in members):
                    yield f"right without row: {grant.role} {action} {group}"


def two_persons_are_those_of_the_table(p: Papers):
    written = {action for rule in p.rights["two_persons"].values() if rule["on"] == "hulpvraag" for action in rule["acts"].split()}
    rows = {row.action.value for row in p.table if "other" in row.needs}
    yield from (f"two persons differs: {action}" for action in written ^ rows)


def two_persons_are_about_what_is_granted(p: Papers):
    granted = {(object, action) for grant in p.grants for object in grant.on for action in grant.do}
    for rule in p.rights["two_persons"].values():
        yield from (f"two persons about nothing: {action}" for action in rule["acts"].split() if (rule["on"], action) not in granted)


# ---- what may never be


def always(grant: Grant, *conditions: str) -> bool:
    """Tell whether a grant asks for these conditions, whichever way it is met."""
    return all(set(conditions) <= set(alternative) for alternative in grant.alternatives)


def what_hangs_on_a_hulpvraag_names_its_status(p: Papers):
    with_status = {word for grant in p.grants if grant.at for word in grant.on}
    for grant in p.grants:
        asked = {word for word in grant.on if p.part(word) or word in with_status}
        yield from (f"no status group: {grant.role} {word}" for word in asked if not grant.at)


def a_card_exists_where_it_is_shown(p: Papers):
    for grant in p.grants:
        for word in grant.on:
            if grant.see == "card" and not p.rights["objects"].get(word, {}).get("card"):
                yield f"no card to see: {grant.role} {word}"


def the_swv_sees_no_concept(p: Papers):
    yield from (f"SWV at concept: {g.role}" for g in p.grants if p.side(g.role) == "swv" and "concept" in g.at)


def guests_only_read_what_is_open(p: Papers):
    for grant in p.grants:
        doing = set(grant.do) - {"add_bericht"}
        if p.side(grant.role) == "gast" and (doing or {"concept", "closed"} & set(grant.at) or not grant.at):
            yield f"guest at concept or closed, or doing: {grant.role}"


def only_the_school_files(p: Papers):
    for grant in p.grants:
        if p.side(grant.role) != "school" and {"file", "submit"} & set(grant.do):
            yield f"files without being the school: {grant.role}"


def some_roles_never_read_a_dossier(p: Papers):
    for grant in p.grants:
        if grant.role in NO_DOSSIER and grant.see == "content":
            yield from (f"no-dossier role reads: {grant.role} {word}" for word in grant.on if p.part(word))


def the_swv_part_only_when_verstrekt(p: Papers):
    for grant in p.grants:
        of_swv = any(p.part(word) == "swv" for word in grant.on)
        if of_swv and p.side(grant.role) != "swv" and not always(grant, "verstrekt"):
            yield f"SWV part without verstrekt: {grant.role}"


def nothing_without_a_relation(p: Papers):
    demanded = {"school": {"own_vestiging_today", "own_opsteller", "own_bestuur"}, "gast": {"invited_any", "invited_hulpvraag", "invited_documenten", "invited_berichten"}}
    for grant in p.grants:
        wanted = demanded.get(p.side(grant.role), set())
        if wanted and not all(wanted & set(alternative) for alternative in grant.alternatives):
            yield f"unconditional: {grant.role} {grant.see}{' '.join(grant.do)}"
        if p.side(grant.role) == "gast" and not always(grant, "entitled_today"):
            yield f"guest not entitled: {grant.role}"


def a_concept_stays_with_the_school_that_wrote_it(p: Papers):
    for grant in p.grants:
        if "concept" in grant.at and p.side(grant.role) == "school" and grant.do != ("file",):
            narrow = ["own_opsteller"] + (["own_vestiging_today"] if grant.see == "content" else [])
            if not always(grant, *narrow):
                yield f"concept moves along: {grant.role} {grant.see}{' '.join(grant.do)}"


def closed_content_needs_its_ground(p: Papers):
    for grant in p.grants:
        reads = p.side(grant.role) == "school" and grant.see == "content" and "closed" in grant.at
        if reads and not always(grant, "closed_ground"):
            yield f"closed content without ground: {grant.role}"


# ---- the matrix and the URLs


def every_view_asks_for_a_right_that_exists(p: Papers):
    levels = {(object, grant.see) for grant in p.grants for object in grant.on if grant.see}
    acts = {(object, action) for grant in p.grants for object in grant.on for action in grant.do}
    for route, access in p.views:
        if access.session not in p.rights["states"]:
            yield f"unknown state {access.session}: /{route}"
        if access.object and (access.object, access.right) not in levels | acts:
            yield f"right not in the matrix: /{route} {access.right} {access.object}"


CHECKS = [
    the_words_are_known, every_grant_has_a_why, nothing_is_dead, roles_are_those_of_the_code,
    statuses_are_those_of_the_code, parts_are_those_of_the_code, actions_are_those_of_the_code,
    every_row_has_its_right, every_right_has_its_row, two_persons_are_those_of_the_table, two_persons_are_about_what_is_granted,
    what_hangs_on_a_hulpvraag_names_its_status, a_card_exists_where_it_is_shown, the_swv_sees_no_concept,
    guests_only_read_what_is_open, only_the_school_files, some_roles_never_read_a_dossier,
    the_swv_part_only_when_verstrekt, nothing_without_a_relation, a_concept_stays_with_the_school_that_wrote_it,
    closed_content_needs_its_ground, every_view_asks_for_a_right_that_exists,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_matrix_holds(check):
    assert found(check, real()) == []


def test_every_url_asks_for_a_right_of_the_matrix():
    from portal.checks import patterns  # loads every view; the other tests need none

    papers = real()
    papers.views = [(route, pattern.callback.access) for route, pattern in patterns()]
    assert len(papers.views) > 10
    assert found(every_view_asks_for_a_right_that_exists, papers) == []


def test_the_page_for_people_is_current():
    assert draw_rights.PAGE.read_text() == draw_rights.draw(), "run: python -m devtools.draw_rights"


# ---- sabotage: each check notices what it is for


def grant(roles: str, **line):
    """Return a sabotage that adds a line."""
    return lambda p: p.rights["grants"].setdefault(roles, []).append({"why": "C: sabotage", **line})


def change(roles: str, **new):
    """Return a sabotage that changes the first line of some roles."""
    return lambda p: p.rights["grants"][roles][0].update(new)


def forget(path: str, key: str):
    """Return a sabotage that takes a word out of a section."""
    return lambda p: p.rights[path].pop(key)


def drop_rows(action: Action):
    def spoil(p: Papers):
        p.table = [row for row in p.table if row.action != action]
    return spoil


def drop_verstrekt(p: Papers):
    line = next(line for line in p.rights["grants"]["ib"] if "verstrekt" in line.get("if", ""))
    line["if"] = "own_vestiging_today"


def widen_role(p: Papers):
    p.table = [replace(row, who=(*row.who, "consulent")) if row.action == Action.GRANT else row for row in p.table]


def forget_other(p: Papers):
    p.table = [replace(row, needs=()) if row.action == Action.ADVISE else row for row in p.table]


def ask_for_nothing_known(p: Papers):
    p.views = [("hulpvragen/", Access("verified", object="hulpvraag", right="erase"))]


def ask_in_no_known_state(p: Papers):
    p.views = [("hulpvragen/", Access("anybody"))]


FREE = {"see": "content", "on": "dossier"}
SABOTAGE = [
    (the_words_are_known, "unknown role fg", grant("fg", see="card", on="trail")),
    (the_words_are_known, "unknown object tlv", grant("loket", see="card", on="tlv")),
    (the_words_are_known, "unknown condition friendly", grant("loket", see="card", on="trail", **{"if": "friendly"})),
    (the_words_are_known, "unknown status group bezwaar", grant("loket", see="card", on="trail", at="bezwaar")),
    (the_words_are_known, "unknown level count", grant("loket", see="count", on="trail")),
    (the_words_are_known, "odd keys", grant("loket", see="card", do="take", on="trail")),
    (every_grant_has_a_why, "no why: ib", change("ib", why="")),
    (every_grant_has_a_why, "unknown source: because", change("ib", why="because")),
    (nothing_is_dead, "unused condition", lambda p: p.rights["conditions"].update(own_gemeente={})),
    (nothing_is_dead, "nobody sees tlv", lambda p: p.rights["objects"].update(tlv={"part": ""})),
    (nothing_is_dead, "role without a grant beheerder", forget("grants", "beheerder")),
    (roles_are_those_of_the_code, "roles differ: loket", forget("roles", "loket")),
    (roles_are_those_of_the_code, "roles differ: ib", lambda p: p.rights["roles"]["ib"].update(side="swv")),
    (roles_are_those_of_the_code, "never together", lambda p: p.rights["exclusive"].update(never_together=[])),
    (statuses_are_those_of_the_code, "group differs: closed", lambda p: p.rights["status_groups"]["closed"].pop()),
    (statuses_are_those_of_the_code, "in one group", lambda p: p.rights["status_groups"]["closed"].pop()),
    (statuses_are_those_of_the_code, "union of unknown", lambda p: p.rights["status_unions"].update(any=["bezwaar"])),
    (parts_are_those_of_the_code, "parts differ", lambda p: p.rights["objects"]["swv_stuk"].update(part="bestuur")),
    (actions_are_those_of_the_code, "action differs: erase", grant("ib", do="erase", on="hulpvraag", at="open")),
    (actions_are_those_of_the_code, "without label", forget("actions", "resend_failed")),
    (every_row_has_its_right, "row without right: consulent grant in_behandeling", widen_role),
    (every_row_has_its_right, "row without right: loket take ingediend", forget("grants", "loket")),
    (every_right_has_its_row, "right without row: loket take_over", drop_rows(Action.TAKE_OVER)),
    (every_right_has_its_row, "right without row: ib grant", grant("ib", do="grant", on="hulpvraag", at="handling")),
    (two_persons_are_those_of_the_table, "two persons differs: advise", forget_other),
    (two_persons_are_about_what_is_granted, "two persons about nothing: unblock_post", lambda p: p.rights["two_persons"]["not_by_the_stopped"].update(on="account")),
    (what_hangs_on_a_hulpvraag_names_its_status, "no status group: loket dossier", grant("loket", **FREE)),
    (what_hangs_on_a_hulpvraag_names_its_status, "group: beheerder trail", grant("beheerder", see="card", on="trail")),
    (a_card_exists_where_it_is_shown, "no card to see: ib leerling", grant("ib", see="card", on="leerling")),
    (the_swv_sees_no_concept, "SWV at concept: loket", change("loket", at="concept")),
    (guests_only_read_what_is_open, "closed, or doing: ouder", change("ouder leerling16", at="closed")),
    (guests_only_read_what_is_open, "closed, or doing: andere", grant("andere", do="close", on="hulpvraag", at="open")),
    (only_the_school_files, "the school: loket", grant("loket", do="file", on="hulpvraag", at="handling")),
    (some_roles_never_read_a_dossier, "reads: beheerder dossier", grant("beheerder", at="open", **FREE)),
    (the_swv_part_only_when_verstrekt, "without verstrekt: ib", drop_verstrekt),
    (nothing_without_a_relation, "unconditional: ib content", grant("ib", at="open", **FREE)),
    (nothing_without_a_relation, "unconditional: ouder", change("ouder leerling16", **{"if": "entitled_today"})),
    (nothing_without_a_relation, "not entitled", change("ouder leerling16", **{"if": "invited_hulpvraag verstrekt"})),
    (a_concept_stays_with_the_school_that_wrote_it, "moves along: ib", change("ib", **{"if": "own_vestiging_today"})),
    (a_concept_stays_with_the_school_that_wrote_it, "moves along: ib", change("ib", **{"if": "own_opsteller"})),
    (closed_content_needs_its_ground, "without ground: ib", change("ib", at="closed", **{"if": "own_vestiging_today"})),
    (every_view_asks_for_a_right_that_exists, "not in the matrix: /hulpvragen/ erase", ask_for_nothing_known),
    (every_view_asks_for_a_right_that_exists, "unknown state anybody", ask_in_no_known_state),
]


@pytest.mark.parametrize(("check", "expected", "spoil"), SABOTAGE, ids=[line[1] for line in SABOTAGE])
def test_sabotage_is_noticed(check, expected, spoil):
    assert expected in "\n".join(found(check, spoiled(spoil)))


def test_no_check_is_without_its_sabotage():
    assert {check for check, _, _ in SABOTAGE} == set(CHECKS)
