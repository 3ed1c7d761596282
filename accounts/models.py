"""Forces, teams and the people who sign in."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Coalesce, Lower

from accounts import permissions
from accounts.kinds import PersonKind
from accounts.roles import FORCE_SCOPE, PERMISSIONS, Role
from common.facts import Fact, FactQuerySet


class Force(models.Model):
    """A police force: the outer wall of who may see what."""

    name = models.CharField(max_length=100)
    emergency_steps = models.TextField(
        "steps and numbers when a child is at risk now", blank=True, default="", db_default="",
        help_text="One step to a line, with the telephone number. Shown from every record of the force.",
    )  # fmt: skip

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="force_name_once")]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """A team of one force."""

    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("force", Lower("name"), name="team_name_once_in_a_force")]

    def __str__(self) -> str:
        return self.name


USERNAME_FORM = r"^[a-z0-9][a-z0-9._@+'-]*\Z"
MISSPELT_USERNAME = "Use letters and digits, and between them full stops, hyphens, '_', '@', '+' and apostrophes only"


class UserManager(BaseUserManager["User"]):
    """Makes accounts; user names are kept in lower case."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """Create an account. Without a password nobody can sign in to it until one is set."""
        user = self.model(username=username.strip().lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Sign-in names match whatever their case."""
        return self.get(username=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. The username is the force's own identifier for them."""

    username = models.CharField(
        max_length=60,
        unique=True,
        validators=[RegexValidator(USERNAME_FORM, MISSPELT_USERNAME)],
        error_messages={"unique": "Another account has this username"},
    )
    full_name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=20, choices=Role.choices)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, null=True, blank=True, related_name="people")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="people")
    weekly_hours = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name", "role"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering = ["full_name", "username"]
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_known"),
            models.CheckConstraint(
                condition=models.Q(weekly_hours__isnull=True) | models.Q(weekly_hours__gte=0, weekly_hours__lte=100),
                name="user_weekly_hours_sensible",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def is_staff(self) -> bool:
        """Only administrators reach the reference-data pages."""
        return self.can(permissions.MANAGE_REFERENCE_DATA)

    reading_only: bool = False
    """Set for one request about a record that is open to this person read-only: then only reading is allowed."""

    def can(self, permission: str) -> bool:
        """Whether the role holds a permission; an inactive account holds none."""
        if self.reading_only and permission not in permissions.READING:
            return False
        return self.is_active and permission in PERMISSIONS.get(self.role, frozenset())

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    def audit_snapshot(self) -> dict[str, Any]:
        """Who this is now, as the audit log keeps it."""
        return {"name": self.full_name, "role": self.role, "force": self.force_id, "team": self.team_id}


class AbsenceKind(models.TextChoices):
    """Why somebody is away. No more is kept: no diagnosis, no note."""

    LEAVE = "leave", "Leave"
    SICKNESS = "sickness", "Sickness"
    OTHER = "other", "Other"


def _days(first: str = "from_on", last: str = "to_on") -> models.Func:
    """The days of a row, both ends included; without a last day, from the first one on."""
    return models.Func(first, last, models.Value("[]"), function="daterange")


def _only(field: str) -> models.Func:
    """A number as a range of one, which an exclusion constraint compares without an extension."""
    number = Coalesce(field, models.Value(0), output_field=models.BigIntegerField())
    return models.Func(number, number, models.Value("[]"), function="int8range")


class AbsenceQuerySet(FactQuerySet):
    """Absences; those entered in error stay but do not count."""

    def on(self, day: dt.date) -> Self:
        """Those that hold on a day. The first and the last day are days of absence."""
        return self.counted().filter(models.Q(to_on__isnull=True) | models.Q(to_on__gte=day), from_on__lte=day)

    def overlapping(self, first: dt.date, last: dt.date | None) -> Self:
        """Those that share a day with a span; without a last day it does not end."""
        found = self.counted().filter(models.Q(to_on__isnull=True) | models.Q(to_on__gte=first))
        return found if last is None else found.filter(from_on__lte=last)

    def visible_to(self, user: User | Any) -> Self:
        """One's own, those that one covers, and for whoever records absences those of their team or force."""
        if not user.is_active:
            return self.none()
        covered = Cover.objects.counted().filter(officer_id=user.pk).values("absence_id")
        scope = models.Q(officer_id=user.pk) | models.Q(pk__in=covered)
        if user.can(permissions.RECORD_ABSENCES):
            if user.role in FORCE_SCOPE and user.force_id is not None:
                scope |= models.Q(officer__force_id=user.force_id)
            elif user.team_id is not None:
                scope |= models.Q(officer__team_id=user.team_id)
        return self.filter(scope)


class Absence(Fact):
    """Days on which somebody is not at work. Open where its end is not known yet; then it is looked at on a day.

    The review is a day to look again, no end: an open absence lasts until somebody ends it.
    """

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences")
    kind = models.CharField(max_length=10, choices=AbsenceKind.choices)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)  # the last day of absence
    review_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=AbsenceKind.values), name="absence_kind_known"),
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True) | models.Q(to_on__gte=models.F("from_on")),
                name="absence_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=False) | models.Q(review_on__isnull=False),
                name="absence_open_has_review",
            ),
            ExclusionConstraint(
                name="absence_no_two_at_once",
                expressions=[(_only("officer_id"), RangeOperators.OVERLAPS), (_days(), RangeOperators.OVERLAPS)],
                condition=models.Q(voided_at__isnull=True),
            ),
            Fact.void_constraint("absence"),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} absent from {self.from_on:%-d %B %Y}"


