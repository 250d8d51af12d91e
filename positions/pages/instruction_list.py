"""Instructions of the whole delegation: what is live, who has not acknowledged, what is drafted, what has ended."""

from typing import Any

from django.http import QueryDict

from delegation import access
from delegation.pages import markings_shown
from delegation.paging import page_of
from positions.models import Instruction
from positions.pages import bands

ORDER = ("ended_at", "id")


def composed(asked: QueryDict, reader: Any) -> dict[str, Any]:
    """The context of the list; those that ended come page by page."""
    visible = Instruction.objects.visible_to(reader)
    part = page_of(visible.ended().values(*ORDER), ORDER, cursor=asked.get("cursor", ""), descending=True)
    wanted = visible.filter(ended_at=None) | visible.filter(pk__in=[row["id"] for row in part.rows])
    found = list(wanted.with_readers(reader).newest_first())
    live = bands.bands(found, reader)
    ended = sorted((one for one in found if one.ended_at), key=lambda one: (one.ended_at, one.pk), reverse=True)
    return {
        "own": [band for band in live if band.may_acknowledge],
        "live": live,
        "drafts": [one for one in found if one.state == "draft"],
        "ended": ended,
        "part": part,
        "may_issue": access.may_issue(reader),
        "markings": markings_shown(found),
    }


def page_of_one(instruction: Instruction, reader: Any) -> dict[str, Any]:
    """The context of one instruction; of a draft, with what it would supersede."""
    visible = Instruction.objects.visible_to(reader)
    others = list(visible.on(instruction.issue).live().with_readers(reader).newest_first())
    live_now = next((one for one in others if one.text_id == instruction.text_id and one != instruction), None)
    beside = [one for one in others if (one.text_id is None) != (instruction.text_id is None)]
    chain = [instruction, *others]
    if instruction.predecessor_id:
        chain += visible.filter(pk=instruction.predecessor_id)
    return {
        "instruction": instruction,
        "band": next(iter(bands.bands(chain, reader)), None) if instruction.is_live else None,
        "live_now": live_now,
        "beside": beside,
        "may_issue": access.may_issue(reader),
        "markings": markings_shown(instruction, chain),
    }
