from accounts.management.catalogue_command import CatalogueCommand
from hulpvragen.enums import Soort
from hulpvragen.oso import MASKED, MISSING
from hulpvragen.services.oso import SOORTEN, by_command, choices
from portal.lib.errors import Invalid

HEADING = {MISSING: "Ontbreekt", MASKED: "Gemaskeerd"}


class Command(CatalogueCommand):
    help = "Leest OSO-dossiers voor het samenwerkingsverband in, elk als concept van een school, namens een IB'er van die school. Twee keer inlezen doet niets dubbel."

    def add_arguments(self, parser):
        parser.add_argument("files", metavar="BESTAND", nargs="+", help="het XML-bestand uit het leerlingvolgsysteem")
        parser.add_argument("--vestiging", metavar="CODE", required=True, help="de school waarvoor de hulpvraag is, zoals 12AB00")
        parser.add_argument("--by", metavar="E-MAILADRES", required=True, help="de IB'er namens wie dit gebeurt")
        parser.add_argument("--soort", choices=[soort.value for soort in SOORTEN], default=Soort.ADVIESVRAAG, help="de soort hulpvraag (standaard: adviesvraag)")

    def handle(self, *, files, **options):
        for file in files:
            if len(files) > 1:
                self.say(f"Bestand: {file}")
            try:
                self._take(file, **options)
            except Invalid as fault:  # the others go on
                self.faults += 1
                self.stderr.write(f"{file}: {fault.message}" if len(files) > 1 else fault.message)

    def _take(self, file, *, vestiging, by, soort, **_):
        concept, reading = by_command(email=by, code=vestiging, soort=soort, data=self.read_file(file))
        self.say(f"Concept gemaakt: {concept.pk}")
        for _, name, _ in choices(reading):
            self.say(f"Overgenomen: {name}")
        for note in reading.notes:
            self.say(f"Let op: {note}")
        for finding in reading.findings:
            self.say(f"{HEADING.get(finding.kind, 'Weggelaten')}: {finding}")
