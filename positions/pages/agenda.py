"""A meeting's agenda by issue: what is taken, what we want, and what was instructed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.safestring import SafeString

from delegation.models import Issue, Meeting
from delegation.words import rendered
from positions.models import AgendaItem, Document, Instruction, Position, Proposal, Speaker, Text
from positions.models.acknowledgements import known
from positions.pages.bands import Band, bands


@dataclass
class Topic:
    """One issue of an agenda, with the items that take it, and what is wanted of it."""

    issue: Issue
    items: list[AgendaItem] = field(default_factory=list)
    position: Position | None = None
    bands: list[Band] = field(default_factory=list)

    @property
    def objective(self) -> SafeString:
        """What we want, as far as the reader may know."""
        return rendered(self.position.objective if self.position else "")


def topics(items: Iterable[Any], reader: Any) -> list[Topic]:
    """The agenda as far as `reader` may know, in the order of its items. Three queries.

    items: as `items` fetches them.
    """
    found: dict[Any, Topic] = {}
    for item in items:
        for issue in item.topics:
            found.setdefault(issue.pk, Topic(issue)).items.append(item)
    for position in Position.objects.visible_to(reader).shown().filter(issue__in=found).in_force_last():
        found[position.issue_id].position = position
    live = Instruction.objects.visible_to(reader).live().filter(issue__in=found)
    wanted = Q(pk__in=live.values("pk")) | Q(pk__in=live.values("predecessor"))
    for band in bands(known(Instruction.objects.visible_to(reader).filter(wanted).newest_first(), reader), reader):
        found[band.instruction.issue_id].bands.append(band)
    return list(found.values())


def items(meeting: Meeting, reader: Any) -> list[AgendaItem]:
    """Those in use, in order, with `topics`, `papers`, `acted_on`, `moved` (proposals) and `speaking`, and with
    rights. Six queries."""
    documents, texts = Document.objects.visible_to(reader).current(), Text.objects.visible_to(reader).current()
    issues = Issue.objects.visible_to(reader).current().in_order()
    speakers = Speaker.objects.visible_to(reader).current().in_order().select_related("delegate")
    proposals = Proposal.objects.visible_to(reader).current().in_order()
    return list(
        AgendaItem.objects.visible_to(reader)
        .of(meeting)
        .with_rights(reader)
        .prefetch_related(
            Prefetch("issues", issues, to_attr="topics"),
            Prefetch("documents", documents, to_attr="papers"),
            Prefetch("texts", texts, to_attr="acted_on"),
            Prefetch("proposals", proposals, to_attr="moved"),
            Prefetch("speakers", speakers, to_attr="speaking"),
        )
    )
