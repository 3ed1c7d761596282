"""The append-only event log. It has no foreign keys: it outlives what it is about."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Event(models.Model):
    """One thing that somebody did, saw or was refused. Rows come only from the function `audit_record`.

    The table is partitioned by month; `audit_prepare` makes the months ahead.
    """

    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    outcome = models.CharField(max_length=20, default="done")
    username = models.CharField(max_length=150, blank=True)
    who = models.JSONField(default=dict)  # name, role, force and team as they were
    request_id = models.CharField(max_length=40, blank=True)
    subjects = ArrayField(models.CharField(max_length=40), default=list)  # references of nominals
    details = models.JSONField(default=dict)  # record type, fields, before and after, reason

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_event_at"),
            models.Index(fields=["username", "-at"], name="audit_event_username"),
            GinIndex(fields=["subjects"], name="audit_event_subjects"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.username} {self.action}"


class Seal(models.Model):
    """One link of the sealed chain over the log. Rows come only from the function `audit_seal_next`.

    The table has one column more, `ids`: the ranges of event ids in the batch (`audit.seals` reads it).
    """

    number = models.BigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    reached = models.DateTimeField()  # everything committed up to then was sealed
    events = models.IntegerField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"
