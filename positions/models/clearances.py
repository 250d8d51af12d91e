"""Agencies that are asked to agree to a text before it is used: a position, or the draft of an instruction."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from delegation import clock
from delegation.access import NOTHING, Marked, MarkedQuerySet
from delegation.models import Agency
from delegation.prepared import prepared
from delegation.versions import Versioned, versioned
from positions.models.instructions import Instruction
from positions.models.positions import Position

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
# Texts that wait for agencies, by kind; `waits` asks the same of one that is at hand.
WAITING: dict[type[Any], dict[str, Any]] = {
    Position: {"submitted_at__isnull": False, "cleared_at": None, "closed_at": None, "archived_at": None},
    Instruction: {"cleared_at": None, "issued_at": None, "ended_at": None, "archived_at": None},
}


def waits(text: Position | Instruction) -> bool:
    """Whether an answer of the agencies that are asked about it still matters; on an issue that is open."""
    return not text.archived_at and text.state == ("draft" if isinstance(text, Instruction) else "under review")


def silent_before() -> datetime:
    """Who was asked then or earlier, and has said nothing, counts as having agreed."""
    return clock.now() - _time_to_clear()


def _time_to_clear() -> timedelta:
    conference = clock.conference()
    return conference.time_to_clear if conference else DAY


class ClearanceQuerySet(MarkedQuerySet):
    def of(self, record: Any) -> Self:
        """Those of one text."""
        return self.filter(**{record._meta.model_name: record})

    def outstanding(self, silent_before: Any) -> Self:
        """Objected to; or not answered yet, and asked later than that."""
        return self.filter(Q(settled="", asked_at__gt=silent_before) | Q(settled=Clearance.Settled.OBJECTED))

    def on_open_texts(self) -> Self:
        """What the answer to which still matters."""
        texts = NOTHING
        for kind, waiting in WAITING.items():
            name = kind._meta.model_name
            asked = {f"{name}__{column}": value for column, value in waiting.items()}
            texts |= Q(**{f"{name}__isnull": False}, **asked)
        return self.filter(texts, issue__closed_at=None, issue__archived_at=None)

    def of_agency(self, agency: Any) -> Self:
        return self.filter(agency=agency)

    def longest_first(self) -> Self:
        return self.order_by("asked_at", "agency__name", "pk")

    def with_names(self) -> Self:
        """Fetch along who was asked by whom and answered, and what the text is called."""
        texts = ("position__issue", "instruction__issue", "instruction__text")
        return self.select_related("agency", "asked_by", "by", *texts).defer("position__search", "instruction__search")


@versioned
class Clearance(Marked, Versioned):
    """One agency is asked to agree to one text, and what it said. Marked as the text is."""

    parents = ("position", "instruction")
    marked_alike = True
    changing_functions = ()  # it is asked and answered, and never reworded
    changed_by_holders = False

    class Settled(models.TextChoices):
        AGREED = "agreed", _("agreed")
        NO_OBJECTION = "no_objection", _("no objection")
        OBJECTED = "objected", _("objected")

    position = models.ForeignKey(
        *(Position, models.PROTECT), verbose_name=_("position"), null=True, blank=True, related_name="clearances"
    )
    instruction = models.ForeignKey(
        *(Instruction, models.PROTECT), verbose_name=_("instruction"), null=True, blank=True, related_name="clearances"
    )
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name=_("agency"), related_name="clearances")
    asked_at = models.DateTimeField(_("asked"), editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    settled = models.CharField(_("answer"), max_length=15, choices=Settled, blank=True)
    at = models.DateTimeField(_("answered"), null=True, editable=False)
    by = models.ForeignKey(
        *(settings.AUTH_USER_MODEL, models.PROTECT),
        verbose_name=_("answered by"),
        null=True,
        editable=False,
        related_name="+",
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("clearance")
        verbose_name_plural = _("clearances")
        constraints = [
            models.CheckConstraint(
                name="clearance_of_one_text",
                condition=Q(position__isnull=False, instruction=None) | Q(position=None, instruction__isnull=False),
                violation_error_message=_("Say of which text: one position, or one instruction."),
            ),
            models.UniqueConstraint(
                fields=["position", "agency"], condition=Q(position__isnull=False), name="one_clearance_of_a_position"
            ),
            models.UniqueConstraint(
                fields=["instruction", "agency"],
                condition=Q(instruction__isnull=False),
                name="one_clearance_of_an_instruction",
            ),
            models.CheckConstraint(
                name="clearance_answered_at_some_time",
                condition=Q(settled="", at=None, by=None, reason="") | ~Q(settled="") & Q(at__isnull=False),
            ),
            models.CheckConstraint(
                name="clearance_answered_after_it_was_asked", condition=Q(at=None) | Q(at__gte=F("asked_at"))
            ),
            models.CheckConstraint(name="objected_with_a_reason", condition=~Q(settled="objected") | ~Q(reason="")),
        ]
        indexes = [models.Index(fields=["agency", "asked_at"], condition=Q(settled=""), name="clearance_to_answer")]

    def __str__(self) -> str:
        return f"{self.agency}, {self.text}"

    def get_absolute_url(self) -> str:
        return reverse("clearance-detail", args=[self.pk])

    @property
    def text(self) -> Any:
        """The position or instruction that is to be agreed to."""
        return self.position or self.instruction

    @property
    def subject(self) -> str:
        return self.instruction.subject if self.instruction else str(self.text.issue)

    @property
    def silent_at(self) -> datetime:
        """When silence counts, or counted, as agreement."""
        return self.asked_at + _time_to_clear()

    @property
    def is_silent(self) -> bool:
        return not self.settled and self.silent_at <= clock.now()

    @property
    def is_outstanding(self) -> bool:
        return self.settled == self.Settled.OBJECTED or not (self.settled or self.is_silent)

    @property
    def shown_as(self) -> str:
        """How it stands at a glance."""
        return {"objected": "overdue", "": "done" if self.is_silent else "waiting"}.get(self.settled, "done")

    @property
    def in_words(self) -> str:
        """ "waiting 2 days", "silent since 29 Oct 09:10: counts as agreed", "agreed 28 Oct 17:20, Kim Solano"."""
        if self.settled:
            words = {"said": self.get_settled_display(), "at": _moment(self.at), "name": self.by or _("Placard")}
            return _("%(said)s %(at)s, %(name)s") % words
        if self.is_silent:
            return _("silent since %(at)s: counts as agreed") % {"at": _moment(self.silent_at)}
        return waiting(clock.now() - self.asked_at)


def waiting(so_long: timedelta) -> str:
    """In whole days, else hours, else minutes."""
    if so_long >= DAY:
        return DAYS % (so_long // DAY)
    if so_long >= HOUR:
        return HOURS % (so_long // HOUR)
    return MINUTES % max(1, so_long // timedelta(minutes=1))


DAYS = ngettext_lazy("waiting %d day", "waiting %d days")
HOURS = ngettext_lazy("waiting %d hour", "waiting %d hours")
MINUTES = ngettext_lazy("waiting %d minute", "waiting %d minutes")


def _moment(at: datetime | None) -> str:
    return date_format(localtime(at, clock.zone()), "j M H:i") if at else ""


@prepared
def of_positions(reader: Any, *, positions: Any) -> Any:
    """Who was asked about these, and what each said. One query."""
    found = Clearance.objects.visible_to(reader).filter(position__in=positions)
    return found.select_related("agency", "by").longest_first()


@prepared
def asked_of(reader: Any, *, agency: Any, silent_before: Any) -> Any:
    """What an agency is to answer, asked longest ago first. One query."""
    found = Clearance.objects.visible_to(reader).of_agency(agency).filter(settled="", asked_at__gt=silent_before)
    return found.on_open_texts().with_names().longest_first()
