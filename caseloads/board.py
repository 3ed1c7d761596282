"""The team's backlog as figures, each with the address of the list that it counts. Values in, values out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse

from caseloads import presenters
from caseloads import queries as q
from caseloads.filters import ALL, DECISIONS, NOBODY, Asked, counted
from caseloads.presenters import BAND_NAMES, LEVEL_NAMES, STATUS_NAMES
from caseloads.teams import Member, Worst
from common.text import days_phrase, listed, plural, short_date, upper_first
from deadlines.status import DUE_TODAY, OVERDUE, SUSPENDED
from offenders.models.nominal import full_name

Cell = dict[str, Any]  # number, url ('' where there is nothing to open), about


class Board:
    """Counts the tallies of one team. `address` gives the address of a list."""

    def __init__(self, tallies: Sequence[q.Tally], team: str, address: Callable[[Asked], str]) -> None:
        self.tallies, self.team, self.address = tallies, team, address

    def cell(self, about: str, tallies: Sequence[q.Tally] | None = None, **asked: str) -> Cell:
        """One figure: how many, and the list that holds exactly those. `about` says to a screen reader what it is."""
        wanted = Asked(team=self.team, **asked)  # type: ignore[arg-type]
        number = counted(self.tallies if tallies is None else tallies, wanted)
        return {"number": f"{number:,}", "url": self.address(wanted) if number else "", "about": about}

    def headline(self) -> list[Cell]:
        """The figures at the top."""
        shown = (
            ("overdue", "Overdue", OVERDUE),
            ("due_today", "Due today", DUE_TODAY),
            (q.NEXT, "Next 14 days", "upcoming"),
            (DECISIONS, "Decisions owed", ""),
            (SUSPENDED, "Suspended", SUSPENDED),
            (q.NO_DATE, "No date can be worked out", ""),
        )
        cells = []
        for show, text, state in shown:
            cell = self.cell(text, show=show)
            if show != q.NO_DATE or cell["url"]:
                cells.append({**cell, "text": text, "state": state})
        unallocated = [row for row in self.tallies if row.officer is None]
        cells.append(
            {**self.cell("Unallocated", unallocated, officer=NOBODY, show=ALL), "text": "Unallocated", "state": ""}
        )
        return cells

    def lateness(self) -> dict[str, Any]:
        """Overdue visits that could be made today, by risk level and days overdue."""
        levels = [level for level in q.LEVELS if level != "none" or self._overdue_now(risk=level)]
        rows = [
            {"name": LEVEL_NAMES[level], "bars": presenters.LEVEL_BARS[level], "cells": self._band_cells(level)}
            for level in levels
        ]
        total = self._band_cells("")
        return {"bands": list(BAND_NAMES.values()), "rows": rows, "total": total}

    def _overdue_now(self, **asked: str) -> int:
        return counted(self.tallies, Asked(show=OVERDUE, place="can", **asked))  # type: ignore[arg-type]

    def _band_cells(self, level: str) -> list[Cell]:
        who = LEVEL_NAMES[level] if level else "All levels"
        wanted: dict[str, Any] = {"show": OVERDUE, "place": "can", "risk": level}
        cells = [self.cell(f"{who}, {words} overdue", band=band, **wanted) for band, words in BAND_NAMES.items()]
        return [*cells, self.cell(f"{who}, overdue", **wanted)]

    def not_now(self) -> list[dict[str, Any]]:
        """Visits that cannot be made now: overdue but missing or abroad, and those whose clock is stopped."""
        rows = []
        for status in q.AWAY:
            cell = self.cell(f"Overdue, {STATUS_NAMES[status].lower()}", show=OVERDUE, status=status)
            rows.append({"text": f"Overdue, {STATUS_NAMES[status].lower()}: the date stands", **cell})
        for status in ("custody", "hospital"):
            cell = self.cell(f"Suspended, {STATUS_NAMES[status].lower()}", show=SUSPENDED, status=status)
            rows.append({"text": f"Suspended, {STATUS_NAMES[status].lower()}", **cell})
        return rows

    def officers(self, members: Sequence[Member], benchmark: int) -> dict[str, Any]:
        """A row for each officer, one for nobody where there are such cases, and the totals."""
        by_officer: dict[int | None, list[q.Tally]] = {}
        for row in self.tallies:
            by_officer.setdefault(row.officer, []).append(row)
        rows = [self._officer_row(member, by_officer.get(member.pk, []), benchmark) for member in members]
        if by_officer.get(None):
            counts = self._counts("Unallocated", by_officer[None], NOBODY)
            rows.append({"name": "Unallocated", "username": "", "note": "", "over": False, "holds": True, **counts})
        return {"rows": rows, "total": self._counts("Team", self.tallies, "")}

    def _officer_row(self, member: Member, tallies: list[q.Tally], benchmark: int) -> dict[str, Any]:
        number = counted(tallies, Asked())
        notes = [member.away] if member.away else []
        if not member.is_active:
            notes.append("account inactive: needs another officer")
        elif not member.opens:
            notes.append("cannot open these records: needs another officer")
        elif not member.in_team:
            notes.append("in another team")
        return {
            "name": member.name,
            "username": member.username,
            "note": "; ".join(notes),
            "over": number > benchmark,
            "holds": number > 0,
            **self._counts(member.name, tallies, member.username),
        }

    def _counts(self, who: str, tallies: Sequence[q.Tally], officer: str) -> dict[str, Any]:
        own: dict[str, Any] = {"officer": officer} if officer else {}

        def cell(words: str, **asked: Any) -> Cell:
            return self.cell(f"{who}: {words}", tallies, **own, **asked)

        by_risk = [cell(f"cases, {LEVEL_NAMES[level].lower()}", risk=level) for level in q.LEVELS]
        cells = [
            cell("cases"),
            *by_risk,
            cell("overdue", show=OVERDUE),
            cell("due today", show=DUE_TODAY),
            cell("next 14 days", show=q.NEXT),
            cell("decisions owed", show=DECISIONS),
        ]
        return {"cells": [{**one, "label": text} for one, text in zip(cells, OFFICER_COLUMNS, strict=True)]}


OFFICER_COLUMNS = (
    "Cases", "Very high", "High", "Medium", "Low", "Not set", "Overdue", "Due today", "Next 14 days", "Decisions owed",
)  # fmt: skip


def in_words(tallies: Sequence[q.Tally], worst: Worst | None, on: dt.date) -> dict[str, Any]:
    """The sentence to read out and the most overdue visit, named."""
    sentence = spoken_sentence(tallies, on)
    if worst is None:
        return {"sentence": sentence, "worst": None, "stopped_by": ""}
    shown = {
        "url": reverse("offenders:record", args=[worst.reference]),
        "name": full_name(worst.given_names, worst.family_name),
        "reference": worst.reference,
        "officer": presenters.officer_name(worst),
        "risk": LEVEL_NAMES[worst.level],
        "due": short_date(worst.due_on),
        "state": upper_first(days_phrase((worst.due_on - on).days)),
    }
    return {"sentence": sentence, "worst": shown, "stopped_by": what_stops_it(worst)}


def what_stops_it(row: Worst) -> str:
    """Why the most overdue visit has not been made, as far as the record says."""
    found = []
    if row.status in q.AWAY:
        found.append(STATUS_NAMES[row.status].lower())
    if row.officer is None:
        found.append("nobody is allocated")
    elif not row.officer_active:
        found.append(f"the account of {row.officer} is inactive")
    elif not row.officer_opens:
        found.append(f"{row.officer} cannot open the record")
    if row.attempts:
        found.append(f"{plural(row.attempts, 'attempt')} since last seen")
    if row.decision_on is not None:
        found.append(f"a decision has been owed since {short_date(row.decision_on)}")
    if row.enquiry_on is not None:
        found.append(f"a whereabouts enquiry has been open since {short_date(row.enquiry_on)}")
    if not found:
        return "Nothing on the record stops it: no attempt has been made since the person was last seen."
    words = listed(found)
    return f"{words[:1].upper()}{words[1:]}."


def spoken_sentence(tallies: Sequence[q.Tally], on: dt.date) -> str:
    """One sentence to read out when somebody rings: number, riskiest, longest."""
    number, since = counted(tallies, Asked(show=OVERDUE)), q.overdue_since(tallies)
    if since is None:
        return "No home visit is overdue."
    risky = presenters.worst_levels(tallies)
    now = counted(tallies, Asked(show=OVERDUE, place="can"))
    return (
        f"{plural(number, 'home visit')} overdue{f' ({risky})' if risky else ''}, {now:,} of which could be made today;"
        f" the longest by {plural((on - since).days, 'day')}."
    )
