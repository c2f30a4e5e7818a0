"""The one URL map. Paths are Dutch, names are English."""

from django.conf import settings
from django.urls import include, path

from hulpvragen.urls import settings_urls
from hulpvragen.views import downloads, invitation, outbox, phone, shared, today, wijknetwerk
from mutaties.views import leaks, public
from portal import mailbox, style_guide, views

urlpatterns = [
    path("", views.home, name="home"),
    path("gezond/", views.health, name="health"),
    path("gezond/diep/", views.health_deep, name="health_deep"),
    path("hulp/", views.help_index, name="help"),
    path("hulp/<slug:key>/", views.help_topic, name="help_topic"),
    path("stijlgids/", style_guide.index, name="style_guide"),
    path("", include("accounts.urls")),
    path("scholen/<str:code>/wijknetwerk/", wijknetwerk.change, name="school_wijknetwerk"),
    path("vandaag/", today.index, name="today"),
    path("vandaag/volgende/", today.following, name="today_next"),
    path("hulpvragen/", include("hulpvragen.urls")),
    path("mutaties/", include("mutaties.urls")),
    path("privacy/datalekken/", leaks.index, name="datalekken"),
    path("privacy/datalekken/<uuid:mutatie_id>/", leaks.assess, name="datalek"),
    path("wijziging-doorgeven/", public.new, name="public_report"),
    path("wijziging-doorgeven/bedankt/", public.thanks, name="public_report_thanks"),
    path("instellingen/", include(settings_urls)),
    path("mijn-downloads/", downloads.mine, name="downloads"),
    path("gedeeld/", shared.index, name="shared"),
    path("gedeeld/<uuid:pk>/stoppen/", shared.stop, name="stop_reading"),
    path("telefoon/", phone.index, name="phone"),
    path("telefoon/verdacht/", phone.suspicious, name="phone_suspicious"),
    path("uitnodiging/<str:token>/", invitation.show, name="invitation"),
    path("e-mailnotificaties/", outbox.index, name="outbox"),
    path("e-mailnotificaties/verzonden/", outbox.sent, name="outbox_sent"),
    path("e-mailnotificaties/ander-kanaal/<uuid:task_id>/", outbox.bring, name="outbox_bring"),
    path("e-mailnotificaties/ander-kanaal/<uuid:task_id>/opnieuw/", outbox.mail_again, name="outbox_mail_again"),
    path("e-mailnotificaties/<uuid:outbox_id>/opnieuw/", outbox.retry, name="outbox_retry"),
]
if settings.PORTAL_DEMO:
    urlpatterns += [path("demo/postvak/", include(mailbox.urlpatterns))]

handler500 = "portal.views.server_error"
