"""Addresses of hulpvragen. Paths are Dutch and hold no names; names are English."""

from django.urls import path

from .views import actions, detail, filing, list
from .views.act_table import STEPS

app_name = "hulpvragen"
urlpatterns = [
    path("", list.index, name="list"),
    path("nieuw/", filing.new, name="new"),
    path("<uuid:hulpvraag_id>/", detail.index, name="detail"),
    path("<uuid:hulpvraag_id>/schoolgegevens/", detail.school_data, name="school_data"),
    path("<uuid:hulpvraag_id>/bekeken/", detail.viewed_by, name="viewed_by"),
    path("<uuid:hulpvraag_id>/bewerken/", filing.edit, name="edit"),
    path("<uuid:hulpvraag_id>/controleren/", filing.check, name="check"),
    path("<uuid:hulpvraag_id>/ingediend/", filing.receipt, name="receipt"),
    path("<uuid:hulpvraag_id>/verwijderen/", filing.delete, name="delete"),
    # one name for all steps: reverse it with hulpvraag_id and actie
    *(path(f"<uuid:hulpvraag_id>/{step.slug}/", actions.view_of(step), {"actie": step.slug}, name="act") for step in STEPS),
]
