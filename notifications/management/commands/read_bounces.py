"""Reads the box for returned mail once; beat has the worker do the same every minute."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from notifications import services


class Command(BaseCommand):
    help = "Enter the returned mail that lies in PORTAL_BOUNCE_MAILBOX in the ledger"

    def handle(self, *args, **options):
        if not settings.PORTAL_BOUNCE_MAILBOX:
            raise CommandError("PORTAL_BOUNCE_MAILBOX is not set")
        for what, count in sorted(services.read_bounces().items()):
            print(f"{what}: {count}")
