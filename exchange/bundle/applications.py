"""What events.csv brings besides events: the case of an application under the disclosure scheme, with its clocks."""

from __future__ import annotations

from exchange.bundle.facts import EVENTS
from exchange.bundle.staging import execute
from offenders.models import EventKind

CLOSED = "Closed with its event by an import"


def open_cases() -> int:
    """A case for every application on a record that has none and was not closed; how many were opened.

    Cases belong to a force: an application on a record without one gets its case once the record has a force.

    The file has the day and not the time, so the 24 hours, the 10 and the 28 days run from the beginning of the day:
    rather too early than too late. Nobody owns the case yet; whoever handles applications sees it with its clocks.
    """
    return execute(
        "INSERT INTO risk_csodsapplication (recorded_at, void_reason, nominal_id, event_id, force_id, received_at,"
        " time_known, decision, outcome, version)"
        " SELECT statement_timestamp(), '', e.nominal_id, e.id, n.force_id,"
        " e.date::timestamp AT TIME ZONE 'Europe/London', false, '', '', 1"
        " FROM offenders_event e JOIN offenders_nominal n ON n.id = e.nominal_id"
        f" WHERE e.kind = '{EventKind.CSODS_APPLICATION.value}' AND e.voided_at IS NULL AND e.closed_on IS NULL"
        " AND n.force_id IS NOT NULL"
        " AND NOT EXISTS (SELECT FROM risk_csodsapplication a WHERE a.event_id = e.id) ORDER BY e.id"
    )


def close_cases() -> int:
    """A case that came from a file, and that nobody has taken up here, is closed on the day that the file now closes
    its event; how many were. One that somebody works on is theirs to decide.
    """
    return execute(
        "UPDATE risk_csodsapplication a SET decided_on = s.closed_on, outcome = %s, version = a.version + 1"
        f" FROM {EVENTS.matched} s WHERE s.match_id = a.event_id AND s.closed_on IS NOT NULL AND NOT s.in_error"
        " AND a.voided_at IS NULL AND a.decided_on IS NULL AND NOT a.time_known AND a.owner_id IS NULL"
        " AND a.version = 1",
        [CLOSED],
    )
