"""What was said in a room, by whom, as one of us wrote it down there."""

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from delegation.access import Marked, MarkedQuerySet
from delegation.confidence import Sourced
from delegation.models import Issue, Meeting, MemberState, RegionalGroup
from delegation.versions import Versioned, versioned
from positions.models.agenda_items import AgendaItem
from positions.models.stances import Stance

WHO = _("Say who spoke: a State by its symbol or name, or a group by its code.")


class NoteQuerySet(MarkedQuerySet):
    def of(self, meeting: Meeting) -> Self:
        return self.current().filter(meeting=meeting)

    def newest_first(self) -> Self:
        return self.order_by("-at", "-pk")

    def with_names(self) -> Self:
        """Fetch along who said it, where, on what, and who wrote it down."""
        return self.select_related("meeting__committee", "item", "issue", "group", "state", "by")


@versioned
class Note(Marked, Versioned, Sourced):
    """One remark in a meeting: of a State or group, or of the writer's own."""

    parents = ("meeting", "item", "issue")

    class Kind(models.TextChoices):
        FOR = "for", _("for")
        AGAINST = "against", _("against")
        BRACKET = "bracket", _("amend or bracket")
        PROPOSAL = "proposal", _("proposal")
        QUOTE = "quote", _("quote")
        NOTE = "note", _("note")

    # What a remark of a kind says of the stance of who made it.
    STANCES = {
        Kind.FOR: Stance.Value.SUPPORT,
        Kind.AGAINST: Stance.Value.OPPOSE,
        Kind.BRACKET: Stance.Value.SUPPORT_AMENDED,
    }

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.NOTE)
    group = models.ForeignKey(
        RegionalGroup, models.PROTECT, verbose_name=_("group"), null=True, blank=True, related_name="notes"
    )
    state = models.ForeignKey(
        MemberState, models.PROTECT, verbose_name=_("State"), null=True, blank=True, related_name="notes"
    )
    text = models.TextField(_("words"), blank=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, verbose_name=_("meeting"), related_name="notes")
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, verbose_name=_("agenda item"), null=True, blank=True, related_name="notes"
    )
    issue = models.ForeignKey(
        Issue, models.PROTECT, verbose_name=_("issue"), null=True, blank=True, related_name="notes"
    )
    stance = models.ForeignKey(
        Stance, models.PROTECT, verbose_name=_("stance"), null=True, editable=False, related_name="notes"
    )
    at = models.DateTimeField(_("said"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="notes")
    is_sample = models.BooleanField(_("sample"), default=False)
    search = models.GeneratedField(
        expression=SearchVector("text", config="english"), output_field=SearchVectorField(), db_persist=True
    )

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        indexes = [
            models.Index(fields=["at", "id"], name="note_by_time"),
            GinIndex(fields=["search"], name="note_search"),
        ]
        constraints = [
            models.CheckConstraint(
                name="note_of_one_or_none",
                condition=Q(group=None) | Q(state=None),
                violation_error_message=_("A note is of one group or of one State."),
            ),
            models.CheckConstraint(
                name="note_says_something",
                condition=~Q(text="") | Q(group__isnull=False) | Q(state__isnull=False),
                violation_error_message=_("Say who spoke, or write what was said."),
            ),
            models.CheckConstraint(
                name="note_of_a_kind_names_who",
                condition=Q(kind="note") | Q(group__isnull=False) | Q(state__isnull=False),
                violation_error_message=WHO,
            ),
        ]

    @staticmethod
    def also_changed_by(delegate: Any, prefix: str) -> Q:
        """Whoever wrote it."""
        return Q(**{f"{prefix}by": delegate.pk})

    def __str__(self) -> str:
        """ "USA: against, no role for the Union"."""
        said = "" if self.kind == self.Kind.NOTE else str(self.get_kind_display())
        words = ", ".join(filter(None, [said, Truncator(self.text).chars(80)]))
        return ": ".join(filter(None, [self.holder, words]))

    def get_absolute_url(self) -> str:
        """Where it stands: in the room, at its item; of one of which no more is known, among the notes on its issue."""
        if getattr(self, "meeting_id", None) is None:
            return f"{reverse('room-note')}?issue={self.issue_id}"
        item = f"?item={self.item_id}" if self.item_id else ""
        return f"{reverse('room-meeting', args=[self.meeting_id])}{item}#notes"

    @property
    def holder(self) -> str:
        """Code of the group or symbol of the State that spoke; "" where nobody is named."""
        return self.group_id or self.state_id or ""

    @property
    def look(self) -> str:
        """The state as which its kind is shown."""
        looks = {self.Kind.FOR: "support", self.Kind.AGAINST: "oppose", self.Kind.BRACKET: "amended"}
        return looks.get(self.Kind(self.kind), "moving")

    @property
    def leaves_stance(self) -> bool:
        """Whether it tells of a stance, and that was left as it is: what stands there is newer, or surer."""
        return self.kind in self.STANCES and bool(self.issue_id and self.holder) and self.stance_id is None
