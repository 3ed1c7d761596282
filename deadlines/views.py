"""The policy page and the page of the nightly run."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import permissions as p
from audit.events import record
from common.clock import now, today
from common.dates import BeyondHolidayData
from common.holidays import load_calendar
from common.publishing import publish
from deadlines import nightly, presenters
from deadlines.actions import PolicyRefused, set_policy
from deadlines.book import load_book
from deadlines.forms import SetPolicyForm
from deadlines.models import FailedNominal, NightlyRun, PolicyValue
from deadlines.policy_keys import BY_KEY, applies_to_of
from deadlines.tasks import nightly_now

RUNS = 14
FAILED = 100


@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    """Every policy key: the national default with its source, what the force has set, what it has not confirmed."""
    user: Any = request.user
    own = Q(force__isnull=True) | Q(force_id=user.force_id) if user.force_id else Q(force__isnull=True)
    values = PolicyValue.objects.filter(own).select_related("set_by")
    groups = presenters.policy_groups(load_book(), user.force_id, values, today())
    unconfirmed = sum(row.unconfirmed for _, rows in groups for row in rows)
    context = {
        "groups": groups,
        "marks": [(code, *words) for code, words in presenters.MARKS.items()],
        "can_set": user.can(p.SET_POLICY),
        "sees_trials": user.can(p.SEE_POLICY_TRIALS),
        "whose": user.force.name if user.force_id else "every force",
        "unconfirmed": unconfirmed,
        "unconfirmed_text": presenters.unconfirmed_text(unconfirmed),
    }
    return render(request, "deadlines/policy.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def set_key(request: HttpRequest, key: str) -> HttpResponse:
    """Set one key from a day on, for the administrator's own force, or for every force where they belong to none."""
    if key not in BY_KEY:
        raise Http404
    form = SetPolicyForm(request.POST or None, key=key, on=today(), initial=in_force(request, key))
    if request.method == "POST" and form.is_valid():
        try:
            set_policy(by=request.user, **form.as_policy())
        except PolicyRefused as refusal:
            form.add_faults(refusal.faults)
        else:
            said = f"{presenters.key_name(key)} is set {form.set_words()}. Dates follow in the next nightly run."
            messages.success(request, said)
            return redirect(f"{policy_path()}#{key}")
    return render(request, "deadlines/set_policy.html", key_context(request, key, form), status=status_of(form))


def in_force(request: HttpRequest, key: str) -> dict[str, Any]:
    """What stands in the boxes at first: the value in force today, so that confirming it takes no typing."""
    user: Any = request.user
    cases = applies_to_of(key)
    case = request.GET.get("for", "")
    case = case if case in cases else cases[0]
    value = load_book().value(key, user.force_id, case, on=today())
    return {"applies_to": case, "effective_from": today(), "unit": BY_KEY[key][0].unit, **presenters.boxes(value)}


def policy_path() -> str:
    """The address of the policy page."""
    return reverse("deadlines:policy")


def status_of(form: Any) -> int:
    """400 where the form was sent and refused."""
    return 400 if form.errors else 200


def key_context(request: HttpRequest, key: str, form: SetPolicyForm) -> dict[str, Any]:
    """What the form's page says about its key."""
    user: Any = request.user
    form.cancel_url = policy_path()
    return {
        "form": form,
        "name": presenters.key_name(key),
        "about": BY_KEY[key][0].about,
        "defaults": [(presenters.applies_to_name(key, row.applies_to), row.value_text()) for row in BY_KEY[key]],
        "effect": presenters.effect_text(user.force.name if user.force_id else ""),
    }


@require_safe
def nightly_runs(request: HttpRequest) -> HttpResponse:
    """The last runs, and whose dates could not be worked out: by name only for those who may see the record."""
    user: Any = request.user
    runs = NightlyRun.objects.filter(job=nightly.JOB).order_by("-on")[:RUNS]
    failed = FailedNominal.objects.select_related("nominal").order_by("first_failed_on", "pk")
    people: Any = FailedNominal._meta.get_field("nominal").related_model
    visible = failed.filter(nominal__in=people.objects.visible_to(user))
    shown = list(visible[:FAILED])
    record("nightly.opened", by=user, subjects=[row.nominal.reference for row in shown])
    can_edit_holidays = user.can(p.MANAGE_REFERENCE_DATA)
    context = {
        "runs": [presenters.run_row(run) for run in runs],
        "failed": shown,
        "others": failed.exclude(pk__in=visible.order_by().values("pk")).exists(),
        "more": max(visible.count() - FAILED, 0),
        "stale": nightly.is_stale(now()),
        "can_edit_holidays": can_edit_holidays,
        "holidays_wanted": can_edit_holidays and _holidays_wanted(failed),
    }
    return render(request, "deadlines/nightly.html", context)


def _holidays_wanted(failed: QuerySet[FailedNominal]) -> bool:
    """Whether a date failed for want of bank holidays, or the list ends with this year."""
    beyond = failed.filter(message__startswith=BeyondHolidayData.__name__)
    return beyond.exists() or load_calendar().ends_on.year <= today().year


@require_POST
def run_now(request: HttpRequest) -> HttpResponse:
    """Ask the worker for today's run once more. It is the same run as at night: run twice, it changes nothing."""
    record("nightly.asked_for", by=request.user)
    if publish(nightly_now):
        messages.success(request, "The run has been asked for. Open this page again in a minute to see it.")
    else:
        messages.error(request, "Not started: the queue cannot be reached. The hourly bell starts the run once it can.")
    return redirect("deadlines:nightly")
