"""MAPPA category, level and area of a person, each with its history: from when, why, decided by whom."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from common.facts import Fact, FactQuerySet
from mappa.models.areas import Area
from offenders.models import Nominal

UNVOIDED = models.Q(voided_at__isnull=True)


class MappaLevel(models.IntegerChoices):
    """How a case is managed (practice, MAPPA)."""

    ONE = 1, "Level 1"
    TWO = 2, "Level 2"
    THREE = 3, "Level 3"


class Category(models.IntegerChoices):
    """Why somebody is under MAPPA: one at a time (practice, MAPPA)."""

    ONE = 1, "Category 1: registered sexual offender"
    TWO = 2, "Category 2: violent or other sexual offender"
    THREE = 3, "Category 3: other dangerous offender"
    FOUR = 4, "Category 4: terrorist or terrorism risk"


class OfPersonQuerySet(FactQuerySet):
    """Facts that hang on a nominal."""

    def visible_to(self, user: Any) -> Self:
        """Those of the nominals that somebody may know of."""
        return self.filter(nominal__in=Nominal.objects.visible_to(user).values("pk"))


class LevelDecision(Fact):
    """The MAPPA level from a day on. A row that keeps the level records a review (contract, `mappa_review`)."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="mappa_levels")
    level = models.PositiveSmallIntegerField(choices=MappaLevel.choices)
    effective_from = models.DateField()
    reason = models.TextField(blank=True)
    decided_by = models.CharField(max_length=200, blank=True, db_default="")  # who, as the record names them
    meeting = models.ForeignKey(
        "mappa.Meeting", on_delete=models.PROTECT, null=True, blank=True, related_name="level_decisions"
    )
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_from", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(level__range=(1, 3)), name="leveldecision_1_to_3"),
            models.UniqueConstraint("nominal", "effective_from", condition=UNVOIDED, name="leveldecision_once_a_day"),
            Fact.void_constraint("leveldecision"),
        ]

    def __str__(self) -> str:
        return f"MAPPA level {self.level} from {self.effective_from:%-d %B %Y}"


class CategoryDecision(Fact):
    """A change of MAPPA category. `Nominal.mappa_category` holds the one in force; `previous` what it was before.

    On a past day the category is the `previous` of the first change after it, else the one in force.
    """

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="mappa_categories")
    category = models.PositiveSmallIntegerField(choices=Category.choices, null=True, blank=True)  # blank: in none
    previous = models.PositiveSmallIntegerField(choices=Category.choices, null=True, blank=True)
    effective_from = models.DateField()
    reason = models.TextField()
    decided_by = models.CharField(max_length=200)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(category__isnull=True) | models.Q(category__range=(1, 4)),
                name="categorydecision_1_to_4",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="categorydecision_has_reason"),
            models.UniqueConstraint(
                "nominal", "effective_from", condition=UNVOIDED, name="categorydecision_once_a_day"
            ),
            Fact.void_constraint("categorydecision"),
        ]

    def __str__(self) -> str:
        return f"MAPPA category {self.category or 'none'} from {self.effective_from:%-d %B %Y}"


class AreaPlacement(Fact):
    """The MAPPA area that manages the case from a day on: apart from the owning force and the lead agency."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="mappa_areas")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="placements")
    effective_from = models.DateField()
    reason = models.TextField(blank=True)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_from", "-pk"]
        constraints = [
            models.UniqueConstraint("nominal", "effective_from", condition=UNVOIDED, name="areaplacement_once_a_day"),
            Fact.void_constraint("areaplacement"),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} from {self.effective_from:%-d %B %Y}"
