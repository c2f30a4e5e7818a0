"""Lists of codes of vestigingen: from a file, or typed after a command."""

from dataclasses import dataclass, field

from portal.lib.errors import Invalid

from .text import Fault, decode, lines
from .values import code_of_vestiging

NO_CODES = "In deze lijst staat geen enkele code."


@dataclass
class CodeList:
    """The codes of a list, each with the line where it first stands."""

    codes: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_codes(data: bytes) -> CodeList:
    """Return the codes of a list: one a line or with commas between them; `#` begins a remark."""
    found = CodeList()
    text, _ = decode(data)
    for number, line in lines(text):
        for part in line.partition("#")[0].split(","):
            _take_in(found, number, part.strip())
    if not (found.codes or found.faults):
        raise Invalid(NO_CODES)
    return found


def _take_in(found: CodeList, line: int, part: str) -> None:
    if not part:
        return
    try:
        found.codes.setdefault(code_of_vestiging(part), line)
    except Invalid as fault:
        found.faults.append(Fault(line, fault.message))
