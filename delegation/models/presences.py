"""Who is at a record now, and who writes in which field of it: what open pages say of themselves, and soon forget."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from delegation import access
from delegation.access import Marked
from delegation.prepared import prepared


class Presence(Marked):
    """One member at one record, in one opened page: looking at it, or writing in one field of it.

    Marked as the record is. It holds until a moment, and what the page says next takes its place: no version, no
    history, and no log of the database (the table is unlogged), so that it costs and holds up nothing.
    """

    IDLE_AFTER = timedelta(minutes=10)

    class State(models.TextChoices):
        """The weaker first."""

        HERE = "a_here", _("here")
        UNSAVED = "b_unsaved", _("unsaved words")
        WRITING = "c_writing", _("writing")

    # Without a constraint no row of a member or an issue is held while somebody saves it.
    issue = models.ForeignKey(
        "delegation.Issue", models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    tab = models.UUIDField()  # made by the browser for each page that it opens
    place = models.CharField(max_length=80, blank=True)  # the topic of the record that the page is about
    record = models.CharField(max_length=80)  # the record's topic
    field = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State)
    is_hidden = models.BooleanField(default=False)
    # Real time, as sessions have it.
    active_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    until = models.DateTimeField()

    who: str  # the member's name, after `presences_around`

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "tab", "record", "field"], name="one_presence_in_each_field")
        ]

    def __str__(self) -> str:
        return f"{self.record} {self.field}".strip()

    @property
    def is_idle(self) -> bool:
        return self.seen_at - self.active_at >= self.IDLE_AFTER

    @property
    def told(self) -> tuple[str, bool, bool]:
        """What others are told of at once, where it is another."""
        return self.state, self.is_hidden, self.is_idle


@prepared
def presences_around(reader: Any, *, now: Any, place: Any, topics: Any, issue: Any) -> Any:
    """One's own everywhere; and those that `reader` may know of at a place, at some records, or on an issue."""
    near = Q(place=place) | Q(record__in=topics) | Q(issue=issue)
    found: Any = Presence.objects.filter(Q(member=reader.pk) | (access.seen_by(reader) & near), until__gt=now)
    return found.filter(member__is_active=True).annotate(who=F("member__name")).order_by()


@prepared
def records_seen(reader: Any, model: Any, *, keys: Any) -> Any:
    """Of these records, those that `reader` may see: kind, key, marking, issue, and whether he may change them."""
    found = model.objects.visible_to(reader).with_rights(reader).filter(pk__in=keys).order_by()
    on = F("pk" if model.issue_field == "pk" else f"{model.issue_field}_id")
    found = found.annotate(its_kind=models.Value(model._meta.model_name), hangs_on=on)
    return found.values_list("its_kind", "pk", "marking", "hangs_on", "may_change")
