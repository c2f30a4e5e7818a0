"""The portal's forms: one look, one order (label, hint, error, control), and never Django's own words.

A form here is a `PortalForm`; every question says itself what to do when it is left open:
`RegelField(label="Wat is de voornaam?", required="Vul de voornaam in")`, or `required=False`.
"""

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorDict
from django.utils.html import format_html

from portal.lib import dates, declared, digibord
from portal.lib.declared import AnderNummer
from portal.lib.errors import Invalid
from portal.lib.http import Kept
from portal.lib.text import BSN, clean_text, find_bsn, normalise_email, refuse_bsn

_AMOUNT = re.compile(r"(\d+|\d{1,3}(\.\d{3})+)(,\d{1,2})?", re.ASCII)
STALE = "Deze pagina is verouderd. Vernieuw de pagina en probeer het opnieuw."
CSS_CLASS = {"select": "swv-select", "file": "swv-upload", "checkbox": "", "radio": "", "hidden": ""}


class PortalBoundField(BoundField):
    """A question on the page: its control carries the portal's class and says when it is needed."""

    def build_widget_attrs(self, attrs, widget=None):
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        kind = getattr(widget, "input_type", None)
        own = "swv-textarea" if kind is None else CSS_CLASS.get(kind, "swv-input")
        if own:
            attrs["class"] = " ".join(filter(None, [own, widget.attrs.get("class")]))
        if self.field.required and not self.use_fieldset and not widget.is_hidden:
            attrs.setdefault("aria-required", "true")
        return attrs

    def value(self):
        """Return what stands in the control: on a digibord not what somebody typed, such as a name to search for."""
        return "" if digibord.is_on() and isinstance(self.field, RegelField) and not self.is_hidden else super().value()

    @property
    def ander_nummer(self) -> str:
        """Return the answers to what number this is, where one was taken for a BSN; else nothing."""
        said = self.form.declared(self.name)
        if not getattr(self.field, "may_declare", False) or not (self._was_refused or (said and self.field.holds_bsn(self.data))):
            return ""
        return Answers(choices=AnderNummer.choices).render(self.html_name + declared.SUFFIX, said, {"id": self.auto_id + declared.SUFFIX})

    @property
    def _was_refused(self) -> bool:
        return any(fault.code == BSN for fault in self.errors.as_data())

    def as_hidden(self, attrs=None, **kwargs):
        """Return the answer as a page carries it along, with what she says of a number in it."""
        said = self.form.declared(self.name)
        carried = forms.HiddenInput().render(self.html_name + declared.SUFFIX, said) if said else ""
        return format_html("{}{}", super().as_hidden(attrs, **kwargs), carried)  # a plain "" behind it would have it escaped

    @property
    def error_target(self) -> str:
        """Return the id an error links to: of a group of answers, the first one."""
        return f"{self.auto_id}_0" if self.use_fieldset else self.auto_id

    @property
    def is_tick(self) -> bool:
        """Say whether the question is one box to tick, whose label stands beside it."""
        return getattr(self.field.widget, "input_type", "") == "checkbox" and not self.use_fieldset


class PortalRenderer(TemplatesSetting):
    """Finds the templates of fields and widgets in templates/django/forms."""

    bound_field_class = PortalBoundField


class PortalForm(forms.Form):
    """The base of every form. Refuses, when the class is made, a question without its own words."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def full_clean(self):
        if isinstance(self.data, Kept):  # shown again, not sent: nothing is wrong with it yet
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            for name, field in self.fields.items():
                field.declared, field.sent_as = self.declared(name), self.add_prefix(name)
            super().full_clean()

    def declared(self, name: str) -> str:
        """Return what she says that the number in a question is: it counts in what is sent with it, and is not kept."""
        said = "" if isinstance(self.data, Kept) else self.data.get(self.add_prefix(name) + declared.SUFFIX, "")
        return said if said in AnderNummer.values else ""

    def refuse(self, fault: Invalid) -> None:
        """Show at its question what a service refused; where that was a BSN, ask whether it is another number."""
        self.add_error(fault.field if fault.field in self.fields else None, ValidationError(fault.message, code=fault.code))

    def is_valid(self):
        return super().is_valid() and not isinstance(self.data, Kept)

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        for base in cls.__mro__:
            for name, field in getattr(base, "declared_fields", {}).items():
                if codes := ", ".join(borrowed_words(field)):
                    raise ImproperlyConfigured(f"{cls.__name__}.{name} would show Django's own text for: {codes}")


def borrowed_words(field: forms.Field) -> list[str]:
    """Return the codes of the errors for which this field would show Django's default text."""
    own = {code for code, text in field.error_messages.items() if not _is_django_text(field, code, text)}
    shown = {*field.error_messages, *(getattr(validator, "code", "invalid") for validator in field.validators)}
    if not field.required:
        shown.discard("required")
    return sorted(shown - own)


