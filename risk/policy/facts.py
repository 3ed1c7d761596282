"""The facts that the rules for risk read, as tuples: rows of a query in this order serve as they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

ARMS, OSP_DC, OSP_IIC, RM2000_S, RM2000_V, RM2000_C, OASYS, POLYGRAPH = (
    "arms", "osp_dc", "osp_iic", "rm2000_s", "rm2000_v", "rm2000_c", "oasys", "polygraph",
)  # fmt: skip
TOOLS = (ARMS, OSP_DC, OSP_IIC, RM2000_S, RM2000_V, RM2000_C, OASYS, POLYGRAPH)

INTELLIGENCE, ARREST, CHANGE, CSODS = "intelligence", "arrest", "change_of_circumstances", "csods_application"
RELATIONSHIP, CHILD = "new_relationship", "child_contact"
BREACH = "breach"  # of an order or of the duty to notify: suspected and not found to be none, or established
BLOCKING = (ARREST, INTELLIGENCE, BREACH)  # `reactive_blocked_by_event`


class EventFact(NamedTuple):
    """Something that may change the risk. `closed_on`: no reassessment was needed."""

    on: dt.date
    kind: str
    closed_on: dt.date | None = None


class AssessmentFact(NamedTuple):
    """One use of one tool."""

    completed_on: dt.date
    tool: str
    band: str = ""


class Lead(NamedTuple):
    """The agency with the statutory duty, since when it has it (None: always), and who the person is."""

    agency: str = ""
    since: dt.date | None = None
    sex: str = ""
    born_on: dt.date | None = None


class Circumstances(NamedTuple):
    """What reactive management looks at besides the level and the status, as of the day asked about."""

    events: Sequence[EventFact] = ()  # breaches too
    live_orders: Sequence[str] = ()  # references
    licence_ends_on: dt.date | None = None
    mappa_level: int | None = None
