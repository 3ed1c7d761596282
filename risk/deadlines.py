"""The deadlines of risk: facts in bulk, then the pure rules of `risk.policy`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deadlines.registry import Batch, Kind
from deadlines.spec import Spec
from offenders.deadlines import PersonRow
from risk.facts import lead_of, load_events, load_last_arms
from risk.policy import ARMS_REVIEW, KINDS, REACTIVE_REVIEW, RISK_REVIEW, AssessmentFact, EventFact, risk_specs

NAMES = (
    Kind(
        RISK_REVIEW, "Risk review after an event", "A reassessment after an event, unless it is closed with a reason."
    ),
    Kind(ARMS_REVIEW, "ARMS", "The ARMS assessment; for a woman or anybody under 18 a risk review."),
    Kind(REACTIVE_REVIEW, "Review of reactive management", "Whether the case can stay without scheduled visits."),
)


@dataclass(slots=True)
class RiskFacts:
    """One person's open events, and the last ARMS."""

    events: Sequence[EventFact] = ()
    assessments: Sequence[AssessmentFact] = ()


NOTHING = RiskFacts()


class RiskSource:
    """Registers `risk_review`, `arms_review` and `reactive_review` with the engine."""

    kinds = KINDS
    by_facts_alone = False

    def load(self, batch: Batch) -> Mapping[int, RiskFacts]:
        """Two queries, whatever the number of nominals."""
        events, arms = load_events(batch), load_last_arms(batch)
        return {
            id_: RiskFacts(events.get(id_, ()), (arms[id_],) if id_ in arms else ())
            for id_ in events.keys() | arms.keys()
        }

    def specs(self, person: PersonRow, facts: RiskFacts | None, batch: Batch) -> list[Spec]:
        """What is owed about risk on the batch's day."""
        facts = facts or NOTHING
        return risk_specs(
            person.facts, lead_of(person), facts.events, facts.assessments, batch.on, batch.book, batch.calendar
        )

    def outcome(self, old: Spec, new: Spec | None, facts: RiskFacts | None) -> str:
        """An ARMS or a decision since the day that the old row counted from met it; else the facts changed."""
        facts = facts or NOTHING
        since = old.counted_from or old.due_on
        if old.kind == ARMS_REVIEW:
            later = any(row.completed_on > since for row in facts.assessments)
            first = old.rule == "arms_first" and any(row.completed_on >= since for row in facts.assessments)
            return "done" if later or first else "superseded" if new is not None else "cancelled"
        if old.kind == REACTIVE_REVIEW:
            decided = new is not None and new.counted_from is not None and new.counted_from > since
            return "done" if decided or new is None else "superseded"
        still_open = any(row.on == since for row in facts.events)
        return "done" if still_open or new is not None else "cancelled"
