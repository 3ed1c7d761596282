"""What the verbs of orders share."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, TypeVar

from common.dates import INTERVAL_UNITS
from common.facts import Fact
from deadlines.policy_keys import LONGEST
from offenders.actions.base import not_after, not_before, said
from offenders.actions.errors import Refused
from offenders.models import Nominal
from orders.models import ConditionKind, Order
from orders.models.conditions import TERMS

AnyFact = TypeVar("AnyFact", bound=Fact)
Terms = dict[str, Any]

PLAIN: Terms = {
    "kind": ConditionKind.PROHIBITION, "text": "", "starts_on": None, "ends_on": None, "all_countries": False,
    "supervisor": "", "check_value": None, "check_unit": "", "check_how": "", "may_ask": "",
}  # fmt: skip


def already(model: type[AnyFact], nominal: Nominal, by: Any, token: uuid.UUID | None) -> AnyFact | None:
    """What this form made when it was sent before; None the first time. Read under the lock, so that one wins."""
    if token is None:
        return None
    row = model._default_manager.filter(form_token=token).first()
    if row is not None and (row.nominal_id != nominal.pk or row.recorded_by_id != by.pk):  # type: ignore[attr-defined]
        raise Refused("This page was used already. Open it again and save once more")
    return row


def within(order: Order, day: dt.date, on: dt.date, field: str, noun: str) -> None:
    """A day of the order's life: not before it was made, not still to come."""
    not_after(day, on, field, noun)
    not_before(day, order.made_on, field, noun, "when the order was made")


def checked_terms(order: Order, terms: Mapping[str, Any], added_on: dt.date | None = None) -> Terms:
    """A condition's terms, complete and possible. What the law does not seem to allow is stored as it was made.

    `added_on`: the day of the variation that added it, from which it runs where no start is given.
    """
    unknown = set(terms) - set(TERMS)
    if unknown:
        raise TypeError(f"Not part of a condition: {sorted(unknown)}")
    found: Terms = {**PLAIN, **{name: v.strip() if isinstance(v, str) else v for name, v in terms.items()}}
    if found["kind"] not in ConditionKind.values:
        raise Refused("Select the kind of condition", "kind")
    said(found["text"], "text", "Enter the condition in the court’s words")
    begins = found["starts_on"] or added_on or order.made_on
    not_before(found["ends_on"], begins, "ends_on", "The last day", "when the condition began")
    _check_interval(found)
    if found["kind"] != ConditionKind.FOREIGN_TRAVEL:
        found["all_countries"] = False
    return found


def _check_interval(terms: Terms) -> None:
    value, unit = terms["check_value"], terms["check_unit"]
    if value is None:
        terms["check_unit"] = ""
        return
    if unit not in INTERVAL_UNITS:
        raise Refused("Select days, weeks, months or years", "check_unit")
    if not 1 <= value <= LONGEST[unit]:
        raise Refused(f"How often must be from 1 to {LONGEST[unit]} {unit.replace('_', ' ')}", "check_value")
