"""The person, who manages them, and who may see them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Upper

from accounts.models import Force, Team
from common.clock import today
from offenders.search import named

if TYPE_CHECKING:
    from accounts.models import User

REFERENCE_FORM = r"^[A-Za-z0-9._-]{1,40}\Z"
MISSPELT_REFERENCE = "A reference is 1 to 40 letters, digits, full stops, underscores or hyphens"
NO_ADDRESS = "A full stop or two cannot be a reference: no browser opens such an address. Add a letter or a digit"


def misspelt(reference: str) -> str:
    """Why this is no reference, or nothing. `.` and `..` are steps in the address of a page and never reach us."""
    if not re.match(REFERENCE_FORM, reference):
        return MISSPELT_REFERENCE
    return NO_ADDRESS if reference in (".", "..") else ""


def full_name(given_names: str, family_name: str) -> str:
    """Given names, then the family name in capitals, as forces write it."""
    return " ".join(part for part in (given_names, family_name.upper()) if part) or "Name not recorded"


class Sex(models.TextChoices):
    MALE = "male", "Male"
    FEMALE = "female", "Female"
    OTHER = "other", "Other"
    UNKNOWN = "unknown", "Not known"


class LeadAgency(models.TextChoices):
    """The agency with the statutory duty."""

    POLICE = "police", "Police"
    PROBATION = "probation", "Probation"
    MENTAL_HEALTH = "mental_health", "Mental health"
    YOUTH_OFFENDING = "youth_offending", "Youth offending"


class NominalQuerySet(models.QuerySet["Nominal"]):
    """Every read of a person's data starts from `visible_to`."""

    def visible_to(self, user: User | Any) -> Self:
        """The nominals that this person may know of and read (`offenders.scope`). What is not here does not exist

        for them: 404, in lists, counts, searches, exports, alerts and errors alike.
        """
        return self.filter(scope().reading(user, today()))

    def writable_by(self, user: User | Any) -> Self:
        """Those of them on which they may do what their role allows; the rest are open to them read-only."""
        return self.filter(scope().writing(user, today()))

    def findable_by(self, user: User | Any) -> Self:
        """Those that a search of the whole force may name to this person: reference, name, team and officer only."""
        return self.filter(scope().finding(user, today()))

    def briefed_to(self, user: User | Any) -> Self:
        """Those of which this neighbourhood officer may read the briefing."""
        return self.filter(scope().briefed(user, today()))

    def by_reference(self, reference: str) -> Self:
        """The one with this reference, whatever its case; that of a record merged into another finds the other."""
        wanted = reference.strip().upper()
        merged = Nominal.objects.filter(merged_into__isnull=False).alias(_reference=Upper("reference"))
        kept = merged.filter(_reference=wanted).values("merged_into")
        return self.alias(_reference=Upper("reference")).filter(
            models.Q(_reference=wanted, merged_into__isnull=True) | models.Q(pk__in=kept)
        )

    def by_references(self, references: Iterable[str]) -> Self:
        """Those with these references, whatever their case."""
        wanted = [reference.strip().upper() for reference in references]
        return self.alias(_reference=Upper("reference")).filter(_reference__in=wanted)

    def matching(self, *, reference: str = "", words: Sequence[str] = (), born: dt.date | None = None) -> Self:
        """Those that meet everything given: how the reference begins, how words of the name begin, the date of birth.

        `words` come from `offenders.search.typed_words`; with nothing given, nobody.
        """
        if not (reference or words or born):
            return self.none()
        found = self.filter(named(words))
        if reference:
            begins = reference.strip().upper()
            merged = Nominal.objects.filter(merged_into__isnull=False).alias(_reference=Upper("reference"))
            kept = merged.filter(_reference__startswith=begins).values("merged_into")
            found = found.alias(_reference=Upper("reference")).filter(
                models.Q(_reference__startswith=begins) | models.Q(pk__in=kept)
            )
        return found.filter(date_of_birth=born) if born else found

    def with_frame(self) -> Self:
        """With everything that stands at the top of a page: five queries, whatever the number of rows."""
        from offenders.models.facts import HOMES, Address
        from offenders.models.life import HEADLINES, DeathReport, Particular
        from offenders.models.transfers import Transfer

        homes = Address.objects.counted().filter(kind__in=HOMES, to_on__isnull=True)
        headlines = Particular.objects.counted().filter(kind__in=HEADLINES).order_by("-noted_on", "-pk")
        deaths = DeathReport.objects.counted().select_related("period", "confirmed_by").order_by("-pk")
        return self.select_related("force", "team", "officer", "standing").prefetch_related(
            models.Prefetch("addresses", queryset=homes, to_attr="homes"),
            models.Prefetch("particulars", queryset=headlines, to_attr="headlines"),
            models.Prefetch("death_reports", queryset=deaths, to_attr="deaths"),
            models.Prefetch("transfers", queryset=Transfer.objects.waiting(), to_attr="offers"),
        )


