"""Who is of the delegation, what each of them holds, and what one may know of it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from delegation import access, clock
from delegation.access import Marking
from delegation.models import Assignment, Delegate, Duty, Membership
from delegation.models.people import RANK
from delegation.paging import Page, page_of


@dataclass(frozen=True)
class Roster:
    """A page of members, in order, with what `reader` may know of each."""

    people: list[Delegate]
    page: Page
    shows_clearance: bool


def roster(reader: Any, *, words: str = "", here: bool = False, cursor: str = "") -> Roster:
    """words: sought in names, agencies and what they do. here: only those at the conference today. Five queries."""
    members = Delegate.objects.active()
    if here:
        members = members.present()
    if words:
        members = members.filter(
            Q(name__icontains=words)
            | Q(covers__icontains=words)
            | Q(agency__name__icontains=words)
            | Q(agency__abbreviation__iexact=words)
        )
    page = page_of(members.annotate(rank=RANK).values("pk", "rank", "name"), ("rank", "name", "pk"), cursor=cursor)
    chosen = Delegate.objects.filter(pk__in=[row["pk"] for row in page.rows])
    return Roster(list(with_parts(chosen.in_order(), reader)), page, access.may_keep(reader))


def with_parts(members: QuerySet, reader: Any) -> QuerySet:
    """Fetch along `part_in` (memberships), `holds` (assignments) and `on_duty` (today's duties). Four queries."""
    conference = clock.conference()
    start, end = conference.day(clock.today()) if conference else (clock.now(), clock.now())
    memberships = Membership.objects.in_force().select_related("committee").order_by("committee__place", "committee")
    assignments = Assignment.objects.visible_to(reader).in_force().select_related("issue").order_by("role", "issue")
    duties = (
        Duty.objects.visible_to(reader)
        .standing()
        .filter(meeting__starts_at__gte=start, meeting__starts_at__lt=end)
        .filter(meeting__cancelled_at=None, meeting__archived_at=None)
        .select_related("meeting__committee")
        .order_by("meeting__starts_at")
    )
    return members.select_related("agency").prefetch_related(
        Prefetch("memberships", memberships, to_attr="part_in"),
        Prefetch("assignments", assignments, to_attr="holds"),
        Prefetch("duties", duties, to_attr="on_duty"),
    )


def member(key: Any, reader: Any) -> Delegate | None:
    """With parts; who has left is known to those who keep people. Four queries."""
    members = Delegate.objects.all() if access.may_keep(reader) else Delegate.objects.active()
    return with_parts(members.select_related("cleared_by"), reader).filter(pk=key).first()


def sight_in_words(person: Delegate) -> list[tuple[str, str]]:
    """Markings that `person` reads, each with what it holds. One query."""
    sentences = {
        Marking.DELEGATION: _("proposals, documents, the time plan, cleared talking points"),
        Marking.GOVERNMENT: _("draft positions, live instructions, notes of talks"),
        Marking.CORE: _("fallbacks, red lines and capital’s thinking on every issue"),
        Marking.ELECTIONS: _("voting intentions and promises"),
    }
    read = [(marking, sentences[Marking(marking)]) for marking in access.open_markings(person)]
    if Marking.CORE not in dict(read) and person.is_cleared and access.held_issues(person).exists():
        read.append((Marking.CORE, _("fallbacks, red lines and capital’s thinking on the issues you hold")))
    return read
