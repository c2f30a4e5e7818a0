import datetime as dt
import re
from uuid import UUID

import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string

from portal.forms import (
    STALE,
    AkkoordField,
    BestandField,
    DatumField,
    EmailadresField,
    KeuzeField,
    MeegestuurdField,
    MeerkeuzeField,
    PortalForm,
    RegelField,
    TekstField,
    WachtwoordField,
)
from portal.lib.declared import heard
from portal.lib.errors import Invalid
from portal.lib.http import Kept
from portal.lib.text import HOLDS_BSN, refuse_bsn


class Vraag(PortalForm):
    voornaam = RegelField(label="Wat is de voornaam?", required="Vul de voornaam in", max_length=20)
    vraag = TekstField(label="Wat vraagt u?", required="Vul in wat u vraagt", help_text="Noem geen namen.")
    mail = EmailadresField(label="Wat is het e-mailadres?", required="Vul het e-mailadres in")
    dag = DatumField(label="Wat is de dag?", required="Vul de dag in, bijvoorbeeld 30-11-2026")
    soort = KeuzeField(
        label="Wat is het?", required="Kies wat het is",
        choices=[("a", "Advies"), ("b", "Begeleiding")], hints={"b": "Langer dan 2 weken"},
    )  # fmt: skip
    mist = MeerkeuzeField(label="Wat mist er?", required=False, choices=[("t", "Toets"), ("h", "Handtekening")])
    akkoord = AkkoordField(label="Ouders weten ervan", required="Vink aan dat ouders ervan weten")
    versie = MeegestuurdField(kind=int)


FILLED = {
    "voornaam": " Noor ", "vraag": "Een\r\ntwee", "mail": "IB@school.nl", "dag": "30 nov 2026",
    "soort": "b", "mist": ["t"], "akkoord": "on", "versie": "3",
}  # fmt: skip


def field_html(form: forms.Form, name: str) -> str:
    return form[name].as_field_group()


# ---- values


def test_a_filled_form_gives_clean_values():
    form = Vraag(FILLED)

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "voornaam": "Noor", "vraag": "Een\ntwee", "mail": "ib@school.nl", "dag": dt.date(2026, 11, 30),
        "soort": "b", "mist": ["t"], "akkoord": True, "versie": 3,
    }  # fmt: skip


def test_an_empty_form_says_what_to_do_everywhere():
    assert Vraag({}).errors == {
        "voornaam": ["Vul de voornaam in"],
        "vraag": ["Vul in wat u vraagt"],
        "mail": ["Vul het e-mailadres in"],
        "dag": ["Vul de dag in, bijvoorbeeld 30-11-2026"],
        "soort": ["Kies wat het is"],
        "akkoord": ["Vink aan dat ouders ervan weten"],
        "versie": [STALE],
    }


@pytest.mark.parametrize(
    "name, typed, said",
    [
        ("voornaam", "\u200b ", "Vul de voornaam in"),
        ("voornaam", "a\x00b", "teken"),
        ("voornaam", "n" * 21, "Gebruik 20 tekens of minder, nu zijn het er 21"),
        ("voornaam", "123456782", HOLDS_BSN),
        ("vraag", "Haar nummer: 1234.56.782", HOLDS_BSN),
        ("vraag", "a\u202eb", "teken"),
        ("mail", "ib@", "volledig e-mailadres"),
        ("dag", "31-02-2027", "bestaat niet"),
        ("dag", "morgen", "dag, maand en jaar"),
        ("soort", "c", "Kies een van de antwoorden"),
        ("mist", ["x"], "Kies een van de antwoorden"),
        ("versie", "drie", STALE),
    ],
)
def test_a_wrong_value_gets_its_own_sentence(name, typed, said):
    errors = Vraag({**FILLED, name: typed}).errors

    assert list(errors) == [name]
    assert said in errors[name][0]
    assert "123456782" not in errors[name][0] and "1234.56" not in errors[name][0]


def test_the_length_is_counted_after_cleaning():
    assert Vraag({**FILLED, "voornaam": "e\u0301" * 20 + "   "}).is_valid()


def test_a_password_is_kept_exactly_as_typed():
    class Form(PortalForm):
        wachtwoord = WachtwoordField(label="Wachtwoord", required="Vul uw wachtwoord in")

    assert Form({"wachtwoord": "  Een zin e\u0301 "}).fields["wachtwoord"].clean("  e\u0301 ") == "  e\u0301 "
    assert "teken" in Form({"wachtwoord": "a\x00"}).errors["wachtwoord"][0]