def scope() -> ModuleType:
    """`offenders.scope`, which needs the models that refer to this one."""
    from offenders import scope as conditions

    return conditions


class Nominal(models.Model):
    """A person with a record here."""

    reference = models.CharField(max_length=40, validators=[RegexValidator(REFERENCE_FORM, MISSPELT_REFERENCE)])
    family_name = models.CharField(max_length=200, blank=True)
    given_names = models.CharField(max_length=200, blank=True)
    search_name = models.TextField(blank=True, editable=False)
    """Every name in small letters without accents or punctuation, each word after a space: ` ann o neill oneill`."""
    date_of_birth = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=10, choices=Sex.choices, default=Sex.UNKNOWN)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, null=True, blank=True, related_name="nominals")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="nominals")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="caseload"
    )
    mappa_category = models.PositiveSmallIntegerField(null=True, blank=True)
    lead_agency = models.CharField(max_length=20, choices=LeadAgency.choices, blank=True)
    lead_since = models.DateField(null=True, blank=True)
    licence_ends_on = models.DateField(null=True, blank=True)
    registered_on = models.DateField(null=True, blank=True)
    restricted = models.BooleanField(default=False, db_default=False)  # open to its named few alone
    merged_into = models.ForeignKey(  # the record that this person's facts moved to; this one leaves every list
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_records"
    )
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = NominalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Upper("reference"), name="nominal_reference_once"),
            models.CheckConstraint(
                condition=models.Q(reference__regex=REFERENCE_FORM.replace(r"\Z", "$")), name="nominal_reference_form"
            ),
            models.CheckConstraint(condition=models.Q(sex__in=Sex.values), name="nominal_sex_known"),
            models.CheckConstraint(
                condition=models.Q(lead_agency__in=["", *LeadAgency.values]), name="nominal_lead_agency_known"
            ),
            models.CheckConstraint(
                condition=models.Q(mappa_category__isnull=True) | models.Q(mappa_category__range=(1, 4)),
                name="nominal_mappa_category_1_to_4",
            ),
        ]
        indexes = [
            models.Index(fields=["force", "team"], name="nominal_scope"),
            models.Index(fields=["date_of_birth"], name="nominal_born"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def full_name(self) -> str:
        """As `full_name`."""
        return full_name(self.given_names, self.family_name)


class Allocation(models.Model):
    """Who managed the person, from when to when. The open row agrees with `Nominal.officer`."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="allocations")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="allocations")
    from_on = models.DateField(null=True, blank=True)  # blank: since before this register was kept
    to_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    allocated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.UniqueConstraint("nominal", condition=models.Q(to_on__isnull=True), name="allocation_one_open"),
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True)
                | models.Q(from_on__isnull=True)
                | models.Q(to_on__gte=models.F("from_on")),
                name="allocation_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nominal_id} to {self.officer_id}"


class Standing(models.Model):
    """What holds for the person today, worked out from the facts by the nightly run and after every change.

    Derived: lists and counts read it, rules never do. Deleting it and running the engine brings it back.
    """

    nominal = models.OneToOneField(Nominal, on_delete=models.CASCADE, primary_key=True, related_name="standing")
    risk_level = models.CharField(max_length=10, blank=True)
    risk_rank = models.PositiveSmallIntegerField()  # 1 very high, 2 high or no level, 3 medium, 4 low
    status = models.CharField(max_length=10)
    management = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(risk_rank__range=(1, 4)), name="standing_rank_1_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.nominal_id}: {self.risk_level or 'no level'}, {self.status}, {self.management}"
