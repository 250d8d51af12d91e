"""Where nobody of us is, and who is to be in two places: found by query, however many meetings there are."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from delegation import clock
from delegation.models import Committee, Duty, Issue, Meeting, Membership
from delegation.prepared import prepared
from positions.models.agenda_items import AgendaItem
from positions.models.proposals import Proposal
from positions.models.texts import Text


@dataclass(frozen=True)
class Span:
    """From when to when, at the conference; what is over counts no more."""

    start: Any
    end: Any
    now: Any = field(default_factory=clock.now)


def listed(question: Callable[[Any, Span], QuerySet], reader: Any, span: Span) -> list[Any]:
    """What `coming`, `clashing` or `away` answers, by a prepared query, in no order: keys, and facts of meetings.

    To ask of all meetings that come is cheaper than for those uncovered: each fact is then worked out once.
    """
    return _listed(reader, question, str(clock.zone()), start=span.start, end=span.end, now=span.now)


@prepared
def _listed(
    reader: Any, question: Callable[[Any, Span], QuerySet], _zone: str, *, start: Any, end: Any, now: Any
) -> QuerySet:
    """_zone: that in which days begin, which is part of the query."""
    return question(reader, Span(start, end, now)).select_related(None).only("pk").order_by()


def uncovered(reader: Any, span: Span) -> QuerySet:
    """Meetings still to be held that need somebody, in order, as far as `reader` may know.

    A committee that we follow needs a lead who has accepted; an agenda with an issue or a proposal of ours, anybody.
    Who has no access any more is nobody.
    """
    return coming(reader, span).filter(Q(follows_it=True, lead_accepted=False) | Q(takes_ours=True, is_attended=False))


def coming(reader: Any, span: Span) -> QuerySet:
    """Meetings still to be held, in order, as far as `reader` may know.

    Annotated: follows_it, takes_ours, lead_is_asked, lead_accepted, is_attended.
    """
    duties = Duty.objects.visible_to(reader).standing().filter(meeting=OuterRef("pk"), delegate__is_active=True)
    leads = duties.filter(role=Duty.Role.LEAD)
    held = Meeting.objects.visible_to(reader).held().filter(_within(span)).annotate(day=_day("starts_at"))
    return held.annotate(
        follows_it=ExpressionWrapper(
            Exists(_parts_of_ours())
            | Exists(_issues(reader).filter(committees=OuterRef("committee")))
            | Q(committee__in=_groups_on_ours(reader).values("pk")),
            output_field=BooleanField(),
        ),
        takes_ours=ExpressionWrapper(Q(pk__in=_items_of_ours(reader).values("meeting")), output_field=BooleanField()),
        lead_is_asked=Exists(leads),
        lead_accepted=Exists(leads.filter(accepted_at__isnull=False)),
        is_attended=Exists(duties.filter(accepted_at__isnull=False)),
    ).in_order()


def clashing(reader: Any, span: Span) -> QuerySet:
    """Standing duties whose member is to be at another meeting too at that time, and nobody said that both stand."""
    standing = _coming_duties(reader, span)
    others = (
        Duty.objects.visible_to(reader)
        .standing()
        .filter(delegate=OuterRef("delegate"), period__overlap=OuterRef("period"), done_at=None, missed_at=None)
    )
    others = others.filter(overridden_by=None, meeting__ended_at=None)  # who lets one stand lets both
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
    """Then, and not over, as its time says or its chair."""
    return Q(
        **{
            f"{prefix}ended_at": None,
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


def _groups_on_ours(reader: Any) -> QuerySet:
    """Groups that work on a text of an issue of ours, whoever is in them. Of all meetings, as `_items_of_ours`."""
    texts = Text.objects.visible_to(reader).current().filter(issues__in=_issues(reader))
    named = texts.named_in(OuterRef("works_on"))
    return Committee.objects.current().exclude(works_on="").filter(Exists(named))


def _items_of_ours(reader: Any) -> QuerySet:
    """Of all meetings. What they belong to is looked up once, not joined to each."""
    ours = Proposal.objects.visible_to(reader).current().filter(is_ours=True)
    parts = (
        AgendaItem.issues.through.objects.filter(issue__in=_issues(reader)),
        AgendaItem.documents.through.objects.filter(
            document__in=ours.filter(document__isnull=False).values("document")
        ),
        AgendaItem.texts.through.objects.filter(text__in=ours.filter(text__isnull=False).values("text")),
        AgendaItem.proposals.through.objects.filter(proposal__in=ours.values("pk")),
    )
    belongs = reduce(or_, (Q(pk__in=part.values("agendaitem")) for part in parts))
    return AgendaItem.objects.visible_to(reader).current().filter(belongs)
