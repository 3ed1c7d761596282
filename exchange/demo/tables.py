"""The tables that the demonstration fills, column by column, and the rows waiting to be copied into them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import connection

from common.bulk import copy_rows

_FACT = ("nominal_id", "recorded_at", "recorded_by_id", "void_reason")
_PROPOSAL = (
    *_FACT, "effective_from", "approved", "approved_on", "approved_by_id", "reason", "returned_at", "returned_by_id",
    "return_reason",
)  # fmt: skip
# In an order in which every row finds what it refers to.
COLUMNS: dict[str, tuple[str, ...]] = {
    "offenders_nominal": (
        "id", "reference", "family_name", "given_names", "search_name", "date_of_birth", "sex", "force_id", "team_id",
        "officer_id", "mappa_category", "lead_agency", "lead_since", "licence_ends_on", "registered_on", "version",
        "recorded_at",
    ),
    "offenders_allocation": (
        "nominal_id", "officer_id", "from_on", "to_on", "reason", "allocated_by_id", "recorded_at",
    ),
    "offenders_address": (*_FACT, "kind", "address", "postcode", "from_on", "to_on"),
    "offenders_risklevel": (*_PROPOSAL, "level"),
    "offenders_planinterval": (*_PROPOSAL, "value", "unit"),
    "offenders_managementdecision": (*_PROPOSAL, "mode"),
    "offenders_statusperiod": (*_FACT, "status", "from_on", "to_on"),
    "offenders_event": (*_FACT, "date", "kind", "summary", "closed_on", "closed_by", "close_reason"),
    "visits_visit": (
        *_FACT, "date", "time", "address", "outcome", "officers", "others_present", "announced",
        "entry_sought_for_risk_search", "notes", "write_up_owed",
    ),
    "visits_visitdecision": (*_FACT, "decided_on", "decision", "reason", "look_again_on"),
    "offenders_alias": (*_FACT, "kind", "family_name", "given_names", "search_name", "noted_on", "source"),
    "offenders_particular": (*_FACT, "kind", "text", "source", "noted_on", "to_on", "version", "known_by", "id"),
    "offenders_children": (*_FACT, "answer", "asked_on", "count", "ages", "source"),
    "offenders_expectedrelease": (*_FACT, "release_on", "said_on", "source"),
    "offenders_deathreport": (*_FACT, "died_on", "reported_on", "source", "evidence"),
    "offenders_contact": (*_FACT, "date", "time", "how", "who", "about", "text", "changes"),
    "offenders_registerentry": (*_FACT, "register", "kind", "date"),
    "orders_order": (
        *_FACT, "id", "order_ref", "kind", "made_on", "served_on", "court", "applicant", "police_consulted", "version",
    ),
    "orders_condition": (
        *_FACT, "id", "order_id", "number", "kind", "text", "ends_on", "supervisor", "check_value", "check_unit",
        "check_how", "may_ask", "version",
    ),
    "orders_conditioncheck": (*_FACT, "condition_id", "checked_on", "result", "notes"),
    "orders_breach": (*_FACT, "order_id", "suspected_on", "what", "seized"),
    "orders_monitoringsoftware": (
        *_FACT, "id", "device_id", "product", "licence", "licence_ends_on", "installed_on", "removed_on", "removed_why",
        "version",
    ),
    "orders_devicecondition": (*_FACT, "condition_id", "device_id", "software_id"),
    "orders_monitoringalert": (*_FACT, "id", "software_id", "alerted_on", "what"),
    "orders_alertdecision": (*_FACT, "alert_id", "decided_on", "outcome", "reason"),
    "orders_examination": (*_FACT, "device_id", "examined_on", "what", "means", "result", "notes"),
    "notification_notification": (
        *_FACT, "notification_ref", "section", "notified_on", "matter", "event_on", "station", "means",
    ),
    "risk_assessment": (*_FACT, "tool", "version", "completed_on", "band", "score", "items", "notes"),
    "notification_disposal": (
        *_FACT, "disposal_ref", "event", "event_on", "schedule_3", "outcome", "sentenced_on", "term_value", "term_unit",
        "extension_unit", "consecutive_to", "overlaps_ref", "overlap_unit", "depends_on_sentence", "breach_of",
        "override_reason", "court",
    ),
    "notification_failure": (
        *_FACT, "id", "kind", "subject", "due_on", "found_on", "found_at", "what", "explanation",
    ),
    "notification_failurestep": (*_FACT, "failure_id", "kind", "on", "at", "outcome", "note"),
    "notification_review": (
        *_FACT, "id", "received_on", "acknowledged_on", "factors", "decision", "reasons", "bar_years",
    ),
    "notification_reviewbody": (*_FACT, "review_id", "name", "received_on", "replied_on", "reply"),
}  # fmt: skip

(
    NOMINAL, ALLOCATION, ADDRESS, LEVEL, PLAN, MANAGEMENT, STATUS, EVENT, VISIT, DECISION, ALIAS, PARTICULAR, CHILDREN,
    RELEASE, DEATH, CONTACT, ENTRY, ORDER, CONDITION, CHECK, BREACH, SOFTWARE, SERVES, ALERT, ALERT_DECISION,
    EXAMINATION, NOTIFICATION, ASSESSMENT, DISPOSAL, FAILURE, FAILURE_STEP, REVIEW, REVIEW_BODY,
) = COLUMNS  # fmt: skip


class Rows:
    """Rows by table, in the order of their columns."""

    def __init__(self) -> None:
        self.tables: dict[str, list[tuple[Any, ...]]] = {table: [] for table in COLUMNS}

    def add(self, table: str, *values: Any) -> None:
        """One more row."""
        self.tables[table].append(values)

    def write(self) -> int:
        """Copy everything into the tables and start afresh; returns how many rows. In the caller's transaction."""
        count = 0
        for table, rows in self.tables.items():
            count += copy_rows(table, COLUMNS[table], rows)
            rows.clear()
        return count


def reserve_ids(table: str, count: int) -> list[int]:
    """Take so many numbers from a table's own sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')::regclass) FROM generate_series(1, %s)", [table, count]
        )
        return [number for (number,) in cursor.fetchall()]


def numbers(block: int = 500) -> Callable[[str], int]:
    """A function that gives the next number of a table, taken from its sequence in blocks."""
    taken: dict[str, list[int]] = {}

    def following(table: str) -> int:
        if not taken.get(table):
            taken[table] = reserve_ids(table, block)[::-1]
        return taken[table].pop()

    return following


def evening(day: dt.date) -> str:
    """When a fact of a day was recorded: at the end of that day's work."""
    return f"{day.isoformat()} 16:40:00+00"
