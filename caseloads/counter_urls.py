"""Addresses of the counter: who is expected at the station, and failures to notify over a year."""

from django.urls import path

from accounts import permissions as p
from accounts.urlpolicy import holders_of
from caseloads.views import counter

app_name = "counter"
urlpatterns = [
    path("counter/", counter.expected, name="expected"),
    path("counter/print/", counter.printed, name="printed"),
    path("counter.csv", counter.expected_csv, name="csv"),
    path("counter/failures/", counter.failures_of_year, name="failures"),
    path("counter/failures.csv", counter.failures_csv, name="failures_csv"),
]
_COUNTER = holders_of(p.SEE_NOMINALS, p.RECORD_NOTIFICATION)
POLICY = {
    "counter:expected": _COUNTER,
    "counter:printed": _COUNTER,  # unit support hands it to the counter
    "counter:csv": holders_of(p.SEE_NOMINALS, p.RECORD_NOTIFICATION, p.EXPORT),
    "counter:failures": holders_of(p.SEE_NOMINALS, p.DECIDE_FAILURES),
    "counter:failures_csv": holders_of(p.SEE_NOMINALS, p.DECIDE_FAILURES, p.EXPORT),
}
