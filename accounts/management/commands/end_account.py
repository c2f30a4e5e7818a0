from accounts.enums import EindReden
from accounts.management.catalogue_command import CatalogueCommand
from accounts.services.ending import end_by_command


class Command(CatalogueCommand):
    help = "Beëindigt een account: inloggen, sessies, links, uitnodigingen, e-mail en alle aanstellingen stoppen. Nooit van de laatste beheerder."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="E-MAILADRES")
        parser.add_argument("--reason", required=True, choices=EindReden.values, help="waarom; dit staat in het logboek")

    def handle(self, *, email, reason, **options):
        self.require_owner()
        person = end_by_command(email=email, reden=reason)
        self.say(f"Het account van {person.email} is beëindigd.")