def _is_django_text(field, code, text) -> bool:
    bases = [base for base in type(field).__mro__ if base.__module__.startswith("django.")]
    return any(text is getattr(base, "default_error_messages", {}).get(code) for base in bases)


class Question:
    """Mixin of the fields below: `required` is the sentence to show when it is left open, or False."""

    attrs: dict = {}
    declared = sent_as = ""  # set by the form: what she says that a number in it is, and the name it was sent under
    may_declare = False

    def __init__(self, *, required: str | bool, error_messages: dict | None = None, **kwargs):
        if isinstance(required, str):
            error_messages = {"required": required, **(error_messages or {})}
        super().__init__(required=bool(required), error_messages=error_messages, **kwargs)

    def widget_attrs(self, widget):
        extra = {**self.attrs, **super().widget_attrs(widget)}
        return {name: value for name, value in extra.items() if name not in widget.attrs}

    def guard(self, text: str, place: str = "Hier") -> None:
        """Refuse a BSN, unless she says what other number it is."""
        refuse_bsn(text, self.declared if self.may_declare else "", self.sent_as, place)

    def holds_bsn(self, sent) -> bool:
        """Say whether what was sent holds such a number; of a file only who read it knows."""
        return find_bsn(str(sent or ""))


class TypedField(Question, forms.Field):
    """Something typed: `read` makes it a value or raises Invalid with what to do. No BSN; what a page carries along was not typed."""

    attrs = {"autocomplete": "off"}
    empty = ""
    guarded = may_declare = True

    def to_python(self, value):
        typed = "" if value is None else str(value)
        try:
            read = self.read(typed) if typed.strip() else self.empty
            if self.guarded and not self.widget.is_hidden:
                self.guard(typed)
        except Invalid as fault:
            raise ValidationError(fault.message, code=fault.code) from None
        return read

    def read(self, typed: str):
        raise NotImplementedError


class RegelField(TypedField):
    """One line of text, cleaned."""

    multiline = False

    def __init__(self, *, max_length: int = 200, **kwargs):
        super().__init__(**kwargs)
        self.max_length = max_length

    def read(self, typed):
        text = clean_text(typed, multiline=self.multiline)
        if len(text) > self.max_length:
            raise Invalid(f"Deze tekst is te lang. Gebruik {self.max_length} tekens of minder, nu zijn het er {len(text)}.")
        return text


class ZoekField(RegelField):
    """What somebody looks for: by a number of nine digits nothing is found, whatever number it is."""

    may_declare = False


class TekstField(RegelField):
    """Text of several lines, cleaned."""

    widget = forms.Textarea(attrs={"rows": 5})
    multiline = True

    def __init__(self, *, max_length: int = 4000, **kwargs):
        super().__init__(max_length=max_length, **kwargs)


class EmailadresField(TypedField):
    """One e-mail address, in the one spelling under which it is kept."""

    widget = forms.EmailInput

    def read(self, typed):
        return normalise_email(typed)


class WachtwoordField(TypedField):
    """A password, exactly as typed; give `autocomplete` in the widget's attrs for a new one."""

    widget = forms.PasswordInput
    attrs = {"autocomplete": "current-password"}
    guarded = False

    def read(self, typed):
        if "\0" in typed:
            raise Invalid("In dit wachtwoord staat een teken dat niet kan. Typ het wachtwoord opnieuw.")
        return typed


class DatumField(TypedField):
    """A day, typed in one box in any usual way."""

    attrs = {"autocomplete": "off", "inputmode": "numeric", "class": "swv-input--date"}
    empty = None

    def read(self, typed):
        return dates.read_date(typed)

    def prepare_value(self, value):
        return value.strftime("%d-%m-%Y") if hasattr(value, "strftime") else value


