"""What is asked about the accounts of others. A search is sent and never stands in an address: it is a name."""

import uuid

from accounts.enums import EindReden
from portal.forms import KeuzeField, PortalForm, ZoekField


class SearchForm(PortalForm):
    q = ZoekField(label="Naam of e-mailadres", required=False, max_length=80)


class EindeForm(PortalForm):
    """Why an account is ended."""

    reden = KeuzeField(label="Waarom?", required="Kies waarom u het account beëindigt", choices=EindReden)


def chosen(values: list[str]) -> list[uuid.UUID]:
    """Return the accounts that were ticked, each once; what is no account's number is left out."""
    found = []
    for value in values:
        try:
            found.append(uuid.UUID(value))
        except ValueError:
            continue
    return list(dict.fromkeys(found))
