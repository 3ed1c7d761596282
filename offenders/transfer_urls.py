"""The addresses of transfers to another team or force, and who may use each."""

from django.urls import path

from accounts import permissions as p
from accounts.urlpolicy import Rule, holders_of
from offenders.views import transfers

app_name = "transfers"
urlpatterns = [
    path("nominals/<reference>/transfer/", transfers.offer, name="offer"),
    path("nominals/<reference>/transfer/<int:pk>/withdraw/", transfers.withdraw, name="withdraw"),
    # Not below the record, which is open read-only to whoever answers: its routes that write refuse them.
    path("transfers/<int:pk>/", transfers.answer, name="answer"),
]

POLICY: dict[str, Rule] = {
    "transfers:offer": holders_of(p.SEE_NOMINALS, p.ALLOCATE),
    "transfers:withdraw": holders_of(p.SEE_NOMINALS, p.ALLOCATE),
    "transfers:answer": holders_of(p.SEE_NOMINALS, p.ALLOCATE),
}
