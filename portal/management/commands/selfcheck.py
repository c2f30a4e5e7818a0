import sys

from django.core.management.base import BaseCommand

from portal import selfcheck


class Command(BaseCommand):
    help = "Kijkt of deze installatie deugt. Exitcode 0: alles klopt. Exitcode 1: op elke regel staat wat er niet klopt. Wijzigt niets."
    requires_system_checks = ()

    def handle(self, **options):
        found = selfcheck.look()
        for line in found.faults:
            self.stdout.write(line)
        if found.unseen:
            self.stdout.write(f"Niet bekeken, want dat mag deze log-in niet: {', '.join(found.unseen)}.")
        if found.faults:
            sys.exit(1)
        self.stdout.write("Alles klopt.")
