"""MAPPA areas, the agencies of each with the duty to co-operate, and whom to ask there."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from accounts.models import Force


class AreaQuerySet(models.QuerySet[Any]):
    """MAPPA areas."""

    def of_force(self, force_id: int | None) -> AreaQuerySet:
        """Those that a force belongs to. Nobody without a force has an area."""
        return self.filter(forces=force_id) if force_id is not None else self.none()


class Area(models.Model):
    """One of the MAPPA areas. It is neither the owning force nor the lead agency: each of the three is its own fact."""

    name = models.CharField(max_length=200)
    forces = models.ManyToManyField(Force, related_name="mappa_areas", blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="area_name_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="area_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class AgencyKind(models.TextChoices):
    """The agencies that have a duty to co-operate, and the responsible authority itself (practice, MAPPA)."""

    POLICE = "police", "Police"
    PROBATION = "probation", "Probation"
    PRISON = "prison", "Prison"
    CHILDREN = "children", "Children’s services"
    ADULTS = "adults", "Adult social care"
    HEALTH = "health", "Health"
    MENTAL_HEALTH = "mental_health", "Mental health"
    YOUTH_OFFENDING = "youth_offending", "Youth offending"
    HOUSING = "housing", "Housing"
    LANDLORD = "landlord", "Registered social landlord"
    JOBCENTRE = "jobcentre", "Jobcentre Plus"
    IMMIGRATION = "immigration", "Immigration enforcement"
    TAGGING = "tagging", "Electronic monitoring provider"
    EDUCATION = "education", "Education"
    OTHER = "other", "Other"


class Agency(models.Model):
    """An agency on the list of an area. The area edits the list; an agency that leaves it stays on old meetings."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="agencies")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=AgencyKind.choices, default=AgencyKind.OTHER)
    invited_to_level_2 = models.BooleanField(default=True)
    invited_to_level_3 = models.BooleanField(default=True)
    left_on = models.DateField(null=True, blank=True)  # the day it came off the list
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "agencies"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("area", Lower("name"), name="agency_name_once_in_an_area"),
            models.CheckConstraint(condition=~models.Q(name=""), name="agency_has_a_name"),
            models.CheckConstraint(condition=models.Q(kind__in=AgencyKind.values), name="agency_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ours(self) -> bool:
        """Whether its actions can have an officer of ours."""
        return self.kind == AgencyKind.POLICE


class AgencyContact(models.Model):
    """Whom to invite and remind at an agency, by role. `user` where they sign in here themselves."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="contacts")
    role = models.CharField(max_length=200)  # such as: single point of contact, deputy
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="agency_contacts"
    )
    left_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["role", "name"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(role="") & ~models.Q(name=""), name="agencycontact_named"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.role})"
