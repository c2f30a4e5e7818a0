"""What the commands about schools have in common: they speak Dutch, for staff of the SWV use them."""

import os
import sys
from pathlib import Path

from django.core.management.base import BaseCommand

from accounts.register import LARGEST, CodeList, Fault, read_codes
from accounts.services.catalogue import Marked
from portal.lib.db import one
from portal.lib.errors import Invalid

NOT_THE_OWNER = (
    "Deze log-in van de database mag deze gegevens niet schrijven. "
    "Gebruik de log-in portal_owner, in de omgevingsvariabele DATABASE_URL."
)


class CatalogueCommand(BaseCommand):
    """Exits with 1 when the input as a whole is refused, or when any line of it is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.faults = 0

    def execute(self, *args, **options):
        """Run the command; what is refused as a whole gets one line."""
        try:
            super().execute(*args, **options)
        except Invalid as fault:
            self.faults += 1
            self.stderr.write(fault.message)
        if self.faults:
            sys.exit(1)

    def say(self, text: str) -> None:
        self.stdout.write(text)

    def say_faults(self, faults: list[Fault], source: str = "") -> None:
        """Show what is wrong, one line each."""
        self.faults += len(faults)
        for fault in faults:
            self.stderr.write(f"{source}{fault}")

    def say_marked(self, codes: CodeList, marked: Marked) -> None:
        """Say what became of a list of codes."""
        unknown = [Fault(codes.codes[code], f"{code} staat niet in het register") for code in marked.unknown]
        faults = sorted([*codes.faults, *unknown], key=lambda fault: fault.line)
        self.say_faults(faults, "codes, ")
        self.say(f"{len(marked.new)} aangesloten, {len(marked.already)} al aangesloten, {len(faults)} niet gevonden")

    def require_owner(self) -> None:
        """Refuse another log-in before anything is read: the web's may not write the catalogue."""
        if not one("select has_table_privilege('accounts_catalogusvestiging', 'insert')")[0]:
            raise Invalid(NOT_THE_OWNER)

    def read_file(self, name: str) -> bytes:
        """Return the bytes of a file, or with "-" of what is piped in; of one that is too large a little more than may be read."""
        if name == "-":  # a container does not see the files of its host
            return sys.stdin.buffer.read(LARGEST + 1)
        try:
            with Path(name).open("rb") as file:
                return file.read(LARGEST + 1)
        except OSError as error:
            raise Invalid(f"Het bestand {name} is niet te lezen ({error.strerror}).") from None

    def read_codes(self, argument: str) -> CodeList:
        """Return the codes of a file, or those that stand in the argument itself."""
        if os.path.isfile(argument):  # Path.is_file fails on a list that is too long for a name
            return read_codes(self.read_file(argument))
        found = read_codes(argument.encode())
        if not found.codes:
            raise Invalid(f"{argument} is geen bestand en geen lijst van codes, zoals 12AB00,12AB01.")
        return found
