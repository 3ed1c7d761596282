"""The shape that every dated fact shares: who recorded it and when, and whether it was entered in error."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models


class FactQuerySet(models.QuerySet[Any]):
    """Facts; those entered in error stay on the record but do not count."""

    def counted(self) -> Self:
        """Only the facts that were not marked entered in error."""
        return self.filter(voided_at__isnull=True)


class Fact(models.Model):
    """A dated fact. It is never deleted: a mistake is marked entered in error, with a reason, and stays to be seen."""

    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    void_reason = models.TextField(blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def void_constraint(name: str) -> models.CheckConstraint:
        """A fact entered in error says why."""
        return models.CheckConstraint(
            condition=models.Q(voided_at__isnull=True) | ~models.Q(void_reason=""), name=f"{name}_void_has_reason"
        )
