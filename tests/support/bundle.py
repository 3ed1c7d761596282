"""Reads a register bundle into the facts that the pure rules take, without a database."""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

from common.bundled import bundled_holidays
from common.dates import WorkingDays
from deadlines.policy_keys import PolicyBook
from offenders.policy import AddressFact, LevelFact, ManagementFact, PersonFacts, PlanFact, StatusFact
from visits.policy import VisitFact

CASES = Path(__file__).resolve().parent.parent / "cases"


class Bundle(NamedTuple):
    book: PolicyBook
    people: dict[str, PersonFacts]
    visits: dict[str, list[VisitFact]]


@cache
def calendar() -> WorkingDays:
    """The bundled bank holidays."""
    return WorkingDays([day for day, _ in bundled_holidays()], dt.date(2028, 12, 31))


def rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _approved(row: dict[str, str]) -> tuple[bool, dt.date | None]:
    return row.get("approved") != "no", day(row.get("approved_on"))


def read(folder: Path) -> Bundle:
    """The facts of every nominal of a bundle, as an import of it would leave them."""
    grouped: dict[str, dict[str, list]] = defaultdict(lambda: defaultdict(list))
    for row in rows(folder / "risk_levels.csv"):
        grouped[row["reference"]]["levels"].append(LevelFact(day(row["effective_from"]), row["level"], *_approved(row)))
    for row in rows(folder / "plan_intervals.csv"):
        grouped[row["reference"]]["plans"].append(
            PlanFact(day(row["effective_from"]), int(row["value"]), row["unit"], *_approved(row))
        )
    for row in rows(folder / "management.csv"):
        grouped[row["reference"]]["management"].append(
            ManagementFact(day(row["effective_from"]), row["mode"], *_approved(row))
        )
    for row in rows(folder / "status_periods.csv"):
        grouped[row["reference"]]["statuses"].append(StatusFact(row["status"], day(row["from"]), day(row.get("to"))))
    for row in rows(folder / "addresses.csv"):
        grouped[row["reference"]]["addresses"].append(
            AddressFact(row["kind"], row["address"], row.get("postcode") or "", day(row["from"]), day(row["to"]))
        )
    visits: dict[str, list[VisitFact]] = defaultdict(list)
    for row in rows(folder / "visits.csv"):
        visits[row["reference"]].append(
            VisitFact(
                day(row["date"]),
                dt.time.fromisoformat(row["time"]) if row.get("time") else None,
                row["outcome"],
                row.get("address") or "",
                row.get("entry_sought_for_risk_search") == "yes",
            )
        )
    people = {}
    for row in rows(folder / "nominals.csv"):
        facts = grouped[row["reference"]]
        if not any(
            address.ended_on is None for address in facts["addresses"] if address.kind in ("home", "no_fixed_abode")
        ):
            kind = "no_fixed_abode" if row.get("no_fixed_abode") == "yes" else "home"
            if row.get("address") or kind == "no_fixed_abode":
                place = (row.get("address") or "", row.get("postcode") or "")
                facts["addresses"].append(AddressFact(kind, *place, None, None))
        people[row["reference"]] = PersonFacts(row.get("force") or None, day(row.get("registered_on")), **facts)
    book = PolicyBook(
        (row["force"] or None, day(row["effective_from"]), row["key"], row["applies_to"], row["value"], row["unit"])
        for row in rows(folder / "policy.csv")
    )
    return Bundle(book, people, visits)
