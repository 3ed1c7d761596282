"""When invented facts of MAPPA were recorded: at the end of the day of each."""

from __future__ import annotations

import datetime as dt

from django.db import connection

_DATED = (
    "UPDATE mappa_agendaitem r SET recorded_at = least(m.held_on, %s) + time '16:40' FROM mappa_meeting m"
    " WHERE m.id = r.meeting_id AND m.area_id = %s",
    "UPDATE mappa_minutes r SET recorded_at = m.held_on + time '16:40', updated_at = m.held_on + time '16:40'"
    " FROM mappa_agendaitem i JOIN mappa_meeting m ON m.id = i.meeting_id"
    " WHERE i.id = r.item_id AND m.held_on <= %s AND m.area_id = %s",
    "UPDATE mappa_action r SET recorded_at = r.made_on + time '16:40',"
    " closed_at = CASE WHEN r.done_on IS NOT NULL THEN r.done_on + time '16:40' END FROM mappa_meeting m"
    " WHERE m.id = r.meeting_id AND r.made_on <= %s AND m.area_id = %s",
    "UPDATE mappa_referral r SET recorded_at = r.referred_on + time '16:40' FROM offenders_nominal n"
    " JOIN mappa_area_forces f ON f.force_id = n.force_id"
    " WHERE n.id = r.nominal_id AND r.referred_on <= %s AND f.area_id = %s",
    "UPDATE mappa_meeting SET finalised_at = minutes_sent_on + time '16:40',"
    " recorded_at = least(held_on - 28, %s) + time '16:40' WHERE area_id = %s",
)


def date_back(area: int, on: dt.date) -> None:
    """Date what was recorded about an area back to the days of its facts, as the rest of the demonstration has it."""
    with connection.cursor() as cursor:
        for sql in _DATED:
            cursor.execute(sql, [on, area])
