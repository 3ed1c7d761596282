"""Django's own administration pages, for reference data only: never for people who are managed."""

from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest

from audit.events import record


class ReferenceDataSite(AdminSite):
    """Open to administrators; the URL policy refuses everybody else before this is asked."""

    site_header = site_title = "Reference data"
    index_title = "Forces, teams, people and the calendar"
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_staff


class ReferenceDataAdmin(ModelAdmin):
    """An administrator may do all of it, and each change is an audit event."""

    def has_module_permission(self, request):
        return request.user.is_staff

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission

    def log_addition(self, request, obj, message):
        record("reference.added", by=request.user, details={"what": obj._meta.label, "id": obj.pk})

    def log_change(self, request, obj, message):
        record("reference.changed", by=request.user, details={"what": obj._meta.label, "id": obj.pk, "fields": message})

    def log_deletions(self, request, queryset):
        for obj in queryset:
            record("reference.deleted", by=request.user, details={"what": obj._meta.label, "id": obj.pk})


site = ReferenceDataSite(name="admin")
