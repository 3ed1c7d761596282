"""The round, the week, and planning a visit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from audit.events import record
from caseloads import prompts
from caseloads import round as rounds
from caseloads.filters import BadAddress
from caseloads.plan_forms import CancelPlanForm, ChangePlanForm, PlanForm, initial_of
from caseloads.round_parts import parts
from caseloads.views.mine import officer_or_404, rows_of
from caseloads.views.refusals import refuses_bad_addresses
from common.clock import today
from common.text import long_date, plural
from offenders.actions.errors import Conflict, NotAllowed, NotVisible, Refused
from offenders.models import Nominal
from visits.choices import choices_for
from visits.models import PlannedVisit
from visits.planning import cancel_plan, change_plan, plan_visits

MOST = 30  # visits planned, or sheets printed, at once
CHANGED = "Somebody else has changed this since you opened it. Nothing was changed: open it again"
form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@refuses_bad_addresses
def round_(request: HttpRequest) -> HttpResponse:
    """Who is due a visit, by district, the most pressing first; those who cannot be visited apart."""
    on, officer = today(), whose(request)
    show, district = request.GET.get("show") or "due", request.GET.get("district", "").strip().upper()
    if show not in rounds.SHOWN or len(district) > 10 or not district.isprintable():
        raise BadAddress("There is no such part of the round.")
    rows = rounds.rows_of(request.user, officer, rows_of(request.user, officer), on)
    stops, apart = rounds.stops(rows, show, district), rounds.apart(rows)
    told = rounds.known([*stops, *apart], on)
    record("round.opened", by=request.user, subjects=[row.reference for row in (*stops, *apart)],
           details={"officer": officer.username})  # fmt: skip
    context = {
        "officer": officer,
        "groups": rounds.groups(stops, told, on),
        "number": len(stops),
        "apart": rounds.shown_stops(apart, told, on),
        "boxes": boxes(rows, show, district),
        "path": reverse("workday:round"),
        **frame(request, officer, "round"),
    }
    return render(request, "caseloads/round.html", context)


def boxes(rows: list[Any], show: str, district: str) -> list[dict[str, Any]]:
    """The two filters."""
    names = [("", "Any"), *((name, name) for name in rounds.districts(rows))]
    if district and district not in dict(names):
        names.append((district, district))
    options = {"show": ("Show", list(rounds.SHOWN.items()), show), "district": ("Postcode district", names, district)}
    return [
        {"name": name, "label": label, "options": [(value, words, value == chosen) for value, words in some]}
        for name, (label, some, chosen) in options.items()
    ]


@require_safe
@refuses_bad_addresses
def week(request: HttpRequest) -> HttpResponse:
    """Seven days: what is planned, whether it was made, what stands in the way."""
    on, officer = today(), whose(request)
    first = rounds.monday(day_asked(request, "from") or on)
    days = rounds.week(request.user, officer, first, on)
    shown = sorted({row["reference"] for day in days for row in day["rows"]})
    record("week.opened", by=request.user, subjects=shown, details={"officer": officer.username, "from": first})
    path, other = reverse("workday:week"), "" if officer.pk == request.user.pk else f"&officer={officer.username}"
    context = {
        "officer": officer,
        "days": days,
        "first": first,
        "before_url": f"{path}?from={first - dt.timedelta(days=7)}{other}",
        "after_url": f"{path}?from={first + dt.timedelta(days=7)}{other}",
        "now_url": f"{path}?from={rounds.monday(on)}{other}" if first != rounds.monday(on) else "",
        **frame(request, officer, "week"),
    }
    return render(request, "caseloads/week.html", context)


def frame(request: HttpRequest, officer: Any, current: str) -> dict[str, Any]:
    """What the pages of the round share: whose they are and the way from one to the other."""
    return {"own": officer.pk == request.user.pk, "parts": parts(request.user, officer, current)}


def whose(request: HttpRequest) -> Any:
    """The officer whose round it is: one's own, or one whose caseload the viewer may see (else 404)."""
    asked = request.GET.get("officer", "").strip()
    return officer_or_404(request.user, asked) if asked else request.user


def day_asked(request: HttpRequest, name: str) -> dt.date | None:
    """A day of the address. Raises `BadAddress` for what is none."""
    text = request.GET.get(name, "")
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise BadAddress("There is no such day.") from None
    if not 2000 <= day.year <= 2100:
        raise BadAddress("There is no such day.")
    return day


