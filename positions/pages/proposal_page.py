"""One proposal with all that a reader may see of it: its fields, our side, outcomes, others on its text, history."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delegation import drafts, history
from delegation.confidence import with_word
from delegation.live import topic
from delegation.models import Conference, Issue
from delegation.pages import Field, markings_shown, saved_sentence
from positions.models import Document, Instruction, Outcome, Position, Proposal, Stance, Text
from positions.pages import proposal_list
from positions.pages.fields import marking_url, merged

BESIDE = 30

# Fields edited together in one place, in reading order: the label, and the columns.
FIELDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "title": (gettext_lazy("Title"), ("title",)),
    "ask": (gettext_lazy("What it asks"), ("ask",)),
    "stage": (gettext_lazy("Where it is"), ("stage",)),
    "committee": (gettext_lazy("Committee"), ("committee",)),
    "text": (gettext_lazy("Text"), ("text",)),
    "number": (gettext_lazy("Number and action"), ("number", "action", "number_is_sample")),
    "sponsors": (gettext_lazy("Sponsors"), ("sponsors", "is_ours")),
    "document": (gettext_lazy("Document"), ("document",)),
    "issue": (gettext_lazy("Issue"), ("issue",)),
    "note": (gettext_lazy("Note"), ("note",)),
    "source": (gettext_lazy("Source"), ("source", "confidence")),
}
# Those whose earlier texts may be read and brought back.
PAST = ("title", "ask", "stage", "note")
# What follows from another column, or names what not everybody may see, is not told of in the history.
UNTOLD = {"canonical", "sort_key", "sources", "issue"}


@dataclass(frozen=True)
class Side:
    """What we want on one issue that the proposal belongs to, as far as the reader may know."""

    issue: Issue
    position: Position | None
    instructions: list[Instruction]
    stance: Stance | None


@dataclass(frozen=True)
class Line:
    """One line of the history."""

    at: Any
    by: Any
    words: str


def composed(proposal: Proposal, reader: Any, conference: Conference) -> dict[str, Any]:
    """The context of a proposal's page."""
    may_change = proposal.is_changeable_by(reader)
    outcomes = list(
        Outcome.objects.visible_to(reader)
        .current()
        .known()
        .filter(proposal=proposal)
        .with_subject()
        .with_rights(reader)
        .newest_first()
    )
    stamps = history.Stamps([proposal, *outcomes], reader)
    ours = sides(proposal, reader, conference)
    beside = Proposal.objects.visible_to(reader).current().beside(proposal)
    others = proposal_list.dressed(list(proposal_list.rows(beside, reader).order_by("sort_key", "pk")[: BESIDE + 1]))
    places = [field(proposal, name, reader, stamps, may_change=may_change) for name in FIELDS]
    return {
        "proposal": proposal,
        "fields": [one for one in places if one.can_edit or one.text or one.html],
        "state": proposal_list.STATES.get(proposal.stage, "moving"),
        "sides": ours,
        "asks_on": set(Issue.objects.visible_to(reader).open().held_by(reader).values_list("pk", flat=True)),
        "outcomes": [outcome_field(outcome, stamps) for outcome in outcomes],
        "new_outcome": new_outcome_field(proposal) if may_change and not proposal.archived_at else None,
        "others": others[:BESIDE],
        "has_more": len(others) > BESIDE,
        "history": told(history.entries(proposal, reader, limit=12)),
        "markings": markings_shown(
            proposal,
            outcomes,
            *(part for side in ours for part in (side.issue, side.position, side.stance)),
            *(side.instructions for side in ours),
            [marking for row in others for marking in row["markings"]],
        ),
    }


def field(proposal: Proposal, name: str, reader: Any, stamps: history.Stamps, *, may_change: bool) -> Field:
    """One place where fields of the proposal are read, and edited by who may."""
    label, columns = FIELDS[name]
    said = words(proposal, name, reader)
    versions = {column: proposal.field_versions.get(history.column(proposal, column), 1) for column in columns}
    newest = max(columns, key=lambda column: versions[column])
    was_emptied = versions[newest] > 1
    return Field(
        id=f"proposal-{name}",
        label=str(label),
        edit_url=reverse("proposal-field", args=[proposal.pk, name]),
        record=topic(proposal),
        name=name,
        can_edit=may_change and not proposal.archived_at,
        saved=saved_sentence(stamps.of(proposal, newest)) if any(said.values()) or was_emptied else "",
        merged=merged(proposal, name, stamps, can_edit=may_change) if name in ("ask", "note") else None,
        level="" if name in ("ask", "note") else "plain",
        text=said.get("text", ""),
        html=said.get("html", ""),
        history_url=reverse("field-history", args=["proposal", proposal.pk, name]) if name in PAST else "",
    )


