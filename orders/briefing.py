"""What a neighbourhood officer is told of somebody's orders: what is forbidden today, never why or for whose sake.

The court's own words may name a victim or a child, so they stay with the record: a condition made from a standard
wording is told by the title of that wording, any other by its number.
"""

from __future__ import annotations

import datetime as dt

from offenders.models import Nominal
from orders.models import ConditionKind
from orders.picture import ConditionPicture, pictures

TOLD = frozenset({ConditionKind.PROHIBITION, ConditionKind.FOREIGN_TRAVEL, ConditionKind.ELECTRONIC_MONITORING})


def lines(nominal: Nominal, on: dt.date) -> list[str]:
    """The conditions in force that restrict what the person may do, a line each, once each."""
    told = []
    for order in pictures(nominal.pk, on):
        name = order.row.get_kind_display()
        told += [f"{_title(one)} ({name})" for one in order.live if one.term.kind in TOLD]
    return list(dict.fromkeys(told))


def _title(one: ConditionPicture) -> str:
    if one.row.standard is not None:
        return str(one.row.standard.title)
    kind = ConditionKind(one.term.kind).label
    return f"{kind}, condition {one.row.number}: ask the offender manager for its words"
