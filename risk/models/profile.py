"""The person behind the level: answers to the questions that practice asks first, what is not known, who it is."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models

from accounts.kinds import PersonKind
from common.facts import Fact, FactQuerySet
from offenders.models import Nominal
from risk.policy import profile as rules

QUESTIONS = [(question.code, question.name) for question in rules.QUESTIONS.values()]
FINDINGS, SOURCES, INFORMATION = (list(part.items()) for part in (rules.FINDINGS, rules.SOURCES, rules.INFORMATION))


def one_of(field: str, choices: list[tuple[str, str]], name: str) -> models.CheckConstraint:
    """Only the codes of a list."""
    return models.CheckConstraint(condition=models.Q((f"{field}__in", [code for code, _ in choices])), name=name)


class ProfileAnswerQuerySet(FactQuerySet):
    """Answers; of one question the latest counts, and the earlier ones are its history."""

    def current(self) -> Self:
        """The answer of each person to each question that counts (a set of ids, for a query to filter by)."""
        last = self.counted().order_by("nominal_id", "question", "-answered_on", "-pk")
        return self.model._default_manager.filter(pk__in=last.distinct("nominal_id", "question").values("pk"))

    def settled(self) -> Self:
        """Those good enough to work from: the same as `risk.policy.profile.gap`, as a query."""
        weak = models.Q(source_grade=rules.UNRELIABLE) | models.Q(information_grade=rules.SUSPECTED_FALSE)
        return self.exclude(finding=rules.NOT_KNOWN).exclude(weak)


class ProfileAnswer(Fact):
    """One answer to one question on one day: what was found, who says so, and how far both can be relied on."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="profile_answers")
    question = models.CharField(max_length=20, choices=QUESTIONS)
    finding = models.CharField(max_length=10, choices=FINDINGS)
    text = models.TextField(blank=True)
    answered_on = models.DateField()
    source = models.CharField(max_length=200)
    source_grade = models.CharField(max_length=10, choices=SOURCES)
    information_grade = models.CharField(max_length=15, choices=INFORMATION)

    objects = ProfileAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("question", QUESTIONS, "profileanswer_question_known"),
            one_of("finding", FINDINGS, "profileanswer_finding_known"),
            one_of("source_grade", SOURCES, "profileanswer_source_graded"),
            one_of("information_grade", INFORMATION, "profileanswer_information_graded"),
            models.CheckConstraint(
                condition=~models.Q(source="") & (~models.Q(finding=rules.KNOWN) | ~models.Q(text="")),
                name="profileanswer_says_what_and_who",
            ),
            Fact.void_constraint("profileanswer"),
        ]
        indexes = [
            models.Index(fields=["nominal", "question", "-answered_on", "-id"], name="profileanswer_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_question_display()}, {self.answered_on:%-d %B %Y}"


class ProfileGapQuerySet(FactQuerySet):
    """What is not known."""

    def open(self) -> Self:
        """Those that nobody has found out."""
        return self.counted().filter(closed_on__isnull=True)


class ProfileGap(Fact):
    """Something about the person that is not known and matters, and how it is to be found out."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="profile_gaps")
    what = models.CharField(max_length=500)
    how = models.CharField(max_length=500)
    raised_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    found = models.TextField(blank=True)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = ProfileGapQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(what="") & ~models.Q(how=""), name="profilegap_says_what"),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True)
                | (models.Q(closed_on__gte=models.F("raised_on")) & ~models.Q(found="")),
                name="profilegap_closed_with_what_was_found",
            ),
            Fact.void_constraint("profilegap"),
        ]
        indexes = [
            models.Index(
                fields=["nominal"], name="profilegap_open",
                condition=models.Q(closed_on__isnull=True, voided_at__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Not known: {self.what}"


class ManagedAsQuerySet(FactQuerySet):
    """As what people are managed; the latest row on or before a day counts."""

    def on(self, day: dt.date) -> Self:
        """The rows that could count on a day, the one that does first."""
        return self.counted().filter(from_on__lte=day).order_by("-from_on", "-pk")


class ManagedAs(Fact):
    """As which kind of person somebody is managed, where the MAPPA category does not say it or says otherwise."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="managed_as")
    kind = models.CharField(max_length=10, choices=PersonKind.choices)
    from_on = models.DateField()
    reason = models.TextField()

    objects = ManagedAsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "managed as"
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=PersonKind.values), name="managedas_kind_known"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="managedas_has_reason"),
            models.UniqueConstraint(
                "nominal", "from_on", condition=models.Q(voided_at__isnull=True), name="managedas_once_a_day"
            ),
            Fact.void_constraint("managedas"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} from {self.from_on:%-d %B %Y}"
