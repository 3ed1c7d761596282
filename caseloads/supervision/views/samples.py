"""Dip samples: what is owed of them, the draw, one draw, one check with its steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import permissions as p
from audit.events import record
from caseloads import teams
from caseloads.models import DipSample, SampleCheck, Stratum
from caseloads.supervision import actions, samples
from caseloads.supervision import sample_presenters as shown
from caseloads.supervision.forms import DecideForm, DrawForm, FindingsForm, FollowForm
from caseloads.views.decisions import team_asked
from caseloads.views.refusals import may, refuses_bad_addresses
from caseloads.views.round import saved
from common.clock import today
from common.pagination import paginate
from deadlines.book import load_book

form_methods = require_http_methods(["GET", "HEAD", "POST"])
LAST = 20  # draws listed


@require_safe
@refuses_bad_addresses
def dip_samples(request: HttpRequest) -> HttpResponse:
    """The checks that are owed, those late first, and the draws of the team."""
    on = today()
    team, choice = team_asked(request)
    if team is None:
        return render(request, "caseloads/no_team.html")
    page = paginate(samples.in_order(samples.owed(request.user, team)), request.GET.get("page"), per_page=50)
    record("dip_sample.listed", by=request.user, subjects=sorted({row.nominal.reference for row in page.rows}),
           details={"team": team.name})  # fmt: skip
    draws = shown.draws(DipSample.objects.filter(team=team).order_by("-drawn_on", "-pk")[:LAST])
    context = {"team": team, "teams": choice, "page": page, "rows": shown.checks(page.rows, on), "draws": draws,
               "sentence": shown.owed_words(*samples.number(request.user, team, on))}  # fmt: skip
    return render(request, "caseloads/dip_samples.html", context)


@form_methods
@refuses_bad_addresses
def draw(request: HttpRequest) -> HttpResponse:
    """Draw a sample: from which cases, how many."""
    on = today()
    team, _ = team_asked(request)
    if team is None:
        return render(request, "caseloads/no_team.html")
    book = load_book()
    numbers = {one: samples.pool(request.user, team, one, on).count() for one in Stratum.values}
    hints = {one: shown.pool_words(n, samples.usual_size(n, book, team.force_id, on)) for one, n in numbers.items()}
    rate = book.count("dip_sample_rate", team.force_id, on=on)
    form = DrawForm(request.POST if request.method == "POST" else None, hints=hints, rate=rate)
    form.cancel_url = f"{reverse('supervision:dip_samples')}?team={team.pk}"
    if form.is_valid() and saved(form, lambda: _draw(request, team, form)):
        row = DipSample.objects.get(form_token=form.cleaned_data["token"])
        messages.success(request, "Drawn. Say of each case how it is looked at, and by when.")
        return redirect("supervision:sample", row.pk)
    context = {
        "form": form,
        "h1": f"Draw a dip sample: {team.name}",
        "back_url": form.cancel_url,
        "rows": [],
        "note": "",
    }
    return render(request, "caseloads/absence_form.html", context, status=400 if form.errors else 200)


def _draw(request: HttpRequest, team: Any, form: DrawForm) -> DipSample:
    data = form.cleaned_data
    return actions.draw_sample(team=team, stratum=data["stratum"], size=data["size"], by=request.user, on=today(),
                               form_token=data["token"])  # fmt: skip


@require_safe
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """One draw: from which cases, by which seed, and its checks as far as their records are open to the reader."""
    on = today()
    row = get_object_or_404(DipSample.objects.select_related("team", "recorded_by"), pk=pk, team__in=_teams(request))
    mine = samples.checks(request.user, row.team).filter(sample=row).select_related("nominal__officer", "sample")
    found = list(mine.order_by("pk"))
    record("dip_sample.opened", by=request.user, subjects=sorted({one.nominal.reference for one in found}),
           details={"id": row.pk})  # fmt: skip
    context = {
        "sample": shown.draw_facts(row),
        "team": row.team,
        "rows": shown.checks(found, on),
        "closed": len(row.drawn) - len(found),
        "same": samples.draw(row.pool, row.seed, len(row.drawn)) == row.drawn,
    }
    return render(request, "caseloads/dip_sample.html", context)


def _teams(request: HttpRequest) -> list[Any]:
    return teams.teams_of(request.user)


def fetch(request: HttpRequest, pk: int) -> SampleCheck:
    """A check of a team's whose record the reader may see; else 404."""
    rows = SampleCheck.objects.counted().filter(sample__team__in=_teams(request))
    found = get_object_or_404(rows.select_related("sample__team", "nominal__officer"), pk=pk)
    return get_object_or_404(samples.checks(request.user, found.sample.team).select_related(
        "sample__team", "nominal__officer"), pk=pk)  # fmt: skip


@require_safe
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """One check as it stands, with what comes next."""
    row = fetch(request, pk)
    record("dip_sample.check_opened", by=request.user, subjects=[row.nominal.reference], details={"id": row.pk})
    context = {"check": shown.check(row, today()), "rows": shown.check_facts(row, today()), "sample": row.sample,
               "may_log": may(request, p.LOG_VISIT)}  # fmt: skip
    return render(request, "caseloads/sample_check.html", context)


Verb = Callable[..., SampleCheck]


def step(request: HttpRequest, pk: int, form_class: Any, verb: Verb, h1: str, done: str) -> HttpResponse:
    """One step of a check: a form, a verb, back to the check."""
    on, row = today(), fetch(request, pk)
    fields = [name for name in form_class.base_fields if name != "version"]
    held = {name: getattr(row, name) for name in fields}
    form = form_class(request.POST if request.method == "POST" else None, on=on,
                      initial={**held, "version": row.version})  # fmt: skip
    form.cancel_url = reverse("supervision:check", args=[row.pk])
    if form.is_valid() and saved(form, lambda: verb(check=row, by=request.user, on=on, **form.cleaned_data)):
        messages.success(request, done)
        return redirect("supervision:check", row.pk)
    record("dip_sample.check_opened", by=request.user, subjects=[row.nominal.reference], details={"id": row.pk})
    context = {"form": form, "h1": h1, "rows": shown.check_facts(row, on), "back_url": form.cancel_url, "note": ""}
    return render(request, "caseloads/absence_form.html", context, status=400 if form.errors else 200)


@form_methods
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """A file check or an unannounced visit, and by when."""
    return step(request, pk, DecideForm, actions.decide_check, "Decide how this case is looked at", "Saved.")


@form_methods
def findings(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found."""
    done = "The findings are saved."
    return step(request, pk, FindingsForm, actions.record_findings, "Record what was found", done)


@form_methods
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """What followed is done."""
    return step(
        request, pk, FollowForm, actions.finish_follow_up, "What followed is done", "Saved: this check is settled."
    )
