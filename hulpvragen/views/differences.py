"""Two versions of one concept side by side: what this person typed, and what is stored."""

from hulpvragen.completeness import LEERLING_FIELDS
from hulpvragen.forms import HulpvraagForm, label, shown
from hulpvragen.services.reading import Opened


def differences(form: HulpvraagForm, opened: Opened) -> list[tuple[str, str, str]]:
    """Return (question, yours, stored) for each answer that differs."""
    form.is_valid()
    stored = {name: getattr(opened.leerling, name) or "" for name in LEERLING_FIELDS} | opened.answers | {"soort": opened.hulpvraag.soort}
    typed = form.leerling | form.answers | {"soort": form.cleaned_data["soort"]}
    return [
        (label(name), shown(name, typed[name]), shown(name, stored[name]))
        for name in form.fields
        if name in stored and (typed[name] or "") != stored[name]
    ]
