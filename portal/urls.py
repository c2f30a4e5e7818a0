"""The one URL map. Paths are Dutch, names are English."""

from django.conf import settings
from django.urls import include, path

from hulpvragen.views import outbox
from portal import mailbox, views

urlpatterns = [
    path("", views.home, name="home"),
    path("gezond/", views.health, name="health"),
    path("gezond/diep/", views.health_deep, name="health_deep"),
    path("", include("accounts.urls")),
    path("hulpvragen/", include("hulpvragen.urls")),
    path("e-mailnotificaties/", outbox.index, name="outbox"),
    path("e-mailnotificaties/<uuid:outbox_id>/opnieuw/", outbox.retry, name="outbox_retry"),
]
if settings.PORTAL_DEMO:
    urlpatterns += [path("demo/postvak/", include(mailbox.urlpatterns))]

handler500 = "portal.views.server_error"