def test_a_key_that_the_page_carries_is_read():
    key = "0191a2b3-0000-7000-8000-000000000001"

    assert MeegestuurdField(kind=UUID).clean(key) == UUID(key)


def test_a_date_is_shown_as_it_is_typed():
    html = field_html(Vraag(initial={"dag": dt.date(2026, 11, 30)}), "dag")

    assert 'value="30-11-2026"' in html


def test_nothing_has_changed_when_the_same_is_sent_again():
    form = Vraag({"dag": "30-11-2026", "voornaam": "Noor"}, initial={"dag": dt.date(2026, 11, 30), "voornaam": "Noor"})

    assert not {"dag", "voornaam"} & set(form.changed_data)


# ---- a number that is no BSN


BSN = "123456782"
SAID = {"vraag-ander_nummer": "telefoon"}


def test_a_number_passes_as_what_she_says_it_is():
    with heard() as said:
        assert Vraag({**FILLED, **SAID, "vraag": f"Bel {BSN}"}).is_valid()

    assert said == {("vraag", "telefoon")}


@pytest.mark.parametrize(
    "sent", [{}, {"vraag-ander_nummer": "bsn"}, {"voornaam-ander_nummer": "telefoon"}, {"ander_nummer": "telefoon"}], ids=str
)
def test_only_what_the_list_offers_of_that_question_counts(sent):
    with heard() as said:
        form = Vraag({**FILLED, **sent, "vraag": f"Bel {BSN}"})

        assert list(form.errors) == ["vraag"]
    assert said == set()


def test_where_nobody_records_it_nothing_is_believed():
    assert list(Vraag({**FILLED, **SAID, "vraag": f"Bel {BSN}"}).errors) == ["vraag"]


def test_the_choice_stands_beside_the_fault_and_stays():
    loud = {**FILLED, "vraag": f"Bel {BSN}"}

    assert "Is het een ander nummer?" not in field_html(Vraag(FILLED), "vraag") + field_html(Vraag({}), "vraag")
    asked = field_html(Vraag(loud), "vraag")
    assert asked.count('name="vraag-ander_nummer"') == 4 and "checked" not in asked
    with heard():
        again = field_html(Vraag({**loud, **SAID, "voornaam": ""}), "vraag")
    assert re.search(r'value="telefoon"[^>]*checked', again)
    assert "Is het een ander nummer?" not in field_html(Vraag({**FILLED, **SAID}), "vraag"), "the number is gone"


def test_a_page_that_carries_the_form_along_carries_what_she_said():
    with heard():
        form = Vraag({**FILLED, **SAID, "vraag": f"Bel {BSN}"})

        assert 'name="vraag-ander_nummer" value="telefoon"' in form["vraag"].as_hidden()
        assert "ander_nummer" not in form["voornaam"].as_hidden()


def test_what_was_kept_is_no_word_of_hers():
    kept = Kept(f"vraag=Bel+{BSN}&vraag-ander_nummer=telefoon")

    assert Vraag(kept).declared("vraag") == ""


class Stuk(PortalForm):
    bestand = BestandField(label="Kies het bestand", required="Kies een bestand", accept=".pdf")


def _sent(naam: str, **said) -> Stuk:
    return Stuk(said, {"stuk-bestand": SimpleUploadedFile(naam, b"x")}, prefix="stuk")


def test_the_name_of_a_file_is_looked_at():
    refused = _sent(f"verslag_{BSN}.pdf")

    assert refused.errors["bestand"][0].startswith("In de naam van het bestand lijkt een burgerservicenummer")
    assert BSN not in str(refused)
    assert 'name="stuk-bestand-ander_nummer"' in field_html(refused, "bestand")
    with heard() as said:
        assert _sent(f"factuur_{BSN}.pdf", **{"stuk-bestand-ander_nummer": "factuur"}).is_valid()
    assert said == {("stuk-bestand", "factuur")}


def test_a_page_that_holds_one_is_named_without_the_number():
    form = _sent("verslag.pdf")
    assert form.is_valid()
    with pytest.raises(Invalid) as refused:
        refuse_bsn(f"Nummer {BSN}", form.declared("bestand"), "bestand", "Op bladzijde 3")

    form.refuse(refused.value)

    html = field_html(form, "bestand")
    assert "Op bladzijde 3 lijkt een burgerservicenummer (BSN) of onderwijsnummer te staan." in html
    assert "Is het een ander nummer?" in html and BSN not in html


