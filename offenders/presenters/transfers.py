"""How a transfer reads: what is asked of the receiver, the rows of the timeline. Its banner is in the frame."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from common.text import plain_date
from offenders.models import Nominal, Transfer
from offenders.presenters.frame import owner_text, team_text
from offenders.presenters.overview import owed
from offenders.record import TimelineRow


def facts(row: Transfer, nominal: Nominal, on: dt.date) -> list[tuple[str, str]]:
    """What is asked of the receiver, with every date that stays as it is."""
    standing = getattr(nominal, "standing", None)
    dates = [one for part in owed(nominal, on).values() for one in part]
    return [
        ("From", f"{team_text(row.from_team)}; managed by {owner_text(nominal)}"),
        ("To", team_text(row.to_team)),
        ("Offered", f"{plain_date(row.offered_on)} by {row.offered_by.full_name}"),
        ("Reason", row.reason),
        (
            "Risk level",
            standing.risk_level.replace("_", " ").capitalize() if standing and standing.risk_level else "Not set",
        ),
        ("Dates, which stay as they are", "; ".join(f"{one.name}: {one.day}" for one in dates) or "None"),
    ]


def timeline(nominal: Nominal) -> Iterator[TimelineRow]:
    """Offers, and what became of each."""
    rows: Iterable[Transfer] = nominal.transfers.select_related("to_team__force", "offered_by", "answered_by")
    for row in rows:
        to, by = team_text(row.to_team), row.offered_by.full_name
        yield TimelineRow(row.offered_on, f"Transfer to {to} offered", row.reason, row.recorded_at, by)
        if row.answered_on:
            said, who = row.get_answer_display().lower(), row.answered_by.full_name if row.answered_by else ""
            yield TimelineRow(
                row.answered_on, f"Transfer to {to} {said}", row.answer_reason, recorded_by=who, order="2"
            )
