"""manage.py verify_trail: is the trail as it was sealed?"""

import os

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError

from portal.audit import services


class Command(BaseCommand):
    help = (
        "Verify the trail in the database, which only portal_owner can read, or an export of it. "
        "Exit 0 when all is well, 1 with one line per fault. Keep the anchor that is printed "
        "somewhere else: that seals were cut off the end can only be seen with an earlier anchor."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--export", metavar="FILE", help="write an export to a new file, and verify that")
        parser.add_argument("--file", metavar="FILE", help="verify this export; the database is not asked")
        parser.add_argument("--anchor", metavar="HEX", action="append", default=[],
                            help="a hash noted earlier that must be in the chain")  # fmt: skip

    def handle(self, *args, file=None, export=None, anchor, **options):
        try:
            report = self._verify(export, file, anchor)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        except ProgrammingError as error:
            raise CommandError(f"only portal_owner can read the whole trail (DATABASE_URL): {error}") from error
        for line in (*report.faults, report.summary()):
            self.stdout.write(line)
        if report.faults:
            raise SystemExit(1)

    def _verify(self, export, file, anchors):
        if export:
            with os.fdopen(os.open(export, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as new:
                services.export(new)
        return services.verify(file or export, anchors=anchors)
