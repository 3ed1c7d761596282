"""The deadlines of MAPPA: facts in bulk, then the pure rules of `mappa.policy`."""

from __future__ import annotations

from collections.abc import Mapping

from deadlines.registry import COORDINATORS, Batch, Kind, Told
from deadlines.spec import Spec
from mappa.facts import facts_of, load_facts
from mappa.policy import (
    ACTION,
    FIRST_MEETING,
    KINDS,
    MINUTES,
    NOTHING,
    REVIEW,
    Facts,
    category_on,
    level_on,
    mappa_specs,
)
from mappa.policy.facts import POLICE
from offenders.deadlines import PersonRow
from risk.facts import lead_of


def review_audience(batch: Batch) -> Mapping[tuple[int, str], Told]:
    """Reviews at level 2 and 3 go to the force's co-ordinators, at level 1 to the officer (contract, section 6)."""
    return {(id_, ""): COORDINATORS for id_, facts in facts_of(batch).items() if (level_on(facts, batch.on) or 1) > 1}


def action_audience(batch: Batch) -> Mapping[tuple[int, str], Told]:
    """An action goes to its owner; one of an outside agency, who is told of nothing here, to the co-ordinators."""
    return {
        (id_, row.ref): row.owner_id if row.owner_id is not None else COORDINATORS
        for id_, facts in facts_of(batch).items()
        for row in facts.actions
        if row.owner_id is not None or row.agency.strip().lower() not in ("", POLICE)
    }


NAMES = (
    Kind(REVIEW, "MAPPA level review", "The review of the MAPPA level.", review_audience),
    Kind(FIRST_MEETING, "First MAPPA meeting", "The first meeting after an accepted referral.", COORDINATORS),
    Kind(MINUTES, "MAPPA minutes", "Minutes of a meeting to be sent.", COORDINATORS),
    Kind(ACTION, "MAPPA action", "An action from a meeting.", action_audience),
)


class MappaSource:
    """Registers the kinds of MAPPA with the engine."""

    kinds = KINDS
    by_facts_alone = True

    def load(self, batch: Batch) -> Mapping[int, Facts]:
        """One query, whatever the number of nominals; kept for who is told of what."""
        found = batch.shared["mappa"] = load_facts(batch)
        return found

    def specs(self, person: PersonRow, facts: Facts | None, batch: Batch) -> list[Spec]:
        """What is owed under MAPPA on the batch's day."""
        if facts is None:
            return []
        category = category_on(person.mappa_category, facts.categories, batch.on)
        return mappa_specs(
            person.facts, lead_of(person), facts, batch.on, batch.book, batch.calendar, category=category
        )

    def outcome(self, old: Spec, new: Spec | None, facts: Facts | None) -> str:
        """A later meeting or decision, minutes that were sent, an action done: `done`; else the facts changed."""
        if new is not None:
            later = bool(old.counted_from and new.counted_from and new.counted_from > old.counted_from)
            return "done" if old.kind == REVIEW and later else "superseded"
        return "done" if _met(old, facts or NOTHING) else "cancelled"


def _met(old: Spec, facts: Facts) -> bool:
    """Whether what was owed was done, by the facts as they are now."""
    if old.kind == ACTION:
        return any(row.ref == old.subject and row.done_on is not None for row in facts.actions)
    if old.kind == MINUTES:
        return any(row.ref == old.subject and row.minutes_sent_on is not None for row in facts.items)
    if old.kind == FIRST_MEETING:
        since = old.counted_from
        accepted = any(row.ref == old.subject and row.decided_on == since for row in facts.referrals)
        return accepted and any(since is not None and row.held_on >= since for row in facts.items)
    return False