@form_methods
@refuses_bad_addresses
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a visit to one person, or the same for several: what there is to think of is said once before saving."""
    on, nominals = today(), chosen(request)
    if not nominals:
        messages.error(request, "Select at least one person to visit.")
        return redirect("workday:round")
    data = request.POST if request.method == "POST" else None
    choices = choices_for(nominals[0], request.user, on)
    start = {"officers": [request.user.username], "date": on + dt.timedelta(days=1)}
    form = PlanForm(data, choices=choices, on=on, several=len(nominals) > 1, initial=start)
    found: list[str] = []
    if form.is_valid():
        found = unsaid(request, form, nominals, on)
        if not found and saved(form, lambda: plan_visits(nominals=nominals, plan=form.plan(), by=request.user, on=on,
                                                         form_token=form.cleaned_data["token"])):  # fmt: skip
            messages.success(request, done_words(form, len(nominals)))
            return redirect(week_of(form))
    return plan_page(request, form, nominals, found)


@form_methods
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another day, time, place, or other people."""
    on, planned = today(), standing(request, pk)
    choices = choices_for(planned.nominal, request.user, on, also=planned.officers)
    data = request.POST if request.method == "POST" else None
    form = ChangePlanForm(data, choices=choices, on=on, initial=initial_of(planned, choices))
    found: list[str] = []
    if form.is_valid():
        found = unsaid(request, form, [planned.nominal], on, but=planned.pk)
        version = form.cleaned_data["version"]
        if not found and saved(form, lambda: change_plan(planned=planned, plan=form.plan(), version=version,
                                                         by=request.user, on=on)):  # fmt: skip
            messages.success(request, done_words(form, 1))
            return redirect(week_of(form))
    return plan_page(request, form, [planned.nominal], found, planned)


@form_methods
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a plan back."""
    planned = standing(request, pk)
    form = CancelPlanForm(request.POST if request.method == "POST" else None)
    form.cancel_url = f"{reverse('workday:week')}?from={planned.date}"
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if saved(form, lambda: cancel_plan(planned=planned, reason=reason, by=request.user, on=today())):
            messages.success(request, "The plan was taken back.")
            return redirect(form.cancel_url)
    record("plan.opened", by=request.user, subjects=[planned.nominal.reference])
    return render(request, "caseloads/cancel_plan.html", {"form": form, "planned": planned})


def plan_page(
    request: HttpRequest, form: Any, nominals: list[Nominal], found: list[str], planned: PlannedVisit | None = None
) -> HttpResponse:
    """The form, with what to think of above its button."""
    record("plan.opened", by=request.user, subjects=[nominal.reference for nominal in nominals])
    context = {
        "form": form,
        "nominals": nominals,
        "planned": planned,
        "prompts": found,
        "warned": prompts.digest(found) if found else "",
        "back_url": reverse("workday:week" if planned else "workday:round"),
    }
    return render(request, "caseloads/plan.html", context, status=400 if form.errors else 200)


def chosen(request: HttpRequest) -> list[Nominal]:
    """The people of the address or the form; 404 where one of them is not theirs to visit, unknown or foreign alike."""
    data = request.POST if request.method == "POST" else request.GET
    references = list(dict.fromkeys(reference.strip().upper() for reference in data.getlist("nominal")))
    if len(references) > MOST:
        raise BadAddress(f"Choose at most {MOST} at once.")
    rows = Nominal.objects.writable_by(request.user).by_references(references).select_related("standing")
    found = list(rows.order_by("reference"))
    if len(found) != len(references):
        raise Http404
    return found


def standing(request: HttpRequest, pk: int) -> PlannedVisit:
    """A plan that stands, for somebody whose record is open to the reader; else 404."""
    visible = Nominal.objects.writable_by(request.user)
    rows = PlannedVisit.objects.counted().select_related("nominal__standing")
    return get_object_or_404(rows, pk=pk, nominal__in=visible)


def unsaid(request: HttpRequest, form: Any, nominals: list[Nominal], on: dt.date, *, but: int = 0) -> list[str]:
    """What there is to think of that this form has not shown yet; none: it may be saved."""
    found = prompts.prompts(nominals, form.plan(), on, viewer=request.user, but=but)
    return [] if form.cleaned_data["warned"] == prompts.digest(found) else found


def saved(form: Any, save: Any) -> bool:
    """Run a verb. What it refuses becomes an error of the form, or 404 or 403."""
    try:
        save()
    except NotVisible:
        raise Http404 from None
    except NotAllowed:
        raise PermissionDenied from None
    except Conflict:
        form.add_error(None, CHANGED)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
    else:
        return True
    return False


def week_of(form: Any) -> str:
    """The week in which the planned day lies."""
    return f"{reverse('workday:week')}?from={form.cleaned_data['date']}"


def done_words(form: Any, number: int) -> str:
    """What the page says once a plan is saved."""
    return f"{plural(number, 'visit')} planned for {long_date(form.cleaned_data['date'])}."
