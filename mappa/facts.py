"""The facts of MAPPA for a batch of nominals, for the deadlines, the exports, the pack and the pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from common.rows import fetch, grouped
from deadlines.registry import Batch
from mappa.policy import ActionFact, Facts, ItemFact, LevelFact, ReferralFact, category_on, level_on

COUNTED = "m.status IN ('held', 'finalised') AND m.voided_at IS NULL AND m.held_on IS NOT NULL"
# One query for all five: what a row is, then its columns in a common shape. What stays behind with a record that was
# merged into another is answered on the other.
FACTS = f"""
    SELECT f.* FROM (
        SELECT nominal_id, 'level' AS what, '' AS ref, effective_from AS first, NULL::date AS second,
               NULL::date AS third, level::bigint AS one, NULL::bigint AS two, '' AS text
          FROM mappa_leveldecision WHERE {{where}} AND voided_at IS NULL
        UNION ALL
        SELECT i.nominal_id, 'item', m.meeting_ref, m.held_on, m.minutes_sent_on, NULL, m.level, i.decision_level, ''
          FROM mappa_agendaitem i JOIN mappa_meeting m ON m.id = i.meeting_id AND {COUNTED}
         WHERE i.{{where}} AND i.voided_at IS NULL
        UNION ALL
        SELECT nominal_id, 'referral', referral_ref, decided_on, NULL, NULL, coalesce(decided_level, proposed_level),
               NULL, decision
          FROM mappa_referral WHERE {{where}} AND voided_at IS NULL
        UNION ALL
        SELECT a.nominal_id, 'action', a.action_ref, a.due_on, a.done_on, coalesce(a.made_on, m.held_on), a.owner_id,
               NULL, a.agency_name
          FROM mappa_action a LEFT JOIN mappa_meeting m ON m.id = a.meeting_id
         WHERE a.{{where}} AND a.voided_at IS NULL
        UNION ALL
        SELECT nominal_id, 'category', '', effective_from, NULL, NULL, previous, NULL, ''
          FROM mappa_categorydecision WHERE {{where}} AND voided_at IS NULL
    ) f JOIN offenders_nominal n ON n.id = f.nominal_id AND n.merged_into_id IS NULL
"""
CATEGORIES = (
    "SELECT nominal_id, effective_from, previous FROM mappa_categorydecision WHERE {where} AND voided_at IS NULL"
)
# The level of everybody on a day, as a table (nominal_id, level): the same answer as `policy.level_on`.
LEVELS_ON = f"""
    SELECT DISTINCT ON (nominal_id) nominal_id, level FROM (
        SELECT nominal_id, level, effective_from AS day, 1 AS rank FROM mappa_leveldecision
         WHERE voided_at IS NULL AND effective_from <= %s
        UNION ALL
        SELECT i.nominal_id, i.decision_level, m.held_on, 0 FROM mappa_agendaitem i
          JOIN mappa_meeting m ON m.id = i.meeting_id AND {COUNTED}
         WHERE i.voided_at IS NULL AND i.decision_level IS NOT NULL AND m.held_on <= %s
    ) decided ORDER BY nominal_id, day DESC, rank DESC, level DESC
"""


def load_facts(batch: Batch) -> dict[int, Facts]:
    """Everything by nominal id, in one query whatever the number of nominals; nobody of whom nothing is on record."""
    found: dict[int, tuple[list[Any], ...]] = {}
    for owner, what, ref, first, second, third, one, two, text in batch.rows(FACTS, then="what, ref, first, one"):
        levels, items, referrals, actions, categories = found.setdefault(owner, ([], [], [], [], []))
        if what == "level":
            levels.append(LevelFact(first, one))
        elif what == "item":
            items.append(ItemFact(ref, first, one, second, two))
        elif what == "referral":
            referrals.append(ReferralFact(ref, one, text, first))
        elif what == "category":
            categories.append((first, one))
        else:
            actions.append(ActionFact(ref, first, second, third, text, one))
    return {owner: Facts(*lists) for owner, lists in found.items()}


def facts_of(batch: Batch) -> Mapping[int, Facts]:
    """The same, as the source of deadlines read it for this batch, else read now."""
    if "mappa" not in batch.shared:
        batch.shared["mappa"] = load_facts(batch)
    found: Mapping[int, Facts] = batch.shared["mappa"]
    return found


def levels_of(batch: Batch) -> dict[int, int]:
    """The level in force on the batch's day by nominal id; nobody of whom nothing says it."""
    found = {id_: level_on(facts, batch.on) for id_, facts in facts_of(batch).items()}
    return {id_: level for id_, level in found.items() if level is not None}


def categories_of(batch: Batch, current: Mapping[int, int | None]) -> dict[int, int | None]:
    """The category on the batch's day by nominal id; `current` holds those in force (one query)."""
    changes = grouped(batch.rows(CATEGORIES, then="id"), tuple)
    return {id_: category_on(now, changes.get(id_, ()), batch.on) for id_, now in current.items()}


def level_of(nominal_id: int, on: dt.date) -> int | None:
    """The level of one person on a day."""
    return levels_between(on, [nominal_id]).get(nominal_id)


def levels_between(on: dt.date, ids: Sequence[int]) -> dict[int, int]:
    """The level of some people on a day (one query)."""
    return dict(fetch(f"SELECT nominal_id, level FROM ({LEVELS_ON}) l WHERE nominal_id = ANY(%s)", [on, on, list(ids)]))
