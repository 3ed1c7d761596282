"""The reference data that administrators keep: forces, teams, people who sign in, bank holidays."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin

from accounts.admin_site import ReferenceDataAdmin, site
from accounts.models import Force, Team, User
from common.models import BankHoliday


@admin.register(Force, site=site)
class ForceAdmin(ReferenceDataAdmin):
    list_display = ("name",)


@admin.register(Team, site=site)
class TeamAdmin(ReferenceDataAdmin):
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

    def clean_username(self) -> str:
        return self.cleaned_data["username"].lower()


@admin.register(User, site=site)
class UserAdmin(ReferenceDataAdmin):
    form = UserForm
    list_display = ("username", "full_name", "role", "force", "team", "is_active")
    list_filter = ("role", "force", "is_active")
    list_select_related = ("force", "team")
    search_fields = ("username", "full_name")

    def save_model(self, request: Any, obj: User, form: Any, change: bool) -> None:
        """A new account has no usable password until its holder sets one."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Accounts are deactivated, never deleted: their work stays theirs."""
        return False


@admin.register(BankHoliday, site=site)
class BankHolidayAdmin(ReferenceDataAdmin):
    list_display = ("date", "title")
    date_hierarchy = "date"
