"""Lines of a meeting's agenda."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from delegation import access, clock
from delegation.access import Marked, MarkedQuerySet, Marking
from delegation.confidence import Sourced
from delegation.models import Issue, Meeting
from delegation.models.meetings import ENTERED_BEFORE, OVERRUN
from delegation.prepared import prepared
from delegation.versions import Versioned, versioned
from positions.models.documents import Document
from positions.models.proposals import Proposal
from positions.models.texts import Text

ITEM_STATES = {
    "to come": _("to come"),
    "now": _("now"),
    "taken up": _("taken up"),
    "done": _("done"),
    "postponed": _("postponed"),
}
REMEMBERED = timedelta(days=1)  # how long after a meeting one still says what was said there
COURSE = ("taken_at", "done_at", "postponed_at")  # what the meeting made of an item


class AgendaItemQuerySet(MarkedQuerySet):
    def of(self, meeting: Meeting) -> Self:
        """Those in use, in the order of the agenda."""
        return self.current().filter(meeting=meeting).order_by("place", "pk")

    def to_come(self) -> Self:
        return self.filter(**dict.fromkeys(COURSE))

    def listed_by(self, delegate: Any) -> Self:
        """Those whose speaking lists `delegate` keeps: who holds an issue of theirs that he sees, who is on duty or
        takes the notes in the room, the head, a deputy and the secretary."""
        seen = self.visible_to(delegate)
        if access.may_run(delegate):
            return seen
        held = access.held_issues(delegate)
        own = Issue.objects.visible_to(delegate).current().filter(pk__in=held)
        links = self.model.issues.through.objects.filter(issue__in=own.values("pk"))
        holds = Q(issue__in=held) | Q(pk__in=links.values("agendaitem"))
        return seen.filter(holds | Q(meeting__in=Meeting.objects.timed_by(delegate).values("pk")))

    def noted_by(self, delegate: Any) -> Self:
        """Those at which `delegate` writes down what others say, from when one may enter until a day after: who is on
        duty in the room, its note-taker, the secretary."""
        now = clock.now()
        about_now = Meeting.objects.timed_by(delegate).held()
        about_now = about_now.filter(starts_at__lte=now + ENTERED_BEFORE, ends_at__gte=now - REMEMBERED)
        return self.visible_to(delegate).current().filter(meeting__in=about_now.values("pk"))


@versioned
class AgendaItem(Marked, Versioned, Sourced):
    """A numbered line of an agenda (ADM), with the documents, texts and issues it takes."""

    parents = ("meeting",)

    kept_by_staff = True

    marking = models.CharField(_("marking"), max_length=10, choices=Marking, default=Marking.DELEGATION)
    meeting = models.ForeignKey(Meeting, models.PROTECT, verbose_name=_("meeting"), related_name="agenda_items")
    place = models.PositiveSmallIntegerField(_("place"), default=1)
    number = models.CharField(_("number"), max_length=10, blank=True)
    title = models.CharField(_("title"), max_length=300)
    documents = models.ManyToManyField(Document, verbose_name=_("documents"), related_name="agenda_items", blank=True)
    texts = models.ManyToManyField(Text, verbose_name=_("texts"), related_name="agenda_items", blank=True)
    proposals = models.ManyToManyField(Proposal, verbose_name=_("proposals"), related_name="agenda_items", blank=True)
    issues = models.ManyToManyField(Issue, verbose_name=_("issues"), related_name="agenda_items", blank=True)
    is_sample = models.BooleanField(_("sample"), default=False)
    taken_at = models.DateTimeField(null=True, editable=False)
    done_at = models.DateTimeField(null=True, editable=False)
    postponed_at = models.DateTimeField(null=True, editable=False)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["meeting", "place"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    def get_absolute_url(self) -> str:
        return f"{reverse('meeting-detail', args=[self.meeting_id])}#item-{self.pk}"

    @property
    def state(self) -> str:
        """to come, now, done or postponed."""
        facts = ((self.postponed_at, "postponed"), (self.done_at, "done"), (self.taken_at, "now"))
        return next((word for fact, word in facts if fact), "to come")

    def state_in(self, meeting: Meeting) -> str:
        """As `state`; but what was called in a meeting that is over was taken up. meeting: its own."""
        return "taken up" if self.state == "now" and is_over(meeting) else self.state


def is_over(meeting: Meeting) -> bool:
    """Whether nothing of it is called any more, nor next."""
    return meeting.state in ("ended", "cancelled")


def may_be_called(meeting: Meeting) -> bool:
    """Whether its items may: from when one may enter or it has begun until the chair closes it, beyond its time too."""
    is_about_to = meeting.may_be_entered or meeting.started_at is not None
    is_held = meeting.state != "cancelled" and meeting.ended_at is None
    return is_about_to and is_held and clock.now() < meeting.ends_at + OVERRUN


def issues_by_meeting(meetings: Iterable[Meeting], reader: Any) -> dict[Any, list[Issue]]:
    """The issues on the agendas of these meetings, each once, as far as `reader` may know. One query."""
    found: dict[Any, list[Issue]] = {meeting.pk: [] for meeting in meetings}
    for issue in _on_agendas(reader, meetings=list(found)):
        found[issue.on].append(issue)
    return found


@prepared
def _on_agendas(reader: Any, *, meetings: Any) -> Any:
    items = AgendaItem.objects.visible_to(reader).current().filter(meeting__in=meetings)
    issues = Issue.objects.visible_to(reader).current().filter(agenda_items__in=items)
    return issues.annotate(on=F("agenda_items__meeting")).distinct().in_order()
