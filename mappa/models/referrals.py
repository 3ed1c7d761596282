"""Referrals: asking for level 2 or 3, screened and decided by the co-ordinator."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Upper

from common.facts import Fact
from mappa.models.levels import UNVOIDED, MappaLevel, OfPersonQuerySet
from offenders.models import Nominal
from offenders.models.nominal import MISSPELT_REFERENCE, REFERENCE_FORM


class ReferralDecision(models.TextChoices):
    """The codes are the contract's (`mappa_referrals.csv`)."""

    ACCEPTED = "accepted", "Accepted"
    REFUSED = "refused", "Refused"


class ReferralQuerySet(OfPersonQuerySet):
    """Referrals."""

    def waiting(self) -> ReferralQuerySet:
        """Not decided yet."""
        return self.counted().filter(decision="")


class Referral(Fact):
    """A case is proposed for level 2 or 3. Joining MAPPA itself needs none: that is automatic.

    The form's letter and edition are data: they changed between editions. The four answers of the screening are the
    tests of the levels (practice, MAPPA): for level 2, meetings must add value and one more must hold; for level 3
    senior people must be needed as well.
    """

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="mappa_referrals")
    referral_ref = models.CharField(max_length=40, validators=[RegexValidator(REFERENCE_FORM, MISSPELT_REFERENCE)])
    referred_on = models.DateField(null=True, blank=True)
    referred_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="mappa_referrals"
    )
    referring_agency = models.CharField(max_length=200, blank=True, db_default="")
    proposed_level = models.PositiveSmallIntegerField(choices=MappaLevel.choices, null=True, blank=True)
    form_code = models.CharField(max_length=20, blank=True, db_default="")  # such as: MAPPA A
    form_edition = models.CharField(max_length=40, blank=True, db_default="")

    offences = models.TextField(blank=True, db_default="")  # convictions and dates, as the record knows them
    detention = models.TextField(blank=True, db_default="")  # custody, hospital, licence and release
    risk = models.TextField(blank=True, db_default="")  # who is at risk, of what, how it is assessed
    management = models.TextField(blank=True, db_default="")  # what is being done now, by whom
    reasons = models.TextField(blank=True, db_default="")  # why level 1 is not enough

    screened_on = models.DateField(null=True, blank=True)
    screened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    meetings_add_value = models.BooleanField(null=True, blank=True)
    high_risk_of_harm = models.BooleanField(null=True, blank=True)  # high or very high
    coordination_needed = models.BooleanField(null=True, blank=True)  # lower, but actively co-ordinated
    stepped_down = models.BooleanField(null=True, blank=True)  # from level 3
    senior_needed = models.BooleanField(null=True, blank=True)  # level 3
    screening_notes = models.TextField(blank=True, db_default="")

    decision = models.CharField(max_length=10, choices=ReferralDecision.choices, blank=True, db_default="")
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_level = models.PositiveSmallIntegerField(choices=MappaLevel.choices, null=True, blank=True)
    decision_reasons = models.TextField(blank=True, db_default="")
    version = models.PositiveIntegerField(default=1, db_default=1)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-referred_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(referral_ref__regex=REFERENCE_FORM.replace(r"\Z", "$")), name="referral_ref_form"
            ),
            models.CheckConstraint(
                condition=models.Q(decision__in=["", *ReferralDecision.values]), name="referral_decision_known"
            ),
            models.CheckConstraint(
                condition=models.Q(proposed_level__isnull=True) | models.Q(proposed_level__range=(1, 3)),
                name="referral_level_1_to_3",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_on__isnull=True)
                | models.Q(referred_on__isnull=True)
                | models.Q(decided_on__gte=models.F("referred_on")),
                name="referral_decided_after_made",
            ),
            models.UniqueConstraint(Upper("referral_ref"), condition=UNVOIDED, name="referral_ref_once"),
            Fact.void_constraint("referral"),
        ]
        indexes = [
            models.Index(fields=["nominal", "-referred_on"], name="referral_of_a_nominal"),
            models.Index(fields=["referred_on"], condition=models.Q(decision="") & UNVOIDED, name="referral_waiting"),
        ]

    def __str__(self) -> str:
        return f"Referral {self.referral_ref}"

    @property
    def level(self) -> int | None:
        """The level that it was accepted at, else the one proposed."""
        return self.decided_level or self.proposed_level
