"""The page for a talk between an officer and whoever supervises them, and the day of the last welfare talk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from audit.events import record
from caseloads import queries, writeups
from caseloads.models import WelfareTalk
from caseloads.supervision import actions, presenters
from caseloads.supervision import one_to_one as talks
from caseloads.supervision.forms import TalkForm
from caseloads.views.round import saved
from common.clock import today
from deadlines.book import load_book


@require_http_methods(["GET", "HEAD", "POST"])
def one_to_one(request: HttpRequest, username: str) -> HttpResponse:
    """Load, visits, what is owed; the day of the welfare talk is recorded here."""
    on, officer = today(), talks.officer_or_404(request.user, username)
    form = TalkForm(request.POST if request.method == "POST" else None, on=on)
    if form.is_valid() and saved(
        form, lambda: actions.record_talk(officer=officer, by=request.user, on=on, **form.cleaned_data)
    ):
        messages.success(request, "The day of the welfare talk is saved.")
        return redirect("supervision:one_to_one", officer.username)
    record("one_to_one.opened", by=request.user, details={"officer": officer.username})
    context = {"officer": officer, "form": form, **shown(request.user, officer)}
    return render(request, "caseloads/one_to_one.html", context, status=400 if form.errors else 200)


def shown(viewer: Any, officer: User) -> dict[str, Any]:
    """Everything on the page but the form (a fixed number of queries)."""
    on, book = today(), load_book()
    tallies = queries.tally(queries.cases(viewer, on).filter(officer_id=officer.pk))
    weighed = talks.weights(tallies, book, officer.force_id, on)
    talk = talks.last_talk(officer)
    load = sum(one.load for one in weighed)
    return {
        "weights": presenters.weighed(weighed, officer.username),
        "load": f"{load:,}",
        "hours": presenters.hours_words(
            load, officer.weekly_hours, book.count("caseload_week_hours", officer.force_id, on=on)
        ),
        "figures": presenters.officer_figures(tallies, officer.username, writeups.of_officer(viewer, officer).count()),
        "visits": presenters.visits_made(talks.made(viewer, officer, on)),
        "since": presenters.since(on),
        "talk": presenters.talk_words(talk.held_on if talk else None, on),
        "talk_pk": talk.pk if talk else None,
    }


@require_POST
def void_talk(request: HttpRequest, username: str, pk: int) -> HttpResponse:
    """The day was entered in error."""
    officer = talks.officer_or_404(request.user, username)
    talk = get_object_or_404(WelfareTalk.objects.select_related("officer"), pk=pk, officer=officer)
    actions.void_talk(talk=talk, by=request.user)
    messages.success(request, "The day of that welfare talk is marked as entered in error.")
    return redirect("supervision:one_to_one", officer.username)
