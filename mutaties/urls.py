"""Addresses of the personnel desk. Paths are Dutch and hold no names; names are English."""

from django.urls import path

from .enums import Action
from .views import controle, damage, detail, handover, inlezen, list, reporting, school_changes, steps
from .views.act_table import STEPS

_OWN_FORM = {
    Action.VERIFY_IDENTITY: ("controle", steps.verify),
    Action.PROPOSE_HANDOVER: ("overdracht-voorstellen", handover.propose),
    Action.NAME_CONTACTPERSOON: ("contactpersoon-aanwijzen", steps.name_contactpersoon),
    Action.CONFIRM_START: ("start-bevestigen", steps.confirm_start),
    Action.MOVE_RETURN: ("terugkeer", steps.move_return),
    Action.APPROVE: ("goedkeuren", detail.approve),
}

app_name = "mutaties"
urlpatterns = [
    path("", list.index, name="list"),
    path("nieuw/", reporting.new, name="new"),
    path("nieuw/medewerker/", reporting.staff, name="new_staff"),
    path("controle/", controle.index, name="controle"),
    path("controle/starten/", controle.start, name="controle_start"),
    path("controle/bestuur/<uuid:pk>/bestand/", controle.export, name="controle_export"),
    path("controle/<str:code>/", controle.school, name="controle_school"),
    path("controle/<str:code>/bevestigen/", controle.confirm, name="controle_confirm"),
    path("inlezen/", inlezen.index, name="upload"),
    path("inlezen/sjabloon.csv", inlezen.template, {"kind": "csv"}, name="upload_template_csv"),
    path("inlezen/sjabloon.xlsx", inlezen.template, {"kind": "xlsx"}, name="upload_template_xlsx"),
    path("inlezen/<uuid:pk>/", inlezen.show, name="uploaded"),
    path("inlezen/<uuid:pk>/niet-doorgegeven.csv", inlezen.faults, name="upload_faults"),
    path("school/", school_changes.index, name="schools"),
    path("school/goedkeuren/", school_changes.approve_several, name="school_approve_several"),
    path("school/nieuw/", school_changes.new, name="school_new"),
    path("school/<uuid:pk>/", school_changes.show, name="school_change"),
    path("school/<uuid:pk>/goedkeuren/", school_changes.approve, name="school_approve"),
    path("school/<uuid:pk>/afwijzen/", school_changes.reject, name="school_reject"),
    path("school/<uuid:pk>/intrekken/", school_changes.withdraw, name="school_withdraw"),
    path("school/<uuid:pk>/terugdraaien/", school_changes.undo, name="school_undo"),
    path("<uuid:mutatie_id>/", detail.index, name="detail"),
    path("<uuid:mutatie_id>/school-kiezen/", steps.place, name="place"),
    path("<uuid:mutatie_id>/schade/", damage.index, name="damage"),
    path("<uuid:mutatie_id>/overdracht/", handover.handed_over, name="handed_over"),
    # a step is named after its action
    *(path(f"<uuid:mutatie_id>/{step.slug}/", steps.view_of(step), name=step.action.value) for step in STEPS),
    *(path(f"<uuid:mutatie_id>/{slug}/", view, name=action.value) for action, (slug, view) in _OWN_FORM.items()),
]
