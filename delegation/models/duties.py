"""Who of us is to be at which meeting."""

from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from delegation.access import Marked, MarkedQuerySet, Marking
from delegation.models.meetings import Meeting
from delegation.versions import Versioned, versioned

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DUTY_STATES = {
    "assigned": _("not yet answered"),
    "accepted": _("accepted"),
    "in room": _("in room"),
    "done": _("done"),
    "missed": _("missed"),
    "refused": _("refused"),
    "handed over": _("handed over"),
}


class DutyQuerySet(MarkedQuerySet):
    def standing(self) -> Self:
        """Neither refused, handed over nor archived."""
        return self.filter(refused_at=None, handed_over_at=None, archived_at=None)

    def to_do(self) -> Self:
        """Standing, and neither done nor missed, at meetings that are not over."""
        return self.unfinished().filter(meeting__in=Meeting.objects.not_over())

    def unfinished(self) -> Self:
        """Standing, and neither done nor missed."""
        return self.standing().filter(done_at=None, missed_at=None)

    def in_room(self) -> Self:
        """Of who said that he is there, and not yet that his part is done."""
        return self.unfinished().filter(in_room_at__isnull=False)

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

    changed_by_holders = False  # an issue that hangs on the meeting gives nobody a say in who goes there
    parents = ("meeting",)
    marked_alike = True

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
    note = models.CharField(_("what to know"), max_length=300, blank=True)
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
                    done_at=None,
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
    def is_lead(self) -> bool:
        return self.role == self.Role.LEAD

    @property
    def said_of_it(self) -> str:
        """Why it was refused, or what whoever comes instead should know."""
        if self.handed_over_note:
            return _("For the next one: %(note)s") % {"note": self.handed_over_note}
        return self.refused_why

    @property
    def state_in_words(self) -> "StrOrPromise":
        return DUTY_STATES[self.state]
