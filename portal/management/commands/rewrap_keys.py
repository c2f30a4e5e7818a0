import sys

from django.core.management.base import BaseCommand

from portal import keys
from portal.lib.db import one


class Command(BaseCommand):
    help = (
        "Verpakt alles wat onder een oudere hoofdsleutel zit opnieuw onder de nieuwste. Mag op elk moment worden "
        "gestopt en opnieuw gestart. Exitcode 0: de oudere sleutels zijn niet meer nodig."
    )

    def handle(self, **options):
        tables = [sealed.model._meta.db_table for sealed in keys.SEALED]
        if not one("select bool_and(has_table_privilege(t, 'update')) from unnest(%s) t", tables)[0]:
            self.stderr.write("Deze log-in van de database mag de sleutels niet wijzigen. Gebruik de log-in portal_owner (DATABASE_URL).")
            sys.exit(1)
        done = [self.rewrap(sealed) for sealed in keys.SEALED]
        if any(progress.renewed or progress.refused for progress in done):
            keys.note(done)
        self.say_what_is_left()

    def rewrap(self, sealed: keys.Sealed) -> keys.Progress:
        """Wrap one column anew and show how far it is."""
        progress = keys.Progress(sealed)
        for progress in keys.rewrap(sealed):
            self.stdout.write(f"{sealed.label}: {progress.seen} bekeken, {progress.renewed} opnieuw verpakt")
        if progress.refused:
            self.stderr.write(f"{sealed.label}: {progress.refused} niet te openen met de hoofdsleutels van nu")
        return progress

    def say_what_is_left(self) -> None:
        """Say whether the older master keys can go."""
        left = {sealed.label: sum(n for number, n in keys.versions(sealed).items() if number != keys.newest()) for sealed in keys.SEALED}
        for label, count in left.items():
            if count:
                self.stderr.write(f"{label}: {count} zitten nog onder een andere hoofdsleutel")
        if any(left.values()):
            sys.exit(1)
        self.stdout.write(f"Alles zit onder hoofdsleutel {keys.newest()}. Oudere hoofdsleutels zijn in deze database niet meer nodig.")
