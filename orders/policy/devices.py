"""An alert of monitoring software owes a decision; which conditions call for a look into a device."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import NamedTuple

from common.dates import long_date
from deadlines.spec import Spec

MONITORING_ALERT = "monitoring_alert"
_DIGITAL = re.compile(
    r"\b(?:devices?|internet|computers?|laptops?|tablets?|(?:smart|mobile )?phones?|mobiles?|consoles?|software|apps?"
    r"|cloud|online|social media|email|browsing|browsers?|usb|memory sticks?|hard drives?)\b",
    re.IGNORECASE,
)


class AlertFact(NamedTuple):
    """What monitoring software reported, and when somebody decided."""

    id: int
    product: str
    alerted_on: dt.date
    decided_on: dt.date | None


def alert_subject(alert_id: int) -> str:
    """Which alert: software may report more than once a day."""
    return f"alert/{alert_id}"


def alert_specs(alerts: Iterable[AlertFact], on: dt.date) -> list[Spec]:
    """A decision owed for each alert that came and was not decided by a day, due on the day it came."""
    return [
        Spec(
            MONITORING_ALERT,
            alert_subject(alert.id),
            alert.alerted_on,
            "alert_undecided",
            f"{alert.product} reported on {long_date(alert.alerted_on)}; nothing is decided yet",
            counted_from=alert.alerted_on,
        )
        for alert in alerts
        if alert.alerted_on <= on and (alert.decided_on is None or alert.decided_on > on)
    ]


def calls_for_examination(text: str, *, served: bool) -> bool:
    """Whether a condition is kept or broken on a device: by its words, or because a device or software serves it.

    Decides only whether the page of a visit offers to record an examination; nothing is owed by it.
    """
    return served or _DIGITAL.search(text) is not None
