"""The dated facts of the bundle: a row each, tied to a nominal by `reference` (contract, section 3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from deadlines import policy_keys
from exchange.bundle import values as v
from exchange.bundle.spec import (
    APPROVAL,
    FACT,
    THE_STANDING_ONE,
    Column,
    Fault,
    FileSpec,
    Key,
    Pair,
    Row,
    Writes,
    as_given,
    by,
    fixed,
    words,
)
from offenders.models import BUNDLE_EVENTS, AddressKind, Level, ManagementMode, PlanInterval, Status
from visits.models import Outcome

REFERENCE = Column("reference", v.reference, required=True)
WHOSE = Column("reference", v.reference, new_rows_need=True)  # where a key of its own says which row is meant
REASON = Column("reason", v.text())
APPROVED = Column("approved", v.yes_no, "boolean")
APPROVED_ON = Column("approved_on", v.date, "date")
EVERY = Pair("value", "unit", policy_keys.LONGEST)
EFFECTIVE_FROM = Column("effective_from", v.date, "date", required=True)


def _order(row: Row, first: str, second: str, message: str) -> list[Fault]:
    """ISO days compare as text."""
    before, after = row.get(first), row.get(second)
    return [(second, message.format(before))] if before and after and str(after) < str(before) else []


def _judge_approval(row: Row) -> list[Fault]:
    if row.get("approved") == "f" and row.get("approved_on"):
        return [("approved_on", "Leave the day blank where approved is no, or say yes")]
    return []


def _judge_plan(row: Row) -> list[Fault]:
    return [*EVERY.faults(row), *_judge_approval(row)]


def _judge_period(row: Row) -> list[Fault]:
    return _order(row, "from", "to", "Ends before it began: give a day on or after {}")


def _judge_event(row: Row) -> list[Fault]:
    return _order(row, "date", "closed_on", "Closed before it happened: give a day on or after {}")


ADDRESSES = FileSpec(
    name="addresses",
    table="offenders_address",
    judge=_judge_period,
    first='s."to" IS NOT NULL',
    columns=(
        REFERENCE,
        Column("kind", v.code(AddressKind.values), required=True),
        Column("address", v.text(500), required=True),
        Column("postcode", v.text(10)),
        Column("from", v.date, "date", required=True),
        Column("to", v.date, "date"),
    ),
    key=(Key("kind", "t.kind"), Key("address", "t.address"), Key("from", "t.from_on")),
    writes=(
        *FACT,
        fixed("kind", "s.kind"),
        fixed("address", "s.address"),
        fixed("from_on", 's."from"'),
        words("postcode"),
        as_given("to", "to_on"),
    ),
)


def _proposals(
    name: str,
    table: str,
    judge: Callable[[Row], list[Fault]],
    columns: Sequence[Column],
    key: Sequence[Key],
    writes: Sequence[Writes],
    pairs: tuple[Pair, ...] = (),
) -> FileSpec:
    """A file of what is proposed and approved: its own columns and key beside those that all three have."""
    return FileSpec(
        name=name,
        table=table,
        judge=judge,
        content=tuple(name for pair in pairs for name in (pair.value, pair.unit)),
        pairs=pairs,
        prefer=THE_STANDING_ONE,
        same_key_at="effective_from",
        columns=(REFERENCE, *columns, EFFECTIVE_FROM, APPROVED, APPROVED_ON, REASON),
        key=(Key("effective_from", "t.effective_from"), *key),
        writes=(*FACT, fixed("effective_from", "s.effective_from"), *writes, *APPROVAL, words("reason")),
    )


RISK_LEVELS = _proposals(
    "risk_levels",
    "offenders_risklevel",
    _judge_approval,
    [Column("level", v.code(Level.values), required=True)],
    [Key("level", "t.level")],
    [fixed("level", "s.level")],
)

PLAN_INTERVALS = _proposals(
    "plan_intervals",
    "offenders_planinterval",
    _judge_plan,
    [
        Column("value", v.whole(1, max(policy_keys.LONGEST.values())), "smallint"),
        Column("unit", v.code([unit for unit, _ in PlanInterval.UNITS])),
    ],
    [],
    EVERY.writes(),
    pairs=(EVERY,),
)

MANAGEMENT = _proposals(
    "management",
    "offenders_managementdecision",
    _judge_approval,
    [Column("mode", v.code(ManagementMode.values), required=True)],
    [],
    [as_given("mode")],
)

STATUS_PERIODS = FileSpec(
    name="status_periods",
    table="offenders_statusperiod",
    judge=_judge_period,
    first='s."to" IS NOT NULL',
    same_key_at="from",
    columns=(
        REFERENCE,
        Column("status", v.code(Status.values), required=True),
        Column("from", v.date, "date", required=True),
        Column("to", v.date, "date"),
    ),
    key=(Key("status", "t.status"), Key("from", "t.from_on")),
    writes=(
        *FACT,
        fixed("status", "s.status"),
        fixed("from_on", 's."from"'),
        as_given("to", "to_on"),
    ),
)

NO_LIST = "'{}'::varchar[]"

VISITS = FileSpec(
    name="visits",
    table="visits_visit",
    same_key_at="time",
    same_key_hint=": two attempts on one day need their times",
    columns=(
        REFERENCE,
        Column("date", v.date, "date", required=True),
        Column("time", v.time, "time"),
        Column("address", v.text(500)),
        Column("outcome", v.code(Outcome.values), required=True),
        Column("officers", v.usernames, "varchar[]", wants_usernames=True),
        Column("others_present", v.listing(200), "varchar[]"),
        Column("announced", v.yes_no, "boolean"),
        Column("entry_sought_for_risk_search", v.yes_no, "boolean"),
        Column("notes", v.text()),
    ),
    key=(Key("date", "t.date"), Key("time", "t.time", may_be_blank=True, leaves=True), Key("outcome", "t.outcome")),
    writes=(
        *FACT,
        fixed("date", "s.date"),
        fixed("time", "s.time"),
        fixed("outcome", "s.outcome"),
        fixed("write_up_owed", "false"),
        words("address"),
        by("officers", f"coalesce(s.officers, {NO_LIST})", "officers"),
        by("others_present", f"coalesce(s.others_present, {NO_LIST})", "others_present"),
        as_given("announced"),
        as_given("entry_sought_for_risk_search"),
        words("notes"),
    ),
)

EVENTS = FileSpec(
    name="events",
    table="offenders_event",
    judge=_judge_event,
    same_key_at="summary",
    columns=(
        REFERENCE,
        Column("date", v.date, "date", required=True),
        Column("kind", v.code(BUNDLE_EVENTS), required=True),
        Column("summary", v.text(), required=True),
        Column("closed_on", v.date, "date"),
        Column("closed_by", v.text(150)),
        Column("close_reason", v.text()),
    ),
    key=(Key("date", "t.date"), Key("kind", "t.kind"), Key("summary", "t.summary")),
    writes=(
        *FACT,
        fixed("date", "s.date"),
        fixed("kind", "s.kind"),
        fixed("summary", "s.summary"),
        as_given("closed_on"),
        words("closed_by"),
        words("close_reason"),
    ),
)
