"""Try a policy, see how far the trial is and what it found, adopt it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import permissions as p
from audit.events import record
from caseloads.models import PolicyTrial, TrialState
from caseloads.simulator import jobs, presenters
from caseloads.simulator.changes import differing, in_force
from caseloads.simulator.forms import AdoptForm, TryPolicyForm
from caseloads.tasks import try_policy
from common.clock import now, today
from common.publishing import publish
from deadlines.book import load_book
from offenders.actions.errors import NotAllowed, Refused

LAST = 10  # trials listed
form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def trials(request: HttpRequest) -> HttpResponse:
    """What was tried for the force."""
    user: Any = request.user
    book = load_book()
    rows = PolicyTrial.objects.filter(force_id=user.force_id).select_related("asked_by").order_by("-asked_at")[:LAST]
    context = {"trials": [presenters.listed(row, book) for row in rows], "may_try": user.can(p.TRY_POLICY)}
    return render(request, "caseloads/trials.html", context)


@form_methods
def new(request: HttpRequest) -> HttpResponse:
    """Change values on a copy."""
    user: Any = request.user
    if user.force_id is None:
        raise PermissionDenied("A policy is tried for a force, and this account belongs to none")
    book = load_book()
    minutes = book.count("visit_minutes", user.force_id, on=today())
    standing = in_force(book, user.force_id, today())
    form = TryPolicyForm(request.POST or None, now=standing, initial={"minutes_a_visit": minutes})
    form.cancel_url = "/policy/try/"
    if request.method == "POST" and form.is_valid():
        changes = differing(form.wanted(), book, user.force_id, today())
        spent = {name: form.cleaned_data[name] for name in ("minutes_a_visit", "minutes_a_review")}
        try:
            row = jobs.ask_for_trial(by=user, on=today(), changes=changes, **spent)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            _ring(request, row)
            return redirect("simulator:trial", row.pk)
    return render(request, "caseloads/try_policy.html", {"form": form})


def _ring(request: HttpRequest, row: PolicyTrial) -> None:
    """Wake a worker up. Where that cannot be, the row waits, and the page offers to start it again."""
    if not publish(try_policy, row.pk):
        messages.error(request, "The queue cannot be reached. Nothing is lost: start it again from this page.")


def _find(request: HttpRequest, pk: int) -> PolicyTrial:
    """A trial of one's own force; any other does not exist."""
    user: Any = request.user
    rows = PolicyTrial.objects.select_related("asked_by", "adopted_by", "force")
    return get_object_or_404(rows, pk=pk, force_id=user.force_id, force_id__isnull=False)


@form_methods
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, or what it found; an administrator of the force adopts it here."""
    row, user = _find(request, pk), request.user
    may_adopt = user.can(p.SET_POLICY)  # type: ignore[union-attr]
    if request.method == "POST" and not may_adopt:
        raise PermissionDenied
    form = AdoptForm(request.POST or None, on=today())
    if request.method == "POST" and form.is_valid() and (done := _adopted(request, row, form)):
        return done
    return render(request, "caseloads/trial.html", _shown(request, row, form if may_adopt else None))


def _adopted(request: HttpRequest, row: PolicyTrial, form: AdoptForm) -> HttpResponse | None:
    try:
        jobs.adopt_trial(trial=row, by=request.user, on=today(), **form.cleaned_data)
    except NotAllowed as refused:
        raise PermissionDenied(refused.sentence) from refused
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return None
    messages.success(request, "Adopted. Dates follow in the nightly run of that day.")
    return HttpResponseRedirect(request.path)


def _shown(request: HttpRequest, row: PolicyTrial, form: AdoptForm | None) -> dict[str, Any]:
    book, ready = load_book(), row.state == TrialState.DONE
    officers = book.count("visit_min_officers", row.force_id, on=row.on)
    people = presenters.people(row, request.user) if ready else []
    record(
        "policy.trial_opened", by=request.user, subjects=[one.reference for one in people], details={"trial": row.pk}
    )
    return {
        "row": row,
        "changed": presenters.changed(row, book),
        "state": presenters.STATES[TrialState(row.state)],
        "working": row.state in (TrialState.WAITING, TrialState.RUNNING),
        "stuck": jobs.is_stuck(row, now()) and request.user.can(p.TRY_POLICY),  # type: ignore[union-attr]
        "failed": row.state == TrialState.FAILED,
        "answer": presenters.answer(row, officers) if ready else None,
        "people": people,
        "unnamed": row.result.get("gained", 0) - len(people) if ready else 0,
        "form": form if form is not None and ready and row.adopted_from is None else None,
    }


@require_POST
def start_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Wake a worker up once more for one that nobody works at."""
    row = _find(request, pk)
    if jobs.is_stuck(row, now()):
        record("policy.trial_started_again", by=request.user, details={"trial": row.pk})
        _ring(request, row)
    return redirect("simulator:trial", row.pk)
