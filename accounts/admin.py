"""The reference data that administrators keep: forces, teams, people who sign in, bank holidays."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest

from accounts.admin_site import ReferenceDataAdmin, administrator, site
from accounts.leaving import before_change, objections
from accounts.models import Force, Team, Training, User
from audit.events import record
from common.clock import today
from common.models import BankHoliday


@admin.register(Force, site=site)
class ForceAdmin(ReferenceDataAdmin):
    list_display = ("name",)
    force_path = "pk"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A force is added by an administrator of none."""
        return super().has_add_permission(request) and administrator(request).force_id is None


@admin.register(Team, site=site)
class TeamAdmin(ReferenceDataAdmin):
    force_path = "force"
    list_display = ("name", "force")
    list_filter = ("force",)
    list_select_related = ("force",)


class UserForm(forms.ModelForm):
    """An account. Its holder sets the password through the reset link."""

    class Meta:
        model = User
        fields = ("username", "full_name", "email", "role", "force", "team", "weekly_hours", "is_active")

    def clean(self) -> dict[str, Any]:
        """A team belongs to the force chosen."""
        data = super().clean() or {}
        team, force = data.get("team"), data.get("force")
        if team is not None and team.force_id != getattr(force, "pk", None):
            self.add_error("team", "Choose a team of the force chosen")
        return data

    def _post_clean(self) -> None:
        """Nobody leaves who has to stay: the account as it would be is shown to the apps that know."""
        super()._post_clean()  # type: ignore[misc]
        if self.instance.pk and not self.errors:
            for said in objections(self.instance):
                self.add_error(None, said)

    def clean_username(self) -> str:
        """Usernames are kept in small letters."""
        return str(self.cleaned_data["username"]).lower()


PLACE = ("role", "force_id", "team_id", "is_active")  # what goes before what somebody sees
KEPT = ("username", "role", "force_id", "team_id", "is_active", "email", "full_name", "weekly_hours")


def _as_kept(user: User) -> dict[str, Any]:
    return {name: getattr(user, name) for name in KEPT}


class TrainingInline(admin.TabularInline):
    """The training that an account has had: which kind of person it covers, when, and until when it holds.

    Whoever may change the account may change it; each change is in the event about the account.
    """

    model = Training
    extra = 1
    fields = ("covers", "course", "completed_on", "valid_until")

    def _may(self, request: HttpRequest, obj: Any) -> bool:
        return administrator(request).is_staff and (obj is None or obj.pk != administrator(request).pk)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As for the account."""
        return self._may(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As for the account."""
        return self._may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As for the account."""
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As for the account: an entry for the wrong person can go, and the log keeps that it was there."""
        return self._may(request, obj)


@admin.register(User, site=site)
class UserAdmin(ReferenceDataAdmin):
    form = UserForm
    inlines = (TrainingInline,)
    force_path = "force"
    list_display = ("username", "full_name", "role", "force", "team", "is_active")
    list_filter = ("role", "force", "is_active")
    list_select_related = ("force", "team")
    search_fields = ("username", "full_name")

    def save_model(self, request: Any, obj: User, form: Any, change: bool) -> None:
        """A new account has no usable password until its holder sets one."""
        if not change:
            obj.set_unusable_password()
        before, after = _as_kept(User.objects.get(pk=obj.pk)) if change else {}, _as_kept(obj)
        moved = any(before and before[name] != after[name] for name in PLACE)
        with transaction.atomic():
            changed = before_change(today()) if moved else None
            super().save_model(request, obj, form, change)
            self._log(request, obj, before, after)
            if changed:
                changed(request.user)

    def _log(self, request: Any, obj: User, before: dict[str, Any], after: dict[str, Any]) -> None:
        """What an account may do changed: one event for each thing that matters to who sees what, before and after."""
        actions = {"role": "account.role_changed", "is_active": "account.activation_changed"}
        for name in KEPT:
            if before and before[name] != after[name]:
                details = {"username": obj.username, "before": {name: before[name]}, "after": {name: after[name]}}
                record(actions.get(name, "account.changed"), by=request.user, details=details)
        if not before:
            record("account.made", by=request.user, details={"username": obj.username, "after": after})

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes what their own account may do."""
        return super().has_change_permission(request) and (obj is None or obj.pk != request.user.pk)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Accounts are deactivated, never deleted: their work stays theirs."""
        return False


@admin.register(BankHoliday, site=site)
class BankHolidayAdmin(ReferenceDataAdmin):
    list_display = ("date", "title")
    date_hierarchy = "date"
