"""Disposals and notifications: what makes the requirement, and what was notified (contract, section 3)."""

from __future__ import annotations

from common.rows import fetch
from common.text import plural
from exchange.bundle import values as v
from exchange.bundle.facts import WHOSE
from exchange.bundle.orders import ORDERS
from exchange.bundle.spec import (
    FACT,
    Column,
    Fault,
    FileSpec,
    Key,
    Pair,
    Present,
    Row,
    Staged,
    Writes,
    as_given,
    by,
    fixed,
    words,
)
from notification.models import EventKind, Matter, Outcome, Section
from notification.models.disposals import LONGEST, LONGEST_TERM, UNITS

UNIT = v.code([code for code, _ in UNITS])
VALUE = v.whole(1, LONGEST_TERM)
VERSION = Writes("version", "1", lambda present: "t.version + 1", compared=False)
NO_REASON = "No reason given in the bundle"
PAIRS = tuple(Pair(f"{name}_value", f"{name}_unit", LONGEST) for name in ("term", "extension", "overlap"))


def _ordered(row: Row, first: str, second: str, message: str) -> list[Fault]:
    """ISO days compare as text."""
    early, late = row.get(first), row.get(second)
    return [(second, f"{message}: give a day on or after {early}")] if early and late and str(late) < str(early) else []


def _judge_disposal(row: Row) -> list[Fault]:
    faults = [
        *_ordered(row, "event_on", "sentenced_on", "Sentenced before the conviction or finding"),
        *_ordered(row, "event_on", "notice_served_on", "Served before the foreign conviction"),
        *_ordered(row, "event_on", "override_ends_on", "Ends before it begins"),
    ]
    faults += [fault for pair in PAIRS for fault in pair.faults(row)]
    own = row["disposal_ref"]
    for name in ("consecutive_to", "overlaps"):
        if own and row.get(name) and str(row[name]).upper() == str(own).upper():
            faults.append(
                (name, "A sentence cannot follow or overlap itself: give another disposal, or leave it blank")
            )
    return faults


def _judge_notification(row: Row) -> list[Fault]:
    return [
        *_ordered(row, "departs_on", "returned_on", "Returned before leaving"),
        *_ordered(row, "details_known_on", "departs_on", "Left before the details were known"),
        *_ordered(row, "notified_on", "cancelled_on", "Cancelled before it was notified"),
    ]


def _yes_no(name: str, default: str) -> Writes:
    return by(name, f"coalesce(s.{name}, {default})", name)


def _why(present: Present) -> str | None:
    """An end set by hand always says why in the register; where the file does not, it says that, while there is one."""
    if not present & {"override_ends_on", "override_reason"}:
        return None
    ends = "s.override_ends_on" if "override_ends_on" in present else "t.override_ends_on"
    known = f"CASE WHEN t.override_reason NOT IN ('', '{NO_REASON}') THEN t.override_reason END"
    why = "s.override_reason" if "override_reason" in present else known
    return f"coalesce({why}, CASE WHEN {ends} IS NULL THEN '' ELSE '{NO_REASON}' END)"


def _author(present: Present) -> str | None:
    """Whoever set an end by hand did not set the one that a file puts in its place."""
    why = _why(present)
    if why is None:
        return None
    ends = "s.override_ends_on" if "override_ends_on" in present else "t.override_ends_on"
    same = f"ROW(t.override_ends_on, t.override_reason) IS NOT DISTINCT FROM ROW({ends}, {why})"
    return f"CASE WHEN {same} THEN t.override_by_id END"


# What was read and confirmed was the sentence as it stood before.
UNCONFIRMED = tuple(
    Writes(name, "NULL", lambda present: "NULL", compared=False)
    for name in ("length_confirmed_on", "length_confirmed_by_id")
)

_OVERRIDE_REASON = Writes("override_reason", str(_why(frozenset(("override_ends_on", "override_reason")))), _why)

