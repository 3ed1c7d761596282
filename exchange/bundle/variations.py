"""What conditions.csv may say of a condition that the court varied in the register meanwhile.

The file has one row for a condition and no days of variations. So a value that is the entry's or that of any
variation says nothing new; any other corrects the entry, and the variations as far as they left that part alone, as a
correction by hand does. What a variation changed stays as the court changed it, and the import says so.
"""

from __future__ import annotations

from typing import Any

from common.rows import fetch
from common.text import plural
from exchange.bundle.orders import CONDITIONS
from exchange.bundle.spec import Staged
from exchange.bundle.staging import execute
from orders.actions.conditions import carried_on
from orders.models import Condition, ConditionVersion

WORDS = ("text", "supervisor", "check_unit")  # blank is no words
PARTS: tuple[tuple[str, ...], ...] = (
    ("kind",), ("text",), ("starts_on",), ("ends_on",), ("supervisor",), ("check_value", "check_unit"),
)  # fmt: skip
NAMED = 5  # conditions that a warning names


def respect_variations(one: Staged) -> list[str]:
    """Prepare the rows of varied conditions for the merge, and correct their variations; returns the warnings."""
    parts = [part for part in PARTS if one.present.intersection(part)]
    names = [name for part in parts for name in part]
    written = {write.target: write.change(one.present) for write in CONDITIONS.writes}
    rows = fetch(
        f"SELECT s.match_id, {', '.join(str(written[name]) for name in names)} FROM {CONDITIONS.matched} s"
        f" JOIN {CONDITIONS.table} t ON t.id = s.match_id WHERE NOT s.in_error AND s.match_id IN"
        " (SELECT condition_id FROM orders_conditionversion WHERE voided_at IS NULL)",
        [],
    )
    given = {id_: dict(zip(names, rest, strict=True)) for id_, *rest in rows}
    kept = []
    for condition in Condition.objects.filter(pk__in=given).select_related("order").order_by("pk"):
        if _respect(condition, given[condition.pk], parts):
            kept.append(f"{condition.order.order_ref}/{condition.number}")
    if not kept:
        return []
    more = f" and {len(kept) - NAMED:,} more" if len(kept) > NAMED else ""
    what = plural(len(kept), "condition")
    return [
        f"{CONDITIONS.file}: {what} varied in the register since, where the variation stands and only the entry was"
        f" changed: {', '.join(kept[:NAMED])}{more}"
    ]


def _respect(condition: Condition, given: dict[str, Any], parts: list[tuple[str, ...]]) -> bool:
    """One condition; whether a variation keeps a part otherwise than the file has it."""
    new = {name: (value or "") if name in WORDS else value for name, value in given.items()}
    versions = list(condition.versions.counted().order_by("effective_from"))
    in_force = versions[-1]
    changed: dict[str, Any] = {}
    for part in parts:
        if all(new[name] == getattr(condition, name) for name in part):
            continue
        if any(all(new[name] == getattr(version, name) for name in part) for version in versions):
            _keep_entry(condition, part)
        else:
            changed |= {name: new[name] for name in part}
    before = {name: getattr(condition, name) for name in changed}
    for version, fresh in carried_on(condition, before, changed):
        starts, ends = (fresh.get(name, getattr(version, name)) for name in ("starts_on", "ends_on"))
        if starts and ends and ends < starts:
            break
        ConditionVersion.objects.filter(pk=version.pk).update(**fresh)
    in_force.refresh_from_db()
    return any(getattr(in_force, name) != value for name, value in changed.items())


def _keep_entry(condition: Condition, part: tuple[str, ...]) -> None:
    """The file knows of the variation: the entry stays as the condition was first made."""
    sets = ", ".join(f'"{name}" = %s' for name in part)
    entry = [getattr(condition, name) for name in part]
    execute(f"UPDATE {CONDITIONS.matched} SET {sets} WHERE match_id = %s", [*entry, condition.pk])
