"""What was still seen after a late report, line by line: with moment and kenmerk, never a pupil."""

import uuid

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mutaties import policy
from mutaties.queries import damage as read
from mutaties.services.steps import look
from portal.lib.errors import NotAllowed
from portal.lib.http import PortalRequest, shows

NOT_YOURS = "Wat er na de laatste dag nog is gezien, lezen de contactpersoon van de school en het samenwerkingsverband."


@shows("mutatie", "content")
@require_safe
def index(request: PortalRequest, mutatie_id: uuid.UUID):
    """Show the damage of a late mutatie; one that is in time has none."""
    who = request.asker
    mutatie = policy.visible_to(who).select_related("eenheid", "persoon").filter(pk=mutatie_id).first()
    if mutatie is None or not policy.is_late(mutatie):
        raise Http404
    if not policy.sees_damage(who, mutatie):
        raise NotAllowed(NOT_YOURS)
    look(who, mutatie, "schade")
    return render(request, "mutaties/damage.html", {
        "mutatie": mutatie, "damage": read.of(mutatie), "is_swv": who.zijde == "swv", "assesses": policy.assesses(who),
    })
