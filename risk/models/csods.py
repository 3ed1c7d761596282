"""Applications under the Child Sex Offender Disclosure Scheme: cases of their own.

`CsodsApplication` holds what runs its clocks and, where the person asked about is managed here, whom it names: that
much the record shows. Who applied, for which child and what was found is in `CsodsFile`, and to whom what was told in
`CsodsDisclosure`: those are read only through `CsodsApplication.objects.visible_to(user)`.
"""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models

from accounts import permissions as p
from accounts.models import Force
from common.facts import Fact, FactQuerySet
from offenders.models import Event, Nominal


class Decision(models.TextChoices):
    DISCLOSE = "disclose", "Disclose"
    NOT_DISCLOSE = "not_disclose", "Do not disclose"
    NOTHING = "nothing", "Nothing to disclose"
    WITHDRAWN = "withdrawn", "Withdrawn by the applicant"


class CsodsQuerySet(FactQuerySet):
    """Applications."""

    def visible_to(self, user: Any) -> Self:
        """Those of the force, for whoever handles applications. Scope by force, not by team.

        One that names somebody whose record is closed to the user (a bar, a restricted record) does not exist for
        them: the application would tell that the record is there.
        """
        if not (user.is_active and user.can(p.HANDLE_APPLICATIONS)) or user.force_id is None:
            return self.none()
        open_to = models.Q(nominal__isnull=True)
        open_to |= models.Q(nominal__in=Nominal.objects.visible_to(user).values("pk"))
        open_to |= models.Q(nominal__in=Nominal.objects.findable_by(user).values("pk"))
        return self.filter(open_to, force_id=user.force_id)

    def running(self) -> Self:
        """Those not decided yet."""
        return self.counted().filter(decided_on__isnull=True)


class CsodsApplication(Fact):
    """An application: its clocks, who owns it, and the managed person where it names one."""

    nominal = models.ForeignKey(
        Nominal, on_delete=models.CASCADE, null=True, blank=True, related_name="csods_applications"
    )
    event = models.OneToOneField(
        Event, on_delete=models.PROTECT, null=True, blank=True, related_name="csods_application"
    )
    force = models.ForeignKey(Force, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    received_at = models.DateTimeField()
    time_known = models.BooleanField(default=True, db_default=True)  # no: imported, and `received_at` its day's start
    checked_at = models.DateTimeField(null=True, blank=True)
    interviewed_on = models.DateField(null=True, blank=True)
    assessed_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=12, choices=Decision.choices, blank=True)
    outcome = models.TextField(blank=True)  # what the record says of it: never a word of the applicant's
    version = models.PositiveIntegerField(default=1)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = CsodsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_on__isnull=True) | ~models.Q(outcome=""), name="csods_decided_with_outcome"
            ),
            models.CheckConstraint(
                condition=models.Q(decision__in=["", *Decision.values]), name="csods_decision_known"
            ),
            models.CheckConstraint(
                condition=models.Q(nominal__isnull=True, event__isnull=True)
                | models.Q(nominal__isnull=False, event__isnull=False),
                name="csods_naming_is_an_event",
            ),
            Fact.void_constraint("csods"),
        ]
        indexes = [models.Index(fields=["force", "decided_on"], name="csods_of_a_force")]

    def __str__(self) -> str:
        return f"Application {self.reference}"

    @property
    def reference(self) -> str:
        """What it is called: `DS-00012`."""
        return f"DS-{self.pk:05}"


class Applicant(models.TextChoices):
    """What the applicant is to the child."""

    PARENT = "parent", "Parent"
    GRANDPARENT = "grandparent", "Grandparent"
    FAMILY = "family", "Other family"
    CARER = "carer", "Carer or guardian"
    FRIEND = "friend", "Friend or neighbour"
    PROFESSIONAL = "professional", "Professional"
    OTHER = "other", "Other"


class Concern(models.TextChoices):
    """What the risk assessment comes to."""

    NONE = "none", "No concern"
    SOME = "some", "Concern, no immediate risk of harm"
    IMMEDIATE = "immediate", "Immediate risk of harm"


class CsodsFile(models.Model):
    """What only those who handle applications see. Every save is a row; the highest version counts."""

    application = models.ForeignKey(CsodsApplication, on_delete=models.CASCADE, related_name="files")
    version = models.PositiveIntegerField()
    applicant_name = models.CharField(max_length=200, blank=True)
    applicant_contact = models.CharField(max_length=500, blank=True)
    relationship = models.CharField(max_length=12, choices=Applicant.choices, blank=True)
    children = models.CharField(max_length=500, blank=True)
    asked_about = models.CharField(max_length=500, blank=True)  # the person, in the applicant's words
    access = models.TextField(blank=True)  # how that person comes to the child
    checks_found = models.TextField(blank=True)
    interview_notes = models.TextField(blank=True)
    identity_proved = models.BooleanField(null=True, blank=True)
    concern = models.CharField(max_length=10, choices=Concern.choices, blank=True)
    assessment = models.TextField(blank=True)
    decision_reason = models.TextField(blank=True)
    not_them = models.TextField(blank=True, default="", db_default="")  # why a name was taken back
    saved_at = models.DateTimeField(auto_now_add=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("application", "version", name="csodsfile_version_once"),
            models.CheckConstraint(
                condition=models.Q(relationship__in=["", *Applicant.values]), name="csodsfile_relationship_known"
            ),
            models.CheckConstraint(
                condition=models.Q(concern__in=["", *Concern.values]), name="csodsfile_concern_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Application {self.application_id}, version {self.version}"


class Recipient(models.TextChoices):
    """In what capacity somebody was told: whoever is best placed to protect the child."""

    PARENT = "parent", "Parent"
    CARER = "carer", "Carer or guardian"
    APPLICANT = "applicant", "The applicant, best placed to protect"
    PROFESSIONAL = "professional", "Professional who protects the child"


class CsodsDisclosure(Fact):
    """One person told on one day: who, in what capacity, what exactly, why, and whether they were bound to keep it."""

    application = models.ForeignKey(CsodsApplication, on_delete=models.PROTECT, related_name="disclosures")
    made_on = models.DateField()
    recipient = models.CharField(max_length=200)
    capacity = models.CharField(max_length=12, choices=Recipient.choices)
    what = models.TextField()
    why = models.TextField()
    undertaking = models.BooleanField()  # to use it only to protect the child
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(capacity__in=Recipient.values), name="csodsdisclosure_capacity_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(recipient="") & ~models.Q(what="") & ~models.Q(why=""),
                name="csodsdisclosure_says_who_what_why",
            ),
            Fact.void_constraint("csodsdisclosure"),
        ]

    def __str__(self) -> str:
        return f"Disclosure of {self.made_on:%-d %B %Y}"
