"""What makes a person subject: an event and its sentence or outcome."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Upper

from common.facts import Fact, FactQuerySet
from offenders.models import Nominal
from offenders.models.nominal import MISSPELT_REFERENCE, REFERENCE_FORM

UNVOIDED = models.Q(voided_at__isnull=True)
UNITS = [("days", "days"), ("weeks", "weeks"), ("months", "months"), ("years", "years")]
LONGEST = {"days": 36_600, "weeks": 5_200, "months": 1_200, "years": 100}  # more is a typing error
LONGEST_TERM = max(LONGEST.values())


class EventKind(models.TextChoices):
    """The codes are the contract's (`disposals.csv`)."""

    CONVICTION = "conviction", "Conviction"
    CAUTION = "caution", "Caution"
    INSANITY_FINDING = "insanity_finding", "Not guilty by reason of insanity"
    DISABILITY_FINDING = "disability_finding", "Under a disability, and did the act"
    FOREIGN_NOTICE = "foreign_notice", "Notice for a foreign conviction (s.96ZA)"


class Outcome(models.TextChoices):
    """The codes are the contract's."""

    LIFE = "life", "Life, or imprisonment or detention for public protection"
    IMPRISONMENT = "imprisonment", "Imprisonment or detention"
    SUSPENDED = "suspended", "Suspended sentence"
    EXTENDED = "extended", "Extended sentence"
    DETENTION_TRAINING = "detention_training", "Detention and training order"
    HOSPITAL = "hospital", "Hospital order without a restriction order"
    HOSPITAL_RESTRICTION = "hospital_restriction", "Hospital order with a restriction order"
    COMMUNITY = "community", "Community or youth rehabilitation order"
    FINE = "fine", "Fine"
    CONDITIONAL_DISCHARGE = "conditional_discharge", "Conditional discharge"
    ABSOLUTE_DISCHARGE = "absolute_discharge", "Absolute discharge"
    CAUTION = "caution", "Caution"
    OTHER = "other", "Something else"


class Jurisdiction(models.TextChoices):
    """Where it was dealt with. Only the clocks of England and Wales are worked out."""

    ENGLAND_WALES = "england_wales", "England and Wales, or abroad with a notice here"
    SCOTLAND = "scotland", "Scotland"
    NORTHERN_IRELAND = "northern_ireland", "Northern Ireland"


def _value(noun: str) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(
        noun, null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_TERM)]
    )


def _both(value: str, unit: str) -> models.Q:
    return models.Q(**{f"{value}__isnull": True, unit: ""}) | (
        models.Q(**{f"{value}__gte": 1}) & models.Q(**{f"{unit}__in": [code for code, _ in UNITS]})
    )


class Disposal(Fact):
    """A conviction, finding, caution or notice with its outcome. Terms are kept as they were given, never turned."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="disposals")
    disposal_ref = models.CharField(max_length=40, validators=[RegexValidator(REFERENCE_FORM, MISSPELT_REFERENCE)])
    event = models.CharField(max_length=20, choices=EventKind.choices)
    event_on = models.DateField(null=True, blank=True)  # blank: not known, and nothing is worked out from it
    schedule_3 = models.BooleanField(default=True)
    outcome = models.CharField(max_length=25, choices=Outcome.choices, blank=True)
    sentenced_on = models.DateField(null=True, blank=True)
    term_value = _value("term")
    term_unit = models.CharField(max_length=6, choices=UNITS, blank=True)
    extension_value = _value("extension")
    extension_unit = models.CharField(max_length=6, choices=UNITS, blank=True)
    consecutive_to = models.CharField(max_length=40, blank=True)  # a disposal_ref of the same person
    overlaps = models.CharField(max_length=40, blank=True, db_column="overlaps_ref")  # likewise, partly concurrent
    overlap_value = _value("overlap")
    overlap_unit = models.CharField(max_length=6, choices=UNITS, blank=True)
    depends_on_sentence = models.BooleanField(default=False)  # listed only because of the sentence (s.132)
    notice_served_on = models.DateField(null=True, blank=True)
    breach_of = models.CharField(max_length=40, blank=True)  # the order_ref of an SRO (s.122I)
    override_ends_on = models.DateField(null=True, blank=True)
    override_reason = models.TextField(blank=True)
    override_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    jurisdiction = models.CharField(
        max_length=16, choices=Jurisdiction.choices, default=Jurisdiction.ENGLAND_WALES, db_default="england_wales"
    )
    court = models.CharField(max_length=200, blank=True, db_default="")
    length_confirmed_on = models.DateField(null=True, blank=True)  # near 6 or 30 months, somebody read the sentence
    length_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, db_default=1)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["event_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(event__in=EventKind.values), name="disposal_event_known"),
            models.CheckConstraint(condition=models.Q(outcome__in=["", *Outcome.values]), name="disposal_outcome"),
            models.CheckConstraint(
                condition=models.Q(disposal_ref__regex=REFERENCE_FORM.replace(r"\Z", "$")), name="disposal_ref_form"
            ),
            models.CheckConstraint(condition=_both("term_value", "term_unit"), name="disposal_term_has_unit"),
            models.CheckConstraint(
                condition=_both("extension_value", "extension_unit"), name="disposal_extension_has_unit"
            ),
            models.CheckConstraint(condition=_both("overlap_value", "overlap_unit"), name="disposal_overlap_has_unit"),
            models.CheckConstraint(
                condition=models.Q(sentenced_on__isnull=True)
                | models.Q(event_on__isnull=True)
                | models.Q(sentenced_on__gte=models.F("event_on")),
                name="disposal_sentenced_after",
            ),
            models.CheckConstraint(
                condition=models.Q(override_ends_on__isnull=True) | ~models.Q(override_reason=""),
                name="disposal_override_has_reason",
            ),
            models.UniqueConstraint(Upper("disposal_ref"), condition=UNVOIDED, name="disposal_ref_once"),
            Fact.void_constraint("disposal"),
        ]
        indexes = [models.Index(fields=["nominal", "event_on"], name="disposal_of_a_nominal")]

    def __str__(self) -> str:
        return f"{self.get_event_display()} {self.disposal_ref}"
