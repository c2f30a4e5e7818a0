from accounts.management.catalogue_command import CatalogueCommand
from hulpvragen.enums import Soort
from hulpvragen.oso import MASKED, MISSING
from hulpvragen.services.oso import SOORTEN, by_command, choices

HEADING = {MISSING: "Ontbreekt", MASKED: "Gemaskeerd"}


class Command(CatalogueCommand):
    help = "Leest een OSO-dossier voor het samenwerkingsverband in als concept van een school, namens een IB'er van die school."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="BESTAND", help="het XML-bestand uit het leerlingvolgsysteem")
        parser.add_argument("--vestiging", metavar="CODE", required=True, help="de school waarvoor de hulpvraag is, zoals 12AB00")
        parser.add_argument("--by", metavar="E-MAILADRES", required=True, help="de IB'er namens wie dit gebeurt")
        parser.add_argument("--soort", choices=[soort.value for soort in SOORTEN], default=Soort.ADVIESVRAAG, help="de soort hulpvraag (standaard: adviesvraag)")
        parser.add_argument("--ook-naast", action="store_true", help="ook als er over deze leerling al een hulpvraag loopt")

    def handle(self, *, file, vestiging, by, soort, ook_naast, **options):
        concept, reading = by_command(email=by, code=vestiging, soort=soort, data=self.read_file(file), beside=ook_naast)
        self.say(f"Concept gemaakt: {concept.pk}")
        for _, name, _ in choices(reading):
            self.say(f"Overgenomen: {name}")
        for note in reading.notes:
            self.say(f"Let op: {note}")
        for finding in reading.findings:
            self.say(f"{HEADING.get(finding.kind, 'Weggelaten')}: {finding}")
