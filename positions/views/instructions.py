"""Instructions: the list, one of them, drafting, issuing, withdrawing, acknowledging."""

from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegation import access, clock, drafts, refusals
from delegation.access import Marking, choosable_markings
from delegation.editing import act, add_page, done_and_back, edit_inline, sent, way_back
from delegation.forms.records import form_of
from delegation.forms.saves import add_errors, once
from delegation.history import Stamps
from delegation.models import Issue
from delegation.pages import Field, markings_shown, page
from delegation.versions import Stale, read_key
from positions.actions import instructions as actions
from positions.forms.instructions import DraftForm, IssuingForm, QuestionForm, WithdrawalForm
from positions.models import Instruction, Text
from positions.models.acknowledgements import known, put_readers
from positions.pages import fields
from positions.pages import instruction_list as listing
from positions.views.issues import issue_url, visible_issue
from positions.views.readings import note_shown

CHANGED_IN_DRAFTS = ("text", "kind", "mandate")
PARTS = ("head", "standing")


@require_safe
def instruction_list(request: HttpRequest) -> HttpResponse:
    return page(request, "positions/instruction_list.html", listing.composed(request.GET, request.user))


@require_safe
def instruction_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    return shown(request, visible(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def instruction_new(request: HttpRequest) -> HttpResponse:
    require_issuer(request)
    chosen = read_key(request.GET.get("issue"))
    if chosen is None:
        issues = Issue.objects.visible_to(request.user).open().in_order()
        return page(
            request, "positions/instruction_choice.html", {"issues": issues, "markings": markings_shown(list(issues))}
        )
    issue = visible_issue(request, chosen)
    markings = [one for one in choosable_markings(request.user, issue.pk, issue.marking) if one in Instruction.MARKINGS]
    form = DraftForm(
        sent(request), texts=texts_of(request, issue), markings=markings, initial={"marking": Marking.GOVERNMENT}
    )
    live = known(Instruction.objects.visible_to(request.user).on(issue).live(), request.user)
    context = {
        "issue": issue,
        "live": live,
        "markings": markings_shown(issue, live),
        "draft": drafts.name_of_new(issue, "instruction"),
    }
    return add_page(
        request,
        "positions/instruction_form.html",
        form=form,
        add=actions.draft,
        made=lambda made: reverse("instruction-detail", args=[made]),
        context=context,
        issue=issue,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def instruction_field(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    draft = visible(request, pk)
    if name not in CHANGED_IN_DRAFTS or not draft.is_draft:
        raise Http404
    return edit_inline(
        request,
        draft,
        form_class=partial(QuestionForm, texts=texts_of(request, draft.issue))
        if name == "text"
        else form_of(Instruction, name),
        save=actions.revise,
        shown=lambda now: {
            "field": field_of(request, now, name),
            "draft": now,
            "is_changed": now.version != draft.version,
        },
        back=reverse("instruction-detail", args=[pk]),
        template="positions/draft_field.html",
    )


@require_POST
def instruction_issue(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make a draft the live one; where another was issued meanwhile, say so and show it."""
    draft = visible(request, pk)
    require_issuer(request)
    form, status = IssuingForm(request.POST), 422
    if form.is_valid():
        try:
            predecessor = form.cleaned_data["predecessor"]
            outcome = once(request, form, actions.issue_instruction, draft, predecessor=predecessor)
        except ValidationError as refused:
            add_errors(form, refused)
        else:
            if not isinstance(outcome, Stale):
                return done_and_back(request, told(_("Issued"), draft), f"{issue_url(draft.issue_id)}#instruction")
            return shown(request, visible(request, pk), status=409, stale=outcome)
    return shown(request, visible(request, pk), status=status, errors=form)


@require_http_methods(["GET", "HEAD", "POST"])
def instruction_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    instruction = visible(request, pk)
    require_issuer(request)
    form, status = WithdrawalForm(sent(request), initial={"seen": instruction.version}), 200
    end, done = (actions.drop, _("Dropped")) if instruction.is_draft else (actions.withdraw, _("Withdrawn"))
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                outcome = once(request, form, end, instruction)
            except ValidationError as refused:
                add_errors(form, refused)
            else:
                if not isinstance(outcome, Stale):
                    back = f"{issue_url(instruction.issue_id)}#instruction"
                    return done_and_back(request, told(done, instruction), back)
                instruction, status = visible(request, pk), 409
                form.carry(seen=instruction.version)
    context = listing.page_of_one(instruction, request.user) | {"form": form, "is_stale": status == 409}
    return page(request, "positions/instruction_withdraw.html", context, status=status)


@require_POST
def instruction_acknowledge(request: HttpRequest, pk: UUID) -> HttpResponse:
    instruction = visible(request, pk)
    back = way_back(request.POST.get("back", ""), f"{issue_url(instruction.issue_id)}#instruction")
    return act(request, instruction, actions.acknowledge, back=back, said=told(_("Acknowledged"), instruction))


def told(done: str, instruction: Instruction) -> str:
    """ "Acknowledged: Res 102, 14:05." """
    return f"{done}: {instruction.subject}, {date_format(localtime(clock.now()), 'H:i')}."


def visible(request: HttpRequest, pk: UUID) -> Instruction:
    instruction = get_object_or_404(listing.shown(request.user), pk=pk)
    put_readers([instruction], request.user)
    return instruction


def texts_of(request: HttpRequest, issue: Issue) -> Any:
    """The texts that an instruction on the issue may be on."""
    return Text.objects.visible_to(request.user).current().on(issue).in_order()


def require_issuer(request: HttpRequest) -> None:
    refusals.require(access.may_issue, request.user)


def shown(request: HttpRequest, instruction: Instruction, *, status: int = 200, **more: Any) -> HttpResponse:
    context = listing.page_of_one(instruction, request.user)
    note_shown(request, [context["band"]] if context["band"] else [], part="standing")
    if instruction.is_draft:
        live_now = context["live_now"]
        context["fields"] = [field_of(request, instruction, name) for name in CHANGED_IN_DRAFTS]
        context["form"] = IssuingForm(
            initial={"seen": instruction.version, "predecessor": live_now.pk if live_now else ""}
        )
    return page(request, "positions/instruction_detail.html", context | more, parts=PARTS, status=status)


def field_of(request: HttpRequest, draft: Instruction, name: str) -> Field:
    return fields.draft_field(
        draft, name, Stamps([draft], request.user), can_edit=access.may_issue(request.user) and draft.is_draft
    )
