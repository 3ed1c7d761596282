"""Meetings: where, when, who was asked, who came."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Upper

from accounts.roles import FORCE_SCOPE
from common.facts import Fact, FactQuerySet
from mappa.models.areas import Agency, AgencyContact, Area
from mappa.models.levels import MappaLevel
from offenders.models import Nominal
from offenders.models.nominal import MISSPELT_REFERENCE, REFERENCE_FORM


class MeetingStatus(models.TextChoices):
    """How far a meeting is. What the import brings has been held, from its day on."""

    PLANNED = "planned", "Planned"
    ISSUED = "issued", "Pack issued"
    HELD = "held", "Held"
    FINALISED = "finalised", "Minutes finalised"
    CANCELLED = "cancelled", "Cancelled"


COUNTING = (MeetingStatus.HELD, MeetingStatus.FINALISED)
"""A meeting moves dates once somebody recorded that it was held: a plan that fell through loses no review."""
AHEAD = (MeetingStatus.PLANNED, MeetingStatus.ISSUED)


class UrgentTrigger(models.TextChoices):
    """What makes a meeting urgent (practice, breach established)."""

    BREACH = "breach", "Breach"
    RECALL = "recall", "Recall"
    CRISIS = "crisis", "Crisis"
    OTHER = "other", "Something else"


class MeetingQuerySet(FactQuerySet):
    """Meetings."""

    def visible_to(self, user: Any) -> MeetingQuerySet:
        """Those of one's force's areas, for whoever reaches a whole force; else those that one chairs, and those about
        somebody one may see.

        Nothing of a person on the agenda shows here: each page reads its cases from `visible_to` as well.
        """
        if not user.is_active:
            return self.none()
        from mappa.models.agenda import AgendaItem

        items = AgendaItem.objects.counted().filter(
            meeting=models.OuterRef("pk"), nominal__in=Nominal.objects.visible_to(user).values("pk")
        )
        scope = models.Q(models.Exists(items)) | models.Q(chair_user=user)
        if user.role in FORCE_SCOPE and user.force_id is not None:
            ours = Area.objects.of_force(user.force_id).values("pk")
            scope = scope | models.Q(area__in=ours)
        return self.filter(scope)

    def by_ref(self, ref: str) -> MeetingQuerySet:
        """The one with this reference, whatever its case."""
        return self.counted().alias(_ref=Upper("meeting_ref")).filter(_ref=ref.strip().upper())

    def ahead(self, on: dt.date) -> MeetingQuerySet:
        """Still to come: planned or issued, on the day or later; or recorded as held on a day that has not come."""
        return self.counted().filter(
            models.Q(status__in=AHEAD, held_on__gte=on) | models.Q(status__in=COUNTING, held_on__gt=on)
        )

    def took_place(self, on: dt.date) -> MeetingQuerySet:
        """Held on or before the day."""
        return self.counted().filter(status__in=COUNTING, held_on__lte=on)


class Meeting(Fact):
    """One meeting of an area at a level. `held_on` is the day for which it is planned until it was held."""

    meeting_ref = models.CharField(max_length=40, validators=[RegexValidator(REFERENCE_FORM, MISSPELT_REFERENCE)])
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings")
    level = models.PositiveSmallIntegerField(choices=MappaLevel.choices, null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    starts_at = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=300, blank=True, db_default="")
    link = models.URLField(max_length=500, blank=True, db_default="")
    chair = models.CharField(max_length=200, blank=True, db_default="")
    chair_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="chaired_meetings"
    )
    urgent = models.BooleanField(default=False, db_default=False)
    urgent_trigger = models.CharField(max_length=10, choices=UrgentTrigger.choices, blank=True, db_default="")
    urgent_why = models.TextField(blank=True, db_default="")
    status = models.CharField(max_length=10, choices=MeetingStatus.choices, default="planned", db_default="planned")
    cancel_reason = models.TextField(blank=True, db_default="")
    statement_read = models.BooleanField(null=True, blank=True)  # purpose, confidentiality and diversity
    checked_on = models.DateField(null=True, blank=True)  # the chair read the minutes before they were final
    checked_by = models.CharField(max_length=200, blank=True, db_default="")
    checked_text = models.PositiveIntegerField(default=0, db_default=0)  # the versions of its minutes then, added up
    finalised_at = models.DateTimeField(null=True, blank=True)
    finalised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    minutes_sent_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(meeting_ref__regex=REFERENCE_FORM.replace(r"\Z", "$")), name="meeting_ref_form"
            ),
            models.CheckConstraint(condition=models.Q(status__in=MeetingStatus.values), name="meeting_status_known"),
            models.CheckConstraint(
                condition=models.Q(level__isnull=True) | models.Q(level__range=(1, 3)), name="meeting_level_1_to_3"
            ),
            models.CheckConstraint(
                condition=models.Q(urgent=False) | (~models.Q(urgent_trigger="") & ~models.Q(urgent_why="")),
                name="meeting_urgent_says_why",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="cancelled") | ~models.Q(cancel_reason=""), name="meeting_cancelled_says_why"
            ),
            models.CheckConstraint(
                condition=models.Q(minutes_sent_on__isnull=True)
                | models.Q(held_on__isnull=True)
                | models.Q(minutes_sent_on__gte=models.F("held_on")),
                name="meeting_minutes_sent_after_it",
            ),
            models.CheckConstraint(
                condition=models.Q(checked_on__isnull=True, checked_by="")
                | (models.Q(checked_on__isnull=False) & ~models.Q(checked_by="")),
                name="meeting_checked_by_somebody",
            ),
            models.UniqueConstraint(
                Upper("meeting_ref"), name="meeting_ref_once"
            ),  # one that falls through is cancelled
            Fact.void_constraint("meeting"),
        ]
        indexes = [models.Index(fields=["area", "-held_on"], name="meeting_of_an_area")]

    def __str__(self) -> str:
        return f"Meeting {self.meeting_ref}"

    @property
    def chaired_by(self) -> str:
        """The chair by name, typed or of an account here; blank where none is recorded."""
        return self.chair or (self.chair_user.full_name if self.chair_user else "")

    def status_on(self, on: dt.date) -> MeetingStatus:
        """How far it is on a day: one that a bundle brought, for a day that has not come, is planned."""
        to_come = self.status in COUNTING and self.held_on is not None and self.held_on > on
        return MeetingStatus.PLANNED if to_come else MeetingStatus(self.status)

    def took_place(self, on: dt.date) -> bool:
        """Whether it was held on or before the day."""
        return self.status in COUNTING and self.held_on is not None and self.held_on <= on


class Attendance(models.TextChoices):
    """How an agency took part."""

    ATTENDED = "attended", "Attended"
    REPORT = "report", "Sent a report"
    APOLOGIES = "apologies", "Apologies"
    ABSENT = "absent", "Absent"


class Invitation(models.Model):
    """One agency asked to one meeting, by role, and how it took part. Name and address stay as they were then."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitations")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations")
    agency_name = models.CharField(max_length=200)
    role = models.CharField(max_length=200, blank=True)
    contact = models.ForeignKey(
        AgencyContact, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    contact_name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    user = models.ForeignKey(  # who signs in here and is given the cases of the meeting from its issue
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="mappa_invitations"
    )
    invited_on = models.DateField(null=True, blank=True)
    attendance = models.CharField(max_length=10, choices=Attendance.choices, blank=True, db_default="")
    represented_by = models.CharField(max_length=200, blank=True, db_default="")  # who came, or wrote
    note = models.TextField(blank=True, db_default="")
    version = models.PositiveIntegerField(default=1, db_default=1)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["agency_name", "role", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(agency_name=""), name="invitation_names_an_agency"),
            models.CheckConstraint(
                condition=models.Q(attendance__in=["", *Attendance.values]), name="invitation_attendance_known"
            ),
            models.UniqueConstraint("meeting", "agency_name", "contact_name", name="invitation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_name} to {self.meeting_id}"
