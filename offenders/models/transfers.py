"""A case offered to another team or force. Until it is accepted, whoever offered it owns it."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models

from accounts.models import Force, Team
from offenders.models.nominal import Nominal

OPEN = models.Q(answer="")


class Answer(models.TextChoices):
    """What became of an offer."""

    ACCEPTED = "accepted", "Accepted"
    RETURNED = "returned", "Returned"  # by the team to which it was offered
    WITHDRAWN = "withdrawn", "Withdrawn"  # by the team that offered it, or by nobody: an import moved the case


class TransferQuerySet(models.QuerySet[Any]):
    """Offers."""

    def waiting(self) -> Self:
        """Those that nobody has answered yet, with what a page says of them."""
        return self.filter(OPEN).select_related("to_team__force", "from_team__force", "offered_by")


class Transfer(models.Model):
    """An offer of a case to another team, and the answer to it. It moves no date, and no case before it is accepted."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="transfers")
    from_team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    from_force = models.ForeignKey(Force, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    to_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="transfers")
    reason = models.TextField()
    offered_on = models.DateField()
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True, default="")  # blank: it waits
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer_reason = models.TextField(blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["-offered_on", "-pk"]
        constraints = [
            models.UniqueConstraint("nominal", condition=OPEN, name="transfer_one_open"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="transfer_has_reason"),
            models.CheckConstraint(condition=models.Q(answer__in=["", *Answer.values]), name="transfer_answer_known"),
            models.CheckConstraint(
                condition=models.Q(answer="", answered_on__isnull=True, answered_by__isnull=True)
                | ~models.Q(answer="") & models.Q(answered_on__isnull=False, answered_by__isnull=False)
                | models.Q(answer=Answer.WITHDRAWN, answered_on__isnull=False),
                name="transfer_answered_by_somebody_on_a_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(answer__in=[Answer.ACCEPTED, Answer.RETURNED])
                | ~models.Q(answered_by=models.F("offered_by")),
                name="transfer_not_answered_by_who_offered_it",
            ),
            models.CheckConstraint(
                condition=~models.Q(answer=Answer.RETURNED) | ~models.Q(answer_reason=""),
                name="transfer_returned_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["to_team"], condition=OPEN, name="transfer_waiting_at_a_team"),
            models.Index(fields=["nominal"], condition=models.Q(answer=Answer.ACCEPTED), name="transfer_accepted"),
        ]

    def __str__(self) -> str:
        return f"Transfer to {self.to_team.name}, {self.to_team.force.name}"
