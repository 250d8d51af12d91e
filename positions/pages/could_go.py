"""Who of us could go to a meeting, each with the reasons for and against."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, Subquery
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from delegation import access
from delegation.access import Marking
from delegation.models import Assignment, Committee, Delegate, Duty, Issue, Meeting, Membership
from positions.models import AgendaItem, Instruction, Text

MOST = 12
# What makes somebody the one to ask, the more the better.
LEADS, ALTERNATE = 8, 6
PARTS = {
    Membership.Role.SPOKESPERSON: 5,
    Membership.Role.ALTERNATE: 4,
    Membership.Role.NOTE_TAKER: 2,
    Membership.Role.ADVISER: 1,
}


@dataclass
class Suggestion:
    """A member who may be asked. reasons: what speaks for it, which names `issues`. elsewhere: other meetings then.
    given_back: his duty at this meeting, where he refused it or gave it back."""

    delegate: Delegate
    weight: int = 0
    reasons: list[str] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    elsewhere: list[Meeting] = field(default_factory=list)
    given_back: Duty | None = None

    @property
    def is_free(self) -> bool:
        return not self.elsewhere

    @property
    def reason(self) -> str:
        at = [f"{meeting}, {date_format(localtime(meeting.starts_at), 'H:i')}" for meeting in self.elsewhere]
        stands = _("at the same time: %s") % "; ".join(at) if at else _("free")
        return ", ".join([*self.reasons, stands])


def suggestions(meeting: Meeting, reader: Any, given_back: Iterable[Duty] = ()) -> list[Suggestion]:
    """Members on site who may read what is instructed for the meeting and have no duty there: the free ones first, of
    those the ones whose subject or committee it is; last those who gave it back, which `given_back` are. Five queries,
    however many members."""
    issues = list(_issues(meeting, reader))
    found = {one.pk: Suggestion(one) for one in _members(meeting, issues)}
    _weigh_subjects(found, issues, meeting, reader)
    _weigh_parts(found, meeting)
    for duty in _elsewhere(meeting, reader, found):
        found[duty.delegate_id].elsewhere.append(duty.meeting)
    for duty in given_back:
        if suggestion := found.get(duty.delegate_id):
            suggestion.given_back = duty
    return sorted(found.values(), key=_place)[:MOST]


def _place(one: Suggestion) -> tuple:
    return one.given_back is not None, not one.is_free, -one.weight, one.delegate.name


def _issues(meeting: Meeting, reader: Any) -> Any:
    """On its agenda, or in the hands of the group that meets."""
    items = AgendaItem.objects.visible_to(reader).current().filter(meeting=meeting)
    in_hand = Committee.objects.filter(pk=meeting.committee_id).values("works_on")
    texts = Text.objects.visible_to(reader).current().named_in(Subquery(in_hand))
    found = Issue.objects.visible_to(reader).open().filter(Q(agenda_items__in=items) | Q(texts__in=texts))
    return found.distinct()


def _members(meeting: Meeting, issues: list[Issue]) -> Any:
    """Active, on site that day, not asked yet, and readers of the meeting and of what is live on its issues."""
    day = localdate(meeting.starts_at)
    on_site = (Q(arrives_on=None) | Q(arrives_on__lte=day)) & (Q(leaves_on=None) | Q(leaves_on__gte=day))
    asked = Duty.objects.standing().filter(meeting=meeting).values("delegate")
    live = Instruction.objects.live().filter(issue__in=issues)
    found = Delegate.objects.active().filter(on_site).exclude(function=access.Function.CAPITAL)
    found = found.filter(pk__in=access.readers(meeting.marking, meeting.issue_id).values("pk")).exclude(pk__in=asked)
    if live.exclude(marking=Marking.DELEGATION).exists():
        found = found.filter(pk__in=access.readers(Marking.GOVERNMENT, None).values("pk"))
    return found


def _weigh_subjects(found: dict[Any, Suggestion], issues: list[Issue], meeting: Meeting, reader: Any) -> None:
    day = localdate(meeting.starts_at)
    holds = Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))
    assignments = Assignment.objects.visible_to(reader).current().filter(holds, issue__in=issues).order_by("role")
    of_keys = {issue.pk: issue for issue in issues}
    for one in assignments:
        if suggestion := found.get(one.delegate_id):
            is_lead = one.role == Assignment.Role.LEAD
            suggestion.weight += LEADS if is_lead else ALTERNATE
            words = _("leads %s") if is_lead else _("alternate on %s")
            suggestion.reasons.append(words % of_keys[one.issue_id].name)
            suggestion.issues.append(of_keys[one.issue_id])


def _weigh_parts(found: dict[Any, Suggestion], meeting: Meeting) -> None:
    day = localdate(meeting.starts_at)
    holds = Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))
    for part in Membership.objects.filter(holds, committee=meeting.committee_id, archived_at=None):
        if suggestion := found.get(part.delegate_id):
            suggestion.weight += PARTS[Membership.Role(part.role)]
            words = _("%(role)s in %(committee)s")
            suggestion.reasons.append(words % {"role": part.get_role_display(), "committee": meeting.committee})


def _elsewhere(meeting: Meeting, reader: Any, found: dict[Any, Suggestion]) -> Any:
    standing = Duty.objects.visible_to(reader).standing().at_the_time_of(meeting)
    return standing.filter(delegate__in=list(found)).with_meeting().order_by("period")
