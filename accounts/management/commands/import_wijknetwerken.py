from accounts.management.catalogue_command import CatalogueCommand
from accounts.register.tables import WIJKEN, read_wijken
from accounts.services.installing import take_in_wijken


class Command(CatalogueCommand):
    help = (
        f"Zet scholen in hun wijknetwerk (CSV: {';'.join(WIJKEN)}); een wijknetwerk dat er niet is, wordt gemaakt. "
        "Is er één regel niet goed, dan gaat er niets in."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="BESTAND")

    def handle(self, *, file, **options):
        self.require_owner()
        schools, faults = read_wijken(self.read_file(file))
        result = take_in_wijken(schools=schools, faults=faults)
        self.say_faults(result.faults)
        if result.faults:
            self.say("Er is niets ingelezen. Verbeter de regels hierboven en lees het bestand opnieuw in.")
            return
        self.say(f"{result.posts} scholen in een wijknetwerk gezet, {result.already} zaten er al in.")
