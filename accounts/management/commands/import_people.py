from accounts.management.catalogue_command import CatalogueCommand
from accounts.register.tables import PEOPLE, read_people
from accounts.services.installing import take_in_people


class Command(CatalogueCommand):
    help = (
        f"Leest een tabel van mensen met hun aanstelling in (CSV: {';'.join(PEOPLE)}). "
        "Is er één regel niet goed, dan gaat er niets in. Twee keer inlezen doet niets dubbel."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="BESTAND")

    def handle(self, *, file, **options):
        self.require_owner()
        people, faults = read_people(self.read_file(file))
        result = take_in_people(people=people, faults=faults)
        self.say_faults(result.faults)
        if result.faults:
            self.say("Er is niets ingelezen. Verbeter de regels hierboven en lees het bestand opnieuw in.")
            return
        self.say(f"{len(result.made)} accounts en {result.posts} aanstellingen gemaakt, {result.already} waren er al.")
        if result.made:
            self.say("Deze mensen kiezen zelf een wachtwoord met ‘Wachtwoord vergeten’ op de inlogpagina.")
