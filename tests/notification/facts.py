"""Short names for the facts of notification, and the bundle of the worked cases as facts."""

import csv
import datetime as dt
import itertools
from collections import defaultdict
from datetime import date as d

from common.dates import Interval
from deadlines.policy_keys import PolicyBook
from notification.policy import CaseFacts, DisposalFact, NotificationFact, ParentFact, ReviewFact, StayFact
from offenders.policy import PersonFacts, StatusFact
from orders.policy import OrderSpan, order_spans
from tests.orders.facts import condition, order
from tests.support.bundle import CASES, day, read

FOLDER = CASES / "notification"
FORCE = "Northshire Police"
BOOK = PolicyBook()
_numbers = itertools.count(1)


def term(text):
    """`9 months`, `26 weeks`; nothing for nothing."""
    if not text:
        return None
    value, unit = text.split()
    return Interval(int(value), unit if unit.endswith("s") else unit + "s")


def disposal(on, outcome="community", given="", *, event=None, ref="", schedule_3=True, **more):
    """A conviction (a caution for the outcome `caution`) sentenced on the same day unless told."""
    event = event or ("caution" if outcome == "caution" else "conviction")
    ref = ref or f"D{next(_numbers)}"
    for name in ("extension", "overlap"):
        if name in more:
            more[name] = term(more[name])
    return DisposalFact(ref, event, on, schedule_3, outcome, more.pop("sentenced_on", on), term(given), **more)


def told(section, on=None, *, ref="", **more):
    """A notification made on a day; without one, what is still to be notified."""
    return NotificationFact(ref or f"N{next(_numbers)}", section, on, **more)


def away(status, began_on, ended_on=None):
    return StatusFact(status, began_on, ended_on)


def span(kind, made_on, last_day=None, *, served="made", ref="", over=False):
    """An order from its making to a last day, None: until further order."""
    return OrderSpan(
        ref or f"O{next(_numbers)}", kind, made_on, made_on if served == "made" else served, last_day, over
    )


def case(*facts, born=d(1979, 6, 11), addresses=(), force=FORCE):
    """One person's facts, sorted by what they are."""
    kinds = defaultdict(list)
    for fact in facts:
        kinds[type(fact)].append(fact)
    person = PersonFacts(force, d(2019, 1, 1), statuses=kinds[StatusFact], addresses=addresses)
    return CaseFacts(
        person, born, kinds[DisposalFact], kinds[NotificationFact], kinds[OrderSpan], kinds[ReviewFact],
        kinds[StayFact], kinds[ParentFact],
    )  # fmt: skip


def rows(name, folder=FOLDER):
    path = folder / name
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _interval(row, name):
    value = row.get(f"{name}_value")
    return Interval(int(value), row[f"{name}_unit"]) if value else None


def bundle_disposals(folder=FOLDER):
    found = defaultdict(list)
    for row in rows("bundle/disposals.csv", folder):
        found[row["reference"]].append(
            DisposalFact(
                row["disposal_ref"], row["event"], day(row["event_on"]), row.get("schedule_3") != "no", row["outcome"],
                day(row.get("sentenced_on")), _interval(row, "term"), _interval(row, "extension"),
                row.get("consecutive_to") or "", row.get("overlaps") or "", _interval(row, "overlap"),
                row.get("depends_on_sentence") == "yes", day(row.get("notice_served_on")), row.get("breach_of") or "",
                day(row.get("override_ends_on")), row.get("override_reason") or "",
            )
        )  # fmt: skip
    return found


def bundle_notifications(folder=FOLDER):
    found = defaultdict(list)
    yes_no = {"yes": True, "no": False}
    for row in rows("bundle/notifications.csv", folder):
        dates = (day(row.get(name)) for name in ("notified_on", "event_on", "expected_on", "cancelled_on"))
        found[row["reference"]].append(
            NotificationFact(
                row["notification_ref"], row["section"], *dates, row.get("matter") or "", day(row.get("departs_on")),
                day(row.get("details_known_on")), day(row.get("returned_on")),
                yes_no.get(row.get("return_prenotified") or ""),
            )
        )  # fmt: skip
    return found


def bundle_orders(folder=FOLDER):
    conditions = defaultdict(list)
    for row in rows("bundle/conditions.csv", folder):
        conditions[row["order_ref"]].append(condition(row["number"], day(row.get("ends_on")), kind=row["kind"]))
    found = defaultdict(list)
    for row in rows("bundle/orders.csv", folder):
        found[row["reference"]].append(
            order(
                row["order_ref"], day(row["made_on"]), *conditions[row["order_ref"]], kind=row["kind"],
                served=day(row["served_on"]), discharged=day(row["discharged_on"]),
            )
        )  # fmt: skip
    return found


def bundle_case(reference, on: dt.date, folder=FOLDER):
    """One person of a bundle as of a day, and the policy."""
    bundle = read(folder / "bundle")
    born = {row["reference"]: day(row["date_of_birth"]) for row in rows("bundle/nominals.csv", folder)}
    return CaseFacts(
        bundle.people[reference], born[reference], bundle_disposals(folder)[reference],
        bundle_notifications(folder)[reference], order_spans(bundle_orders(folder)[reference], on),
    ), bundle.book  # fmt: skip


__all__ = [
    "BOOK",
    "FOLDER",
    "away",
    "bundle_case",
    "bundle_orders",
    "case",
    "d",
    "disposal",
    "rows",
    "span",
    "term",
    "told",
]
