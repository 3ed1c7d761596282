"""What happened to an order: varied, renewed, discharged, ended, looked at again, compared, asked about."""

from __future__ import annotations

from django.db import models

from common.facts import Fact, FactQuerySet
from offenders.models import Nominal
from orders.models.orders import Order


class OrderEventKind(models.TextChoices):
    VARIED = "varied", "Varied"
    RENEWED = "renewed", "Renewed"
    DISCHARGED = "discharged", "Discharged"
    EXPIRED = "expired", "Ended by itself"
    REVIEWED = "reviewed", "Reviewed, no change"
    TO_RENEW = "to_renew", "Decided: apply to renew or vary"
    TO_LAPSE = "to_lapse", "Decided: let it lapse"
    COMPARED = "compared", "Compared with the court’s paper"
    QUERIED = "queried", "Query sent to the court"
    ANSWERED = "answered", "The court answered"
    PASSPORTS = "passports", "Passports surrendered"


CHANGES = (OrderEventKind.VARIED, OrderEventKind.RENEWED)
DECISIONS = (OrderEventKind.TO_RENEW, OrderEventKind.TO_LAPSE)


class OrderEvent(Fact):
    """Something that happened to an order on a day."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="order_events")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=OrderEventKind.choices)
    on = models.DateField()
    court = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    agrees = models.BooleanField(null=True, blank=True)  # a comparison: whether entry and paper are the same
    order_version = models.PositiveIntegerField(null=True, blank=True)  # a comparison: the entry that was compared
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=OrderEventKind.values), name="orderevent_kind_known"),
            Fact.void_constraint("orderevent"),
        ]
        indexes = [models.Index(fields=["order", "on"], name="orderevent_of_an_order")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.on:%-d %B %Y}"
