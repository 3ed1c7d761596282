"""Figures for the strategic management board and the yearly return: page, chart with its table, CSV."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from audit.events import record
from common.clock import today
from common.download import download
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
