"""Parental directions (ss.89 to 90) and parental notices (s.96ZA): a parent does what a young person would have to."""

from __future__ import annotations

from django.db import models

from common.facts import Fact, FactQuerySet
from offenders.models import Nominal


class ParentalKind(models.TextChoices):
    """What put the duties on the parent."""

    DIRECTION = "direction", "Parental direction by a court (s.89)"
    NOTICE = "notice", "Parental notice with a notice under s.96ZA"


class ParentalDirection(Fact):
    """While it lasts the duties of ss.83 to 86 are the parent's: until 18 at the latest."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="parental_directions")
    kind = models.CharField(max_length=10, choices=ParentalKind.choices)
    parent = models.CharField(max_length=150)
    court = models.CharField(max_length=200, blank=True)
    made_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)  # the last day, where it is to end before the 18th birthday
    discharged_on = models.DateField(null=True, blank=True)  # from this day on the duties are the young person's
    changes = models.TextField(blank=True)  # how it was varied or renewed (s.90)
    version = models.PositiveIntegerField(default=1, db_default=1)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["made_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=ParentalKind.values), name="parental_kind_known"),
            models.CheckConstraint(
                condition=(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("made_on")))
                & (models.Q(discharged_on__isnull=True) | models.Q(discharged_on__gte=models.F("made_on"))),
                name="parental_ends_after_it_begins",
            ),
            Fact.void_constraint("parental"),
        ]
        indexes = [models.Index(fields=["nominal"], name="parental_of_a_nominal")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.made_on:%-d %B %Y}"
