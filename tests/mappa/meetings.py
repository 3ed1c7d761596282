"""What the tests of meetings are made of."""

from __future__ import annotations

import datetime as dt
from typing import Any

from mappa import actions
from mappa.actions import Part, Plan
from mappa.actions.minutes import agencies_of
from mappa.models import Agency, AgencyContact, Area, Invitation, Meeting
from mappa.policy import Answers

NOW = dt.datetime(2026, 11, 20, 14, 10, tzinfo=dt.UTC)  # a Friday
ON = NOW.date()
WHOLE: dict[str, Any] = {
    "risk_assessment": "High risk of harm to children he meets online",
    "supervision": "Visits every month",
    "monitoring": "Devices checked at each visit",
    "disclosure_considered": True,
    "disclosure": "not_disclose",
    "disclosure_reasons": "Nobody at risk who does not know",
    "person_told": True,
    "decision_level": 2,
    "level_reason": "Agencies must act together",
}
PASSED = Answers(True, True, False, False, False)


def make_area(force: Any, name: str = "Northshire") -> Area:
    """An area with the police, probation and housing; two of them with a contact."""
    area = Area.objects.create(name=name)
    area.forces.add(force)
    Agency.objects.create(area=area, name="Police", kind="police")
    for name, kind in (("Probation", "probation"), ("Housing", "housing")):
        agency = Agency.objects.create(area=area, name=name, kind=kind, invited_to_level_3=kind == "probation")
        AgencyContact.objects.create(agency=agency, role="Single point of contact", name=f"{name} Contact",
                                     email=f"{kind}@example.org")  # fmt: skip
    return area


def plan(on: dt.date, level: int = 2, **more: Any) -> Plan:
    """A meeting on a day."""
    return Plan(**{"level": level, "held_on": on, "place": "Room 1", "chair": "J Oak", **more})


def hold(meeting: Meeting, by: Any, on: dt.date, day: dt.date | None = None) -> Meeting:
    """The meeting opens."""
    return actions.hold_meeting(meeting=meeting, held_on=day or on, chair="J Oak", statement_read=True,
                                version=meeting.version, by=by, on=on)  # fmt: skip


def everybody_came(meeting: Meeting, by: Any, on: dt.date) -> None:
    """Attendance of every agency."""
    rows = Invitation.objects.filter(meeting=meeting)
    parts = {row.pk: Part("attended", row.contact_name, "", row.version) for row in rows}
    actions.record_attendance(meeting=meeting, parts=parts, by=by, on=on)


def minute(
    item: Any, by: Any, on: dt.date, *, version: int = 0, plan_seen: int = 0, began: Any = None, **over: Any
) -> Any:
    """Whole minutes of a case."""
    review = {"next_review_on": item.meeting.held_on + dt.timedelta(weeks=12)}
    values = {**WHOLE, **review, **over}
    return actions.save_minutes(item=item, version=version, values=values, plan_seen=plan_seen, began=began, by=by,
                                on=on)  # fmt: skip


def box_of(meeting: Meeting, agency_name: str) -> str:
    """The name of the box for what an agency told."""
    found = {row.agency_name: pk for pk, row in agencies_of(meeting).items()}
    return f"information_{found[agency_name]}"
