"""Forces, teams and the people who sign in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower

from accounts import permissions
from accounts.roles import PERMISSIONS, Role


class Force(models.Model):
    """A police force: the outer wall of who may see what."""

    name = models.CharField(max_length=100)

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
        validators=[RegexValidator(r"^[a-z0-9._-]+\Z", "Use small letters, digits, '.', '_' and '-' only")],
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

    def can(self, permission: str) -> bool:
        """Whether the role holds a permission; an inactive account holds none."""
        return self.is_active and permission in PERMISSIONS.get(self.role, frozenset())

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    def audit_snapshot(self) -> dict[str, Any]:
        """Who this is now, as the audit log keeps it."""
        return {"name": self.full_name, "role": self.role, "force": self.force_id, "team": self.team_id}
