"""Questions that only an account asks."""

from django import forms

from portal.forms import Question, TypedField


class WachtwoordField(Question, forms.Field):
    """A password, exactly as typed: nothing is trimmed, and it is never shown again."""

    def __init__(self, *, autocomplete: str, **kwargs):
        super().__init__(widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}), **kwargs)

    def to_python(self, value):
        return "" if value is None else str(value)


class CodeField(TypedField):
    """A code of the app; the number pad comes up and the phone may fill it in."""

    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "swv-input--code"}
    guarded = False

    def read(self, typed):
        return typed[:64]


class HerstelcodeField(CodeField):
    """A recovery code, from paper."""

    attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "swv-input--code"}
