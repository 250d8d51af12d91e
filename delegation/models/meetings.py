"""Meetings of committees, and who of us is to be there."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from delegation import clock
from delegation.access import Marked, MarkedQuerySet, Marking
from delegation.confidence import is_unverified
from delegation.models.committees import Committee, Membership
from delegation.models.conference import Conference
from delegation.versions import Versioned, versioned

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MEETING_STATES = {
    "planned": _("planned"),
    "confirmed": _("confirmed"),
    "running": _("running"),
    "ended": _("ended"),
    "cancelled": _("cancelled"),
}
DUTY_STATES = {
    "assigned": _("not yet answered"),
    "accepted": _("accepted"),
    "in room": _("in room"),
    "done": _("done"),
    "missed": _("missed"),
    "refused": _("refused"),
    "handed over": _("handed over"),
}


class MeetingQuerySet(MarkedQuerySet):
    def on(self, conference: Conference, day: date) -> Self:
        """Meetings that begin on that day at the conference."""
        start, end = conference.day(day)
        return self.filter(starts_at__gte=start, starts_at__lt=end)

    def held(self) -> Self:
        """Neither cancelled nor archived."""
        return self.filter(cancelled_at=None, archived_at=None)

    def running(self, at: datetime) -> Self:
        return self.filter(starts_at__lte=at, ends_at__gt=at)

    def after(self, at: datetime) -> Self:
        return self.filter(starts_at__gt=at)

    def of(self, delegate: Any) -> Self:
        """Meetings at which `delegate` has a duty that stands."""
        return self.filter(
            pk__in=Duty.objects.visible_to(delegate).standing().filter(delegate=delegate).values("meeting")
        )

    def marked_for(self, delegate: Any) -> Self:
        """Annotate `is_mine` (a duty of `delegate` stands), `is_asked` (and waits for an answer), `is_followed`
        (he belongs to the committee today)."""
        own = Duty.objects.visible_to(delegate).filter(meeting=OuterRef("pk"), delegate=delegate)
        memberships = Membership.objects.in_force().filter(committee=OuterRef("committee"), delegate=delegate)
        return self.annotate(
            is_mine=Exists(own.standing()), is_asked=Exists(own.awaiting_answer()), is_followed=Exists(memberships)
        )

    def in_order(self) -> Self:
        return self.order_by("starts_at", "committee__place", "pk")

    def with_duties(self, reader: Any) -> Self:
        """Fetch along the committee, and `cover`: the standing duties with their people. Two queries."""
        duties = (
            Duty.objects.visible_to(reader).standing().select_related("delegate").order_by("role", "delegate__name")
        )
        return self.select_related("committee", "committee__parent").prefetch_related(
            Prefetch("duties", duties, to_attr="cover")
        )


@versioned
class Meeting(Marked, Versioned):
    """One meeting of one committee: the ninth meeting of Committee 5."""

    kept_by_staff = True

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
                operation=pgtrigger.UpdateOf("starts_at", "ends_at"),
                when=pgtrigger.After,
                condition=pgtrigger.AnyChange("starts_at", "ends_at"),
                func="""
                    UPDATE delegation_duty
                    SET period = tstzrange(NEW.starts_at, NEW.ends_at),
                        accepted_at = NULL, override_reason = '', overridden_by_id = NULL
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
    def is_unverified(self) -> bool:
        return is_unverified(self.confidence)

    @property
    def state(self) -> str:
        """planned, confirmed, running, ended or cancelled."""
        if self.cancelled_at:
            return "cancelled"
        now = clock.now()
        if self.ended_at or self.ends_at <= now:
            return "ended"
        if self.started_at or self.starts_at <= now:
            return "running"
        return "confirmed" if self.confirmed_at else "planned"

    @property
    def state_in_words(self) -> "StrOrPromise":
        return MEETING_STATES[self.state]


