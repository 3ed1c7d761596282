"""The Django admin's list of the same rows and columns, as somebody in a hurry would set it up. Only to compare with.

It starts from the deadline, so that person, officer and standing come with `list_select_related` in one query and no
column asks the database again: the quickest list that the admin can give of these rows.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import path

from deadlines.models import Deadline
from offenders.models import Address


class OpenSite(admin.AdminSite):
    """An admin whose user may do everything, as a superuser may."""

    def has_permission(self, request: HttpRequest) -> bool:
        return True


class CaseloadAdmin(admin.ModelAdmin):
    """The columns of the caseload page."""

    list_display = (
        "name",
        "reference",
        "risk",
        "due_on",
        "reason",
        "seen",
        "attempts",
        "district",
        "status",
        "officer",
    )
    list_select_related = ("nominal", "nominal__standing", "nominal__officer")
    list_per_page = 100
    list_filter = ("nominal__officer",)
    ordering = ("nominal__standing__risk_rank", "due_on")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        home = Address.objects.counted().filter(nominal=OuterRef("nominal"), kind="home", to_on=None)
        rows = Deadline.objects.open().filter(kind="home_visit")
        return rows.annotate(postcode=Subquery(home.values("postcode")[:1]))

    def get_list_filter(self, request: HttpRequest) -> tuple[()]:
        """No box of filters at the side: the page it is compared with fills its own from the rows."""
        return ()

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return True

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    has_change_permission = has_add_permission = has_delete_permission = has_view_permission

    @admin.display(ordering="nominal__family_name")
    def name(self, row: Any) -> str:
        return row.nominal.full_name

    @admin.display(ordering="nominal__reference")
    def reference(self, row: Any) -> str:
        return row.nominal.reference

    @admin.display(ordering="nominal__standing__risk_rank")
    def risk(self, row: Any) -> str:
        return row.nominal.standing.risk_level

    @admin.display(ordering="counted_from")
    def seen(self, row: Any) -> Any:
        return row.counted_from

    @admin.display(ordering="postcode")
    def district(self, row: Any) -> str:
        return row.postcode.split()[0] if row.postcode else ""

    @admin.display(ordering="nominal__standing__status")
    def status(self, row: Any) -> str:
        return row.nominal.standing.status

    @admin.display(ordering="nominal__officer__full_name")
    def officer(self, row: Any) -> str:
        return row.nominal.officer.full_name if row.nominal.officer else ""


site = OpenSite(name="admin")
site.register(Deadline, CaseloadAdmin)
urlpatterns = [path("administration/", site.urls)]
