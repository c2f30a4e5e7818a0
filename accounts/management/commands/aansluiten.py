from accounts.management.catalogue_command import CatalogueCommand
from accounts.services.catalogue import mark_aangesloten


class Command(CatalogueCommand):
    help = "Laat scholen uit het register meedoen in het portaal. Scholen die al meedoen, blijven zoals ze zijn."

    def add_arguments(self, parser):
        parser.add_argument("codes", metavar="CODES", help="codes met komma's ertussen, of een bestand met op elke regel een code")

    def handle(self, *, codes, **options):
        self.require_owner()
        found = self.read_codes(codes)
        self.say_marked(found, mark_aangesloten(by=None, codes=found.codes))
