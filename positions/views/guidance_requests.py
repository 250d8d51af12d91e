"""Questions to capital: the list, one of them, asking, and each act upon it."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegation import access, drafts, editing, refusals
from delegation.forms.records import SeenForm, form_of
from delegation.models import Issue
from delegation.pages import markings_shown, page
from delegation.versions import read_key
from positions.actions import guidance_requests as actions
from positions.forms import guidance_requests as forms
from positions.models import GuidanceRequest, Text
from positions.models.needed_by import proposed
from positions.pages import asking, guidance_page
from positions.views.issues import visible_issue


@require_safe
def guidance_list(request: HttpRequest) -> HttpResponse:
    return page(request, "positions/guidance_list.html", guidance_page.listed(request.GET, request.user))


@require_safe
def guidance_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    return page(request, "positions/guidance_detail.html", guidance_page.composed(_visible(request, pk), request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def guidance_new(request: HttpRequest) -> HttpResponse:
    held = Issue.objects.visible_to(request.user).open().held_by(request.user).in_order()
    key = read_key(request.GET.get("issue"))
    if key is None:
        refusals.require_that(held.exists(), refusals.ASK)
        context = {"issues": held, "markings": markings_shown(list(held))}
        return page(request, "positions/guidance_choice.html", context)
    issue = visible_issue(request, key)
    _require_asker(request, issue)
    first = guidance_page.first_words(issue, request.user, read_key(request.GET.get("text")))
    about = {name: request.GET.get(name) for name in ("text", "proposal", "meeting") if read_key(request.GET.get(name))}
    markings = access.choosable_markings(request.user, issue.pk, issue.marking)
    back = editing.way_back(request.GET.get("back", ""), "")
    form = forms.AskForm(
        editing.sent(request),
        texts=Text.objects.visible_to(request.user).current().on(issue).in_order(),
        markings=[one for one in markings if one in GuidanceRequest.MARKINGS],
        reader=request.user,
        is_per_text=first["is_per_text"],
        initial=first["initial"] | about,
    )
    return editing.add_page(
        request,
        "positions/guidance_form.html",
        form=form,
        add=actions.ask,
        made=lambda key: back if back and not form.cleaned_data["keeps"] else _address(key),
        said=lambda _key: guidance_page.sent(form.cleaned_data),
        context={
            "issue": issue,
            "back": back or f"{issue.get_absolute_url()}#guidance",
            "takes": first["takes"],
            "zone": first["zone"],
            "markings": markings_shown(issue, first["takes"], first["live"]),
            "draft": drafts.name_of_new(issue, "guidancerequest"),
        },
        issue=issue,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def guidance_field(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    asked = _visible(request, pk)
    if name not in GuidanceRequest.ASKED or not guidance_page.is_draft(asked):
        raise Http404
    _require_asker(request, asked.issue)
    return editing.edit_inline(
        request,
        asked,
        form_class=forms.NeededByForm if name == "needed_by" else form_of(GuidanceRequest, name),
        save=actions.revise,
        shown=lambda now: {"field": guidance_page.field_of(now, name, request.user, can_edit=True)},
        back=asked.get_absolute_url(),
    )


@require_POST
def guidance_send(request: HttpRequest, pk: UUID) -> HttpResponse:
    asked = _asking(request, pk)
    return _act(request, asked, actions.send, guidance_page.sent({"needed_by": asked.needed_by}))


@require_POST
def guidance_drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    asked = _asking(request, pk)
    return _act(request, asked, actions.drop, _("Dropped."), back=f"{asked.issue.get_absolute_url()}#guidance")


@require_POST
def guidance_take(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _act(request, _answering(request, pk), actions.take, _("Taken: who asked is told your name."))


@require_POST
def guidance_close(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _act(request, _asking(request, pk), actions.close, _("Closed."))


@require_http_methods(["GET", "HEAD", "POST"])
def guidance_ask_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    words = _("Ask back"), _("Sent back: who asked is told.")
    return _with_words(request, _answering(request, pk), actions.ask_back, forms.AskBackForm, *words)


@require_http_methods(["GET", "HEAD", "POST"])
def guidance_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    words = _("Answer"), _("Answered. A draft of the instruction is open: read it again, then issue it.")
    asked = _answering(request, pk)
    choice = guidance_page.to_choose_from(asked, request.user)
    shown = choice["live"].values() if choice else ()
    return _with_words(request, asked, actions.answer, partial(forms.AnswerForm, **choice), *words, shown=shown)


@require_http_methods(["GET", "HEAD", "POST"])
def guidance_resend(request: HttpRequest, pk: UUID) -> HttpResponse:
    words = _("Send the reply"), _("Sent: capital is told.")
    return _with_words(request, _asking(request, pk), actions.resend, forms.ReplyForm, *words)


@require_http_methods(["GET", "HEAD", "POST"])
def guidance_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    words = _("Withdraw the question"), _("Withdrawn: capital is told.")
    return _with_words(request, _asking(request, pk), actions.withdraw, forms.WithdrawForm, *words)


def _act(
    request: HttpRequest, asked: GuidanceRequest, action: Callable[..., Any], said: str, *, back: str = ""
) -> HttpResponse:
    back = back or asked.get_absolute_url()
    return editing.act(request, asked, action, back=back, form=SeenForm(request.POST), said=said)


def _with_words(
    request: HttpRequest,
    asked: GuidanceRequest,
    action: Callable[..., Any],
    form_class: Callable[..., Any],
    act: str,
    said: str,
    *,
    shown: Iterable[Any] = (),
) -> HttpResponse:
    """shown: what stands on the page beside the question."""
    return editing.act_page(
        request,
        "positions/guidance_act.html",
        asked,
        action,
        form=form_class(editing.sent(request), initial={"seen": asked.version, "needed_by": proposed(asked.needed_by)}),
        done=lambda _outcome: asked.get_absolute_url(),
        said=said,
        context={"asked": asking.dressed([asked])[0], "act": act, "markings": markings_shown(asked, list(shown))},
    )


def _visible(request: HttpRequest, pk: UUID) -> GuidanceRequest:
    found = GuidanceRequest.objects.visible_to(request.user).with_names()
    return get_object_or_404(found.select_related("proposal", "meeting__committee", "instruction"), pk=pk)


def _asking(request: HttpRequest, pk: UUID) -> GuidanceRequest:
    asked = _visible(request, pk)
    _require_asker(request, asked.issue)
    return asked


def _answering(request: HttpRequest, pk: UUID) -> GuidanceRequest:
    asked = _visible(request, pk)
    refusals.require_that(access.may_answer(request.user), refusals.CAPITAL)
    return asked


def _require_asker(request: HttpRequest, issue: Issue) -> None:
    refusals.require_that(issue.is_held_by(request.user), refusals.ASK)


def _address(key: str) -> str:
    return reverse("guidance-detail", args=[key])
