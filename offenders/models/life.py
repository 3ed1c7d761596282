"""What is known about the person's life: other names, people, things, warnings, release, death. Each dated, sourced."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import MD5

from common.facts import Fact, FactQuerySet
from offenders.models.nominal import Nominal

UNVOIDED = models.Q(voided_at__isnull=True)


class AliasKind(models.TextChoices):
    FORMER = "former", "Former name"
    ALIAS = "alias", "Also known as"
    NICKNAME = "nickname", "Nickname"
    ONLINE = "online", "Name used online"


class KnownBy(models.TextChoices):
    """How a device, an account or a name used online became known."""

    DECLARED = "declared", "Declared by the person"
    FOUND = "found", "Found, not declared"
    TOLD = "told", "Told by somebody else"


def known_by_constraint(name: str) -> models.CheckConstraint:
    """One of the ways, or not recorded."""
    return models.CheckConstraint(condition=models.Q(known_by__in=["", *KnownBy.values]), name=f"{name}_known_by_a_way")


class Alias(Fact):
    """Another name. `search_name` is its own part of the nominal's: the two are joined whenever either changes."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="aliases")
    kind = models.CharField(max_length=10, choices=AliasKind.choices)
    family_name = models.CharField(max_length=200, blank=True)
    given_names = models.CharField(max_length=200, blank=True)
    search_name = models.TextField(editable=False)
    noted_on = models.DateField()  # the day from which it was known
    source = models.CharField(max_length=200)
    known_by = models.CharField(max_length=10, choices=KnownBy.choices, blank=True, db_default="", default="")

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=AliasKind.values), name="alias_kind_known"),
            models.CheckConstraint(condition=~models.Q(family_name="", given_names=""), name="alias_has_a_name"),
            known_by_constraint("alias"),
            models.UniqueConstraint("nominal", "family_name", "given_names", condition=UNVOIDED, name="alias_once"),
            Fact.void_constraint("alias"),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.given_names, self.family_name.upper()) if part)


class ParticularKind(models.TextChoices):
    """Things known in outline. The number of no account, card or identity document is ever among them."""

    WARNING = "warning", "Warning"
    INTERPRETER = "interpreter", "Interpreter or language"
    HEARING = "hearing", "Hearing"
    MENTAL_HEALTH = "mental_health", "Mental health"
    HOUSEHOLD = "household", "Household"
    PARTNER = "partner", "Partner"
    PRACTITIONER = "practitioner", "Probation practitioner"
    EMPLOYMENT = "employment", "Employment"
    VEHICLE = "vehicle", "Vehicle"
    DEVICE = "device", "Device"
    ACCOUNT = "account", "Online account"
    RESTRAINING_ORDER = "restraining_order", "Restraining order"
    BAIL = "bail", "Bail condition"
    VICTIM_CONTACT = "victim_contact", "Victim contact"
    EXCLUSION_ZONE = "exclusion_zone", "Exclusion zone"


SENSITIVE = (ParticularKind.VICTIM_CONTACT, ParticularKind.EXCLUSION_ZONE)
"""Facts for the visit that no list, alert or message ever carries."""
NEEDS = (ParticularKind.INTERPRETER, ParticularKind.HEARING, ParticularKind.MENTAL_HEALTH)
"""What whoever speaks with the person must take into account."""
DIGITAL = (ParticularKind.DEVICE, ParticularKind.ACCOUNT)
"""What is declared, or found undeclared."""
HEADLINES = (ParticularKind.WARNING, ParticularKind.PRACTITIONER)
"""What stands at the top of every page."""


class ParticularQuerySet(FactQuerySet):
    """Particulars."""

    def current(self, on: dt.date) -> Self:
        """Those that hold on the day; the day one ended is the first on which it no longer holds."""
        return self.counted().filter(models.Q(to_on__isnull=True) | models.Q(to_on__gt=on))


