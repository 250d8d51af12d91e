"""Lines of a meeting's agenda."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from delegation.access import Marked, MarkedQuerySet, Marking
from delegation.confidence import Sourced
from delegation.models import Issue, Meeting
from delegation.versions import Versioned, versioned
from positions.models.documents import Document
from positions.models.texts import Text


class AgendaItemQuerySet(MarkedQuerySet):
    def issues_by_meeting(self, meetings: Iterable[Meeting], reader: Any) -> dict[Any, list[Issue]]:
        """The issues on the agendas of these meetings, each once, as far as `reader` may know. One query."""
        items = self.visible_to(reader).current().filter(meeting__in=[meeting.pk for meeting in meetings])
        found: dict[Any, list[Issue]] = {meeting.pk: [] for meeting in meetings}
        issues = Issue.objects.visible_to(reader).current().filter(agenda_items__in=items)
        for issue in issues.annotate(on=F("agenda_items__meeting")).distinct().in_order():
            found[issue.on].append(issue)
        return found


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
    issues = models.ManyToManyField(Issue, verbose_name=_("issues"), related_name="agenda_items", blank=True)
    is_sample = models.BooleanField(_("sample"), default=False)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["meeting", "place"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()
