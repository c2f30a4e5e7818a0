"""Wijziging doorgeven without an account. It changes nothing, and says the same whatever is typed."""

import uuid

from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mutaties import policy
from mutaties.forms.public import PubliekForm
from mutaties.services import reporting
from portal.lib.errors import Invalid
from portal.lib.http import open_to_all


@open_to_all("a school without anybody in the portal must be able to say who leaves; it changes nothing and the answer is the same for all")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest):
    """Take a report from outside; who is logged in reports where it is known who she is."""
    if request.asker is not None:
        return redirect("mutaties:new")
    form = PubliekForm(request.POST if request.method == "POST" else None, initial={"key": uuid.uuid4()})
    if not form.is_valid():
        return render(request, "mutaties/public.html", {"form": form}, status=422 if form.errors else 200)
    try:
        reporting.report_public(origin=request.META.get("REMOTE_ADDR", ""), key=form.cleaned_data["key"] or uuid.uuid4(), typed=form.values)
    except Invalid as fault:
        form.add_error(None, fault.message)
        return render(request, "mutaties/public.html", {"form": form}, status=429)
    return redirect("public_report_thanks")


@open_to_all("says what happens next; the same for everybody")
@require_safe
def thanks(request: HttpRequest):
    return render(request, "mutaties/public_thanks.html", {"days": policy.PUBLIC_DAYS})
