"""The pages of the requirement, below `/nominals/<reference>/notification/`."""

from django.urls import path

from accounts import permissions as p
from accounts.urlpolicy import Rule, holders_of
from notification.views import calculator, cases, entries, premises, tab

app_name = "notification"
urlpatterns = [
    path("", tab.tab, name="tab"),
    path("calculate/", calculator.calculate, name="calculate"),
    path("disposals/add/", entries.add_disposal, name="add_disposal"),
    path("disposals/<int:pk>/edit/", entries.edit_disposal, name="edit_disposal"),
    path("disposals/<int:pk>/last-day/", entries.override, name="override"),
    path("disposals/<int:pk>/confirm/", entries.confirm, name="confirm"),
    path("record/", entries.notify, name="notify"),
    path("change/", entries.event, name="event"),
    path("travel/", entries.departure, name="departure"),
    path("entries/<int:pk>/return/", entries.back, name="return"),
    path("entries/<int:pk>/cancel/", entries.cancel, name="cancel"),
    path("entries/<int:pk>/journey/", premises.journey, name="journey"),
    path("entries/<int:pk>/journey/change/", premises.journey_change, name="journey_change"),
    path("premises/add/", premises.add_stay, name="add_stay"),
    path("premises/stays/<int:pk>/end/", premises.end_stay, name="end_stay"),
    path("parental/add/", premises.add_parental, name="add_parental"),
    path("parental/<int:pk>/", premises.edit_parental, name="edit_parental"),
    path("failures/add/", cases.add_failure, name="add_failure"),
    path("failures/<int:pk>/step/", cases.failure_step, name="failure_step"),
    path("reviews/add/", cases.add_review, name="add_review"),
    path("reviews/<int:pk>/", cases.review, name="review"),
    path("reviews/<int:pk>/bodies/", cases.body, name="body"),
    path("error/<code>/<int:pk>/", entries.void, name="void"),
]

_SEE = holders_of(p.SEE_NOMINALS, p.SEE_NOTIFICATION)
_RECORD = holders_of(p.SEE_NOMINALS, p.RECORD_NOTIFICATION)
_DECIDE = holders_of(p.SEE_NOMINALS, p.DECIDE_REQUIREMENT)
_FAILURES = holders_of(p.SEE_NOMINALS, p.DECIDE_FAILURES)
RECORDING = (
    "add_disposal", "edit_disposal", "confirm", "notify", "event", "departure", "return", "cancel", "add_failure",
    "add_review", "body", "journey", "journey_change", "add_stay", "end_stay", "add_parental", "edit_parental",
)  # fmt: skip
POLICY: dict[str, Rule] = {
    "notification:tab": _SEE,
    "notification:calculate": _SEE,
    **{f"notification:{name}": _RECORD for name in RECORDING},
    "notification:override": _DECIDE,
    "notification:review": _DECIDE,
    "notification:failure_step": Rule(
        _RECORD.roles | _FAILURES.roles, permissions=frozenset((p.RECORD_NOTIFICATION, p.DECIDE_FAILURES))
    ),
    "notification:void": holders_of(p.SEE_NOMINALS, p.VOID_FACTS),
}
