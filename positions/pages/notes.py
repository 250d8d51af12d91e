"""Notes from the rooms: of a meeting, of an issue, of all."""

from typing import Any

from django.http import QueryDict

from delegation.models import Issue, Meeting, MemberState, RegionalGroup
from delegation.pages import markings_shown
from delegation.paging import page_of
from delegation.versions import read_key
from positions.models import Note

ORDER = ("at", "id")
LATEST = 20
CHIPS = 6


def of_meeting(meeting: Meeting, reader: Any) -> list[Note]:
    """The newest ones, with what the reader may do about each. One query."""
    found = Note.objects.visible_to(reader).of(meeting).with_rights(reader)
    return list(found.select_related("item", "issue", "by", "state", "group").newest_first()[:LATEST])


def recent(notes: list[Note], groups: list[RegionalGroup]) -> list[str]:
    """Who may be tapped: those who spoke last, then the groups."""
    return list(dict.fromkeys([*(note.holder for note in notes if note.holder), *(one.code for one in groups)]))[:CHIPS]


def holders() -> dict[str, Any]:
    """Whom a note may be of. Two queries."""
    groups = list(RegionalGroup.objects.filter(archived_at=None).order_by("code"))
    return {"groups": groups, "states": list(MemberState.objects.current().only("symbol", "name", "name_then"))}


def listed(asked: QueryDict, reader: Any) -> dict[str, Any]:
    """The context of the list, of one meeting or one issue where the address names it. Four queries at most."""
    visible = Note.objects.visible_to(reader).current()
    meeting = _named(Meeting, asked.get("meeting"), reader)
    issue = _named(Issue, asked.get("issue"), reader)
    if meeting or "meeting" in asked:
        visible = visible.filter(meeting=meeting)
    if issue or "issue" in asked:
        visible = visible.filter(issue=issue)
    part = page_of(visible.values(*ORDER), ORDER, cursor=asked.get("cursor", ""), descending=True)
    found = visible.filter(pk__in=[row["id"] for row in part.rows]).with_names().with_rights(reader).newest_first()
    notes = list(found)
    where = [note.meeting for note in notes]
    what = [note.issue for note in notes if note.issue]
    return {
        "notes": notes,
        "part": part,
        "meeting": meeting,
        "issue": issue,
        "markings": markings_shown(notes, meeting, issue, where, what, [note.item for note in notes if note.item]),
    }


def _named(model: Any, key: Any, reader: Any) -> Any:
    """None where it is not there, or not for this reader."""
    found = model.objects.visible_to(reader).filter(pk=read_key(key)) if read_key(key) else model.objects.none()
    return found.select_related("committee").first() if model is Meeting else found.first()