DISPOSALS = FileSpec(
    name="disposals",
    table="notification_disposal",
    judge=_judge_disposal,
    pairs=PAIRS,
    key_alone=True,
    in_order=(("event_on", "sentenced_on"), ("event_on", "notice_served_on"), ("event_on", "override_ends_on")),
    same_key_at="disposal_ref",
    also_names=("bundle_known_orders",),
    columns=(
        WHOSE,
        Column("disposal_ref", v.reference, required=True),
        Column("event", v.code(EventKind.values), required=True),
        Column("event_on", v.date, "date"),
        Column("schedule_3", v.yes_no, "boolean"),
        Column("outcome", v.code(Outcome.values)),
        Column("sentenced_on", v.date, "date"),
        *(column for pair in PAIRS for column in (Column(pair.value, VALUE, "integer"), Column(pair.unit, UNIT))),
        Column("consecutive_to", v.reference),
        Column("overlaps", v.reference),
        Column("depends_on_sentence", v.yes_no, "boolean"),
        Column("notice_served_on", v.date, "date"),
        Column("breach_of", v.reference),
        Column("override_ends_on", v.date, "date"),
        Column("override_reason", v.text()),
    ),
    key=(Key("disposal_ref", "upper(t.disposal_ref)", staged="upper(s.disposal_ref)"),),
    writes=(
        *FACT,
        fixed("disposal_ref", "s.disposal_ref"),
        as_given("event"),
        as_given("event_on"),
        _yes_no("schedule_3", "true"),
        words("outcome"),
        as_given("sentenced_on"),
        *(write for pair in PAIRS for write in pair.writes()),
        words("consecutive_to"),
        words("overlaps", "overlaps_ref"),
        _yes_no("depends_on_sentence", "false"),
        as_given("notice_served_on"),
        words("breach_of"),
        as_given("override_ends_on"),
        _OVERRIDE_REASON,
        Writes("override_by_id", "NULL", _author, compared=False),
        *UNCONFIRMED,
        VERSION,
    ),
)

NOTIFICATIONS = FileSpec(
    name="notifications",
    table="notification_notification",
    judge=_judge_notification,
    key_alone=True,
    in_order=(("departs_on", "returned_on"), ("details_known_on", "departs_on"), ("notified_on", "cancelled_on")),
    same_key_at="notification_ref",
    columns=(
        Column("notification_ref", v.reference, required=True),
        WHOSE,
        Column("section", v.code(Section.values), required=True),
        Column("notified_on", v.date, "date"),
        Column("event_on", v.date, "date"),
        Column("expected_on", v.date, "date"),
        Column("cancelled_on", v.date, "date"),
        Column("matter", v.code(Matter.values)),
        Column("departs_on", v.date, "date"),
        Column("details_known_on", v.date, "date"),
        Column("returned_on", v.date, "date"),
        Column("return_prenotified", v.yes_no, "boolean"),
    ),
    key=(Key("notification_ref", "upper(t.notification_ref)", staged="upper(s.notification_ref)"),),
    writes=(
        *FACT,
        fixed("notification_ref", "s.notification_ref"),
        as_given("section"),
        as_given("notified_on"),
        as_given("event_on"),
        as_given("expected_on"),
        as_given("cancelled_on"),
        words("matter"),
        as_given("departs_on"),
        as_given("details_known_on"),
        as_given("returned_on"),
        as_given("return_prenotified"),
        VERSION,
    ),
)

Found = tuple[str, str, str]  # name of the check, column, SQL that answers (line, message)


def links_of(one: Staged, unread: frozenset[str]) -> list[Found]:
    """What disposals.csv names in its own rows and in orders.csv: it is there, of the same person, and no ring."""
    if one.spec is not DISPOSALS:
        return []
    found = [_unknown_sentence(name) for name in ("consecutive_to", "overlaps") if name in one.present]
    if "breach_of" in one.present and ORDERS.file not in unread:
        found.append(_unknown_order())
    found += [] if not one.present & {"consecutive_to", "overlaps"} else [_ring(one)]
    return found


