"""The page behind an invitation: a member chooses the password that nobody else knows."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from delegation.actions import invitations
from delegation.forms.accounts import InvitationForm


@login_not_required
@sensitive_post_parameters()
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    person = invitations.read(token)
    if person is None:
        return render(request, "delegation/invitation_ended.html", status=404)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _accepted(form, token):
        messages.success(request, _("Your password is set. Sign in with it."))
        return redirect("account_login")
    status = 422 if form.is_bound else 200
    return render(request, "delegation/invitation.html", {"form": form, "person": person}, status=status)


def _accepted(form: InvitationForm, token: str) -> bool:
    try:
        invitations.accept(token, password=form.cleaned_data["password"])
    except ValidationError as refused:
        form.add_error("password", refused)
    return form.is_valid()
