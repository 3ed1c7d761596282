"""The population: who is managed, with every dated fact about them, loaded for a batch in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection

from common.rows import Row, fetch, grouped
from common.tuples import maker
from deadlines.policy_keys import Owners
from deadlines.registry import Batch, Closed
from offenders.covering import settle_exceptions
from offenders.models import Nominal
from offenders.policy import (
    AS_FOR_NO_LEVEL,
    RANK,
    AddressFact,
    LevelFact,
    ManagementFact,
    PersonFacts,
    PlanFact,
    StatusFact,
    management_on,
    risk_level_on,
    settled_level,
    status_on,
)

# For each nominal of whom an app has something on record that makes or prolongs the requirement (a disposal, an order):
# whether all of it has ended on the batch's day. Nominals without anything are left out.
Requirement = Callable[[Batch], Mapping[int, bool]]
_requirements: list[Requirement] = []


def register_requirement(source: Requirement) -> None:
    """Called once by each app that records what makes or prolongs the requirement."""
    _requirements.append(source)


IDENTITIES = (
    "SELECT id, reference, force_id, team_id, officer_id, date_of_birth, sex, lead_agency, lead_since, licence_ends_on,"
    " mappa_category, CASE WHEN merged_into_id IS NULL THEN registered_on END"
    " FROM offenders_nominal WHERE {where}"
)
_BIRTH_AND_FORCE = itemgetter(0, 5, 2)
HANDED_OVER = (
    "SELECT t.nominal_id, t.answered_on, t.from_force_id FROM offenders_transfer t JOIN accounts_team m ON"
    " m.id = t.to_team_id WHERE {where} AND t.answer = 'accepted' AND t.from_force_id IS DISTINCT FROM m.force_id"
)
FACTS = "SELECT nominal_id, {columns} FROM {table} WHERE {{where}} AND voided_at IS NULL"
PROPOSED = FACTS + " AND returned_at IS NULL"


FACT_QUERIES = tuple(
    (query.format(table=table, columns=columns), maker(fact))
    for table, columns, fact, query in (
        ("offenders_risklevel", "effective_from, level, approved, approved_on", LevelFact, PROPOSED),
        ("offenders_planinterval", "effective_from, value, unit, approved, approved_on", PlanFact, PROPOSED),
        ("offenders_managementdecision", "effective_from, mode, approved, approved_on", ManagementFact, PROPOSED),
        ("offenders_statusperiod", "status, from_on, to_on", StatusFact, FACTS),
        ("offenders_address", "kind, address, postcode, from_on, to_on", AddressFact, FACTS),
    )
)

STANDINGS = "SELECT nominal_id, risk_level, risk_rank, status, management FROM offenders_standing WHERE {where}"
SAVE_STANDINGS = """
    INSERT INTO offenders_standing (nominal_id, risk_level, risk_rank, status, management)
    SELECT * FROM unnest(%s::bigint[], %s::text[], %s::smallint[], %s::text[], %s::text[])
        ON CONFLICT (nominal_id) DO UPDATE SET risk_level = excluded.risk_level, risk_rank = excluded.risk_rank,
           status = excluded.status, management = excluded.management"""


# Who is shut out of a record: that it is restricted, who is named on it, who is barred from it.
CLOSED = """
    WITH batch AS (SELECT id, restricted FROM offenders_nominal WHERE {where})
    SELECT id, 'restricted', NULL::bigint FROM batch WHERE restricted
    UNION ALL
    SELECT x.content_object_id, 'named', x.user_id FROM offenders_nominalaccess x JOIN batch ON batch.restricted
       AND batch.id = x.content_object_id WHERE x.kind = 'named' AND x.ended_at IS NULL
       AND coalesce(x.starts_on, %s) <= %s
    UNION ALL
    SELECT b.nominal_id, 'barred', b.user_id FROM offenders_bar b JOIN batch ON batch.id = b.nominal_id
     WHERE b.lifted_at IS NULL AND coalesce(b.until, 'infinity') >= %s"""


@dataclass(slots=True)
class PersonRow:
    """A nominal as the engine carries it: who they are, who manages them, and the facts that the rules read."""

    id: int
    reference: str
    force_id: int | None
    team_id: int | None
    officer_id: int | None
    date_of_birth: dt.date | None
    sex: str
    lead_agency: str
    lead_since: dt.date | None
    licence_ends_on: dt.date | None
    mappa_category: int | None
    closed: Closed | None  # where the record is restricted, or somebody is barred from it
    facts: PersonFacts


NO_FACTS = PersonFacts(None, None)


class StandingNow(NamedTuple):
    """What holds for a person on a day."""

    risk_level: str
    risk_rank: int
    status: str
    management: str


_STANDING = maker(StandingNow)


def standing_on(facts: PersonFacts, batch: Batch) -> StandingNow:
    """The level, status and management in force on the batch's day. No level ranks as high (design section 4)."""
    book, force = batch.book, facts.force
    level = settled_level(facts.levels, batch.on, by=batch.on) if facts.levels else None
    if level is None and facts.levels:
        level = risk_level_on(
            facts.levels,
            batch.on,
            lower_needs_approval=lambda day: book.yes("lower_risk_needs_approval", force, on=day),
        ).level
    made: StandingNow = _STANDING((
        level or "",
        4 - RANK[level or AS_FOR_NO_LEVEL],
        status_on(facts.statuses, batch.on) if facts.statuses else "community",
        management_on(facts.management, batch.on).mode if facts.management else "active",
    ))  # fmt: skip
    return made