def _unknown_sentence(name: str) -> Found:
    spec = DISPOSALS
    return (
        f"unknown {name}",
        name,
        f"SELECT s.line, 'This person has no disposal “' || s.{name} || '”: add it to disposals.csv, or correct it'"
        f" AS message FROM {spec.matched} s WHERE s.{name} IS NOT NULL AND s.nominal_id IS NOT NULL"
        f" AND NOT EXISTS (SELECT FROM {spec.matched} o WHERE upper(o.disposal_ref) = upper(s.{name})"
        "  AND o.nominal_id = s.nominal_id)"
        f" AND NOT EXISTS (SELECT FROM {spec.table} t WHERE upper(t.disposal_ref) = upper(s.{name})"
        "  AND t.nominal_id = s.nominal_id AND t.voided_at IS NULL)",
    )


def _unknown_order() -> Found:
    return (
        "unknown breach_of",
        "breach_of",
        "SELECT s.line, 'This person has no order “' || s.breach_of || '”: add it to orders.csv, or correct it'"
        f" AS message FROM {DISPOSALS.matched} s LEFT JOIN bundle_known_orders k ON k.key = upper(s.breach_of)"
        " WHERE s.breach_of IS NOT NULL AND s.nominal_id IS NOT NULL AND k.nominal_id IS DISTINCT FROM s.nominal_id",
    )


def _ring(one: Staged) -> Found:
    """Sentences that follow each other in a ring: none of them has a beginning."""
    spec = DISPOSALS
    targets = {"consecutive_to": "consecutive_to", "overlaps": "overlaps_ref"}
    cells = [f"s.{name}" if name in one.present else f"nullif(t.{column}, '')" for name, column in targets.items()]
    return (
        "ring",
        "consecutive_to" if "consecutive_to" in one.present else "overlaps",
        f"""
        WITH RECURSIVE link AS (
            SELECT upper(s.disposal_ref) AS ref, upper(coalesce({", ".join(cells)})) AS follows
              FROM {spec.matched} s LEFT JOIN {spec.table} t ON t.id = s.match_id WHERE NOT s.in_error
            UNION ALL
            SELECT upper(t.disposal_ref), upper(coalesce(nullif(t.consecutive_to, ''), nullif(t.overlaps_ref, '')))
              FROM {spec.table} t WHERE t.voided_at IS NULL AND t.consecutive_to || t.overlaps_ref <> ''
               AND NOT EXISTS (SELECT FROM {spec.matched} s WHERE s.match_id = t.id)
        ), walk AS (
            SELECT ref AS start, follows FROM link WHERE follows IS NOT NULL AND follows <> ref
            UNION SELECT w.start, l.follows FROM walk w JOIN link l ON l.ref = w.follows WHERE l.follows IS NOT NULL
        )
        SELECT s.line, 'These sentences follow each other in a ring: leave the first of them without one' AS message
          FROM {spec.matched} s JOIN walk w ON w.start = upper(s.disposal_ref) AND w.follows = w.start
        """,
    )


_UNEXPLAINED = (  # the columns that may bring it, SQL, what it is and the remedy
    (
        {"override_ends_on"},
        f"s.override_ends_on IS NOT NULL AND t.override_reason = '{NO_REASON}'",
        "with an end set by hand and no reason why: give override_reason",
    ),
    (
        {"overlaps", "overlap_value"},
        "t.overlaps_ref <> '' AND t.overlap_value IS NULL",
        "partly concurrent with another, by how much is not known, so each term counts alone: give overlap_value",
    ),
)


def unexplained(one: Staged) -> list[str]:
    """The warnings for what the contract lets be blank, and the law notes ask for."""
    found = []
    for columns, where, what in _UNEXPLAINED:
        [[count]] = fetch(
            f"SELECT count(*) FROM {DISPOSALS.matched} s JOIN {DISPOSALS.table} t"
            f" ON upper(t.disposal_ref) = upper(s.disposal_ref) WHERE t.voided_at IS NULL AND {where}",
            [],
        )
        if count and one.present & columns:
            found.append(f"{DISPOSALS.file}: {plural(count, 'disposal')} {what}")
    return found
