"""Settings: what each soort of hulpvraag asks, which documents belong to it and in how long it is answered."""

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hulpvragen import policy
from hulpvragen.enums import Soort, Vraagtype
from hulpvragen.forms.formulier import FormulierForm, PreviewForm
from hulpvragen.models import Formulier
from hulpvragen.policy import Asker
from hulpvragen.queries import settings
from hulpvragen.services.formulier import NOT_YOURS, new_version
from portal.lib.errors import Conflict, Invalid, NotAllowed
from portal.lib.http import does, keeps_typed, shows, typed

from .who import asker


def _reader(request: HttpRequest) -> Asker:
    who = asker(request)
    if not policy.sees_settings(who):
        raise NotAllowed("De instellingen zijn voor het samenwerkingsverband.")
    return who


@shows("formulier", "content")
@require_safe
def index(request: HttpRequest):
    """Show all soorten with what is in force."""
    _reader(request)
    return render(request, "hulpvragen/settings/soorten.html", {"forms": [settings.newest(soort) for soort in Soort]})


@shows("formulier", "content")
@require_safe
def show(request: HttpRequest, soort: str):
    """Show the form of one soort as the school sees it, and all its versions; an older one when asked."""
    who = _reader(request)
    versions = settings.versions(who, soort)
    asked = request.GET.get("versie", "")
    shown = next((one.formulier for one in versions if str(one.formulier.versie) == asked), versions[0].formulier)
    return render(request, "hulpvragen/settings/soort.html", {
        "soort": Soort(soort), "formulier": shown, "in_force": shown == versions[0].formulier, "versions": versions,
        "preview": PreviewForm(shown), "may_edit": policy.sets(who), "counted": versions[0].open is not None,
    })


@keeps_typed
@does("formulier", "set_formulier")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, soort: str):
    """Set the form of one soort. Only "opslaan" keeps it: other buttons show the page again."""
    who = asker(request)
    if not policy.sets(who):
        raise NotAllowed(NOT_YOURS)
    if request.method != "POST":
        return _page(request, FormulierForm(soort, typed(request), initial=settings.newest(soort)))
    form, button = FormulierForm(soort, request.POST), request.POST.get("doe", "voorbeeld")
    if button not in ("opslaan", "voorbeeld"):
        return _page(request, form.changed(button))
    if not form.is_valid(settings.codes(soort)):
        return _page(request, form, 422)
    if button == "voorbeeld":
        return _page(request, form, preview=PreviewForm(form.formulier))
    return _keep(request, who, form)


def _keep(request: HttpRequest, who: Asker, form: FormulierForm):
    try:
        kept = new_version(by=who, versie=form.head.cleaned_data["versie"] or 0, formulier=form.formulier)
    except Invalid as fault:
        form.point_out(fault.field, fault.message)
        return _page(request, form, 422)
    except Conflict:
        return _both_versions(request, form)
    messages.success(request, f"Versie {kept.versie} van ‘{Soort(form.soort).label}’ geldt nu. Wie al begonnen was, houdt de oude vragen.")
    return redirect("settings:soort", soort=kept.soort)


def _both_versions(request: HttpRequest, form: FormulierForm):
    """Show what was typed beside what a colleague set; sending it again is a version after hers."""
    stored, sent = settings.newest(form.soort), request.POST.copy()
    sent["versie"] = str(stored.versie)
    again = FormulierForm(form.soort, sent)
    again.is_valid(settings.codes(form.soort))
    return _page(request, again, 409, differences=_differences(form.formulier, stored))


def _differences(yours: Formulier, stored: Formulier) -> list[tuple[str, str, str]]:
    """Return (what, yours, stored) for each thing that differs."""
    left, right = _in_words(yours), _in_words(stored)
    return [(what, left.get(what, ""), right.get(what, "")) for what in left | right if left.get(what) != right.get(what)]


def _in_words(formulier: Formulier) -> dict[str, str]:
    holidays = "vakanties tellen mee" if formulier.vakanties_tellen_mee else "vakanties tellen niet mee"
    words = {"Uitleg": formulier.uitleg, "Termijn": f"{formulier.termijn_aantal} {formulier.get_termijn_eenheid_display()}, {holidays}"}
    for number, vraag in enumerate(formulier.vragen, start=1):
        parts = (vraag["label"], vraag["hint"], Vraagtype(vraag["type"]).label, "verplicht" if vraag["verplicht"] else "niet verplicht")
        words[f"Vraag {number}"] = "\n".join([*filter(None, parts), *vraag.get("keuzes", ())])
    for number, of in enumerate(formulier.documenten, start=1):
        words[f"Document {number}"] = f"{of['label']}\n{'hoort er altijd bij' if of['verplicht'] else 'als het er is'}"
    return words


def _page(request: HttpRequest, form: FormulierForm, status: int = 200, **context):
    return render(request, "hulpvragen/settings/soort_edit.html", {"form": form, "soort": Soort(form.soort)} | context, status=status)
