"""The shape that every dated fact shares: who recorded it and when, and whether it was entered in error."""

from __future__ import annotations

from collections.abc import Sequence
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


class Step(Fact):
    """A step in dealing with something suspected, on a day: the kind and the outcome are the subclass's own."""

    kind: Any
    on = models.DateField()
    note = models.TextField(blank=True)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.on:%-d %B %Y}"  # type: ignore[attr-defined]

    @staticmethod
    def step_constraints(name: str, kinds: Sequence[str]) -> list[models.CheckConstraint]:
        """A known kind; a step entered in error says why."""
        known = models.CheckConstraint(condition=models.Q(kind__in=kinds), name=f"{name}_kind_known")
        return [known, Fact.void_constraint(name)]
