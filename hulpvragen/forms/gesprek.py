"""What is written about a hulpvraag: a bericht to others, a notitie for oneself."""

from django import forms

from hulpvragen.forms import KeyField
from portal.forms import KeuzeField, PortalForm, TekstField

LONGEST = 6000


class BerichtForm(PortalForm):
    """One bericht. `readers`: who may read it, of which she chooses; none when there is nothing to choose."""

    lezers = KeuzeField(label="Wie leest dit bericht?", required="Kies wie dit bericht leest")
    tekst = TekstField(label="Uw bericht", required="Schrijf eerst uw bericht", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}))
    key = KeyField(required=False)

    def __init__(self, *args, readers: list[tuple[str, str, str]], sends: bool = True, **kwargs):
        """`readers`: (value, words, hint); `sends`: a concept that is kept needs no readers yet."""
        super().__init__(*args, **kwargs)
        self.fields["lezers"].choices = [(value, words) for value, words, _ in readers]
        self.fields["lezers"].widget.hints = {value: hint for value, _, hint in readers}
        self.fields["lezers"].required = sends
        if not readers:
            del self.fields["lezers"]


class NotitieForm(PortalForm):
    """One note. `readers`: as of a bericht."""

    lezers = KeuzeField(label="Wie leest deze notitie?", required="Kies wie deze notitie leest")
    tekst = TekstField(
        label="Uw notitie", required="Schrijf eerst uw notitie", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Schrijf alleen op wat strikt nodig is, en respectvol. De ouders en de leerling mogen vragen om dit te lezen.",
    )
    key = KeyField(required=False)

    def __init__(self, *args, readers: list[tuple[str, str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lezers"].choices = [(value, words) for value, words, _ in readers]
        self.fields["lezers"].widget.hints = {value: hint for value, _, hint in readers}
        if not readers:
            del self.fields["lezers"]
