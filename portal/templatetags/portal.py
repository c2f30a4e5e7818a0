"""The tags of our templates: icons, Dutch dates, a pupil's name, status and turn, cards and alerts."""

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.text import slugify

from portal.lib import dates, digibord, phone
from portal.lib.text import listed

register = template.Library()

# how each status looks; amber ("action") only for a reader who must act
BADGE = {
    "concept": "draft",
    "overleg": "draft",
    "ingediend": "progress",
    "in_behandeling": "progress",
    "aanvulling": "action",
    "geadviseerd": "ok",
    "toegekend": "ok",
    "tlv_afgegeven": "ok",
    "afgewezen": "danger",
    "niet_in_behandeling": "danger",
    "lopend": "progress",
    "evaluatie": "action",
    "afgerond": "done",
    "ingetrokken": "neutral",
    "doorgezonden": "neutral",
}
TURN = {"school": "School", "bestuur": "Bestuur", "niemand": "Niemand"}  # the SWV goes by its name, a setting


@register.simple_tag
def icoon(name: str, klasse: str = ""):
    """Draw one icon of the sprite; words stand beside it."""
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f"swv-icon {klasse}".strip(), static("portal/img/icons.svg"), name,
    )  # fmt: skip


@register.filter
def opsomming(words):
    """Write words as a sentence names them: Yara, Hans en Karin."""
    return listed(words)


@register.simple_tag
@register.filter
def datum(day):
    """Write a day in full: vrijdag 27 november 2026."""
    return dates.in_full(day) if day else ""


@register.simple_tag
@register.filter
def dag(day):
    """Write a day in a sentence: vr 27 november."""
    return dates.near(day) if day else ""


@register.simple_tag
@register.filter
def datum_kort(day):
    """Write a day in a list: vr 27 nov."""
    return dates.short(day) if day else ""


@register.simple_tag
@register.filter
def moment(at):
    """Write a moment: vr 20 november, 14.05 uur."""
    return dates.moment(at) if at else ""


@register.simple_tag
def telefoon(number: str):
    """Write a telephone number that can be rung with one touch."""
    return format_html('<a class="swv-nowrap" href="tel:{}">{}</a>', phone.dialled(number), phone.written(number)) if number else ""


@register.simple_tag
def naam(leerling):
    """Write a pupil's name. The only way to do so: what hides names on screen hangs on it. No pupil: anonymous."""
    if leerling is None:
        return "Anonieme vraag"
    full = f"{getattr(leerling, 'voornaam', '') or ''} {getattr(leerling, 'achternaam', '') or ''}".strip()
    if full and digibord.is_on():
        return format_html('<span class="pii pii--verborgen">{}</span>', digibord.alias(getattr(leerling, "pk", None)))
    return format_html('<span class="pii">{}</span>', full) if full else "Nog geen naam"


@register.filter
def tekst(value, instead: str = digibord.HIDDEN):
    """Write what is personal but no pupil's name: what was typed about her, her birth date, who her parents are.
    The only way to do so: on a digibord it is not written, but `instead`."""
    return instead if digibord.is_on() and value not in ("", None) else value


@register.simple_tag
def status_badge(status: str, label: str = "", u: bool = True):
    """Show a status as a badge; `u` says whether the reader is at turn (only then it may be amber)."""
    look = BADGE[str(status)]
    if look == "action" and not u:
        look = "progress"
    return render_to_string("_components/badge.html", {"label": label or status.label, "look": look})


@register.simple_tag
def aan_zet(party: str, u: bool = False):
    """Say whose turn it is: U, or the party's name."""
    label = settings.PORTAL_SWV_NAAM if str(party) == "swv" else TURN[str(party)]
    return render_to_string("_components/turn.html", {"label": "U" if u else label, "you": u})


@register.simple_tag
def fouttitel(form) -> str:
    """Begin a page title with the number of faults in the form, if there are any."""
    count = len(getattr(form, "errors", None) or ())
    things = "1 ding" if count == 1 else f"{count} dingen"
    return f"Fout: {things} niet goed ingevuld – " if count else ""


@register.simple_block_tag(end_name="endkaart")
def kaart(content, titel: str, telling=None, u=False, actie="", url="", los=False):
    """Put content in a card with a heading; `u`: the count waits for the reader, `los`: no padding."""
    return render_to_string(
        "_components/card.html",
        {
            "content": content, "title": titel, "id": f"kop-{slugify(titel)}", "count": telling,
            "you": u, "action": actie, "url": url, "bare": los,
        },
    )  # fmt: skip


@register.simple_block_tag(end_name="endmelding")
def melding(content, soort: str = "info", rol: str = ""):
    """Put content in an alert: info, ok, warning or error."""
    return render_to_string("_components/alert.html", {"content": content, "kind": soort, "role": rol})
