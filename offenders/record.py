"""The record page's registry: apps to the right of this one add their tabs, panels and timeline rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from offenders.models import Nominal


@dataclass(frozen=True)
class Tab:
    """A part of the record with a page of its own. `route` takes the reference."""

    route: str
    text: str
    order: int
    permission: str = ""


@dataclass(frozen=True)
class TimelineRow:
    """One thing that happened, for the timeline."""

    on: dt.date
    title: str
    text: str = ""
    recorded_at: dt.datetime | None = None
    recorded_by: str = ""
    voided: str = ""  # the reason, where it was entered in error
    url: str = ""
    order: str = ""  # breaks ties within a day, such as the time
    kind: str = ""  # filled in by the registry: the name that its source gave


@dataclass(frozen=True)
class Panel:
    """A template shown on the record's first page with the context that its function makes."""

    template: str
    context: Callable[[Nominal, Any, dt.date], dict[str, Any]]
    order: int
    by_hour: Callable[[Nominal, Any, dt.datetime], dict[str, Any]] | None = None  # what goes by the hour, besides


Timeline = Callable[[Nominal], Iterable[TimelineRow]]
ReadersTimeline = Callable[[Nominal, Any], Iterable[TimelineRow]]

_tabs: list[Tab] = []
_timelines: list[tuple[str, str, ReadersTimeline]] = []  # the kind, who may read it (blank: anybody), the source
_panels: list[Panel] = []
_risk_panels: list[Panel] = []
_level_panels: list[Panel] = []


def add_tab(tab: Tab) -> None:
    """Called once by an app as it starts."""
    _tabs.append(tab)


def add_timeline(source: Timeline, kind: str = "Other") -> None:
    """Called once by an app as it starts; `kind` is what its rows are, for the reader to filter by."""
    _timelines.append((kind, "", lambda nominal, reader: source(nominal)))


def add_readers_timeline(source: ReadersTimeline, kind: str, permission: str) -> None:
    """The same, of what not everybody who may open the record may read: the source is asked for its reader."""
    _timelines.append((kind, permission, source))


def add_panel(panel: Panel) -> None:
    """Called once by an app as it starts."""
    _panels.append(panel)


def add_risk_panel(panel: Panel) -> None:
    """Called once by an app as it starts: a part of the page of risk."""
    _risk_panels.append(panel)


def add_level_panel(panel: Panel) -> None:
    """Called once by an app as it starts: what to look at before a risk level is proposed or agreed."""
    _level_panels.append(panel)


def tabs() -> list[Tab]:
    """Every tab in order."""
    return sorted(_tabs, key=lambda tab: tab.order)


def panels() -> list[Panel]:
    """Every panel in order."""
    return sorted(_panels, key=lambda panel: panel.order)


def risk_panels() -> list[Panel]:
    """Every part of the page of risk in order."""
    return sorted(_risk_panels, key=lambda panel: panel.order)


def level_panels() -> list[Panel]:
    """Every part of the pages of a proposed level in order."""
    return sorted(_level_panels, key=lambda panel: panel.order)


def timeline_kinds(reader: Any) -> list[str]:
    """What the timeline can be narrowed to, in the order of registration."""
    return list(dict.fromkeys(kind for kind, _ in _sources(reader)))


def _sources(reader: Any) -> list[tuple[str, ReadersTimeline]]:
    return [(kind, source) for kind, permission, source in _timelines if not permission or reader.can(permission)]


def timeline(nominal: Nominal, reader: Any, kind: str = "") -> list[TimelineRow]:
    """Everything on record that the reader may read, or everything of one kind, latest first."""
    sources = [one for one in _sources(reader) if kind in ("", one[0])]
    rows = [replace(row, kind=name) for name, source in sources for row in source(nominal, reader)]
    return sorted(rows, key=lambda row: (row.on, row.order), reverse=True)
