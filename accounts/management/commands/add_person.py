from accounts.management.catalogue_command import CatalogueCommand
from accounts.models import User
from accounts.register.tables import LAST_DAY, person
from accounts.services.installing import first_link, take_in_people
from portal.lib import clock


class Command(CatalogueCommand):
    help = (
        "Maakt een account met een aanstelling en toont een link waarmee die persoon eenmalig een wachtwoord kiest. "
        "Voor de eerste mensen van een nieuwe installatie: zet als eerste de beheerder erin."
    )

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="E-MAILADRES")
        parser.add_argument("voornaam", metavar="VOORNAAM")
        parser.add_argument("achternaam", metavar="ACHTERNAAM")
        parser.add_argument("--rol", required=True, help="bijvoorbeeld beheerder, loket of ib")
        parser.add_argument("--eenheid", default="", help="de code van een vestiging of de naam van een wijknetwerk; leeg: het hele SWV")
        parser.add_argument("--begin", default="", help="de eerste dag, zoals 2026-12-01; leeg: vandaag")
        parser.add_argument("--laatste-dag", default="", help="de laatste dag; leeg: nog niet bekend")

    def handle(self, *, email, voornaam, achternaam, rol, eenheid, begin, laatste_dag, **options):
        self.require_owner()
        typed = {"email": email, "voornaam": voornaam, "achternaam": achternaam, "rol": rol, "eenheid": eenheid}
        row, faults = person(1, typed | {"begin": begin or clock.today().isoformat(), LAST_DAY: laatste_dag})
        result = take_in_people(people=[row] if row else [], faults=faults)
        for fault in result.faults:
            self.faults += 1
            self.stderr.write(f"{fault.column}: {fault.message}")
        if not self.faults:
            self.say_made(User.objects.get(email=row.email), result.already)

    def say_made(self, user: User, already: int) -> None:
        self.say(f"{user.naam} {'had deze aanstelling al' if already else 'heeft een account en een aanstelling'}.")
        if link := first_link(user=user):
            self.say(f"Met deze link kiest zij een wachtwoord. De link werkt één keer en een half uur:\n{link}")
            self.say("Is de link verlopen? Voer dit nog eens uit, of gebruik ‘Wachtwoord vergeten’ op de inlogpagina.")
        else:
            self.say("Zij logt in met het wachtwoord dat zij al heeft.")
