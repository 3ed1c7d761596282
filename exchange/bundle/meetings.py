"""What mappa_meetings.csv brings besides meetings: areas, and deadlines of everybody whom a meeting was about."""

from __future__ import annotations

from exchange.bundle.mappa import MAPPA_MEETINGS
from exchange.bundle.matching import TOUCHED
from exchange.bundle.spec import Staged, folded
from exchange.bundle.staging import execute


def make_areas(one: Staged) -> None:
    """An area is made by its name when it first appears; the first spelling stays. Run before the meetings."""
    if "area" not in one.present:
        return
    execute(
        "INSERT INTO mappa_area (name) SELECT DISTINCT ON (lower(s.area)) s.area"
        f" FROM {MAPPA_MEETINGS.matched} s WHERE s.area IS NOT NULL"
        f" AND NOT EXISTS (SELECT FROM mappa_area a WHERE {folded('a.name')} = lower(s.area))"
        " ORDER BY lower(s.area), s.line"
    )


def settle_meetings(*, changed: bool) -> None:
    """After the agendas: whom the meetings were about, and the force of an area that has none yet.

    A new area belongs to the force of most people on its agendas; who keeps the list of areas may change that.
    """
    if changed:
        execute(
            f"INSERT INTO {TOUCHED} SELECT DISTINCT i.nominal_id FROM {MAPPA_MEETINGS.matched} s"
            " JOIN mappa_agendaitem i ON i.meeting_id = s.row_id ON CONFLICT DO NOTHING"
        )
        # The day from which an action counts is that of its meeting.
        execute(
            f"INSERT INTO {TOUCHED} SELECT DISTINCT a.nominal_id FROM {MAPPA_MEETINGS.matched} s"
            " JOIN mappa_action a ON a.meeting_id = s.row_id ON CONFLICT DO NOTHING"
        )
    execute(
        "INSERT INTO mappa_area_forces (area_id, force_id)"
        " SELECT DISTINCT ON (m.area_id) m.area_id, n.force_id"
        f" FROM {MAPPA_MEETINGS.matched} s JOIN mappa_meeting m ON m.id = s.row_id"
        " JOIN mappa_agendaitem i ON i.meeting_id = m.id AND i.voided_at IS NULL"
        " JOIN offenders_nominal n ON n.id = i.nominal_id"
        " WHERE m.area_id IS NOT NULL AND n.force_id IS NOT NULL"
        " AND NOT EXISTS (SELECT FROM mappa_area_forces f WHERE f.area_id = m.area_id)"
        " GROUP BY m.area_id, n.force_id ORDER BY m.area_id, count(*) DESC, n.force_id"
    )
