"""What a colleague did while somebody had a form open: the one version; what she typed herself is the other."""

from dataclasses import dataclass

from django.http import QueryDict

from hulpvragen.policy import Asker
from hulpvragen.queries import trail
from hulpvragen.services.reading import Opened

from .happenings import timeline
from .pieces import Piece, shown

_UNSEEN = {"csrfmiddlewaretoken", "version", "key", "publiceren", "aanpassen", "bewaren"}


@dataclass(frozen=True)
class Changes:
    """What happened since a version, newest first, with the texts that came with it as far as she may read them."""

    happened: list[tuple[str, str, bool]]
    pieces: list[Piece]


def changes(who: Asker, opened: Opened, since: int) -> Changes:
    """Return what happened since the version that somebody's form showed: each step is one version."""
    history = trail.history(who, opened.hulpvraag)
    count = max(1, opened.hulpvraag.version - since)
    newest, before = history[:count], history[count : count + 1]
    texts = [shown(stuk) for stuk in opened.stukken if not before or stuk.created_at > before[0].at]
    return Changes(timeline(who, opened.hulpvraag, newest), texts if newest else [])


def typed(data: QueryDict) -> list[str]:
    """Return the texts somebody typed, so that nothing is lost when a step can no longer be done."""
    return [value for name in data if name not in _UNSEEN for value in data.getlist(name) if len(value.split()) > 1]
