"""Ad hoc and drafting groups: formed in the room, ended with what came out of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from delegation import access, editing, refusals
from delegation.actions import committees
from delegation.forms.committees import EndForm, GroupForm
from delegation.models import Committee


@require_http_methods(["GET", "POST"])
def group_new(request: HttpRequest) -> HttpResponse:
    """under: the code of the committee that sets it up."""
    refusals.require(access.may_keep, request.user)
    return editing.add_page(
        request,
        "positions/form.html",
        form=GroupForm(editing.sent(request), initial={"parent": request.GET.get("under")}),
        add=committees.form,
        made=_group_url,
        context={"title": _("Form a group"), "back": reverse("time-plan"), "act": _("Form it")},
    )


@require_http_methods(["GET", "POST"])
def group_end(request: HttpRequest, code: str) -> HttpResponse:
    group = next((one for one in Committee.objects.current() if one.code == code), None)
    if group is None:
        raise Http404
    refusals.require(access.may_keep, request.user)
    return editing.act_page(
        request,
        "positions/form.html",
        group,
        committees.end,
        form=EndForm(editing.sent(request)),
        done=lambda _outcome: _group_url(group.pk),
        said=_("%s has ended.") % group,
        context={"title": _("%s ends") % group, "back": _group_url(group.pk), "act": _("It ends")},
    )


def _group_url(code: str) -> str:
    return f"{reverse('reference')}#committee-{code}"
