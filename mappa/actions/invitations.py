"""Whom a meeting asks, and how each agency took part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from mappa.actions.base import NOT_HELD, change_meeting, log_meeting
from mappa.models import Agency, AgencyContact, Attendance, Invitation, Meeting
from mappa.models.meetings import COUNTING
from mappa.rights import agencies_for
from offenders.actions.base import said, values
from offenders.actions.errors import Conflict, Refused

TOLD = ("agency_name", "contact_name", "role", "email")


class Part(NamedTuple):
    """How one agency took part; `version` is that of the invitation as it was shown."""

    attendance: str
    represented_by: str = ""
    note: str = ""
    version: int = 1


def invite(
    *,
    meeting: Meeting,
    by: Any,
    on: dt.date,
    agency: Agency | None = None,
    contact: AgencyContact | None = None,
    agency_name: str = "",
    contact_name: str = "",
    role: str = "",
    email: str = "",
) -> Invitation:
    """Ask a contact of an agency on the list, or for one case somebody who is not on it, such as a school.

    Raises `Refused` for an agency of another area. Asked twice, it is once.
    """
    with change_meeting(meeting, by=by, on=on) as held:
        if contact is not None:
            agency = contact.agency
        if agency is not None:
            if not agencies_for(by, held).filter(pk=agency.pk).exists():
                raise Refused("Select an agency of the area’s list", "contact")
            agency_name = agency.name
        agency_name = said(agency_name, "agency_name", "Enter the agency")
        told: dict[str, Any] = {"role": role.strip(), "email": email.strip(), "user": None}
        if contact is not None:
            contact_name = contact.name
            told = {"role": contact.role, "email": contact.email, "user": contact.user}
        row, new = Invitation.objects.get_or_create(
            meeting=held, agency_name=agency_name, contact_name=contact_name.strip(),
            defaults={**told, "agency": agency, "contact": contact, "invited_on": on, "recorded_by": by},
        )  # fmt: skip
        if new:
            log_meeting("mappa.invited", held, by=by, after=values(row, *TOLD))
    return row


def uninvite(*, invitation: Invitation, by: Any, on: dt.date) -> None:
    """Take an invitation back before the meeting was held; gone already is fine."""
    with change_meeting(invitation.meeting, by=by, on=on) as held:
        if held.status_on(on) in COUNTING:
            raise Refused("The meeting was held: record that they were absent")
        row = Invitation.objects.filter(pk=invitation.pk, meeting=held).select_for_update().first()
        if row is None:
            return
        if row.packs_received.exists():
            raise Refused("They were sent the papers: the invitation stands")
        before = values(row, *TOLD)
        row.delete()
        log_meeting("mappa.uninvited", held, by=by, before=before)


def record_attendance(*, meeting: Meeting, parts: Mapping[int, Part], by: Any, on: dt.date) -> int:
    """How each agency took part, by invitation; how many rows changed.

    Raises `Refused` before the meeting was held, `Conflict` where somebody else has recorded one differently since it
    was shown: then nothing is written.
    """
    with change_meeting(meeting, by=by, on=on) as held:
        if held.status not in COUNTING:
            raise Refused(NOT_HELD)
        rows = {row.pk: row for row in Invitation.objects.filter(meeting=held).select_for_update()}
        if not parts.keys() <= rows.keys():
            raise Refused("The list of invitations was changed meanwhile. Open it again")
        changed = {pk: part for pk, part in parts.items() if _differs(rows[pk], part)}
        _no_conflict(rows, changed)
        for pk, part in changed.items():
            if part.attendance not in ("", *Attendance.values):
                raise Refused("Select how they took part", f"attendance_{pk}")
            Invitation.objects.filter(pk=pk, version=part.version).update(
                attendance=part.attendance, represented_by=part.represented_by.strip(), note=part.note.strip(),
                version=part.version + 1,
            )  # fmt: skip
        if changed:
            after = {rows[pk].agency_name: part.attendance for pk, part in changed.items()}
            log_meeting("mappa.attendance", held, by=by, after=after)
    return len(changed)


def _differs(row: Invitation, part: Part) -> bool:
    said_now = (row.attendance, row.represented_by, row.note)
    return said_now != (part.attendance, part.represented_by.strip(), part.note.strip())


def _no_conflict(rows: Mapping[int, Invitation], changed: Mapping[int, Part]) -> None:
    """Raise `Conflict` with both texts of every invitation that somebody else changed."""
    yours: dict[str, Any] = {}
    theirs: dict[str, Any] = {}
    for pk, part in changed.items():
        row = rows[pk]
        if row.version != part.version:
            for name in ("attendance", "represented_by", "note"):
                if getattr(part, name) != getattr(row, name):
                    yours[f"{name}_{pk}"], theirs[f"{name}_{pk}"] = getattr(part, name), getattr(row, name)
    if yours:
        raise Conflict(yours, theirs, 0)
