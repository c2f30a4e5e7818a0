"""Two versions of one part side by side: what this person typed, and what is stored."""

from hulpvragen.forms.parts import PartForm, shown


def differences(form: PartForm, stored: dict) -> list[tuple[str, str, str]]:
    """Return (question, yours, stored) for each answer that differs."""
    typed = form.values
    return [
        (question.label, _shown(question.field, typed[question.name]), _shown(question.field, stored[question.name]))
        for question in form.questions
        if (typed[question.name] or "") != (stored[question.name] or "")
    ]


def _shown(field, value) -> str:
    """Return an answer in words; of several, each on its line."""
    return "\n".join(shown(field, one) for one in sorted(value)) if isinstance(value, set | list) else shown(field, value)
