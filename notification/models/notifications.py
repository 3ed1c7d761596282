"""What the person has told the police, and what is still to be told (ss.83 to 86)."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Upper

from common.facts import Fact, FactQuerySet
from notification.models.disposals import UNVOIDED
from notification.models.premises import OtherPremises
from offenders.models import Nominal
from offenders.models.nominal import MISSPELT_REFERENCE, REFERENCE_FORM


class Section(models.TextChoices):
    """The codes are the contract's (`notifications.csv`)."""

    S83 = "s83", "Initial (s.83)"
    S84 = "s84", "Change (s.84)"
    S85 = "s85", "Periodic (s.85)"
    DEPARTURE = "s86_departure", "Foreign travel: departure (s.86)"
    TRAVEL_CHANGE = "s86_change", "Foreign travel: change of details (s.86)"
    RETURN = "s86_return", "Foreign travel: return (s.86)"


class Matter(models.TextChoices):
    """The codes are the contract's. Of the last three nothing but that it was notified is ever kept here."""

    NAME = "name", "Name"
    HOME_ADDRESS = "home_address", "Home address"
    OTHER_ADDRESS = "other_address", "Another address (7 days in 12 months)"
    CHILD_HOUSEHOLD = "child_household", "Household with a child (12 hours)"
    BANK_OR_CARD = "bank_or_card", "Bank account, credit or debit card"
    IDENTITY_DOCUMENT = "identity_document", "Passport or identity document"
    RELEASE = "release", "Release from custody or hospital"
    ABSENCE = "absence", "Absence from home of more than 5 days"  # only where a force has switched that law on


class Means(models.TextChoices):
    """How it was given. Only in person at a listed station is as the Act has it (s.87)."""

    IN_PERSON = "in_person", "In person at a station on the chief officer’s list"
    OTHER_PLACE = "other_place", "In person elsewhere"
    TELEPHONE = "telephone", "By telephone"
    WRITTEN = "written", "In writing or by e-mail"
    REMOTE = "remote", "Remotely, with approval"  # only where a force has switched that law on


class Notification(Fact):
    """A notification, or an event that is still to be notified: then `notified_on` is blank."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="notifications")
    notification_ref = models.CharField(max_length=40, validators=[RegexValidator(REFERENCE_FORM, MISSPELT_REFERENCE)])
    section = models.CharField(max_length=15, choices=Section.choices)
    notified_on = models.DateField(null=True, blank=True)
    event_on = models.DateField(null=True, blank=True)
    expected_on = models.DateField(null=True, blank=True)  # an advance notice
    cancelled_on = models.DateField(null=True, blank=True)  # told that it did not happen
    matter = models.CharField(max_length=20, choices=Matter.choices, blank=True)
    departs_on = models.DateField(null=True, blank=True)
    details_known_on = models.DateField(null=True, blank=True)
    returned_on = models.DateField(null=True, blank=True)
    return_prenotified = models.BooleanField(null=True, blank=True)
    station = models.CharField(max_length=100, blank=True, db_default="")
    taken_by = models.CharField(max_length=150, blank=True, db_default="")
    means = models.CharField(max_length=15, choices=Means.choices, blank=True, db_default="")
    remote_approved_by = models.CharField(max_length=150, blank=True, db_default="")
    premises = models.ForeignKey(
        OtherPremises, on_delete=models.PROTECT, null=True, blank=True, related_name="notifications"
    )  # which of them, for another address
    acknowledged = models.BooleanField(null=True, blank=True)  # written acknowledgment given (s.87(4))
    fingerprints = models.BooleanField(null=True, blank=True)
    photograph = models.BooleanField(null=True, blank=True)
    national_record = models.BooleanField(null=True, blank=True)  # the details are held there and only there
    note = models.TextField(blank=True, db_default="")  # never account, card or document details
    version = models.PositiveIntegerField(default=1, db_default=1)
    form_token = models.UUIDField(null=True, blank=True, editable=False)  # one form may make several rows

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["-notified_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(section__in=Section.values), name="notification_section_known"),
            models.CheckConstraint(condition=models.Q(matter__in=["", *Matter.values]), name="notification_matter"),
            models.CheckConstraint(
                condition=~models.Q(means="remote") | ~models.Q(remote_approved_by=""),
                name="notification_remote_approved",
            ),
            models.CheckConstraint(
                condition=models.Q(notification_ref__regex=REFERENCE_FORM.replace(r"\Z", "$")),
                name="notification_ref_form",
            ),
            models.CheckConstraint(
                condition=models.Q(returned_on__isnull=True)
                | models.Q(departs_on__isnull=True)
                | models.Q(returned_on__gte=models.F("departs_on")),
                name="notification_back_after_leaving",
            ),
            models.UniqueConstraint(Upper("notification_ref"), condition=UNVOIDED, name="notification_ref_once"),
            Fact.void_constraint("notification"),
        ]
        indexes = [
            models.Index(fields=["nominal", "-notified_on"], name="notification_of_a_nominal"),
            models.Index(fields=["form_token"], name="notification_by_form"),
        ]

    def __str__(self) -> str:
        told = f"notified {self.notified_on:%-d %B %Y}" if self.notified_on else "still to be notified"
        return ", ".join(part for part in (self.get_section_display(), self.get_matter_display(), told) if part)