class Nominals:
    """The population, as the engine asks for it."""

    def ids(self, batch: Batch) -> list[int]:
        """The ids of a batch's nominals."""
        where, parameters = batch.sql("id")
        return [id_ for (id_,) in fetch(f"SELECT id FROM offenders_nominal WHERE {where} ORDER BY id", parameters)]

    def load(self, batch: Batch) -> Mapping[int, PersonRow]:
        """Eight queries and those of what is registered, whatever the number of nominals."""
        levels, plans, modes, statuses, addresses = (
            grouped(batch.rows(query, then="id"), fact) for query, fact in FACT_QUERIES
        )
        rows = load_identities(batch)
        owners = load_owners(batch)
        ended, closed = requirement_ended(batch), self.closed(batch)
        people, make = {}, maker(PersonFacts)
        for *identity, registered_on in rows:
            id_, force = identity[0], identity[2]
            facts = make(
                (
                    owners.get(id_, force),
                    registered_on,
                    levels.get(id_, ()),
                    plans.get(id_, ()),
                    modes.get(id_, ()),
                    statuses.get(id_, ()),
                    addresses.get(id_, ()),
                    ended.get(id_, False),
                )
            )
            people[id_] = PersonRow(*identity, closed.get(id_), facts)  # type: ignore[call-arg]
        return people

    def let_go(self, people: Mapping[int, PersonRow]) -> None:
        """Drop the facts."""
        for person in people.values():
            person.facts = NO_FACTS

    def standings(self, batch: Batch, people: Sequence[PersonRow]) -> list[Row]:
        """The standings that are not as they are stored, each after the nominal's id."""
        stored = {row[0]: row[1:] for row in batch.rows(STANDINGS)}
        changed = []
        for person in people:
            now = standing_on(person.facts, batch)
            if stored.get(person.id) != now:
                changed.append((person.id, *now))
        return changed

    def write_standings(self, batch: Batch, standings: Sequence[Row]) -> None:
        """Write them, and make the exceptions of the batch agree with the cover of the day."""
        if standings:
            with connection.cursor() as cursor:
                cursor.execute(SAVE_STANDINGS, [list(column) for column in zip(*standings, strict=True)])
        settle_exceptions(batch.on, *batch.sql("n.id"))

    def closed(self, batch: Batch) -> Mapping[int, Closed]:
        """Who is shut out of which of the batch's records; an unrestricted one without a bar is left out."""
        found: dict[int, dict[str, set[int]]] = {}
        for id_, how, user in batch.rows(CLOSED, "id", after=[batch.on] * 3):
            found.setdefault(id_, {}).setdefault(how, set()).add(user)
        return {
            id_: Closed(
                frozenset(whom.get("named", ())) if "restricted" in whom else None, frozenset(whom.get("barred", ()))
            )
            for id_, whom in found.items()
            if "restricted" in whom or "barred" in whom
        }

    def visible_to(self, user: Any) -> Any:
        """The ids of the nominals that somebody may know of, as a query."""
        return Nominal.objects.visible_to(user).values("pk")

    def levels(self, batch: Batch) -> Mapping[int, str]:
        """The risk level in force by nominal id, as the standings now say."""
        where, parameters = batch.sql("nominal_id")
        return dict(fetch(f"SELECT nominal_id, risk_level FROM offenders_standing WHERE {where}", parameters))


def load_identities(batch: Batch) -> list[Row]:
    """Who the nominals of a batch are, as `PersonRow` has it, and when they were registered. Read anew, and shared."""
    batch.shared["identities"] = rows = batch.rows(IDENTITIES, "id")
    return rows


def births_and_forces(batch: Batch) -> Iterator[tuple[int, dt.date | None, Hashable]]:
    """Id, date of birth and force of everybody in a batch, as the population has read them (else two queries)."""
    rows = batch.shared["identities"] if "identities" in batch.shared else load_identities(batch)
    owners = batch.shared["owners"] if "owners" in batch.shared else load_owners(batch)
    return ((id_, born, owners.get(id_, force)) for id_, born, force in map(_BIRTH_AND_FORCE, rows))


def load_owners(batch: Batch) -> dict[int, Owners]:
    """The forces one after another, of those whom one force handed over to another. Read anew, and shared.

    The force that owned the record on the day of the trigger decides a policy key, so no date moves with a transfer.
    """
    moves = grouped(batch.rows(HANDED_OVER, "t.nominal_id", then="t.answered_on, t.id"), tuple)
    now = {row[0]: row[2] for row in batch.shared["identities"]} if moves else {}
    batch.shared["owners"] = owners = {id_: _owners(found, now.get(id_)) for id_, found in moves.items()}
    return owners


def _owners(moves: Sequence[tuple[dt.date, Hashable]], now: Hashable) -> Owners:
    days = [dt.date.min, *(day for day, _ in moves)]
    return tuple(zip(days, [*(force for _, force in moves), now], strict=True))


def requirement_ended(batch: Batch) -> dict[int, bool]:
    """Whether all that is recorded of a nominal has ended; nobody of whom nothing is (contract, "No disposal …")."""
    ended: dict[int, bool] = {}
    for requirement in _requirements:
        for id_, over in requirement(batch).items():
            ended[id_] = over and ended.get(id_, True)
    return ended


population = Nominals()
