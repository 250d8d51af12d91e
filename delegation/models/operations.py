"""Saves as they were sent: each counted once, and the words of one that was not taken kept."""

import uuid

from django.conf import settings
from django.db import models

from delegation.access import Marked


class Operation(models.Model):
    """One save by one person, by the id made for it: the same id again is the same save. Kept seven days."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    id_of_sender = models.UUIDField()
    action = models.CharField(max_length=80)
    record = models.CharField(max_length=80)  # the record's topic
    field = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64)
    outcome = models.CharField(max_length=80, blank=True)  # the topic of what was made or changed
    version = models.PositiveIntegerField(null=True)
    at = models.DateTimeField()  # real time

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "id_of_sender"], name="one_operation_per_id")]
        indexes = [models.Index(fields=["at"], name="operation_by_time")]

    def __str__(self) -> str:
        return f"{self.action} {self.record}"


class Wording(Marked):
    """A text as it was sent, where it was not taken or not taken as it was: because of somebody else's, or because the
    record was archived. Marked as its record was."""

    record = models.CharField(max_length=80, db_index=True)  # the record's topic
    field = models.CharField(max_length=80)
    base_version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    operation = models.UUIDField(null=True)
    outcome = models.CharField(max_length=20)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.record} {self.field}"
