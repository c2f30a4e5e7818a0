"""The matrix and the workflow table as the tests read them: a copy that a test may spoil."""

from copy import deepcopy
from dataclasses import dataclass

from devtools import rights
from hulpvragen import workflow


@dataclass
class Papers:
    """What is written down about rights and workflow; `views` is what the URLs ask for."""

    rights: dict
    table: list[workflow.Row]
    groups: dict
    aan_zet: dict
    kinds: dict
    views: list  # (route, Access)

    @property
    def grants(self) -> tuple[rights.Grant, ...]:
        return rights.grants(self.rights)

    def statuses(self, grant: rights.Grant) -> tuple[str, ...]:
        return rights.statuses(self.rights, grant)

    def side(self, role: str) -> str:
        return self.rights["roles"].get(role, {}).get("side", "")

    def part(self, object: str) -> str:
        return self.rights["objects"].get(object, {}).get("part", "")


def real() -> Papers:
    """Return a copy of the papers as they stand, without the views."""
    return Papers(
        rights.load(), list(workflow.TABLE), dict(workflow.GROUPS), dict(workflow.AAN_ZET), deepcopy(workflow.KINDS), []
    )


def spoiled(spoil) -> Papers:
    """Return a copy that `spoil` has changed."""
    papers = real()
    before = deepcopy(papers)
    spoil(papers)
    assert papers != before, "the sabotage changed nothing"
    return papers


def found(check, papers: Papers) -> list[str]:
    """Return the faults a check finds."""
    return sorted(set(check(papers)))
