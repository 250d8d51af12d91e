"""Two answers of capital to one question: answering otherwise, and deciding which holds."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from delegation import access, editing, refusals
from delegation.pages import markings_shown
from positions.actions import conflicting_answers as actions
from positions.forms.conflicting_answers import DecisionForm
from positions.forms.guidance_requests import AnswerForm
from positions.models import ConflictingAnswer, GuidanceRequest
from positions.pages import two_answers


@require_safe
def conflict_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It stands on the page of its question."""
    conflict = get_object_or_404(ConflictingAnswer.objects.visible_to(request.user), pk=pk)
    return redirect(reverse("guidance-detail", args=[conflict.request_id]) + "#two-answers")


@require_http_methods(["GET", "HEAD", "POST"])
def answer_otherwise(request: HttpRequest, pk: UUID) -> HttpResponse:
    asked = get_object_or_404(GuidanceRequest.objects.visible_to(request.user).with_names(), pk=pk)
    refusals.require_that(access.may_answer(request.user), refusals.CAPITAL)
    return editing.act_page(
        request,
        "positions/guidance_act.html",
        asked,
        actions.answer_otherwise,
        form=AnswerForm(editing.sent(request), initial={"seen": asked.version}),
        done=lambda _outcome: f"{asked.get_absolute_url()}#two-answers",
        said=_("Said: holders, head and deputies are told to hold until one of the two is decided for."),
        context={
            "asked": asked,
            "act": _("We answer otherwise"),
            "means": _(
                "Both answers are then on hold: all who are to know are told to use neither until one is decided for."
            ),
            "markings": markings_shown(asked),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def conflict_decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    conflict = get_object_or_404(ConflictingAnswer.objects.visible_to(request.user).with_request(), pk=pk)
    refusals.require_that(access.may_decide(request.user), refusals.DECIDE)
    return editing.act_page(
        request,
        "positions/conflict_decide.html",
        conflict,
        actions.decide,
        form=DecisionForm(
            editing.sent(request), choices=two_answers.choices(conflict), initial={"seen": conflict.version}
        ),
        done=lambda _outcome: conflict.get_absolute_url(),
        said=_("Decided: all who were told to hold are told."),
        context={"conflict": conflict, "asked": conflict.request, "markings": markings_shown(conflict)},
    )
