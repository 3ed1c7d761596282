"""Addresses of supervision: the weeks ahead, one-to-ones, dip samples."""

from django.urls import path

from accounts import permissions as p
from accounts.urlpolicy import holders_of
from caseloads.supervision.views import ahead, one_to_one, samples

app_name = "supervision"
urlpatterns = [
    path("backlog/ahead/", ahead.ahead, name="ahead"),
    path("backlog/ahead/move/", ahead.try_move, name="try_move"),
    path("backlog/one-to-one/<username>/", one_to_one.one_to_one, name="one_to_one"),
    path("backlog/one-to-one/<username>/talks/<int:pk>/error/", one_to_one.void_talk, name="void_talk"),
    path("backlog/dip-samples/", samples.dip_samples, name="dip_samples"),
    path("backlog/dip-samples/draw/", samples.draw, name="draw"),
    path("backlog/dip-samples/<int:pk>/", samples.sample, name="sample"),
    path("backlog/dip-samples/checks/<int:pk>/", samples.check, name="check"),
    path("backlog/dip-samples/checks/<int:pk>/decide/", samples.decide, name="decide"),
    path("backlog/dip-samples/checks/<int:pk>/findings/", samples.findings, name="findings"),
    path("backlog/dip-samples/checks/<int:pk>/follow-up/", samples.follow_up, name="follow_up"),
]
POLICY = {f"supervision:{one.name}": holders_of(p.SUPERVISE) for one in urlpatterns}
