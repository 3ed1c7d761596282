"""Facts of risk as a bundle's files give them, for the pure rules."""

import datetime as dt
from collections import defaultdict
from typing import NamedTuple

from offenders.policy import LevelFact, ManagementFact, PersonFacts, StatusFact
from orders.policy import active_refs
from risk.policy import AssessmentFact, Circumstances, EventFact, Lead
from tests.orders.facts import condition, order
from tests.support.bundle import CASES, day, read, rows


class Case(NamedTuple):
    person: PersonFacts
    lead: Lead
    events: list[EventFact]
    assessments: list[AssessmentFact]
    orders: list
    licence_ends_on: dt.date | None

    def circumstances(self, on):
        return Circumstances(self.events, active_refs(self.orders, on), self.licence_ends_on)


def cases(folder):
    """Every nominal of a bundle with the facts that the rules for risk read, and its policy book."""
    path = CASES / folder / "bundle"
    bundle = read(path)
    events, assessments, conditions, orders = (defaultdict(list) for _ in range(4))
    for row in rows(path / "events.csv"):
        events[row["reference"]].append(EventFact(day(row["date"]), row["kind"], day(row["closed_on"])))
    for row in rows(path / "assessments.csv"):
        assessments[row["reference"]].append(AssessmentFact(day(row["completed_on"]), row["tool"], row["band"]))
    for row in rows(path / "conditions.csv"):
        conditions[row["order_ref"]].append(condition(row["number"], day(row.get("ends_on"))))
    for row in rows(path / "orders.csv"):
        orders[row["reference"]].append(
            order(
                row["order_ref"],
                day(row["made_on"]),
                *conditions[row["order_ref"]],
                kind=row["kind"],
                discharged=day(row.get("discharged_on")),
            )
        )
    found = {}
    for row in rows(path / "nominals.csv"):
        ref = row["reference"]
        lead = Lead(
            row["lead_agency"],
            day(row.get("lead_since")) or day(row["registered_on"]),
            row["sex"],
            day(row["date_of_birth"]),
        )
        ends = day(row.get("licence_ends_on"))
        found[ref] = Case(bundle.people[ref], lead, events[ref], assessments[ref], orders[ref], ends)
    return bundle.book, found


def level(name, since, approved=True, approved_on=None):
    return LevelFact(since, name, approved, approved_on)


def reactive(since, approved=True, approved_on=None):
    return ManagementFact(since, "reactive", approved, approved_on)


def active(since):
    return ManagementFact(since, "active", True, since)


def person(registered=dt.date(2019, 3, 4), **more):
    return PersonFacts("Northshire", registered, **more)


__all__ = ["Case", "StatusFact", "active", "cases", "level", "person", "reactive"]
