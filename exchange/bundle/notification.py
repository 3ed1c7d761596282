"""Disposals and notifications: what makes the requirement, and what was notified (contract, section 3)."""

from __future__ import annotations

from exchange.bundle import values as v
from exchange.bundle.facts import REFERENCE
from exchange.bundle.orders import ORDERS
from exchange.bundle.spec import FACT, Column, Fault, FileSpec, Key, Row, Staged, Writes, as_given, by, fixed, words
from notification.models import EventKind, Matter, Outcome, Section
from notification.models.disposals import LONGEST, LONGEST_TERM, UNITS

UNIT = v.code([code for code, _ in UNITS])
VALUE = v.whole(1, LONGEST_TERM)
VERSION = Writes("version", "1", lambda present: "t.version + 1", compared=False)
PAIRS = ("term", "extension", "overlap")


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
    for name in PAIRS:
        value, unit = row.get(f"{name}_value"), row.get(f"{name}_unit")
        if (value is None) != (not unit):
            column = f"{name}_unit" if value is not None else f"{name}_value"
            faults.append((column, f"Give both {name}_value and {name}_unit, or leave both blank"))
        elif value is not None and int(str(value)) > LONGEST[str(unit)]:
            faults.append((f"{name}_value", f"Give a number of {unit} from 1 to {LONGEST[str(unit)]}"))
    if row.get("override_ends_on") and "override_reason" in row and not row["override_reason"]:
        faults.append(("override_reason", "Say why the end is set by hand"))
    if row.get("overlaps") and "overlap_value" in row and row["overlap_value"] is None and not row.get("overlap_unit"):
        faults.append(("overlap_value", "Say by how much it overlaps"))
    own = str(row["disposal_ref"]).upper()
    for name in ("consecutive_to", "overlaps"):
        if row.get(name) and str(row[name]).upper() == own:
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


def _pair(name: str) -> tuple[Writes, Writes]:
    value, unit = f"{name}_value", f"{name}_unit"
    return (by(value, f"s.{value}", value, unit), by(unit, f"coalesce(s.{unit}, '')", value, unit))


def _yes_no(name: str, default: str) -> Writes:
    return by(name, f"coalesce(s.{name}, {default})", name)


DISPOSALS = FileSpec(
    name="disposals",
    table="notification_disposal",
    judge=_judge_disposal,
    key_alone=True,
    in_order=(("event_on", "sentenced_on"),),
    same_key_at="disposal_ref",
    also_names=("bundle_known_orders",),
    columns=(
        REFERENCE,
        Column("disposal_ref", v.reference, required=True),
        Column("event", v.code(EventKind.values), required=True),
        Column("event_on", v.date, "date"),
        Column("schedule_3", v.yes_no, "boolean"),
        Column("outcome", v.code(Outcome.values)),
        Column("sentenced_on", v.date, "date"),
        *(
            column
            for name in PAIRS
            for column in (Column(f"{name}_value", VALUE, "integer"), Column(f"{name}_unit", UNIT))
        ),
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
        *(write for name in PAIRS for write in _pair(name)),
        words("consecutive_to"),
        words("overlaps", "overlaps_ref"),
        _yes_no("depends_on_sentence", "false"),
        as_given("notice_served_on"),
        words("breach_of"),
        as_given("override_ends_on"),
        words("override_reason"),
        VERSION,
    ),
)

NOTIFICATIONS = FileSpec(
    name="notifications",
    table="notification_notification",
    judge=_judge_notification,
    key_alone=True,
    in_order=(("departs_on", "returned_on"),),
    same_key_at="notification_ref",
    columns=(
        Column("notification_ref", v.reference, required=True),
        REFERENCE,
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
    return [*found, *_needs_reason(one)]


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


def _needs_reason(one: Staged) -> list[Found]:
    """An end set by hand while the reason is only in the register, or nowhere."""
    if "override_ends_on" not in one.present or "override_reason" in one.present:
        return []
    sql = (
        f"SELECT s.line, 'Say why the end is set by hand: add the column override_reason' AS message"
        f" FROM {DISPOSALS.matched} s LEFT JOIN {DISPOSALS.table} t ON t.id = s.match_id"
        " WHERE s.override_ends_on IS NOT NULL AND coalesce(t.override_reason, '') = ''"
    )
    return [("override without reason", "override_ends_on", sql)]
