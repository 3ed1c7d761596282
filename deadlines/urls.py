"""Addresses of the policy page and the page of the nightly run."""

from django.urls import path

from accounts import permissions as p
from accounts.urlpolicy import holders_of
from deadlines import views

app_name = "deadlines"
urlpatterns = [
    path("policy/", views.policy, name="policy"),
    path("policy/<key>/", views.set_key, name="set_policy"),
    path("nightly/", views.nightly_runs, name="nightly"),
    path("nightly/run/", views.run_now, name="run_now"),
]
POLICY = {
    "deadlines:policy": holders_of(p.SEE_POLICY),
    "deadlines:set_policy": holders_of(p.SET_POLICY),
    "deadlines:nightly": holders_of(p.SEE_NIGHTLY),
    "deadlines:run_now": holders_of(p.SEE_NIGHTLY),
}
