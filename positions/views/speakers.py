"""The speaking list of an agenda item: who, in which order, and who has spoken."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from delegation import editing, refusals
from delegation.forms.records import SeenForm
from delegation.models import Delegate
from positions.actions import ordering, speakers
from positions.forms.agendas import SpeakerForm
from positions.models import Speaker
from positions.pages import course
from positions.views.agendas import came_from, visible_item
from positions.views.ordering import placed


@require_http_methods(["GET", "POST"])
def speaker_add(request: HttpRequest, pk: Any) -> HttpResponse:
    item = visible_item(request, pk)
    refusals.require_that(course.may_list(item, request.user), refusals.LIST)
    form = SpeakerForm(editing.sent(request))
    return editing.add_page(
        request,
        "positions/form.html",
        form=form,
        add=speakers.add,
        made=lambda _key: item.get_absolute_url(),
        said=lambda _key: _("On the speaking list: %s") % form.cleaned_data["delegate"],
        context={
            "title": _("Who speaks to %s") % item,
            "back": item.get_absolute_url(),
            "members": Delegate.objects.suggested(),
        },
        item=item,
    )


@require_POST
def speaker_move(request: HttpRequest, pk: UUID, up: bool) -> HttpResponse:
    speaker = _speaker(request, pk)
    said = (_("Moved up: %s") if up else _("Moved down: %s")) % speaker.delegate
    return editing.act(request, speaker, ordering.move, back=speaker.item.get_absolute_url(), said=said, up=up)


@require_POST
def speaker_place(request: HttpRequest, pk: UUID) -> HttpResponse:
    return placed(request, _speaker(request, pk))


@require_POST
def speaker_strike(request: HttpRequest, pk: UUID) -> HttpResponse:
    speaker = _speaker(request, pk)
    said = _("Off the speaking list: %s") % speaker.delegate
    return editing.act(request, speaker, speakers.strike, back=speaker.item.get_absolute_url(), said=said)


@require_POST
def speaker_spoken(request: HttpRequest, pk: UUID) -> HttpResponse:
    speaker = _speaker(request, pk)
    back, said = came_from(request, speaker.item), _("Has spoken: %s") % speaker.delegate
    return editing.act(request, speaker, speakers.has_spoken, back=back, form=SeenForm(request.POST), said=said)


def _speaker(request: HttpRequest, pk: UUID) -> Speaker:
    return get_object_or_404(
        Speaker.objects.visible_to(request.user).select_related("item__meeting", "delegate"), pk=pk
    )