class BedragField(TypedField):
    """An amount in euros, as people here write it: 1250 or 1.250,50."""

    attrs = {"autocomplete": "off", "inputmode": "decimal", "class": "swv-input--date"}
    empty = None

    def read(self, typed):
        amount = re.sub(r"^€|\s", "", unicodedata.normalize("NFKC", typed).strip().removeprefix("€"))
        if amount.startswith("-") and _AMOUNT.fullmatch(amount[1:]):
            raise Invalid("Vul een bedrag boven 0 in")
        if re.fullmatch(r"\d+\.\d{1,2}", amount, re.ASCII):
            raise Invalid("Schrijf een komma voor de centen, bijvoorbeeld 1250,50")
        if not _AMOUNT.fullmatch(amount) or len(amount) > 16:
            raise Invalid("Vul een bedrag in met cijfers, bijvoorbeeld 1250 of 1250,50")
        return Decimal(amount.replace(".", "").replace(",", "."))


class GetalField(TypedField):
    """A whole number, not negative."""

    attrs = {"autocomplete": "off", "inputmode": "numeric", "class": "swv-input--date"}
    empty = None

    def read(self, typed):
        number = unicodedata.normalize("NFKC", typed).strip()
        if not re.fullmatch(r"\d{1,9}", number, re.ASCII):
            raise Invalid("Vul een heel getal in met cijfers, bijvoorbeeld 40")
        return int(number)


class MeegestuurdField(TypedField):
    """What the page carries along unseen: a version, a form's key. `kind` reads it (int, UUID)."""

    widget = forms.HiddenInput

    def __init__(self, *, kind: Callable[[str], Any] = str):
        super().__init__(required=STALE)
        self.kind = kind

    def read(self, typed):
        try:
            return self.kind(typed)
        except ValueError:
            raise Invalid(STALE) from None


class BestandField(Question, forms.FileField):
    """A file that is sent along; what it is, its reader says. `required` also says how large it may be: a larger one does not arrive."""

    default_error_messages = {
        "invalid": "Dit bestand is niet aangekomen. Kies het opnieuw.", "missing": "Dit bestand is niet aangekomen. Kies het opnieuw.",
        "empty": "Dit bestand is leeg. Kies een ander bestand.", "max_length": "De naam van dit bestand is te lang. Geef het een kortere naam.",
        "contradiction": "Kies een bestand",
    }  # fmt: skip

    may_declare = True

    def __init__(self, *, accept: str, **kwargs):
        super().__init__(max_length=200, widget=forms.FileInput(attrs={"accept": accept}), **kwargs)

    def to_python(self, data):
        sent = super().to_python(data)
        try:
            self.guard(sent.name if sent else "", "In de naam van het bestand")
        except Invalid as fault:
            raise ValidationError(fault.message, code=fault.code) from None
        return sent

    def holds_bsn(self, sent):
        """Say yes: she has to choose the file again, and what she said stays beside it."""
        return True


class WithHints:
    """Mixin for a group of answers: a line of explanation under an answer."""

    hints: dict = {}

    def create_option(self, name, value, *args, **kwargs):
        return super().create_option(name, value, *args, **kwargs) | {"hint": self.hints.get(str(value), "")}


class Answers(WithHints, forms.RadioSelect):
    pass


class TickedAnswers(WithHints, forms.CheckboxSelectMultiple):
    pass


class HintedQuestion(Question):
    default_error_messages = {"invalid_choice": "Kies een van de antwoorden"}

    def __init__(self, *, hints: dict | None = None, **kwargs):
        super().__init__(**kwargs)
        self.widget.hints = hints or {}


class KeuzeField(HintedQuestion, forms.ChoiceField):
    """One answer of a few; `hints` explains an answer. With widget=forms.Select it is a list to open."""

    widget = Answers


class MeerkeuzeField(HintedQuestion, forms.MultipleChoiceField):
    """Any number of a few answers, each a box to tick."""

    widget = TickedAnswers
    default_error_messages = {"invalid_list": "Kies een of meer antwoorden"}


class AkkoordField(Question, forms.BooleanField):
    """One box that must be ticked to go on, or may be."""
