"""E-mail en berichten: how she wants each kind of message. What cannot be chosen says why."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.enums import Rol, Zijde
from accounts.forms.mail import MailForm
from accounts.policy import posts_today
from notifications.queries import choices_of, chosen_at
from notifications.services import choose
from portal.lib.http import keeps_typed, typed, verified


@keeps_typed
@verified("her own choices about mail")
@require_http_methods(["GET", "HEAD", "POST"])
def mail(request):
    """Show how she gets which message, and keep what she chooses."""
    sides = sorted({Rol(post.rol).zijde for post in posts_today(request.user)}, key=list(Zijde).index)
    about = {"sides": sides, "since": chosen_at(request.user.pk)}
    if request.method != "POST":
        form = MailForm(typed(request), initial={kind.value: choice.value for kind, choice in choices_of(request.user.pk).items()}, **about)
        return _page(request, form, sides)
    form = MailForm(request.POST, **about)
    if not form.is_valid():
        return _page(request, form, sides, status=422)
    choose(by=request.user, choices=form.choices)
    messages.success(request, "Uw keuzes zijn bewaard.")
    return redirect("accounts:mail")


def _page(request, form: MailForm, sides: list[Zijde], status: int = 200):
    return render(request, "accounts/mail.html", {"form": form, "at_school": Zijde.SCHOOL in sides}, status=status)
