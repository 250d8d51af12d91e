"""The conference that this installation serves."""

import uuid
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from delegation.versions import Versioned, versioned

if TYPE_CHECKING:
    from collections.abc import Iterator

MINUTES = _("Minutes.")
MOST_DAYS = 60  # each is drawn in the plan of the weeks
# They say nothing of a place: that of the machine, and one still to be chosen.
NO_ZONES = {"localtime", "Factory"}


def validate_zone(name: str) -> None:
    if name not in available_timezones() - NO_ZONES:
        raise ValidationError(_("“%(name)s” is not a time zone; write one such as Asia/Seoul."), params={"name": name})


def _minutes(label: Any, default: int, help_text: Any) -> models.PositiveSmallIntegerField:
    most = MaxValueValidator(24 * 60, _("Write at most a day: 1440 minutes."))
    return models.PositiveSmallIntegerField(label, default=default, validators=[most], help_text=help_text)


@versioned
class Conference(Versioned):
    """One row: the conference, our State in it, and how far rehearsal time is from real time."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=20, help_text=_("Such as PP-14."))
    city = models.CharField(_("city"), max_length=60)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    zone = models.CharField(_("time zone"), max_length=40, validators=[validate_zone])
    capital_zone = models.CharField(_("time zone of the capital"), max_length=40, validators=[validate_zone])
    state = models.ForeignKey("delegation.MemberState", models.PROTECT, verbose_name=_("our State"), related_name="+")
    clearing_hours = models.PositiveSmallIntegerField(
        _("hours that an agency has to answer"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(14 * 24)],
        help_text=_("An agency that is asked to agree to a text and says nothing within these hours counts as agreed."),
    )
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)
    # Keys of loaded rows are made from this and the key in the file: the same file meets the same rows again,
    # and nobody outside can work a key out.
    namespace = models.UUIDField(default=uuid.uuid4, editable=False)
    rehearsal_offset = models.DurationField(_("rehearsal offset"), default=timedelta, editable=False)
    # What waits beyond its time climbs by these steps.
    lead_told_after = _minutes(_("overdue: the lead is told after"), 0, MINUTES)
    deputy_told_after = _minutes(_("overdue: the deputy is told after"), 20, MINUTES)
    head_told_after = _minutes(_("overdue: the head is told after"), 40, MINUTES)
    # Who must acknowledge an instruction was told when it was issued: of it, that is the first step.
    deputy_told_unacknowledged_after = _minutes(_("not acknowledged: the deputy is told after"), 20, MINUTES)
    head_told_unacknowledged_after = _minutes(_("not acknowledged: the head is told after"), 40, MINUTES)
    capital_has_at_least = _minutes(
        _("capital has at least"), 30, _("Minutes, from a question to the moment that its form proposes.")
    )

    class Meta:
        verbose_name = _("conference")
        verbose_name_plural = _("conference")
        constraints = [
            models.CheckConstraint(name="one_conference", condition=models.Q(id=1)),
            models.CheckConstraint(
                name="conference_ends_after_it_starts", condition=models.Q(ends_on__gte=models.F("starts_on"))
            ),
            models.CheckConstraint(
                name="steps_of_the_overdue_grow",
                condition=models.Q(deputy_told_after__gt=models.F("lead_told_after"))
                & models.Q(head_told_after__gt=models.F("deputy_told_after")),
                violation_error_message=_("Each step comes after the one before: first the lead, then deputy, head."),
            ),
            models.CheckConstraint(
                name="steps_of_the_unacknowledged_grow",
                condition=models.Q(deputy_told_unacknowledged_after__gt=0)
                & models.Q(head_told_unacknowledged_after__gt=models.F("deputy_told_unacknowledged_after")),
                violation_error_message=_(
                    "Who must acknowledge an instruction is told first, at once; later the deputy, and later still "
                    "the head."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.short_name}, {self.city}"

    def day(self, day: date) -> tuple[datetime, datetime]:
        """From midnight to midnight at the conference: for `starts_at__range`-like questions, the end excluded."""
        zone = ZoneInfo(self.zone)
        return (
            datetime.combine(day, time(), zone),
            datetime.combine(day + timedelta(days=1), time(), zone),
        )

    def days(self) -> "Iterator[date]":
        """Every day of the conference, first to last."""
        for number in range((self.ends_on - self.starts_on).days + 1):
            yield self.starts_on + timedelta(days=number)

    def nearest_day(self, day: date) -> date:
        """That day, or the day of the conference nearest to it."""
        return min(max(day, self.starts_on), self.ends_on)

    def has_day(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def day_number(self, day: date) -> int:
        """1 on the first day; below 1 before, above `length` after."""
        return (day - self.starts_on).days + 1

    @property
    def length(self) -> int:
        """Days."""
        return (self.ends_on - self.starts_on).days + 1

    @property
    def time_to_clear(self) -> timedelta:
        """How long an agency may be silent before that counts as agreement."""
        return timedelta(hours=self.clearing_hours)

    @property
    def is_rehearsal(self) -> bool:
        return bool(self.rehearsal_offset)

    @property
    def steps(self) -> tuple[timedelta, timedelta, timedelta]:
        """How long beyond its time something waits before the lead, the deputy and the head are told."""
        lead, deputy, head = self.lead_told_after, self.deputy_told_after, self.head_told_after
        return timedelta(minutes=lead), timedelta(minutes=deputy), timedelta(minutes=head)

    @property
    def steps_to_acknowledge(self) -> tuple[timedelta, timedelta, timedelta]:
        """How long an instruction waits before who must acknowledge it, the deputy and the head are told."""
        deputy, head = self.deputy_told_unacknowledged_after, self.head_told_unacknowledged_after
        return timedelta(), timedelta(minutes=deputy), timedelta(minutes=head)

    def clean_fields(self, exclude: Any = None) -> None:
        super().clean_fields(exclude=exclude)
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day is before the first.")})
        if self.starts_on and not 1900 <= self.starts_on.year < 2200:
            raise ValidationError({"starts_on": _("Write a year between 1900 and 2200.")})
        if self.starts_on and self.ends_on and self.length > MOST_DAYS:
            sentence = _("A conference lasts at most %(most)d days.")
            raise ValidationError({"ends_on": sentence % {"most": MOST_DAYS}})