class Particular(Fact):
    """One thing known about the person, in outline: what, from which day, who says so. Edits are version-checked."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="particulars")
    kind = models.CharField(max_length=20, choices=ParticularKind.choices)
    text = models.CharField(max_length=500)
    source = models.CharField(max_length=200)
    noted_on = models.DateField()  # the day from which it holds, or on which it was learnt
    to_on = models.DateField(null=True, blank=True)  # may lie ahead: an order or bail ends on a known day
    version = models.PositiveIntegerField(default=1)
    known_by = models.CharField(max_length=10, choices=KnownBy.choices, blank=True, db_default="", default="")

    objects = ParticularQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=ParticularKind.values), name="particular_kind_known"),
            models.CheckConstraint(
                condition=~models.Q(text="") & ~models.Q(source=""), name="particular_says_what_and_who"
            ),
            known_by_constraint("particular"),
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True) | models.Q(to_on__gte=models.F("noted_on")),
                name="particular_ends_after_start",
            ),
            models.UniqueConstraint(
                "nominal", "kind", MD5("text"), "noted_on", condition=UNVOIDED, name="particular_once"
            ),
            Fact.void_constraint("particular"),
        ]
        indexes = [models.Index(fields=["nominal", "kind"], name="particular_of_a_nominal")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text}"

    @property
    def sensitive(self) -> bool:
        """Whether it concerns a victim: shown for the visit only, and marked."""
        return self.kind in SENSITIVE


class ChildrenAnswer(models.TextChoices):
    KNOWN = "known", "Children are known"
    NONE_KNOWN = "none_known", "None known"


class Children(Fact):
    """What was said about children, asked on a day. No row = not asked. Ages in years; never a name."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="children_answers")
    answer = models.CharField(max_length=10, choices=ChildrenAnswer.choices)
    asked_on = models.DateField()
    count = models.PositiveSmallIntegerField(default=0)
    ages = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    source = models.CharField(max_length=200)

    objects = FactQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "children"
        constraints = [
            models.CheckConstraint(condition=models.Q(answer__in=ChildrenAnswer.values), name="children_answer_known"),
            models.CheckConstraint(
                condition=models.Q(answer="known", count__gte=1) | models.Q(answer="none_known", count=0, ages=[]),
                name="children_count_fits_the_answer",
            ),
            models.UniqueConstraint("nominal", "asked_on", "answer", condition=UNVOIDED, name="children_once_a_day"),
            Fact.void_constraint("children"),
        ]

    def __str__(self) -> str:
        return f"{self.get_answer_display()}, asked {self.asked_on:%-d %B %Y}"


class ExpectedRelease(Fact):
    """When release is expected, and who said so on which day. The one said last stands; earlier ones are history."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="expected_releases")
    release_on = models.DateField()
    said_on = models.DateField()
    source = models.CharField(max_length=200)

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("nominal", "release_on", "said_on", condition=UNVOIDED, name="release_once"),
            Fact.void_constraint("release"),
        ]

    def __str__(self) -> str:
        return f"Release expected on {self.release_on:%-d %B %Y}"


class DeathReport(Fact):
    """Somebody said that the person died. It stops nothing until somebody else confirms it, which makes the period.

    Confirmed for as long as the period counts: marking that entered in error undoes the death.
    """

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="death_reports")
    died_on = models.DateField(null=True, blank=True)
    reported_on = models.DateField()
    source = models.CharField(max_length=200)
    period = models.OneToOneField(
        "offenders.StatusPeriod", on_delete=models.PROTECT, null=True, blank=True, related_name="death_report"
    )
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    evidence = models.CharField(max_length=500, blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True)
                | models.Q(recorded_by__isnull=True)
                | ~models.Q(confirmed_by=models.F("recorded_by")),
                name="death_not_confirmed_by_its_reporter",
            ),
            models.CheckConstraint(
                condition=models.Q(period__isnull=True, confirmed_on__isnull=True, evidence="")
                | models.Q(period__isnull=False, confirmed_on__isnull=False) & ~models.Q(evidence=""),
                name="death_confirmed_with_evidence",
            ),
            models.UniqueConstraint(
                "nominal", condition=UNVOIDED & models.Q(period__isnull=True), name="death_one_open"
            ),
            Fact.void_constraint("death"),
        ]

    def __str__(self) -> str:
        return f"Death reported on {self.reported_on:%-d %B %Y}"

    @property
    def state(self) -> str:
        """reported, confirmed, or undone (its period was marked entered in error)."""
        if self.period is None:
            return "reported"
        return "undone" if self.period.voided_at is not None else "confirmed"
