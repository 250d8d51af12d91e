"""A delegation far larger than any: 300 members, 10,000 proposals, 120 meetings a day, 40 issues."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from delegation.models import Assignment, Delegate, Duty, Meeting, Membership
from positions.models import Proposal, Stance, TalkingPoint, Text
from tests import factories as make

PROPOSALS, MEMBERS, ISSUES, TEXTS = 10_000, 300, 40, 100
ACTIONS = ("MOD", "ADD", "SUP", "NOC")
DAYS = 19
MEETINGS = 120 * DAYS
TODAY = 9  # the day of the conference on which it stands
FIRST_MORNING = make.START - timedelta(days=9, hours=1)


@transaction.atomic
def fill() -> Delegate:
    """Fill an empty database; answers the lead whose pages are measured."""
    make.conference(at=make.START)
    groups = [make.group(code, code) for code in ("ACP", "AFCP", "ARB", "EUR", "IAP", "RCC")]
    committees = [make.committee(f"COM{number}", kind="committee") for number in range(1, 31)]
    head = make.delegate("head", function="head")
    lead = make.delegate("lead")
    Delegate.objects.bulk_create(
        Delegate(name=f"Member {n}", email=f"member{n}@valdria.example", clearance="government", password="!")
        for n in range(MEMBERS - 2)
    )
    members = list(Delegate.objects.order_by("email"))
    Membership.objects.bulk_create(
        Membership(delegate=member, committee=committees[n % 30], role="spokesperson", starts_on=date(2014, 10, 20))
        for n, member in enumerate(members)
    )
    issues = [make.issue(f"Issue {n}", place=n) for n in range(ISSUES)]
    Assignment.objects.bulk_create(
        Assignment(issue=issue, delegate=delegate, role=role, starts_on=date(2014, 10, 1), marking="delegation")
        for n, issue in enumerate(issues)
        for delegate, role in ((lead if n < 8 else members[n], "a_lead"), (members[n + 50], "b_alternate"))
    )
    texts = Text.objects.bulk_create(
        Text(name=f"Res {n}", canonical=f"RES {n}", place=n, title=f"On matter {n}", committee=committees[n % 30])
        for n in range(1, TEXTS + 1)
    )
    for n, text in enumerate(texts):
        text.issues.set([issues[n % ISSUES]])
    Proposal.objects.bulk_create(
        (
            Proposal(
                number=f"RCC/{n // 50 + 1}A1/{n % 50 + 1}",
                canonical=f"RCC/{n // 50 + 1}A1/{n % 50 + 1}",
                sort_key=f"RCC/{n // 50 + 1:05}A00001/{n % 50 + 1:05}",
                sources="RCC",
                action=ACTIONS[n % 4],
                text=texts[n % TEXTS],
                committee=committees[n % 30],
                title=f"What proposal {n} is about, in a line of usual length",
                ask="A sentence or two on what is asked, and of whom it is asked.",
            )
            for n in range(PROPOSALS)
        ),
        batch_size=2_000,
    )
    _meetings(committees, members, lead)
    _words(issues, groups, texts, head)
    return lead


def _meetings(committees: list, members: list, lead: Delegate) -> None:
    meetings = Meeting.objects.bulk_create(
        Meeting(
            committee=committees[n % 30],
            number=str(n),
            starts_at=(start := FIRST_MORNING + timedelta(days=n % DAYS, minutes=5 * (n // DAYS))),
            ends_at=start + timedelta(minutes=90),
            room=f"Room {n % 12}",
        )
        for n in range(MEETINGS)
    )
    for n, meeting in enumerate(meetings[: 20 * DAYS]):
        make.agenda_item(meeting, "An item")
        Duty.objects.create(meeting=meeting, delegate=members[n % len(members)])
    for meeting in meetings[TODAY : TODAY + 5 * DAYS : DAYS]:
        Duty.objects.create(meeting=meeting, delegate=lead, role="b_second", assigned_at=timezone.now())
    of_today = meetings[TODAY + 20 * DAYS :: DAYS]
    Duty.objects.bulk_create(
        Duty(meeting=meeting, delegate=members[(3 * n + place) % len(members)], role=role)
        for n, meeting in enumerate(of_today)
        for place, role in enumerate(Duty.Role.values[: n % 4])  # some meetings have nobody
    )


def _words(issues: list, groups: list, texts: list, head: Delegate) -> None:
    for issue in issues:
        make.position(issue, background="A paragraph of background.\n\n" * 5, argument="Study should come first.")
        make.reserve(issue)
        for group in groups:
            Stance.objects.create(issue=issue, group=group, value="support", source="A statement in the room")
    TalkingPoint.objects.bulk_create(
        TalkingPoint(issue=issue, text=f"Chair, this is point {n}.", place=n, marking="delegation")
        for issue in issues
        for n in range(8)
    )
    for n, text in enumerate(texts[:ISSUES]):
        make.instruction(issues[n], f"Support the text on matter {n}.", text=text, by=head)
