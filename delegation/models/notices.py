"""What was told to one member."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from delegation import access
from delegation.access import Marked, MarkedQuerySet
from delegation.models.mailings import Mailing


class NoticeQuerySet(MarkedQuerySet):
    def visible_to(self, delegate: Any) -> Self:
        """What `delegate` was told, as far as he may still know it; to others it was not told."""
        return super().visible_to(delegate).filter(access.addressed_to(delegate))

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-at", "pk")


class Notice(Marked):
    """A sentence told to one member, once; marked as what it tells of."""

    changing_functions = ()
    changed_by_holders = False
    version: ClassVar[int] = 1  # it never changes; that it was read is no change of what it says

    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("to"), related_name="notices")
    about = models.CharField(max_length=80)  # the record's topic
    mentions = ArrayField(models.CharField(max_length=80), default=list)  # topics of other records that the words name
    url = models.CharField(max_length=200)
    words = models.CharField(_("words"), max_length=400)
    key = models.CharField(max_length=120)  # what is told: told again under the same key, it is not told twice
    at = models.DateTimeField(_("told"))
    read_at = models.DateTimeField(null=True)
    is_urgent = models.BooleanField(default=False)  # mailed at once
    mailing = models.ForeignKey(Mailing, models.PROTECT, null=True, editable=False, related_name="notices")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [models.UniqueConstraint(fields=["to", "key"], name="told_once")]
        indexes = [
            models.Index(fields=["to", "-at"], name="notice_by_time"),
            models.Index(fields=["about"], name="notice_by_record"),
            models.Index(fields=["at"], condition=models.Q(mailing=None, read_at=None), name="notice_to_mail"),
            GinIndex(fields=["mentions"], name="notice_by_mention"),
        ]

    def __str__(self) -> str:
        return self.words
