from accounts.management.catalogue_command import CatalogueCommand
from hulpvragen.enums import Soort
from hulpvragen.oso import MASKED, MISSING
from hulpvragen.services.oso import SOORTEN, by_command, choices

HEADING = {MISSING: "Ontbreekt", MASKED: "Gemaskeerd"}


class Command(CatalogueCommand):
    help = "Leest een OSO-dossier voor het samenwerkingsverband in als concept van een school, namens een IB'er van die school. Twee keer inlezen doet niets dubbel."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="BESTAND", help="het XML-bestand uit het leerlingvolgsysteem")
        parser.add_argument("--vestiging", metavar="CODE", required=True, help="de school waarvoor de hulpvraag is, zoals 12AB00")
        parser.add_argument("--by", metavar="E-MAILADRES", required=True, help="de IB'er namens wie dit gebeurt")
        parser.add_argument("--soort", choices=[soort.value for soort in SOORTEN], default=Soort.ADVIESVRAAG, help="de soort hulpvraag (standaard: adviesvraag)")

    def handle(self, *, file, vestiging, by, soort, **options):
        concept, reading = by_command(email=by, code=vestiging, soort=soort, data=self.read_file(file))
        self.say(f"Concept gemaakt: {concept.pk}")
        for _, name, _ in choices(reading):
            self.say(f"Overgenomen: {name}")
        for note in reading.notes:
            self.say(f"Let op: {note}")
        for finding in reading.findings:
            self.say(f"{HEADING.get(finding.kind, 'Weggelaten')}: {finding}")
