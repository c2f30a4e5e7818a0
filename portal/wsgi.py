"""Entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()

from portal import unreadable  # noqa: E402
from portal.checks import refuse_a_dangerous_start  # noqa: E402  needs the apps

refuse_a_dangerous_start()
unreadable.install()
