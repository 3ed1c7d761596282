"""The pages about visits, below `/nominals/<reference>/visits/`."""

from django.urls import path

from accounts import lost_posts
from accounts.permissions import DECIDE_VISITS, LOG_VISIT, SEE_NOMINALS, VOID_FACTS
from accounts.urlpolicy import holders_of
from visits.views import decide, log, lost, manage

app_name = "visits"
urlpatterns = [
    path("", manage.listing, name="list"),
    path("log/", log.log, name="log"),
    path("log/preview/", log.preview, name="preview"),
    path("draft/", log.keep_draft, name="draft"),
    path("draft/discard/", log.discard_draft, name="discard_draft"),
    path("decide/", decide.decide, name="decide"),
    path("decisions/<int:decision_id>/void/", decide.void, name="void_decision"),
    path("<int:visit_id>/correct/", manage.correct, name="correct"),
    path("<int:visit_id>/void/", manage.void, name="void"),
    path("<int:visit_id>/write-up/", manage.write_up, name="write_up"),
]

POLICY = {
    "visits:list": holders_of(SEE_NOMINALS),
    "visits:log": holders_of(SEE_NOMINALS, LOG_VISIT),
    "visits:preview": holders_of(SEE_NOMINALS, LOG_VISIT),
    "visits:draft": holders_of(SEE_NOMINALS, LOG_VISIT),
    "visits:discard_draft": holders_of(SEE_NOMINALS, LOG_VISIT),
    "visits:decide": holders_of(SEE_NOMINALS, DECIDE_VISITS),
    "visits:void_decision": holders_of(SEE_NOMINALS, DECIDE_VISITS),
    "visits:correct": holders_of(SEE_NOMINALS, LOG_VISIT),
    "visits:void": holders_of(SEE_NOMINALS, VOID_FACTS),
    "visits:write_up": holders_of(SEE_NOMINALS, LOG_VISIT),
}

# What was typed is kept although the session was lost.
for route in ("log", "draft", "decide", "correct", "write_up"):
    lost_posts.register(f"visits:{route}", lost.keep)
