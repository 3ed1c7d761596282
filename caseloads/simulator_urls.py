"""Addresses of the policy simulator."""

from django.urls import path

from accounts import permissions as p
from accounts.urlpolicy import holders_of
from caseloads.simulator import views

app_name = "simulator"
urlpatterns = [
    path("policy/try/", views.trials, name="trials"),
    path("policy/try/new/", views.new, name="new"),
    path("policy/try/<int:pk>/", views.trial, name="trial"),
    path("policy/try/<int:pk>/again/", views.start_again, name="start_again"),
]
POLICY = {
    "simulator:trials": holders_of(p.SEE_POLICY_TRIALS),
    "simulator:new": holders_of(p.TRY_POLICY),
    "simulator:trial": holders_of(p.SEE_POLICY_TRIALS),
    "simulator:start_again": holders_of(p.TRY_POLICY),
}