def words(proposal: Proposal, name: str, reader: Any) -> dict[str, str]:
    """What stands in the place, as text or as safe HTML."""
    match name:
        case "number":
            said = [proposal.action, proposal.number, _("(number invented for the sample)")]
            return {"text": " ".join(said if proposal.number_is_sample else said[:2])}
        case "text" if proposal.text:
            return {"html": link({"text": proposal.text.name}, proposal.text)}
        case "document" if proposal.document:
            symbol = proposal.document.symbol
            return {"html": link({"q": f"Document {symbol}"}, proposal.document)}
        case "stage":
            return {"text": str(proposal.get_stage_display())}
        case "committee":
            return {"text": proposal.committee.named if proposal.committee else ""}
        case "sponsors":
            return {
                "text": "\n".join(filter(None, [proposal.sponsors or proposal.sources, _("Ours.") * proposal.is_ours]))
            }
        case "source":
            return {"text": sourced(proposal)}
        case "issue":
            issue = Issue.objects.visible_to(reader).filter(pk=proposal.issue_id).first()
            return {"html": format_html('<a href="{}">{}</a>', issue.get_absolute_url(), issue)} if issue else {}
    return {"text": getattr(proposal, name) if name in ("title", "ask", "note") else ""}


def sourced(record: Proposal | Outcome) -> str:
    """Who says so and how sure it is, with the word "unverified" where it is not."""
    return ", ".join(filter(None, [record.source, with_word(record.confidence)]))


def link(query: dict[str, str], record: Text | Document) -> str:
    """To the list of proposals, narrowed down."""
    address = f"{reverse('proposal-list')}?{urlencode(query)}"
    words = (record.title, format_html(' <small class="sample">{}</small>', record.doubt) if record.doubt else "")
    return format_html('<p><a href="{}">{}</a> {}{}</p>', address, record, *words)


def sides(proposal: Proposal, reader: Any, conference: Conference) -> list[Side]:
    """Four queries, however many issues."""
    belongs = Q(pk=proposal.issue_id)
    if proposal.text_id:
        belongs |= Q(pk__in=Issue.texts.through.objects.filter(text=proposal.text_id).values("issue"))
    issues = list(Issue.objects.visible_to(reader).current().filter(belongs).in_order())
    editions = Position.objects.visible_to(reader).shown().filter(issue__in=issues).in_force_last()
    positions = {one.issue_id: one for one in editions}
    stances = Stance.objects.visible_to(reader).current().filter(issue__in=issues, state=conference.state_id)
    by_issue = {stance.issue_id: stance for stance in stances}
    live = Instruction.objects.visible_to(reader).live().current().filter(issue__in=issues)
    answering = list(live.filter(Q(text=None) | Q(text=proposal.text_id)).select_related("text", "issue"))
    return [
        Side(
            issue=issue,
            position=positions.get(issue.pk),
            instructions=[one for one in answering if one.issue_id == issue.pk],
            stance=by_issue.get(issue.pk),
        )
        for issue in issues
    ]


def outcome_field(outcome: Outcome, stamps: history.Stamps) -> Field:
    """`may_change` is set by with_rights."""
    where = [outcome.document.named if outcome.document else "", str(outcome.meeting or ""), sourced(outcome)]
    return Field(
        id=f"outcome-{outcome.pk}",
        label=date_format(outcome.decided_on, "j M") if outcome.decided_on else _("Outcome"),
        edit_url=reverse("outcome", args=[outcome.pk]),
        record=topic(outcome),
        name="result",
        can_edit=outcome.may_change,
        html=format_html(
            '<p><span class="state" data-state="{}">{}</span> {}</p><p class="help">{}</p>',
            outcome.state,
            outcome.get_result_display(),
            outcome.summary,
            ", ".join(filter(None, where)),
        ),
        saved=saved_sentence(stamps.of(outcome)),
        marking="" if outcome.marking == "delegation" else outcome.marking,
        marking_url=marking_url(outcome) if outcome.may_change else "",
        level="plain",
    )


def new_outcome_field(proposal: Proposal) -> Field:
    return Field(
        id="outcome-new",
        label=_("Record an outcome"),
        edit_url=reverse("outcome-new", args=[proposal.pk]),
        can_edit=True,
        empty=_("What a meeting or the conference did with it."),
        draft=drafts.name_of(proposal, "outcome-new"),
        level="plain",
    )


def told(entries: list[history.Entry]) -> list[Line]:
    """Who did what, newest first; what changed in a way that is not told of is left out."""
    lines = []
    for entry in entries:
        fields = [capfirst(change.label) for change in entry.changes if change.name not in UNTOLD]
        if entry.is_first:
            doing = _("loaded it") if entry.through else _("filed it")
        elif fields:
            doing = _("changed %(fields)s") % {"fields": ", ".join(fields)}
        else:
            continue
        lines.append(Line(at=localtime(entry.at), by=entry.by or _("Placard"), words=doing))
    return lines
