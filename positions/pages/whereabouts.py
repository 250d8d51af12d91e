"""What a record of any kind is called where it was changed, and where it is read."""

from collections.abc import Mapping
from datetime import date
from textwrap import shorten
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime

from delegation.chronicle import Line
from delegation.confidence import with_doubt
from delegation.models import (
    Agency,
    Assignment,
    Committee,
    Conference,
    Delegate,
    Duty,
    Issue,
    Meeting,
    Membership,
    MemberState,
    RegionalGroup,
)
from positions.models import (
    Acknowledgement,
    AgendaItem,
    Basis,
    Briefing,
    Clearance,
    ConflictingAnswer,
    Delivery,
    Document,
    GuidanceRequest,
    Instruction,
    Note,
    Outcome,
    Position,
    Proposal,
    Reserve,
    Speaker,
    Stance,
    TalkingPoint,
    Text,
)
from positions.pages import changes

# Each with the column by which a record of it is called, where there is one.
KINDS: dict[type[Model], str] = {
    Issue: "name",
    Position: "",
    TalkingPoint: "text",
    Reserve: "",
    Stance: "",
    GuidanceRequest: "",
    ConflictingAnswer: "",
    Instruction: "",
    Clearance: "",
    Basis: "",
    Acknowledgement: "",
    Delivery: "",
    Note: "text",
    Outcome: "",
    Proposal: "number",
    Document: "symbol",
    Text: "name",
    Meeting: "",
    AgendaItem: "title",
    Speaker: "",
    Duty: "",
    Assignment: "",
    Briefing: "",
    Delegate: "name",
    Membership: "",
    Committee: "name",
    Agency: "name",
    MemberState: "name",
    RegionalGroup: "name",
    Conference: "short_name",
}


def called(line: Line, record: Any, person: Any) -> str:
    """Its own name, with the doubt there is about it; "" where it has none. person: whom it is about, as a duty is."""
    after, column = line.after, KINDS[line.happening.model]
    if isinstance(record, Meeting):
        return record.named
    if person:
        return str(person)
    if not after.get(column):
        return ""
    if column == "text":
        return f"“{shorten(after[column], 50, placeholder=' …')}”"
    is_sample = bool(after.get("number_is_sample") or after.get("is_sample"))
    return with_doubt(str(after[column]), is_sample=is_sample, confidence=after.get("confidence") or "")


def about(line: Line, name: str, records: Mapping[Any, Any], meeting: Meeting | None) -> str:
    """What it is and where: its name, on which issue, at which meeting."""
    one = line.happening
    if meeting:
        when = date_format(localtime(meeting.starts_at), "D j M H:i")
        return " ".join(filter(None, [meeting.named, when, meeting.room]))
    issue = records.get(one.issue_id)
    kind = capfirst(str(one.model._meta.verbose_name))
    own = f"{kind} {name}" if name and one.model not in (Issue, TalkingPoint) else ""
    if issue is None:
        return own or kind
    return ", ".join(filter(None, [own, str(issue)]))


def url_of(line: Line, record: Any, meeting: Meeting | None, person: Any) -> str:
    one, after = line.happening, line.after
    if known := record or meeting:
        return str(known.get_absolute_url())
    if one.model is Proposal:
        return reverse("proposal-detail", args=[one.key])
    if one.model is Briefing:
        return reverse("briefing-day", args=[date.fromisoformat(after["day"])])
    if one.issue_id:
        page = reverse("issue-detail", args=[one.issue_id])
        return changes.address(one) if one.model in changes.KINDS else page
    if one.model is Delegate:
        return reverse("team-member", args=[one.key])
    if person:
        return person.get_absolute_url()
    if one.model in (Text, Document):
        named = {"text": after["name"]} if one.model is Text else {"q": f"Document {after['symbol']}"}
        return f"{reverse('proposal-list')}?{urlencode(named)}"
    return reverse("reference")
