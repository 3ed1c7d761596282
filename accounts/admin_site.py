"""Django's own administration pages, for reference data only: never for people who are managed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from accounts.models import User
from audit.events import record


def administrator(request: HttpRequest) -> User:
    """The person at these pages; the middleware has let nobody else through."""
    assert isinstance(request.user, User)
    return request.user


class ReferenceDataSite(AdminSite):
    """Open to administrators; the URL policy refuses everybody else before this is asked."""

    site_header = site_title = "Reference data"
    index_title = "Forces, teams, people and the calendar"
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the role keeps reference data."""
        return isinstance(request.user, User) and request.user.is_active and request.user.is_staff


if TYPE_CHECKING:
    Admin = ModelAdmin[Any]
else:
    Admin = ModelAdmin


class ReferenceDataAdmin(Admin):
    """An administrator may do all of it, and each change is an audit event.

    An administrator of a force keeps that force's own data, where the model has one; one of no force, every force's.
    """

    force_path = ""  # the lookup that leads from a row to its force; blank where the data is everybody's

    def _may(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return administrator(request).is_staff

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Administrators only."""
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators only."""
        return self._may(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Administrators only."""
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators only."""
        return self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators only."""
        return self._may(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows of the administrator's own force."""
        rows = super().get_queryset(request)
        force = administrator(request).force_id
        return rows if force is None or not self.force_path else rows.filter(**{self.force_path: force})

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only one's own force and its teams can be chosen."""
        force = administrator(request).force_id
        if force is not None and db_field.name in ("force", "team"):
            path = "pk" if db_field.name == "force" else "force"
            kwargs["queryset"] = db_field.remote_field.model.objects.filter(**{path: force})
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """What the event says of each row that was touched, those below it too: the values before and after."""
        below = [one for formset in formsets or () for one in formset.forms if one.has_changed()]
        return [_moved(one) for one in (form, *below)]

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """To the audit log instead of Django's own."""
        return self._note("reference.added", request, obj, fields=message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """To the audit log instead of Django's own."""
        return self._note("reference.changed", request, obj, fields=message)

    def log_deletions(self, request: HttpRequest, queryset: Iterable[Any]) -> Any:
        """To the audit log instead of Django's own."""
        for obj in queryset:
            self._note("reference.deleted", request, obj)

    def _note(self, action: str, request: HttpRequest, obj: Any, **more: Any) -> None:
        record(action, by=request.user, details={"what": obj._meta.label, "id": obj.pk, "name": str(obj), **more})


def _moved(form: Any) -> dict[str, Any]:
    names = [name for name in form.changed_data if name != "DELETE"]
    gone = bool(form.cleaned_data.get("DELETE"))
    before = {name: _plain(form.initial.get(name)) for name in (form.initial if gone else names)}
    after = None if gone else {name: _plain(form.cleaned_data.get(name)) for name in names}
    return {"what": form.instance._meta.label, "id": form.instance.pk, "before": before, "after": after}


def _plain(value: Any) -> str | None:
    value = getattr(value, "pk", value)
    return None if value is None else str(value)


site = ReferenceDataSite(name="admin")
