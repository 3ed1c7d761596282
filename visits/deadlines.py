"""The visit deadlines: visits and decisions in bulk, then the pure rules of `visits.policy`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from common.rows import grouped
from common.tuples import maker
from deadlines.registry import Batch, Kind
from deadlines.spec import Spec
from offenders.deadlines import PersonRow
from visits.policy import HOME_VISIT, KINDS, VISIT_DECISION, WHEREABOUTS, DecisionFact, VisitFact, visit_specs

NAMES = (
    Kind(HOME_VISIT, "Home visit", "The next home visit."),
    Kind(VISIT_DECISION, "Decision after failed visits", "Warrant, arrest, whereabouts enquiry or something else."),
    Kind(WHEREABOUTS, "Whereabouts enquiry", "The person has left the address or is missing."),
)

# The rules need no visit before the day on which the person was last seen at the address. LATERAL walks the index of
# one nominal at a time, whatever the planner believes: right after an import it has no statistics, and a join of two
# guesses took minutes.
SINCE_LAST_SEEN = """
    SELECT n.id, v.date, v.time, v.outcome, v.address, v.entry_sought_for_risk_search
      FROM offenders_nominal n
      LEFT JOIN LATERAL (
            SELECT s.date FROM visits_visit s
             WHERE s.nominal_id = n.id AND s.voided_at IS NULL AND s.outcome = 'seen_at_address' AND s.date <= %s
             ORDER BY s.date DESC LIMIT 1
           ) seen ON true
     CROSS JOIN LATERAL (
            SELECT * FROM visits_visit a
             WHERE a.nominal_id = n.id AND a.voided_at IS NULL
               AND a.date BETWEEN coalesce(seen.date, '-infinity') AND %s
            OFFSET 0
           ) v
     WHERE {where}
"""
DECISIONS = "SELECT nominal_id, decided_on, decision FROM visits_visitdecision WHERE {where} AND voided_at IS NULL"


@dataclass(slots=True)
class VisitFacts:
    """One person's visits since they were last seen at the address, and the decisions made after failed ones."""

    visits: Sequence[VisitFact] = ()
    decisions: Sequence[DecisionFact] = field(default=())


NOTHING = VisitFacts()


class VisitSource:
    """Registers `home_visit`, `visit_decision` and `whereabouts` with the engine."""

    kinds = KINDS
    by_facts_alone = False

    def load(self, batch: Batch) -> Mapping[int, VisitFacts]:
        """Two queries, whatever the number of nominals."""
        visits = grouped(
            batch.rows(SINCE_LAST_SEEN, "n.id", before=[batch.on, batch.on], then="v.id"), maker(VisitFact)
        )
        decisions = grouped(batch.rows(DECISIONS, then="id"), maker(DecisionFact))
        return {
            id_: VisitFacts(visits.get(id_, ()), decisions.get(id_, ())) for id_ in visits.keys() | decisions.keys()
        }

    def specs(self, person: PersonRow, facts: VisitFacts | None, batch: Batch) -> list[Spec]:
        """What is owed about visits on the batch's day."""
        facts = facts or NOTHING
        return visit_specs(person.facts, facts.visits, batch.on, batch.book, batch.calendar, facts.decisions)

    def outcome(self, old: Spec, new: Spec | None, facts: VisitFacts | None) -> str:
        """`done` where a visit or a decision since the old row's day met it; else another fact took its place."""
        facts = facts or NOTHING
        since = old.counted_from
        if old.kind == HOME_VISIT:
            if new is not None and since is not None and new.counted_from is not None and new.counted_from > since:
                met = any(visit.on == new.counted_from and visit.outcome.startswith("seen") for visit in facts.visits)
                return "done" if met else "superseded"
        elif new is None:
            met = any(visit.outcome.startswith("seen") and visit.on >= old.due_on for visit in facts.visits) or any(
                decision.on >= old.due_on for decision in facts.decisions
            )
            return "done" if met else "cancelled"
        return "superseded" if new is not None else "cancelled"
