"""Other premises where the person stays, with each stay: 7 days in 12 months have to be notified (s.84(1)(c))."""

from __future__ import annotations

from django.db import models

from common.facts import Fact, FactQuerySet
from offenders.models import Nominal


class OtherPremises(Fact):
    """A place in the United Kingdom other than the home. Each is counted by itself."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="other_premises")
    address = models.CharField(max_length=300)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["address", "pk"]
        verbose_name_plural = "other premises"
        constraints = [
            models.CheckConstraint(condition=~models.Q(address=""), name="otherpremises_has_address"),
            Fact.void_constraint("otherpremises"),
        ]
        indexes = [models.Index(fields=["nominal"], name="premises_of_a_nominal")]

    def __str__(self) -> str:
        return self.address


class Stay(Fact):
    """Days spent at one of them, first and last included; without a last day it goes on."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="premises_stays")
    premises = models.ForeignKey(OtherPremises, on_delete=models.CASCADE, related_name="stays")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)  # how it is known
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True) | models.Q(to_on__gte=models.F("from_on")),
                name="stay_ends_after_it_begins",
            ),
            Fact.void_constraint("stay"),
        ]
        indexes = [models.Index(fields=["nominal"], name="stay_of_a_nominal")]

    def __str__(self) -> str:
        return f"Stay from {self.from_on:%-d %B %Y}"
