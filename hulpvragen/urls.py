"""Addresses of hulpvragen. Paths are Dutch and hold no names; names are English."""

from django.urls import path

from .enums import GastSoort, Part, Soort
from .views import (
    actions,
    assigning,
    detail,
    documents,
    downloads,
    explain,
    filing,
    gesprek,
    guests,
    list,
    opvolging,
    oso,
    parts,
    receipt,
    sent,
    settings,
    soorten,
    verhuizing,
    viewer,
)
from .views.act_table import STEPS

app_name = "hulpvragen"
urlpatterns = [
    path("", list.index, name="list"),
    path("zoeken/", list.search, name="search"),
    path("toewijzen/", assigning.many, name="assign_many"),
    path("nieuw/", filing.new, name="new"),
    path("nieuw/oso/", oso.upload, name="oso"),
    path("nieuw/oso/<uuid:pk>/", oso.take, name="oso_take"),
    path("verhuizingen/", verhuizing.index, name="moves"),
    path("verhuizingen/<uuid:pk>/", verhuizing.show, name="move"),
    path("verhuizingen/<uuid:pk>/bevestigen/", verhuizing.confirm, name="confirm_move"),
    path("verhuizingen/<uuid:pk>/niet-bevestigen/", verhuizing.refuse, name="refuse_move"),
    path("verhuizingen/<uuid:pk>/intrekken/", verhuizing.withdraw, name="withdraw_move"),
    path("verhuizingen/<uuid:pk>/terugdraaien/", verhuizing.undo, name="undo_move"),
    path("verhuizingen/<uuid:pk>/overdracht/", verhuizing.arrival, name="arrival"),
    path("<uuid:hulpvraag_id>/", detail.index, name="detail"),
    path("<uuid:hulpvraag_id>/documenten/", documents.index, name="documents"),
    path("<uuid:hulpvraag_id>/documenten/toevoegen/", documents.add, name="add_document"),
    path("<uuid:hulpvraag_id>/documenten/<uuid:document_id>/", viewer.first, name="document"),
    path("<uuid:hulpvraag_id>/documenten/<uuid:document_id>/bladzijde/<str:nummer>/", viewer.page, name="document_page"),
    path("<uuid:hulpvraag_id>/documenten/<uuid:document_id>/beeld/<str:nummer>/", viewer.picture, name="document_picture"),
    path("<uuid:hulpvraag_id>/documenten/<uuid:document_id>/downloaden/", downloads.download, name="download"),
    path("<uuid:hulpvraag_id>/documenten/<uuid:document_id>/verstrekken/", documents.give_out, name="give_out_document"),
    path("<uuid:hulpvraag_id>/documenten/<uuid:document_id>/weghalen/", documents.take_away, name="take_away_document"),
    path("<uuid:hulpvraag_id>/schoolgegevens/", detail.school_data, name="school_data"),
    path("<uuid:hulpvraag_id>/verhuizing/", verhuizing.report, name="report_move"),
    path("<uuid:hulpvraag_id>/toegang/", guests.index, name="guests"),
    path("<uuid:hulpvraag_id>/toegang/wie/", explain.index, name="explain"),
    path("<uuid:hulpvraag_id>/toegang/uitnodigen/", guests.invite, name="invite"),
    # one name for all kinds: reverse it with hulpvraag_id and soort
    *(path(f"<uuid:hulpvraag_id>/toegang/uitnodigen/{soort}/", guests.invite_one, {"soort": soort}, name="invite_one") for soort in GastSoort),
    path("<uuid:hulpvraag_id>/toegang/wijzigen/", guests.change, name="change_guest"),
    path("<uuid:hulpvraag_id>/toegang/opnieuw/", guests.resend, name="resend_invitation"),
    path("<uuid:hulpvraag_id>/toegang/beeindigen/", guests.end, name="end_guest"),
    path("<uuid:hulpvraag_id>/berichten/", gesprek.berichten, name="berichten"),
    path("<uuid:hulpvraag_id>/notities/", gesprek.notities, name="notities"),
    path("<uuid:hulpvraag_id>/notities/verstrekken/", gesprek.give_out, name="give_out_notitie"),
    path("<uuid:hulpvraag_id>/verzonden/", sent.index, name="sent"),
    path("<uuid:hulpvraag_id>/verzonden/csv/", sent.csv_file, name="sent_csv"),
    path("<uuid:hulpvraag_id>/bekeken/", detail.viewed_by, name="viewed_by"),
    path("<uuid:hulpvraag_id>/behandelaars/", assigning.helpers, name="helpers"),
    path("<uuid:hulpvraag_id>/opvolgen/", opvolging.index, name="follow_up"),
    path("<uuid:hulpvraag_id>/afdrukken/", detail.printed, name="print"),
    path("<uuid:hulpvraag_id>/bewerken/", parts.index, name="edit"),
    # one name for all parts: reverse it with hulpvraag_id and part
    *(path(f"<uuid:hulpvraag_id>/bewerken/{part}/", parts.edit, {"part": part.value}, name="part") for part in Part),
    path("<uuid:hulpvraag_id>/controleren/", filing.check, name="check"),
    path("<uuid:hulpvraag_id>/ingediend/", receipt.index, name="receipt"),
    path("<uuid:hulpvraag_id>/verwijderen/", filing.delete, name="delete"),
    # one name for all steps: reverse it with hulpvraag_id and actie
    *(path(f"<uuid:hulpvraag_id>/{step.slug}/", actions.view_of(step), {"actie": step.slug}, name="act") for step in STEPS),
]

settings_urls = ([
    path("", settings.index, name="index"),
    path("soorten/", soorten.index, name="soorten"),
    *(path(f"soorten/{soort}/", soorten.show, {"soort": soort.value}, name="soort") for soort in Soort),
    *(path(f"soorten/{soort}/wijzigen/", soorten.edit, {"soort": soort.value}, name="soort_edit") for soort in Soort),
    path("vaste-consulent/", settings.default_handlers, name="defaults"),
    path("vaste-consulent/<uuid:pk>/", settings.default_handler, name="default"),
    path("vakanties/", settings.holidays, name="holidays"),
    path("vakanties/<uuid:pk>/", settings.holiday, name="holiday"),
    path("vakanties/<uuid:pk>/verwijderen/", settings.remove_holiday, name="remove_holiday"),
], "settings")
