"""Where a person is: addresses, status periods; and what has happened."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import MD5

from common.facts import Fact, FactQuerySet
from offenders.models.nominal import Nominal

UNVOIDED = models.Q(voided_at__isnull=True)


class AddressKind(models.TextChoices):
    HOME = "home", "Home"
    NO_FIXED_ABODE = "no_fixed_abode", "No fixed abode: can be found at"
    SECOND_HOME = "second_home", "Second home"
    PARTNER = "partner", "Partner's home"
    FAMILY = "family", "Family home"
    WORK = "work", "Work"
    OTHER = "other", "Other"


HOMES = (AddressKind.HOME, AddressKind.NO_FIXED_ABODE)


class Address(Fact):
    """A place tied to the person, from a day to a day. The day it ended is the first day it no longer holds."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=20, choices=AddressKind.choices)
    address = models.CharField(max_length=500, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    from_on = models.DateField(null=True, blank=True)  # blank: since before this register was kept
    to_on = models.DateField(null=True, blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=AddressKind.values), name="address_kind_known"),
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True)
                | models.Q(from_on__isnull=True)
                | models.Q(to_on__gte=models.F("from_on")),
                name="address_ends_after_start",
            ),
            models.UniqueConstraint(
                "nominal", "kind", "address", "from_on", condition=UNVOIDED, nulls_distinct=False, name="address_once"
            ),
            models.UniqueConstraint(
                "nominal",
                condition=UNVOIDED & models.Q(to_on__isnull=True, kind__in=["home", "no_fixed_abode"]),
                name="address_one_current_home",
            ),
            Fact.void_constraint("address"),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.address, self.postcode) if part)


class Status(models.TextChoices):
    """Anything but the community. Where periods overlap, the first of deceased, custody, hospital, missing, abroad."""

    CUSTODY = "custody", "In custody"
    HOSPITAL = "hospital", "In hospital"
    ABROAD = "abroad", "Abroad"
    MISSING = "missing", "Missing"
    DECEASED = "deceased", "Deceased"


class StatusPeriod(Fact):
    """In custody or detained in hospital by a court, abroad, missing or dead. Free on the day it ended."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="status_periods")
    status = models.CharField(max_length=10, choices=Status.choices)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=Status.values), name="status_known"),
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True) | models.Q(to_on__gte=models.F("from_on")),
                name="status_ends_after_start",
            ),
            models.UniqueConstraint("nominal", "status", "from_on", condition=UNVOIDED, name="status_once"),
            models.UniqueConstraint(
                "nominal", "status", condition=UNVOIDED & models.Q(to_on__isnull=True), name="status_one_open"
            ),
            Fact.void_constraint("status"),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} from {self.from_on:%-d %B %Y}"


class EventKind(models.TextChoices):
    """What happened. Each calls for a risk review. The contract's bundle has the first four (`events.csv`)."""

    INTELLIGENCE = "intelligence", "Intelligence"
    ARREST = "arrest", "Arrest"
    CHANGE_OF_CIRCUMSTANCES = "change_of_circumstances", "Change of circumstances"
    CSODS_APPLICATION = "csods_application", "Child Sex Offender Disclosure Scheme application"
    NEW_RELATIONSHIP = "new_relationship", "New relationship"
    CHILD_CONTACT = "child_contact", "Contact with a child"


BUNDLE_EVENTS = tuple(EventKind.values[:4])
# An application under the disclosure scheme is a case of its own: free text beside it would say who applied.
TYPED_EVENTS = tuple(choice for choice in EventKind.choices if choice[0] != EventKind.CSODS_APPLICATION.value)


class Event(Fact):
    """Something that may change the risk. Closed with a reason where no reassessment is needed."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="events")
    date = models.DateField()
    kind = models.CharField(max_length=30, choices=EventKind.choices)
    summary = models.TextField(blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.CharField(max_length=150, blank=True)
    close_reason = models.TextField(blank=True)
    # A supervisor closes; anybody else who records events may propose it.
    proposed_close_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_close_on = models.DateField(null=True, blank=True)
    proposed_close_reason = models.TextField(blank=True, default="", db_default="")

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=EventKind.values), name="event_kind_known"),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True) | models.Q(closed_on__gte=models.F("date")),
                name="event_closed_after_it_happened",
            ),
            models.CheckConstraint(
                condition=models.Q(proposed_close_by__isnull=True, proposed_close_on__isnull=True)
                | models.Q(proposed_close_by__isnull=False, proposed_close_on__isnull=False)
                & ~models.Q(proposed_close_reason=""),
                name="event_closing_proposed_with_reason",
            ),
            # By its digest: a summary may be longer than an index holds.
            models.UniqueConstraint("nominal", "date", "kind", MD5("summary"), condition=UNVOIDED, name="event_once"),
            Fact.void_constraint("event"),
        ]
        indexes = [models.Index(fields=["nominal", "date"], name="event_of_a_nominal")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.date:%-d %B %Y}"
