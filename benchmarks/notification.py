"""The period and the clocks of everybody: the reconcile of a register full of disposals and notifications.

`python -m benchmarks notification`. Like `bulk`, with the notification facts added: a disposal or two each and what was
notified every year since; the floor copies out their rows too, and writes every deadline row there is.
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Callable

from benchmarks import bulk, database, floor
from benchmarks.database import run_as_owner
from benchmarks.report import Measure
from common.rows import fetch
from notification.facts import DISPOSALS, NOTIFICATIONS, PEOPLE

YEARS = 7  # of notifications, one each, the last within the year for most

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
    " FROM notification_disposal d CROSS JOIN generate_series(0, {years}) k"
    " WHERE d.disposal_ref = 'D-' || d.nominal_id AND d.event_on + 1 + k * 358 <= DATE '{on}'"
    " ORDER BY d.nominal_id, k",
    # One in fifty has a change that is still to be notified.
    "INSERT INTO notification_notification (nominal_id, recorded_at, void_reason, notification_ref, section, event_on,"
    " matter) SELECT id, now(), '', 'N-' || id || '-X', 's84', DATE '{on}' - 2, 'bank_or_card' FROM offenders_nominal"
    " WHERE id % 50 = 7 ORDER BY id",
    "VACUUM ANALYZE",
)


def fill(on: dt.date) -> None:
    """The facts, on top of a register that `benchmarks.register` has made."""
    run_as_owner(*(statement.format(on=on.isoformat(), years=YEARS) for statement in FACTS))


def reads() -> list[str]:
    """The queries whose rows the notification part reads."""
    return [query.format(where="true") for query in (DISPOSALS, NOTIFICATIONS, PEOPLE)]


def measures_of(
    nominals: int, on: dt.date, runs: int, register: Callable[[int], None], say: Callable[[str], None]
) -> list[Measure]:
    """Every figure of this part, in a database of its own. `register` makes so many nominals with their visits."""
    with database.fresh("notification") as name:
        register(nominals)
        fill(on)
        return measures(_measured(name, nominals, on, runs, say))


def _measured(name: str, nominals: int, on: dt.date, runs: int, say: Callable[[str], None]) -> bulk.Times:
    """The same runs and floors as `bulk`, with these facts in both."""
    own = floor.reads
    floor.reads = lambda day, **more: [*own(day, **more), *reads()]
    try:
        return bulk.measure(name, nominals, on, runs, say)
    finally:
        floor.reads = own


def measures(found: bulk.Times) -> list[Measure]:
    """Against the floor, nothing written where nothing changed, memory."""
    made = []
    for name, text in (("first", "first"), ("unchanged", "unchanged")):
        work, least = found.median(name), found.median(f"{name}_floor")
        about = f"{found.nominals:,} nominals, {counts()}: {work:.2f} s / {least:.2f} s"
        made.append(Measure(f"{text} reconcile with notification / floor", found.ratio(name), 4, about=about))
    made.append(Measure("rows that the unchanged runs wrote", found.rows_written, 0, unit=""))
    made.append(Measure("peak memory of the reconcile", max(found.megabytes), 250, unit="MB"))
    made.append(
        Measure(
            "deadlines opened a person", found.owed / found.nominals, 2, unit="", at_least=True,
            about=f"median of {len(found.first)} runs {statistics.median(found.first):.1f} s",
        )
    )  # fmt: skip
    return made


def counts() -> str:
    """How many facts there are."""
    [(disposals, notifications)] = fetch(
        "SELECT (SELECT count(*) FROM notification_disposal), (SELECT count(*) FROM notification_notification)", []
    )
    return f"{disposals:,} disposals, {notifications:,} notifications"
