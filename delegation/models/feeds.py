"""Secret addresses at which a member's calendar is read by his phone."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FeedQuerySet(models.QuerySet):
    def standing(self, delegate: Any) -> Self:
        """The one address of a member, where he has one."""
        return self.filter(delegate=delegate.pk, revoked_at=None)


class Feed(models.Model):
    """One address of one member, of which only the digest is kept. Another one, or his leaving, ends it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("member"), related_name="feeds"
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField()  # real time, as the next
    revoked_at = models.DateTimeField(null=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        ordering = ["-made_at"]
        constraints = [models.UniqueConstraint(fields=["delegate"], condition=Q(revoked_at=None), name="one_feed_each")]

    def __str__(self) -> str:
        return str(self.delegate)
