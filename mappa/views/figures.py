"""Figures for the strategic management board and the yearly return: page, chart with its table, CSV."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from audit.events import record
from common.clock import today
from common.download import download
from common.pagination import paginate
from common.text import plain_date
from mappa.counted import Entry
from mappa.presenters import figures as present
from mappa.returns import annual_return, last_year_end, year_ends
from mappa.smb import board_figures, period_of


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The figures of a period: the last twelve months, or from and to days."""
    period = period_of(request.GET.get("from", ""), request.GET.get("to", ""), today())
    found = board_figures(request.user, period)
    record("mappa.figures_seen", by=request.user, details={"from": period.first, "to": period.last})
    return render(request, "mappa/figures.html", present.board(found, period))


@require_safe
def board_csv(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    period = period_of(request.GET.get("from", ""), request.GET.get("to", ""), today())
    found = board_figures(request.user, period)
    record("mappa.figures_exported", by=request.user, details={"from": period.first, "to": period.last})
    return download("mappa-figures", present.BOARD_COLUMNS, present.board_rows(found, period), today())


@require_safe
def board_list(request: HttpRequest) -> HttpResponse:
    """What one figure of the board counts."""
    period = period_of(request.GET.get("from", ""), request.GET.get("to", ""), today())
    lists = present.board_lists(board_figures(request.user, period))
    about = f"From {plain_date(period.first)} to {plain_date(period.last)}"
    return _list(request, lists, about, f"{reverse('mappa:figures')}?from={period.first}&to={period.last}")


@require_safe
def annual_list(request: HttpRequest) -> HttpResponse:
    """What one number of the return counts."""
    end = _year(request)
    lists = present.annual_lists(annual_return(request.user, end))
    return _list(request, lists, f"Year to {plain_date(end)}", f"{reverse('mappa:annual')}?year={end.year}")


def _list(request: HttpRequest, lists: dict[str, tuple[str, list[Entry]]], about: str, back_url: str) -> HttpResponse:
    title, entries = lists.get(request.GET.get("figure", ""), ("", None))
    if entries is None:
        raise Http404
    state = request.GET.get("state", "")
    counted = [one for one in entries if state in ("", one.state)]
    page = paginate(counted, request.GET.get("page"), cap=len(counted))
    rows = present.listed(page.rows, request.user)
    context = {"title": title, "about": about, "rows": rows, "page": page, "back_url": back_url}
    subjects = sorted({row["reference"] for row in rows if row["reference"]})
    record("mappa.figure_listed", by=request.user, subjects=subjects, details={"figure": title, "state": state})
    return render(request, "mappa/figure_list.html", context)


@require_safe
def annual(request: HttpRequest) -> HttpResponse:
    """The return of a year that ends on 31 March."""
    end = _year(request)
    found = annual_return(request.user, end)
    record("mappa.return_seen", by=request.user, details={"year_ending": end})
    return render(request, "mappa/annual.html", present.annual(found, end, year_ends(today())))


@require_safe
def annual_csv(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    end = _year(request)
    found = annual_return(request.user, end)
    record("mappa.return_exported", by=request.user, details={"year_ending": end})
    return download(f"mappa-return-{end.year}", present.ANNUAL_COLUMNS, present.annual_rows(found), today())


def _year(request: HttpRequest) -> dt.date:
    """The year asked for, among those offered; else the last that has ended."""
    asked = request.GET.get("year", "")
    offered = {str(end.year): end for end in year_ends(today())}
    return offered.get(asked, last_year_end(today()))