# ---- own words


def test_a_question_must_say_whether_it_is_required():
    with pytest.raises(TypeError):
        RegelField(label="Wat is de voornaam?")


@pytest.mark.parametrize(
    "field",
    [
        forms.CharField(),
        forms.IntegerField(error_messages={"required": "Vul een getal in"}),
        forms.BooleanField(),
        RegelField(required=True),
        KeuzeField(
            required="Kies",
            choices=[],
            error_messages={"invalid_choice": forms.ChoiceField().error_messages["invalid_choice"]},
        ),
        RegelField(required=False, validators=[forms.fields.validators.MinLengthValidator(3)]),
    ],
)
def test_a_form_that_would_show_djangos_words_cannot_be_made(field):
    with pytest.raises(ImproperlyConfigured, match="Formulier.vraag"):
        type("Formulier", (PortalForm,), {"vraag": field})


def test_inherited_questions_are_looked_at_too():
    class Elsewhere(forms.Form):
        naam = forms.CharField()

    with pytest.raises(ImproperlyConfigured):
        type("Formulier", (PortalForm, Elsewhere), {})


def test_a_field_of_django_with_its_own_words_is_welcome():
    own = {"required": "Vul een getal in", "invalid": "Vul een getal in", "min_value": "Vul 1 of meer in"}

    class Form(PortalForm):
        getal = forms.IntegerField(min_value=1, error_messages=own)
        vlag = forms.BooleanField(required=False)

    assert Form({"getal": "0"}).errors["getal"] == ["Vul 1 of meer in"]


# ---- on the page


def test_a_question_stands_in_order_label_hint_error_control():
    html = field_html(Vraag({}), "vraag")

    places = [html.index(part) for part in ("<label", "id_vraag_helptext", 'id="id_vraag_error"', "<textarea")]
    assert places == sorted(places)
    assert 'aria-describedby="id_vraag_helptext id_vraag_error"' in html
    assert 'aria-invalid="true"' in html and 'aria-required="true"' in html
    assert 'class="swv-textarea"' in html
    assert not re.search(r"\srequired[\s>=]", html)
    assert "maxlength" not in html


def test_an_optional_question_says_so():
    assert "(niet verplicht)" in field_html(Vraag(), "mist")
    assert "(niet verplicht)" not in field_html(Vraag(), "voornaam")


def test_answers_stand_in_a_fieldset_with_their_hints():
    html = field_html(Vraag({}), "soort")

    assert html.startswith('<fieldset class="swv-field swv-field--invalid" aria-describedby="id_soort_error">')
    assert '<span class="swv-choice__hint">Langer dan 2 weken</span>' in html
    assert "aria-required" not in html


def test_a_list_to_open_is_a_select():
    class Form(PortalForm):
        wie = KeuzeField(label="Wie?", required="Kies wie", choices=[("a", "Karin")], widget=forms.Select)

    assert 'class="swv-select"' in field_html(Form(), "wie")


def test_a_box_to_tick_has_its_label_beside_it():
    html = field_html(Vraag(), "akkoord")

    assert html.count("<label") == 1
    assert "swv-field__label" not in html


def test_text_boxes_are_kept_out_of_the_browsers_memory():
    for name in ("voornaam", "vraag", "mail", "dag"):
        assert 'autocomplete="off"' in field_html(Vraag(), name)


def test_what_was_typed_is_escaped():
    html = field_html(Vraag({**FILLED, "voornaam": '"><script>'}), "voornaam")

    assert "<script>" not in html


@pytest.mark.parametrize("prefix", [None, "deel"])
def test_the_error_summary_links_to_every_control(prefix):
    form = Vraag({}, prefix=prefix)
    form.add_error(None, "Deze hulpvraag is intussen gewijzigd")

    summary = render_to_string("_components/error_summary.html", {"form": form})
    page = str(form)

    targets = re.findall(r'href="#([^"]+)"', summary)
    assert len(targets) == 6  # the hidden one has nothing to go to
    assert all(f'id="{target}"' in page for target in targets)
    assert "Er zijn 8 dingen niet goed ingevuld" in summary
    assert "<li>Deze hulpvraag is intussen gewijzigd</li>" in summary and f"<li>{STALE}</li>" in summary
    assert 'role="group"' in summary and 'tabindex="-1"' in summary


def test_without_faults_there_is_no_summary():
    assert "swv-error-summary" not in render_to_string("_components/error_summary.html", {"form": Vraag()})
