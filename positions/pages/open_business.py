"""What a member leaves unfinished, as far as the reader may know, and who goes on with it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from delegation.happenings import begun_by
from delegation.models import Assignment, Issue, Meeting
from positions.models import Position, Proposal, Speaker, TalkingPoint

# A proposal of which nothing more is to come.
SETTLED = (Proposal.Stage.AGREED, Proposal.Stage.NOT_AGREED, Proposal.Stage.NOTED, Proposal.Stage.WITHDRAWN)


@dataclass(frozen=True)
class Unfinished:
    """then: who goes on with it, or what is to be done so that somebody does; deed_url: where. marked: its record."""

    words: str
    url: str
    then: str
    deed_url: str
    marked: tuple[Any, ...]


def unfinished(person: Any, reader: Any) -> list[Unfinished]:
    """What he began goes on with its issue. Five queries, however much it is."""
    drafts: list[Any] = list(_on_open(_begun(Position, person, reader)).filter(activated_at=None, closed_at=None))
    points: list[Any] = list(_on_open(_begun(TalkingPoint, person, reader)))
    filed = _begun(Proposal, person, reader).filter(is_ours=True).exclude(stage__in=SETTLED)
    ours: list[Any] = list(filed.in_order())
    # A proposal may hang on an issue which the reader does not see: what that one is makes no difference to him.
    seen = {one.pk: one for one in Issue.objects.visible_to(reader).filter(pk__in={one.issue_id for one in ours})}
    issues = seen | {one.issue_id: one.issue for one in (*drafts, *points)}
    going_on = _holders(issues, person, reader)
    return [
        *(_with_issue(_("Draft position on %s") % one.issue, one.get_absolute_url(), going_on, one) for one in drafts),
        *(
            _proposal(one, seen, going_on)
            for one in ours
            if one.issue_id not in seen or not seen[one.issue_id].closed_at
        ),
        *_points(points, going_on),
        *_speaking(person, reader),
    ]


def _begun(model: Any, person: Any, reader: Any) -> Any:
    return model.objects.visible_to(reader).current().filter(pk__in=begun_by(person, model, reader))


def _on_open(records: Any) -> Any:
    """Of records that are never seen where their issue is not."""
    return records.filter(issue__closed_at=None, issue__archived_at=None).select_related("issue")


def _holders(issues: Iterable[Any], person: Any, reader: Any) -> dict[Any, list[str]]:
    """Who else holds them, as "Dina, Alternate"."""
    found: dict[Any, list[str]] = {key: [] for key in issues}
    holding = Assignment.objects.visible_to(reader).holding().filter(issue__in=list(found), delegate__is_active=True)
    for one in holding.exclude(delegate=person):
        found[one.issue_id].append(f"{one.delegate}, {one.get_role_display()}")
    return found


def _with_issue(words: str, url: str, going_on: dict[Any, list[str]], *marked: Any) -> Unfinished:
    issue = marked[0].issue_id
    if people := going_on[issue]:
        return Unfinished(words, url, _("goes on with it: %s") % "; ".join(people), "", marked)
    then = _("nobody else holds its issue: name somebody")
    return Unfinished(words, url, then, reverse("holder-add", args=[issue]), marked)


def _proposal(proposal: Proposal, seen: dict[Any, Issue], going_on: dict[Any, list[str]]) -> Unfinished:
    words, url = _("Our proposal %s") % proposal, proposal.get_absolute_url()
    if proposal.issue_id in seen:
        return _with_issue(words, url, going_on, proposal, seen[proposal.issue_id])
    then = _("belongs to no issue: name one, so that its lead goes on with it")
    return Unfinished(words, url, then, url, (proposal,))


def _points(points: list[TalkingPoint], going_on: dict[Any, list[str]]) -> Iterator[Unfinished]:
    """As one for each issue."""
    of_issues: dict[Any, list[TalkingPoint]] = {}
    for point in points:
        of_issues.setdefault(point.issue_id, []).append(point)
    for first, *others in of_issues.values():
        count = 1 + len(others)
        words = ngettext("%(many)s talking point on %(issue)s", "%(many)s talking points on %(issue)s", count)
        said = words % {"many": count, "issue": first.issue}
        yield _with_issue(said, first.get_absolute_url(), going_on, first, *others)


def _speaking(person: Any, reader: Any) -> Iterator[Unfinished]:
    """Speaking lists of items that are not done, in meetings that are not over."""
    lists = Speaker.objects.visible_to(reader).current().filter(delegate=person, spoken_at=None)
    lists = lists.filter(item__archived_at=None, item__done_at=None, item__meeting__in=Meeting.objects.not_over())
    lists = lists.select_related("item__meeting__committee")
    then = _("take the member off the list, and put somebody else on it")
    for one in lists.order_by("item__meeting__starts_at", "item__place"):
        words = _("Speaks to %(item)s, %(meeting)s") % {"item": one.item, "meeting": one.item.meeting}
        yield Unfinished(words, one.item.get_absolute_url(), then, one.item.get_absolute_url(), (one,))
