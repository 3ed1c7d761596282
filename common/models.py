"""What knows nothing of the domain: bank holidays, and messages on their way out."""

import uuid

from django.db import models


class BankHoliday(models.Model):
    """A bank holiday in England and Wales. Working-day deadlines leave these days out."""

    date = models.DateField(unique=True)
    title = models.CharField(max_length=100)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%-d %B %Y}: {self.title}"


class OutboxMessage(models.Model):
    """A message that is owed, written with the change that owes it and sent by the relay (`common.outbox`).

    It holds ids, not words: what it says is made when it is sent, with the rights that hold then.
    """

    key = models.CharField(max_length=100, unique=True)  # the same message asked for twice is one
    kind = models.CharField(max_length=30)
    payload = models.JSONField(default=dict)
    message_id = models.UUIDField(default=uuid.uuid4, editable=False)  # the same however often it is tried
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=100, blank=True)
    sent_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)  # there was nothing to say, or it came too late

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | models.Q(dropped_at__isnull=True),
                name="outboxmessage_sent_or_dropped",
            )
        ]
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                condition=models.Q(sent_at__isnull=True, dropped_at__isnull=True),
                name="outboxmessage_owed",
            )
        ]

    def __str__(self) -> str:
        return self.key