class CoverQuerySet(FactQuerySet):
    """Cover for absent officers."""

    def on(self, day: dt.date) -> Self:
        """What holds on a day, first and last day included; nothing once the two are of different forces."""
        return self.counted().filter(
            from_on__lte=day, to_on__gte=day, absence__voided_at__isnull=True,
            officer__force_id=models.F("absence__officer__force_id"),
        )  # fmt: skip


class Cover(Fact):
    """Somebody who stands in for an absent officer, for one case or for all of them, until a day.

    It lies within its absence, and ends with it. Cover for one case goes before cover for the caseload.
    """

    absence = models.ForeignKey(Absence, on_delete=models.PROTECT, related_name="covers")
    nominal = models.ForeignKey(
        "offenders.Nominal", on_delete=models.CASCADE, null=True, blank=True, related_name="covers"
    )  # blank: the whole caseload
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="covering")
    from_on = models.DateField()
    to_on = models.DateField()
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = CoverQuerySet.as_manager()

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(to_on__gte=models.F("from_on")), name="cover_ends_after_start"),
            ExclusionConstraint(
                name="cover_one_at_a_time",
                expressions=[
                    (_only("absence_id"), RangeOperators.OVERLAPS),
                    (_only("nominal_id"), RangeOperators.OVERLAPS),
                    (_days(), RangeOperators.OVERLAPS),
                ],
                condition=models.Q(voided_at__isnull=True),
            ),
            Fact.void_constraint("cover"),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} for absence {self.absence_id} from {self.from_on:%-d %B %Y}"


class TrainingQuerySet(models.QuerySet["Training"]):
    """Training that people have had."""

    def holding(self, on: dt.date) -> Self:
        """What holds on a day; the last day of validity is included."""
        return self.filter(models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=on), completed_on__lte=on)


class Training(models.Model):
    """Training to manage one kind of person, as the administrator recorded it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="trainings")
    covers = models.CharField(max_length=10, choices=PersonKind.choices)
    completed_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)  # the last day; blank: it does not lapse
    course = models.CharField(max_length=120, blank=True)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        ordering = ["-completed_on", "covers"]
        verbose_name_plural = "training"
        constraints = [
            models.CheckConstraint(condition=models.Q(covers__in=PersonKind.values), name="training_covers_known"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("completed_on")),
                name="training_lapses_after_it",
            ),
            models.UniqueConstraint("user", "covers", "completed_on", name="training_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_covers_display()}, completed {self.completed_on:%-d %B %Y}"
