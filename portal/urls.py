"""The one URL map. Paths are Dutch, names are English."""

from django.conf import settings
from django.urls import include, path

from portal import mailbox, views

urlpatterns = [
    path("", views.home, name="home"),
    path("gezond/", views.health, name="health"),
    path("gezond/diep/", views.health_deep, name="health_deep"),
    path("", include("accounts.urls")),
    path("hulpvragen/", include("hulpvragen.urls")),
    path("e-mailnotificaties/", include("notifications.urls")),
]
if settings.PORTAL_DEMO:
    urlpatterns += [path("demo/postvak/", include(mailbox.urlpatterns))]
