"""Who is expected at the station, on screen, on paper and as a download; possible failures over a year."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import permissions as p
from audit.events import record
from caseloads import counter, failures
from caseloads.csv import download
from caseloads.filters import BadAddress
from caseloads.views.refusals import may, refuses_bad_addresses
from common.clock import LONDON, now, today
from common.text import plain_date

COLUMNS = ("due_on", "reference", "name", "what", "state", "reason", "station", "officer")


def asked_of(request: HttpRequest) -> counter.Asked:
    """The week and the station of the address; a week that there is not is refused with the way back."""
    week = request.GET.get("week", "0") or "0"
    if not (week.isascii() and week.isdigit() and len(week) < 3 and int(week) <= counter.AHEAD):
        raise BadAddress(f"There is no such week: 0 is this one, {counter.AHEAD} the last that is shown.")
    return counter.Asked(int(week), request.GET.get("station", "").strip()[:100])


@require_safe
@refuses_bad_addresses
def expected(request: HttpRequest) -> HttpResponse:
    """Who is expected at the station this week."""
    on, asked = today(), asked_of(request)
    page, lines = counter.page_of(request.user, asked, on, request.GET.get("page"))
    notices = counter.announced_rows(request.user, asked, on)
    seen = {line.reference for line in lines} | {row["reference"] for row in notices}
    record("counter.listed", by=request.user, subjects=sorted(seen), details={"week": asked.week})
    context = {
        **common(request, asked),
        "page": page,
        "days": counter.by_day(lines),
        "notices": notices,
        "stations": counter.stations(request.user),
        "may": {"export": may(request, p.EXPORT), "failures": may(request, p.DECIDE_FAILURES)},
    }
    return render(request, "caseloads/counter.html", context)


def common(request: HttpRequest, asked: counter.Asked) -> dict[str, Any]:
    """What the page and the paper both say of the week."""
    on = today()
    begins, ends = plain_date(asked.first(on)), plain_date(asked.last(on))
    return {
        "asked": asked,
        "heading": f"Expected at the station: {begins} to {ends}",
        "later": asked.query(week=asked.week + 1) if asked.week < counter.AHEAD else "",
        "earlier": asked.query(week=asked.week - 1) if asked.week else "",
        "bare": asked.week == 1,
        "query": asked.query(),
    }


@require_safe
@refuses_bad_addresses
def printed(request: HttpRequest) -> HttpResponse:
    """The same on paper, whole."""
    on, asked = today(), asked_of(request)
    lines = counter.lines(request.user, counter.expected(request.user, asked, on), on)
    notices = counter.announced_rows(request.user, asked, on)
    seen = {line.reference for line in lines} | {row["reference"] for row in notices}
    record("counter.printed", by=request.user, subjects=sorted(seen), details={"disclosed": "on paper"})
    context = {
        **common(request, asked), "days": counter.by_day(lines), "notices": notices, "count": len(lines),
        "printed_at": now().astimezone(LONDON), "back_url": f"{reverse('counter:expected')}{asked.query()}",
    }  # fmt: skip
    return render(request, "caseloads/counter_printed.html", context)


@require_safe
@refuses_bad_addresses
def expected_csv(request: HttpRequest) -> HttpResponse:
    """The same as a download."""
    on, asked = today(), asked_of(request)
    lines = counter.lines(request.user, counter.expected(request.user, asked, on), on)
    subjects = sorted({line.reference for line in lines})
    record("counter.downloaded", by=request.user, subjects=subjects, details={"rows": len(lines)})
    rows = (
        (one.day, one.reference, one.name, one.kind, one.state, one.reason, one.station, one.officer) for one in lines
    )
    return download("expected-at-the-station", COLUMNS, rows, on)


@require_safe
@refuses_bad_addresses
def failures_of_year(request: HttpRequest) -> HttpResponse:
    """Possible failures to notify over a reporting year, and those that wait."""
    year, latest = year_of(request), failures.current_year(today())
    rows = failures.statistics(request.user, year, now())
    waiting = failures.waiting(request.user, now())
    subjects = sorted({row["reference"] for row in waiting})
    record("failures.counted", by=request.user, subjects=subjects, details={"year": year})
    first, last = failures.bounds(year)
    context = {
        "heading": f"Failures to notify, {plain_date(first)} to {plain_date(last)}",
        "year": year, "rows": rows, "quarters": failures.QUARTERS, "waiting": waiting,
        "earlier": year - 1 if year > failures.OLDEST else None, "later": year + 1 if year < latest else None,
        "may_export": may(request, p.EXPORT), "shown": failures.SHOWN,
    }  # fmt: skip
    return render(request, "caseloads/failures.html", context)


@require_safe
@refuses_bad_addresses
def failures_csv(request: HttpRequest) -> HttpResponse:
    """The figures of the year as a download: no person is in it."""
    year = year_of(request)
    rows = failures.statistics(request.user, year, now())
    record("failures.downloaded", by=request.user, details={"year": year})
    header = ("part", "figure", *failures.QUARTERS, "year")
    return download(
        f"failures-to-notify-{year}", header, ((r.part, r.text, *r.quarters, r.year) for r in rows), today()
    )


def year_of(request: HttpRequest) -> int:
    """The reporting year of the address, by the year in which it began; this one where none is given."""
    latest = failures.current_year(today())
    asked = request.GET.get("year", "") or str(latest)
    if not (asked.isascii() and asked.isdigit() and len(asked) == 4 and failures.OLDEST <= int(asked) <= latest):
        raise BadAddress(f"There is no such year: give one from {failures.OLDEST} to {latest}.")
    return int(asked)
