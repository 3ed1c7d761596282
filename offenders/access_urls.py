"""The addresses of who may see what, and who may use each."""

from django.urls import path

from accounts import permissions as p
from accounts.urlpolicy import Rule, holders_of
from offenders.views import access, outside

app_name = "access"
urlpatterns = [
    path("opened/", outside.opened, name="opened"),
    path("briefings/", outside.briefings, name="briefings"),
    path("nominals/<reference>/open/", outside.open_record, name="open"),
    path("nominals/<reference>/briefing/", outside.briefing, name="briefing"),
    path("nominals/<reference>/access/", access.listing, name="list"),
    path("nominals/<reference>/access/grant/", access.grant, name="grant"),
    path("nominals/<reference>/access/<int:pk>/end/", access.end, name="end"),
    path("nominals/<reference>/access/bar/", access.bar, name="bar"),
    path("nominals/<reference>/access/bars/<int:pk>/lift/", access.lift_bar, name="lift_bar"),
    path("nominals/<reference>/access/restrict/", access.restrict, name="restrict"),
    path("nominals/<reference>/access/restrict/lift/", access.lift_restriction, name="lift_restriction"),
    path("nominals/<reference>/access/name/", access.name, name="name"),
    path("nominals/<reference>/access/named/<int:pk>/end/", access.end_naming, name="end_naming"),
]

_MANAGE, _RESTRICT = holders_of(p.SEE_NOMINALS, p.MANAGE_ACCESS), holders_of(p.SEE_NOMINALS, p.RESTRICT)
POLICY: dict[str, Rule] = {
    "access:opened": holders_of(p.MANAGE_ACCESS),
    "access:briefings": holders_of(p.SEE_BRIEFINGS),
    "access:open": holders_of(p.SEARCH_FORCE),
    "access:briefing": holders_of(p.SEE_BRIEFINGS),
    "access:list": _MANAGE,
    "access:grant": _MANAGE,
    "access:end": _MANAGE,
    "access:bar": _MANAGE,
    "access:lift_bar": _MANAGE,
    "access:restrict": _RESTRICT,
    "access:lift_restriction": _RESTRICT,
    "access:name": _RESTRICT,
    "access:end_naming": _RESTRICT,
}
