"""Instructions of the whole delegation: what is live, who has not acknowledged, what is drafted, what has ended."""

from typing import Any

from django.http import QueryDict

from delegation import access
from delegation.pages import markings_shown
from delegation.paging import page_of
from positions.models import Delivery, Instruction
from positions.models.acknowledgements import known
from positions.models.conflicting_answers import with_hold
from positions.pages import bands, clearing, two_answers
from positions.pages.deliveries import may_deliver

ORDER = ("ended_at", "id")


def composed(asked: QueryDict, reader: Any) -> dict[str, Any]:
    """The context of the list; those that ended come page by page."""
    visible = Instruction.objects.visible_to(reader)
    part = page_of(visible.ended().values(*ORDER), ORDER, cursor=asked.get("cursor", ""), descending=True)
    wanted = visible.filter(ended_at=None) | visible.filter(pk__in=[row["id"] for row in part.rows])
    found = known(wanted.newest_first(), reader)
    live = bands.bands(found, reader)
    ended = sorted((one for one in found if one.ended_at), key=lambda one: (one.ended_at, one.pk), reverse=True)
    return {
        "own": [band for band in live if band.may_acknowledge],
        "live": live,
        "drafts": [one for one in found if one.is_draft],
        "ended": ended,
        "part": part,
        "may_issue": access.may_issue(reader),
        "markings": markings_shown(found),
    }


def shown(reader: Any) -> Any:
    """Instructions as a page of one shows them."""
    return with_hold(Instruction.objects.visible_to(reader).with_names(), reader)


def page_of_one(instruction: Instruction, reader: Any) -> dict[str, Any]:
    """The context of one instruction; of a draft, with what it would supersede."""
    visible = Instruction.objects.visible_to(reader)
    others = known(visible.on(instruction.issue).live().newest_first(), reader)
    live_now = next((one for one in others if one.text_id == instruction.text_id and one != instruction), None)
    beside = [one for one in others if (one.text_id is None) != (instruction.text_id is None)]
    deliveries = list(Delivery.objects.visible_to(reader).of(instruction).with_names().newest_first())
    clearances = clearing.of(instruction, reader)
    outstanding = [one for one in clearances if one.is_outstanding]
    chain = [instruction, *others]
    if instruction.predecessor_id:
        chain += visible.filter(pk=instruction.predecessor_id)
    held_on = two_answers.between(instruction, reader) if instruction.is_draft else None
    answers = two_answers.answered_by(instruction, reader)
    band = next(iter(bands.bands(chain, reader)), None) if instruction.is_live else None
    return {
        "instruction": instruction,
        "band": band,
        "sees_readings": band is not None and band.sees_readings,
        "answers": answers,
        "live_now": live_now,
        "deliveries": deliveries,
        "may_deliver": instruction.is_live and may_deliver(instruction, reader),
        "beside": beside,
        "held_on": held_on,
        "may_issue": access.may_issue(reader),
        "clearances": clearances,
        "outstanding": outstanding,
        "may_issue_now": access.may_overrule(reader) or (access.may_issue(reader) and not outstanding),
        "markings": markings_shown(instruction, answers, chain, deliveries, clearances),
    }
