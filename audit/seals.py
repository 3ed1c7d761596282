"""The sealed chain over the log (docs/adr/0017): made in batches, checked from the first link to the last.

Each link holds the ids of its events, a hash over their whole text in the order of the ids, and the hash of the link
before. Somebody who owns the database can still change a row; they cannot do it without the chain showing it, unless
they also rewrite every link since, and then its head no longer is the one that was written down elsewhere.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

log = logging.getLogger(__name__)

BATCH = 10_000
GRACE = dt.timedelta(hours=1)
"""How late an event may still be sealed: no transaction lasts longer (tasks are stopped after 45 minutes). One that
turns up with an older time was put there by other means, and is never sealed."""

LINES = """
SELECT e.id, jsonb_build_array(
       e.id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), e.action, e.outcome, e.username, e.who,
       e.request_id, to_jsonb(e.subjects), e.details)::text
  FROM audit_event e WHERE e.id >= %s AND e.id < %s AND e.id <@ %s::int8multirange ORDER BY e.id"""


@dataclass
class Verdict:
    """What the check found: how far the chain reaches, its head, and everything that is wrong with it."""

    seals: int = 0
    events: int = 0
    waiting: int = 0
    head: str = ""
    faults: list[str] = field(default_factory=list)


def seal(most: int = BATCH) -> int:
    """Seal everything that waits, batch by batch; returns how many events. The new head goes to the log of the process,

    which is kept elsewhere: so a chain that was cut or rewritten differs from what was written down.
    """
    total = 0
    while number := _seal_next(most):
        total += number
    if total:
        log.info("audit log sealed, head %s", head())
    return total


def _seal_next(most: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_seal_next(%s, %s)", [most, GRACE])  # type: ignore[list-item]
        return int(cursor.fetchone()[0])


def head() -> str:
    """`number:hash` of the last link, blank before the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, hash FROM audit_seal ORDER BY number DESC LIMIT 1")
        row = cursor.fetchone()
    return f"{row[0]}:{row[1]}" if row else ""


def verify(known_head: str = "") -> Verdict:
    """Check every link and every event. `known_head` is a head written down earlier: it must be in the chain."""
    found = Verdict()
    previous, expected, heads = "0" * 64, 1, set()
    for number, moments, ids, parts, events, before, mark in _links():
        if number != expected:
            found.faults.append(f"Seal {expected} is missing" + (f" (up to {number - 1})" if number > expected else ""))
        if before != previous:
            found.faults.append(f"Seal {number} does not follow from the one before it")
        _check_batch(found, number, moments, ids, parts, events, before, mark)
        previous, expected = mark, number + 1
        heads.add(f"{number}:{mark}")
        found.seals, found.head = found.seals + 1, f"{number}:{mark}"
    if known_head and known_head not in heads:
        found.faults.append(f"The head {known_head[:24]}… is not in the chain: it was cut or rewritten")
    _check_rest(found)
    return found


def _links() -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, to_char(sealed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || '|' ||"
            " to_char(reached AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), ids::text,"
            " ARRAY(SELECT ARRAY[lower(part), upper(part)] FROM unnest(ids) part), events, previous, hash"
            " FROM audit_seal ORDER BY number"
        )
        yield from cursor.fetchall()


def _check_batch(
    found: Verdict, number: int, moments: str, ids: str, parts: Any, events: int, before: str, mark: str
) -> None:
    """Each event of a batch is there and as it was: told by the hash over all of them."""
    first, last = parts[0][0], parts[-1][1]
    with connection.cursor() as cursor:
        cursor.execute(LINES, [first, last, ids])
        rows = cursor.fetchall()
    there = {id_ for id_, _ in rows}
    missing = [id_ for low, high in parts for id_ in range(low, high) if id_ not in there]
    if missing:
        found.faults.append(f"Seal {number}: {_ids(missing)} no longer in the log")
    if len(rows) != len(there):
        found.faults.append(f"Seal {number}: an event is in the log twice")
    digest = hashlib.sha256("\n".join(line for _, line in rows).encode()).hexdigest()
    text = "|".join([str(number), moments, ids, str(events), before, digest])
    if not missing and hashlib.sha256(text.encode()).hexdigest() != mark:
        found.faults.append(f"Seal {number}: an event from {first} to {last - 1}, or the seal itself, was changed")
    found.events += len(rows)


def _check_rest(found: Verdict) -> None:
    """What no seal holds is either new or was put in beside the log's own function."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH sealed AS (SELECT range_agg(part) AS ids FROM audit_seal s, unnest(s.ids) part),"
            " last AS (SELECT max(reached) AS at FROM audit_seal)"
            " SELECT e.id, e.at < last.at - %s FROM audit_event e, sealed, last"
            " WHERE sealed.ids IS NULL OR NOT e.id <@ sealed.ids ORDER BY e.id",
            [GRACE],  # type: ignore[list-item]
        )
        rows = cursor.fetchall()
    old = [id_ for id_, too_old in rows if too_old]
    if old:
        found.faults.append(f"{_ids(old)} in no seal, though older than the last one: put in later")
    found.waiting = len(rows) - len(old)


def _ids(ids: list[int]) -> str:
    shown = ", ".join(str(id_) for id_ in ids[:5])
    return f"event {shown} is" if len(ids) == 1 else f"{len(ids)} events ({shown}{', …' if len(ids) > 5 else ''}) are"
