"""Where nobody of us is, and who is to be in two places: found by query, however many meetings there are."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from delegation import clock
from delegation.models import Duty, Issue, Meeting, Membership
from delegation.prepared import prepared
from positions.models.agenda_items import AgendaItem
from positions.models.proposals import Proposal


@dataclass(frozen=True)
class Span:
    """From when to when, at the conference; what is over counts no more."""

    start: Any
    end: Any
    now: Any = field(default_factory=clock.now)


def listed(question: Callable[[Any, Span], QuerySet], reader: Any, span: Span) -> list[Any]:
    """What `uncovered`, `clashing` or `away` answers, by a prepared query."""
    return _listed(reader, question, str(clock.zone()), start=span.start, end=span.end, now=span.now)


@prepared
def _listed(
    reader: Any, question: Callable[[Any, Span], QuerySet], _zone: str, *, start: Any, end: Any, now: Any
) -> QuerySet:
    """_zone: that in which days begin, which is part of the query."""
    return question(reader, Span(start, end, now))


def uncovered(reader: Any, span: Span) -> QuerySet:
    """Meetings still to be held that need somebody, in order, as far as `reader` may know.

    A committee that we follow needs a lead who has accepted; an agenda with an issue or a proposal of ours, anybody.
    Who has no access any more is nobody.
    Annotated: follows_it, takes_ours, lead_is_asked, lead_accepted, is_attended, lacks_anybody.
    """
    duties = Duty.objects.visible_to(reader).standing().filter(meeting=OuterRef("pk"), delegate__is_active=True)
    leads = duties.filter(role=Duty.Role.LEAD)
    coming = Meeting.objects.visible_to(reader).held().filter(_within(span)).annotate(day=_day("starts_at"))
    found = coming.annotate(
        follows_it=Exists(_parts_of_ours()) | Exists(_issues(reader).filter(committees=OuterRef("committee"))),
        takes_ours=Exists(_items_of_ours(reader)),
        lead_is_asked=Exists(leads),
        lead_accepted=Exists(leads.filter(accepted_at__isnull=False)),
        is_attended=Exists(duties.filter(accepted_at__isnull=False)),
    )
    lacks_anybody = Q(takes_ours=True, is_attended=False)
    found = found.annotate(lacks_anybody=ExpressionWrapper(lacks_anybody, output_field=BooleanField()))
    return found.filter(Q(follows_it=True, lead_accepted=False) | lacks_anybody).in_order()


def clashing(reader: Any, span: Span) -> QuerySet:
    """Standing duties whose member is to be at another meeting too at that time, and nobody said that both stand."""
    standing = _coming_duties(reader, span)
    others = (
        Duty.objects.visible_to(reader)
        .standing()
        .filter(delegate=OuterRef("delegate"), period__overlap=OuterRef("period"), done_at=None, missed_at=None)
    )
    held = others.filter(meeting__cancelled_at=None, meeting__archived_at=None).exclude(pk=OuterRef("pk"))
    return standing.filter(Exists(held), overridden_by=None)


def away(reader: Any, span: Span) -> QuerySet:
    """Standing duties on days before their member arrives or after he leaves, or when he has no access any more."""
    off_site = Q(delegate__arrives_on__gt=F("day")) | Q(delegate__leaves_on__lt=F("day"))
    absent = off_site | Q(delegate__is_active=False)
    return _coming_duties(reader, span).annotate(day=_day("meeting__starts_at")).filter(absent)


def _coming_duties(reader: Any, span: Span) -> Any:
    found = Duty.objects.visible_to(reader).standing().filter(_within(span, "meeting__"), done_at=None, missed_at=None)
    held = found.filter(meeting__cancelled_at=None, meeting__archived_at=None)
    return held.select_related("delegate", "meeting__committee").order_by("delegate__name", "period", "pk")


def _within(span: Span, prefix: str = "") -> Q:
    return Q(
        **{
            f"{prefix}starts_at__gte": span.start,
            f"{prefix}starts_at__lt": span.end,
            f"{prefix}ends_at__gt": span.now,
        }
    )


def _day(moment: str) -> TruncDate:
    return TruncDate(moment, tzinfo=clock.zone())


def _issues(reader: Any) -> Any:
    return Issue.objects.visible_to(reader).open()


def _parts_of_ours() -> QuerySet:
    """Memberships of the meeting's committee that hold on its day."""
    holds = Q(ends_on=None) | Q(ends_on__gte=OuterRef("day"))
    parts = Membership.objects.filter(holds, committee=OuterRef("committee"), starts_on__lte=OuterRef("day"))
    return parts.filter(archived_at=None, delegate__is_active=True)


def _items_of_ours(reader: Any) -> QuerySet:
    ours = Proposal.objects.visible_to(reader).current().filter(is_ours=True)
    belongs = (
        Q(issues__in=_issues(reader))
        | Q(documents__in=ours.filter(document__isnull=False).values("document"))
        | Q(texts__in=ours.filter(text__isnull=False).values("text"))
    )
    items = AgendaItem.objects.visible_to(reader).current().filter(belongs)
    return items.filter(meeting=OuterRef("pk"))
