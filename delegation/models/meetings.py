"""Meetings of committees."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Optional, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from delegation import access, clock
from delegation.access import Marked, MarkedQuerySet, Marking
from delegation.confidence import Sourced
from delegation.models.attendance import committees_of, cover_for, duties_of_members, meetings_of, noted_by
from delegation.models.committees import Committee
from delegation.models.conference import Conference
from delegation.versions import Versioned, versioned

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from delegation.models.duties import Duty

MEETING_STATES = {
    "planned": _("planned"),
    "confirmed": _("confirmed"),
    "running": _("running"),
    "ended": _("ended"),
    "cancelled": _("cancelled"),
}

ENTERED_BEFORE = timedelta(hours=1)
TO_COME = ("planned", "confirmed")
OVERRUN = timedelta(hours=6)  # by how much a meeting may go beyond its time, into the night too

# What no page of meetings says of their committees.
UNSAID = (
    *("version", "field_versions", "archived_at", "archived_by", "chair", "remit", "works_on", "ended_at", "output"),
    *("source", "confidence"),
)


class MeetingQuerySet(MarkedQuerySet):
    def on(self, conference: Conference, day: date) -> Self:
        """Meetings that begin on that day at the conference."""
        start, end = conference.day(day)
        return self.filter(starts_at__gte=start, starts_at__lt=end)

    def held(self) -> Self:
        """Neither cancelled nor archived."""
        return self.filter(cancelled_at=None, archived_at=None)

    def going_on(self, at: Any, *, since: Any) -> Self:
        """Not over, as their chair says; where nobody said that they began, as their time says.

        since: earlier than `at` by OVERRUN.
        """
        began = Q(started_at__isnull=False, ends_at__gt=since)
        return self.held().filter(Q(ends_at__gt=at) | began, ended_at=None)

    def going_on_for(self, delegate: Any, at: Any, *, since: Any) -> Self:
        """Going on; where nobody said that they began, also those beyond their time in which `delegate` is."""
        began = Q(started_at__isnull=False) | Q(pk__in=meetings_of.inside(delegate, "in_room"))
        return self.held().filter(Q(ends_at__gt=at) | Q(began, ends_at__gt=since), ended_at=None)

    def not_over(self) -> Self:
        """Still to be held, or going on."""
        now = clock.now()
        return self.going_on(now, since=now - OVERRUN)

    def after(self, at: datetime) -> Self:
        return self.filter(starts_at__gt=at)

    def of(self, delegate: Any) -> Self:
        """Meetings at which `delegate` has a duty that stands."""
        duties = duties_of_members().visible_to(delegate).standing().filter(delegate=delegate.pk)
        return self.filter(pk__in=duties.values("meeting"))

    def timed_by(self, delegate: Any) -> Self:
        """Those of which `delegate` says that they began and ended: who is on duty, note-takers, the secretary."""
        seen = self.visible_to(delegate)
        if access.may_minute(delegate):
            return seen
        return seen.filter(Q(pk__in=self.model.objects.of(delegate).values("pk")) | noted_by(delegate))

    def accounted_for_by(self, delegate: Any) -> Self:
        """Those of which `delegate` says who was missing: note-takers, who holds an issue of the meeting or of its
        committee, the secretary."""
        seen = self.visible_to(delegate)
        if access.may_minute(delegate):
            return seen
        taken_up = Committee.objects.filter(issues__in=access.held_issues(delegate))
        holds = Q(issue__in=access.held_issues(delegate)) | Q(committee__in=taken_up.values("pk"))
        return seen.filter(holds | noted_by(delegate))

    def marked_for(self, delegate: Any) -> Self:
        """Annotate `is_mine` (a duty of `delegate` stands), `is_asked` (and waits for an answer), `is_followed`
        (he belongs to the committee today)."""
        return self.annotate(
            is_mine=_among(pk__in=meetings_of.inside(delegate, "standing")),
            is_asked=_among(pk__in=meetings_of.inside(delegate, "awaiting_answer")),
            is_followed=_among(committee__in=committees_of.inside(delegate)),
        )

    def concerning(self, delegate: Any) -> Self:
        """Meetings at which `delegate` has a duty that stands, annotated `is_mine`, and `is_due` until it is done; and
        those of his committees."""
        is_mine = Q(pk__in=meetings_of.inside(delegate, "standing"))
        is_followed = Q(committee__in=committees_of.inside(delegate))
        is_due = _among(pk__in=meetings_of.inside(delegate, "unfinished"))
        return self.filter(is_mine | is_followed).annotate(is_mine=_among(is_mine), is_due=is_due)

    def in_order(self) -> Self:
        return self.order_by("starts_at", "committee__place", "pk")

    def with_committees(self) -> Self:
        """Fetch along the committee and its parent, but for what no page of meetings says of them."""
        unsaid = [f"committee__{name}" for name in UNSAID] + [f"committee__parent__{name}" for name in UNSAID]
        return self.select_related("committee", "committee__parent").defer(*unsaid)

    def with_duties(self, reader: Any) -> Self:
        """Fetch along the committee, and `cover`: the standing duties with their people. Two queries."""
        return self.with_committees().prefetch_related(cover_for(reader))


def _among(*conditions: Q, **lookups: Any) -> ExpressionWrapper:
    return ExpressionWrapper(Q(*conditions, **lookups), output_field=models.BooleanField())


@versioned
class Meeting(Marked, Versioned, Sourced):
    """One meeting of one committee: the ninth meeting of Committee 5."""

    changed_by_holders = False
    kept_by_staff = True

    cover: list["Duty"]  # after `with_duties`
    is_mine: bool  # these three after `marked_for`
    is_asked: bool
    is_followed: bool
    is_due: bool  # after `concerning`

    marking = models.CharField(_("marking"), max_length=10, choices=Marking, default=Marking.DELEGATION)
    committee = models.ForeignKey(Committee, models.PROTECT, verbose_name=_("committee"), related_name="meetings")
    number = models.CharField(_("number"), max_length=12, blank=True, help_text=_("Where it has one: 9, or 17-18."))
    title = models.CharField(_("what"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    times_are_estimated = models.BooleanField(_("times are estimated"), default=False)
    room = models.CharField(_("room"), max_length=60, blank=True)
    agenda_symbol = models.CharField(_("agenda"), max_length=30, blank=True, help_text=_("Such as ADM/41."))
    is_webcast = models.BooleanField(_("webcast"), default=False)
    is_public = models.BooleanField(_("open to the public"), default=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    cancelled_why = models.CharField(max_length=200, blank=True, editable=False)
    is_sample = models.BooleanField(_("time or room invented for the sample"), default=False)
    source = models.CharField(_("source"), max_length=200, blank=True)
    confidence = models.CharField(_("confidence"), max_length=100, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["starts_at"]
        indexes = [models.Index(fields=["starts_at", "id"], name="meeting_by_time")]
        constraints = [
            models.CheckConstraint(
                name="meeting_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("The meeting ends before it starts."),
            ),
            models.UniqueConstraint(
                # The marking too: what somebody may not see does not stand in his way, and so does not show itself.
                fields=["committee", "number", "marking"],
                condition=~Q(number="") & Q(archived_at=None),
                name="one_meeting_per_number",
                violation_error_message=_("This committee already has a meeting with this number."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="moved_duties_are_asked_anew",
                operation=pgtrigger.UpdateOf("starts_at", "ends_at", "room"),
                when=pgtrigger.After,
                condition=pgtrigger.AnyChange("starts_at", "ends_at", "room"),
                func="""
                    UPDATE delegation_duty
                    SET period = tstzrange(NEW.starts_at, NEW.ends_at),
                        accepted_at = NULL, in_room_at = NULL, override_reason = '', overridden_by_id = NULL
                    WHERE meeting_id = NEW.id AND archived_at IS NULL AND done_at IS NULL AND missed_at IS NULL;
                    RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        number = _(", meeting %(number)s") % {"number": self.number} if self.number else ""
        return f"{self.committee.short_name}{number}"

    def get_absolute_url(self) -> str:
        return reverse("meeting-detail", args=[self.pk])

    @property
    def doubt(self) -> str:
        """What is not sure of its time and room."""
        estimated = str(_("time estimated")) if self.times_are_estimated else ""
        return ", ".join(filter(None, [estimated, super().doubt]))

    @property
    def state(self) -> str:
        """planned, confirmed, running, ended or cancelled."""
        if self.cancelled_at:
            return "cancelled"
        now = clock.now()
        if self.ended_at or self.ends_at <= now - (OVERRUN if self.started_at else timedelta(0)):
            return "ended"
        if self.started_at or self.starts_at <= now:
            return "running"
        return "confirmed" if self.confirmed_at else "planned"

    @property
    def state_in_words(self) -> "StrOrPromise":
        return MEETING_STATES[self.state]

    @property
    def may_be_entered(self) -> bool:
        """From an hour before it begins one may say that one is in the room."""
        return self.starts_at - ENTERED_BEFORE <= clock.now()

    @property
    def leads(self) -> list["Duty"]:
        return [duty for duty in self.cover if duty.is_lead]

    @property
    def others(self) -> list["Duty"]:
        """Seconds and note-takers."""
        return [duty for duty in self.cover if not duty.is_lead]

    def is_timed_by(self, delegate: Any) -> bool:
        """Whether `delegate` says when it begins and ends. One query."""
        return type(self).objects.timed_by(delegate).filter(pk=self.pk).exists()

    def is_accounted_for_by(self, delegate: Any) -> bool:
        """Whether `delegate` says who was missing. One query."""
        return type(self).objects.accounted_for_by(delegate).filter(pk=self.pk).exists()

    def duty_of(self, delegate: Any) -> Optional["Duty"]:
        return next((duty for duty in self.cover if duty.delegate_id == delegate.pk), None)
