"""The record's tab of MAPPA, the co-ordinator's first page, the figures."""

from django.urls import path

from accounts import permissions as p
from accounts.urlpolicy import Rule, holders_of
from mappa.views import figures, home, record

_AT = "nominals/<reference>/mappa/"
urlpatterns = [
    path("mappa/", home.home, name="home"),
    path("mappa/figures/", figures.board, name="figures"),
    path("mappa/figures.csv", figures.board_csv, name="figures_csv"),
    path("mappa/figures/list/", figures.board_list, name="figure_list"),
    path("mappa/return/", figures.annual, name="annual"),
    path("mappa/return/list/", figures.annual_list, name="annual_list"),
    path("mappa/return.csv", figures.annual_csv, name="annual_csv"),
    path(_AT, record.tab, name="record"),
    path(_AT + "level/", record.set_level, name="set_level"),
    path(_AT + "keep/", record.keep_level, name="keep_level"),
    path(_AT + "category/", record.set_category, name="set_category"),
    path(_AT + "area/", record.set_area, name="set_area"),
    path(_AT + "entries/<code>/<int:entry_id>/error/", record.void, name="void"),
]

_SEE = holders_of(p.SEE_NOMINALS, p.SEE_MAPPA)
_DECIDE = holders_of(p.SEE_NOMINALS, p.DECIDE_MAPPA)
POLICY: dict[str, Rule] = {
    "mappa:home": _SEE,
    "mappa:figures": _DECIDE,
    "mappa:figures_csv": _DECIDE,
    "mappa:figure_list": _DECIDE,
    "mappa:annual_list": _DECIDE,
    "mappa:annual": _DECIDE,
    "mappa:annual_csv": _DECIDE,
    "mappa:record": _SEE,
    "mappa:set_level": _DECIDE,
    "mappa:keep_level": holders_of(p.SEE_NOMINALS, p.REVIEW_MAPPA),
    "mappa:set_category": _DECIDE,
    "mappa:set_area": _DECIDE,
    "mappa:void": _DECIDE,
}
