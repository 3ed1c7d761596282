"""The period and the clocks of everybody: the reconcile of a register full of disposals and notifications.

`python -m benchmarks notification`. Like `bulk`, with the notification facts added: a disposal or two each and what was
notified every year since (seven, the last within the year for most); the floor copies out their rows too.
"""

from __future__ import annotations

from benchmarks.added import Added
from common.rows import fetch
from notification.facts import DISPOSALS, NOTIFICATIONS

FACTS = (
    "INSERT INTO notification_disposal (nominal_id, recorded_at, void_reason, disposal_ref, event, event_on,"
    " schedule_3, outcome, sentenced_on, term_value, term_unit, extension_unit, consecutive_to, overlaps_ref,"
    " overlap_unit, depends_on_sentence, breach_of, override_reason)"
    " SELECT id, now(), '', 'D-' || id, 'conviction', b.on, true,"
    " CASE WHEN id % 5 = 0 THEN 'community' ELSE 'imprisonment' END, b.on, CASE WHEN id % 5 > 0 THEN 8 + id % 40 END,"
    " CASE WHEN id % 5 > 0 THEN 'months' ELSE '' END, '', '', '', '', false, '', ''"
    " FROM offenders_nominal CROSS JOIN LATERAL (SELECT DATE '{on}' - 2555 + (id * 31 % 900)::int AS on) b ORDER BY id",
    # One in six has a second sentence that follows the first.
    "INSERT INTO notification_disposal (nominal_id, recorded_at, void_reason, disposal_ref, event, event_on,"
    " schedule_3, outcome, sentenced_on, term_value, term_unit, extension_unit, consecutive_to, overlaps_ref,"
    " overlap_unit, depends_on_sentence, breach_of, override_reason)"
    " SELECT nominal_id, now(), '', disposal_ref || 'B', event,"
    " event_on, true, 'imprisonment', event_on, 4, 'months', '', disposal_ref, '', '', false, '', ''"
    " FROM notification_disposal WHERE nominal_id % 6 = 1 AND outcome = 'imprisonment' ORDER BY nominal_id",
    "INSERT INTO notification_notification (nominal_id, recorded_at, void_reason, notification_ref, section,"
    " notified_on, matter) SELECT d.nominal_id, now(), '', 'N-' || d.nominal_id || '-' || k,"
    " CASE WHEN k = 0 THEN 's83' WHEN k % 4 = 2 THEN 's84' ELSE 's85' END, d.event_on + 1 + k * 358,"
    " CASE WHEN k % 4 = 2 THEN 'home_address' ELSE '' END"
    " FROM notification_disposal d CROSS JOIN generate_series(0, 7) k"
    " WHERE d.disposal_ref = 'D-' || d.nominal_id AND d.event_on + 1 + k * 358 <= DATE '{on}'"
    " ORDER BY d.nominal_id, k",
    # One in fifty has a change that is still to be notified.
    "INSERT INTO notification_notification (nominal_id, recorded_at, void_reason, notification_ref, section, event_on,"
    " matter) SELECT id, now(), '', 'N-' || id || '-X', 's84', DATE '{on}' - 2, 'bank_or_card' FROM offenders_nominal"
    " WHERE id % 50 = 7 ORDER BY id",
    "VACUUM ANALYZE",
)


def reads(day: str) -> list[str]:
    """The queries whose rows the notification part reads; the disposals in the order of their days, as the rules do."""
    return [DISPOSALS.format(where="true") + " ORDER BY event_on, id", NOTIFICATIONS.format(where="true")]


def counts() -> str:
    """How many facts there are."""
    [(disposals, notifications)] = fetch(
        "SELECT (SELECT count(*) FROM notification_disposal), (SELECT count(*) FROM notification_notification)", []
    )
    return f"{disposals:,} disposals, {notifications:,} notifications"


PART = Added("notification", FACTS, reads, counts, least=2)
