from django.db import transaction

from accounts.management.catalogue_command import CatalogueCommand
from accounts.register import ENCODINGS, Register, read_register
from accounts.services.catalogue import Imported, import_register, mark_aangesloten
from mutaties.services.school_changes import looks_cut_off, propose_from_register


class Command(CatalogueCommand):
    help = "Leest het register van scholen van DUO in. Er wordt nooit een school verwijderd."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="BESTAND", help="het CSV-bestand van DUO, zoals het is opgehaald")
        parser.add_argument("--aangesloten", metavar="CODES",
                            help="scholen die meedoen: codes met komma's ertussen, of een bestand met op elke regel een code")
        parser.add_argument("--encoding", choices=ENCODINGS, default="auto", help="de tekenset van het bestand (standaard: auto)")

    def handle(self, *, file, aangesloten, encoding, **options):
        self.require_owner()
        codes = self.read_codes(aangesloten) if aangesloten else None
        register = read_register(self.read_file(file), encoding)
        with transaction.atomic():
            imported = import_register(register=register)
            marked = mark_aangesloten(by=None, codes=codes.codes) if codes else None
            proposed = propose_from_register()
        self.say_read(register)
        self.say_imported(imported)
        if looks_cut_off():
            self.say("Meer dan een op de tien scholen staat niet in dit bestand. Is het heel? Er is geen sluiting voorgesteld.")
        if proposed:
            self.say(f"{proposed} {'wijziging' if proposed == 1 else 'wijzigingen'} voorgesteld: Scholen, Wijzigingen van scholen")
        if codes:
            self.say_marked(codes, marked)

    def say_read(self, register: Register) -> None:
        """Say how the file was read, and what is wrong in it."""
        self.say(f"{len(register.schools)} scholen gelezen ({register.encoding})")
        if register.header.absent:
            self.say(f"Niet in dit bestand, en daarom niet gewijzigd: {', '.join(register.header.absent)}")
        self.say_faults(register.faults)

    def say_imported(self, imported: Imported) -> None:
        """Say what became of it, with the names of the schools that somebody has to look at."""
        if imported.missing:
            verb = "staat" if len(imported.missing) == 1 else "staan"
            self.say(f"{len(imported.missing)} {verb} niet meer in dit bestand. In het portaal is niets verwijderd:")
        for school in imported.missing:
            self.say(f"  {school}, {school.plaats}")
        if imported.differences:
            counts = ", ".join(f"{soort.label.lower()} {count}" for soort, count in imported.differences.items())
            self.say(f"Anders dan in het vorige bestand: {counts}")
            self.say("In het portaal staat elk verschil met oud en nieuw: Scholen, Verschillen in het register")
        if imported.differing:
            self.say(f"{len(imported.differing)} aangesloten en anders dan in het register. In het portaal is niets gewijzigd:")
        for vestiging, names in imported.differing:
            self.say(f"  {vestiging.code} {vestiging.naam}: {', '.join(names)}")
        self.say(f"{imported.new} nieuw, {imported.changed} gewijzigd, {imported.unchanged} ongewijzigd, {imported.skipped} overgeslagen")
