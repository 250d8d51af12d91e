"""What waits beyond its time is told to one after the other: lead, deputy, head; each once."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from delegation import clock
from delegation.access import Function, Marking
from delegation.actions import notices
from delegation.actions.records import locked
from delegation.live import announce, topic
from delegation.models import Assignment, Conference, Delegate, Notice
from delegation.one_by_one import each
from positions.actions import acknowledgements
from positions.models import Climb, GuidanceRequest, Instruction
from positions.models.acknowledgements import Holder, put_readers
from positions.models.holders import ISSUED

NAMED = 6  # who is missing, by name; the rest is counted
ABOVE = {Climb.Step.DEPUTY: Q(function=Function.DEPUTY), Climb.Step.HEAD: Q(function=Function.HEAD)}


class Waiting(Protocol):
    """What climbs, as it stands while its record is held."""

    called: str  # by which Climb names the record
    record: Any
    since: Any
    steps: dict[Climb.Step, timedelta]
    key: str  # under which each is told once
    under: Marking | None  # which members see that it climbed, where not all who see the record

    def __init__(self, record: Any, conference: Conference) -> None: ...

    def waits_since(self, moment: datetime) -> bool:
        """Whether it still waits, and has since before that moment."""

    def words(self, step: Climb.Step) -> dict[Delegate, str]:
        """Who is to know at this step, and what he is told."""


def climb() -> int:
    """Tell of all that waits beyond its time whoever is to know by now. Answers how much climbed.

    To be called as often as one likes, by any number of workers: a step is a row that can be there once, and is written
    in the transaction that tells. Three queries where nothing climbs.
    """
    conference = clock.conference()
    if conference is None:
        return 0
    acknowledgements.tell_newcomers()
    now = clock.now()
    asked = GuidanceRequest.objects.to_climb(now, conference).order_by("needed_by", "pk")
    issued = Instruction.objects.to_climb(now, conference).order_by("issued_at", "pk")
    climbed = each(asked, partial(_climb, Unanswered, conference))
    return climbed + each(issued, partial(_climb, Unacknowledged, conference))


def _climb(kind: type[Waiting], conference: Conference, record: Any) -> bool:
    with transaction.atomic():
        waiting = kind(locked(record), conference)  # whoever settles it waits here, or is waited for
        moment = clock.now()
        already = Climb.objects.filter(**{waiting.called: waiting.record}, since=waiting.since)
        told = dict(already.values_list("step", "people"))
        known, climbs_on = len(told), False
        for step, wait in waiting.steps.items():
            if not (climbs_on or waiting.waits_since(moment - wait)):
                break
            if step not in told:
                told[step] = _tell(waiting, step)
            climbs_on = not told[step]  # where there is nobody, it climbs on at once
        if len(told) > known:
            announce(waiting.record, under=waiting.under)
    return len(told) > known


def _tell(waiting: Waiting, step: Climb.Step) -> int:
    """Nobody whom an earlier step has told. Answers how many know it at this one."""
    words = waiting.words(step)
    Climb.objects.create(
        **{waiting.called: waiting.record},
        since=waiting.since,
        step=step,
        at=clock.now(),
        people=min(len(words), 1000),
    )
    notices.tell(words, about=waiting.record, key=waiting.key, urgent=True)
    return len(words)


class Unanswered:
    """A question, beyond the moment by which its answer was needed."""

    called = "request"
    under: Marking | None = None

    def __init__(self, record: GuidanceRequest, conference: Conference) -> None:
        self.record, self.since = record, record.needed_by
        self.steps = dict(zip(Climb.Step, conference.steps, strict=True))
        self.key = f"overdue {record.pk} {self.since:%Y%m%dT%H%M%S}"

    def waits_since(self, moment: datetime) -> bool:
        return self.record.is_overdue_at(moment)

    def words(self, step: Climb.Step) -> dict[Delegate, str]:
        asked = self.record
        if asked.state == "sent back":
            words = _(
                "Overdue since %(when)s: capital waits for our reply on %(subject)s. Without an answer we %(what)s"
            )
        else:
            words = _("Overdue since %(when)s: no answer from capital on %(subject)s. Unless one comes, we %(what)s")
        said = {"when": asked.needed_in_both_zones, "subject": asked.subject, "what": asked.by_default}
        people = asked.readers().filter(ABOVE[step] if step in ABOVE else self._holding())
        return dict.fromkeys(people, words % said)

    def _holding(self) -> Q:
        """Who leads the issue, and who asked, where he still holds it; without a lead, the alternates."""
        holding = Assignment.objects.in_force().filter(issue=self.record.issue_id).order_by()
        leads = holding.filter(Q(role=Assignment.Role.LEAD) | Q(delegate=self.record.asked_by_id))
        return Q(pk__in=(leads if leads.filter(role=Assignment.Role.LEAD).exists() else holding).values("delegate"))


class Unacknowledged:
    """A live instruction, since it was issued. That who must know it is told so is its first step, and what each has
    waited is counted from there; who issued it himself was not told, and does not make it climb."""

    called = "instruction"
    under: Marking | None = Marking.GOVERNMENT

    def __init__(self, record: Instruction, conference: Conference) -> None:
        self.record, self.since = record, record.issued_at
        self.steps = dict(zip(Climb.Step, conference.steps_to_acknowledge, strict=True))
        del self.steps[Climb.Step.LEAD]
        self.key = f"unacknowledged {record.pk}"
        told = Notice.objects.filter(about=topic(record), key=ISSUED % record.pk)
        self._told = dict(told.values_list("to", "at"))

    def waits_since(self, moment: datetime) -> bool:
        return self.record.is_live and bool(self._late(None, moment))

    def words(self, step: Climb.Step) -> dict[Delegate, str]:
        """Nobody of himself alone: he was told at first."""
        moment = clock.now() - self.steps[Climb.Step.DEPUTY]
        people = self.record.readers().filter(ABOVE[step])
        found = {person: [one for one in self._late(person, moment) if one.delegate != person] for person in people}
        return {person: self._said(late) for person, late in found.items() if late}

    def _late(self, reader: Any, moment: datetime) -> list[Holder]:
        """Those who were told before that moment and have not acknowledged it, as far as `reader` may know."""
        put_readers([self.record], reader)
        waiting = [(one, self._told.get(one.delegate.pk)) for one in self.record.awaited]
        return [one for one, told_at in waiting if told_at and told_at < moment]

    def _said(self, late: list[Holder]) -> str:
        names = [f"{one.delegate} ({_how_far(one)})" for one in late[:NAMED]]
        if more := len(late[NAMED:]):
            names.append(ngettext("%d more", "%d more", more) % more)
        words = _("Not acknowledged in time: the instruction of %(when)s on %(subject)s. Missing: %(names)s")
        when = date_format(localtime(self.since), "j M H:i")
        return words % {"when": when, "subject": self.record.subject, "names": ", ".join(names)}


def _how_far(one: Holder) -> str:
    if one.read_at is None:
        return _("unread")
    return _("read %(at)s") % {"at": date_format(localtime(one.read_at), "H:i")}