class DutyQuerySet(MarkedQuerySet):
    def standing(self) -> Self:
        """Neither refused, handed over nor archived."""
        return self.filter(refused_at=None, handed_over_at=None, archived_at=None)

    def awaiting_answer(self) -> Self:
        return self.standing().filter(accepted_at=None, in_room_at=None, done_at=None, missed_at=None)

    def given_back(self) -> Self:
        return self.filter(Q(refused_at__isnull=False) | Q(handed_over_at__isnull=False))

    def at_the_time_of(self, meeting: Meeting) -> Self:
        """Duties not yet done at other meetings that are held then."""
        return self.filter(
            done_at=None,
            missed_at=None,
            meeting__starts_at__lt=meeting.ends_at,
            meeting__ends_at__gt=meeting.starts_at,
            meeting__cancelled_at=None,
            meeting__archived_at=None,
        ).exclude(meeting=meeting.pk)

    def with_meeting(self) -> Self:
        return self.select_related("meeting__committee")


@versioned
class Duty(Marked, Versioned):
    """A delegate at a meeting."""

    parents = ("meeting",)

    class Role(models.TextChoices):
        LEAD = "a_lead", _("Lead")
        SECOND = "b_second", _("Second")
        NOTES = "c_notes", _("Notes")

    marking = models.CharField(_("marking"), max_length=10, choices=Marking, default=Marking.DELEGATION)
    meeting = models.ForeignKey(Meeting, models.PROTECT, verbose_name=_("meeting"), related_name="duties")
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("member"), related_name="duties"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.LEAD)
    # The meeting's time, kept here by trigger, because an exclusion constraint cannot look into another table.
    period = DateTimeRangeField(editable=False)
    assigned_at = models.DateTimeField(null=True, editable=False)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, editable=False)
    refused_at = models.DateTimeField(null=True, editable=False)
    refused_why = models.CharField(max_length=200, blank=True, editable=False)
    in_room_at = models.DateTimeField(null=True, editable=False)
    done_at = models.DateTimeField(null=True, editable=False)
    handed_over_at = models.DateTimeField(null=True, editable=False)
    handed_over_note = models.CharField(max_length=300, blank=True, editable=False)
    missed_at = models.DateTimeField(null=True, editable=False)
    override_reason = models.CharField(_("why in two rooms at once"), max_length=200, blank=True, editable=False)
    overridden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["period", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "delegate"],
                condition=Q(archived_at=None, refused_at=None, handed_over_at=None),
                name="one_duty_each",
                violation_error_message=_("This member already has a duty at this meeting."),
            ),
            models.CheckConstraint(
                name="override_has_a_reason",
                condition=Q(override_reason="", overridden_by=None)
                | (~Q(override_reason="") & Q(overridden_by__isnull=False)),
            ),
            ExclusionConstraint(
                name="nobody_in_two_rooms",
                expressions=[("delegate", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(
                    accepted_at__isnull=False,
                    overridden_by=None,
                    refused_at=None,
                    handed_over_at=None,
                    missed_at=None,
                    archived_at=None,
                ),
                violation_error_message=_("This member has already accepted another meeting at that time."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="take_the_time_of_the_meeting",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("meeting_id"),
                when=pgtrigger.Before,
                func="""
                    SELECT tstzrange(starts_at, ends_at) INTO NEW.period
                    FROM delegation_meeting WHERE id = NEW.meeting_id;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.delegate}, {self.get_role_display()}, {self.meeting}"

    @property
    def state(self) -> str:
        """assigned, accepted, in room, done, missed, refused or handed over."""
        facts = (
            (self.missed_at, "missed"),
            (self.handed_over_at, "handed over"),
            (self.refused_at, "refused"),
            (self.done_at, "done"),
            (self.in_room_at, "in room"),
            (self.accepted_at, "accepted"),
        )
        return next((word for fact, word in facts if fact), "assigned")

    @property
    def state_in_words(self) -> "StrOrPromise":
        return DUTY_STATES[self.state]
