"""Who is managed and what is owed: `offenders` registers the population, each app its source of deadlines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Protocol

from common.dates import WorkingDays
from common.rows import Row, Stream, fetch
from deadlines.policy_keys import PolicyBook
from deadlines.spec import Spec

Facts = Mapping[int, Any]


@dataclass(frozen=True)
class Batch:
    """Some nominals on a day, with what every rule needs besides their facts."""

    on: dt.date
    book: PolicyBook
    calendar: WorkingDays
    first_id: int = 0
    last_id: int = 0
    ids: tuple[int, ...] | None = None
    # Of a part: the batch that it belongs to, and the queries asked for all of that.
    whole: Batch | None = field(default=None, compare=False, repr=False)
    streams: dict[tuple[Any, ...], Stream] = field(default_factory=dict, compare=False, repr=False)
    # What the population has read for the whole batch, for sources to read as well; each load of it starts afresh.
    shared: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def where(self, field: str) -> dict[str, Any]:
        """The filter for this batch's nominals on a foreign-key column such as `nominal_id`."""
        if self.ids is not None:
            return {f"{field}__in": self.ids}
        return {f"{field}__gte": self.first_id, f"{field}__lte": self.last_id}

    def sql(self, column: str) -> tuple[str, list[Any]]:
        """The same as a piece of SQL and its parameters."""
        if self.ids is not None:
            return f"{column} = ANY(%s)", [list(self.ids)]
        return f"{column} BETWEEN %s AND %s", [self.first_id, self.last_id]

    def parts(self, size: int) -> Iterator[Batch]:
        """A range of ids in parts of so many, from the lowest up, whose `rows` are asked for once for all of them.

        Each is to be done with before the next (ADR 44). Ids that were picked are one part.
        """
        if self.ids is not None:
            yield self
            return
        streams: dict[tuple[Any, ...], Stream] = {}
        for first in range(self.first_id, self.last_id + 1, size):
            last = min(first + size - 1, self.last_id)
            yield replace(self, first_id=first, last_id=last, whole=self, streams=streams)

    def rows(
        self,
        query: str,
        column: str = "nominal_id",
        *,
        before: Sequence[Any] = (),
        after: Sequence[Any] = (),
        then: str = "",
    ) -> list[Row]:
        """The rows of a query about this batch's nominals, in the order of their ids, which are its first column.

        `{where}` in it stands for the condition on `column`; `before` and `after` are its parameters before and after
        that. `then`: what orders the rows of one person.
        """
        asked = (query, column, then, *before, *after)
        if asked in self.streams:
            return self.streams[asked].between(self.first_id, self.last_id)
        where, ids = (self.whole or self).sql(column)
        sql = f"{query.format(where=where)} ORDER BY 1{then and ', '}{then}"
        parameters = [*before, *ids * query.count("{where}"), *after]
        if self.whole is None:
            return fetch(sql, parameters)
        self.streams[asked] = Stream(sql, parameters)
        return self.streams[asked].between(self.first_id, self.last_id)


class Person(Protocol):
    """What the engine needs of a nominal; the sources know more."""

    id: int
    reference: str


class Closed(NamedTuple):
    """To whom a record is closed, whatever their role and team."""

    named: frozenset[int] | None  # of a restricted record, the ids of the few to whom it is open; else None
    barred: frozenset[int]  # the ids of those with a conflict of interest

    def open_to(self, user_id: int) -> bool:
        """Whether neither a restriction nor a bar keeps this person out."""
        return user_id not in self.barred and (self.named is None or user_id in self.named)


class Population(Protocol):
    """Loads the nominals of a batch, and keeps the row that says what holds for each today."""

    def load(self, batch: Batch) -> Mapping[int, Any]:
        """The people of a batch by id, with every fact the rules of several apps need."""
        ...

    def ids(self, batch: Batch) -> list[int]:
        """The ids of a batch's nominals."""
        ...

    def let_go(self, people: Mapping[int, Any]) -> None:
        """Drop the facts of people whose deadlines are worked out; who they are stays, for their alerts."""
        ...

    def standings(self, batch: Batch, people: Sequence[Any]) -> list[Any]:
        """The derived standings that are not as they are stored, to be written."""
        ...

    def write_standings(self, batch: Batch, standings: Sequence[Any]) -> None:
        """Write them, and bring what else goes by the day up to date for the whole batch."""
        ...

    def closed(self, batch: Batch) -> Mapping[int, Closed]:
        """Of the batch's nominals those that somebody is shut out of, by id: restricted, or with a bar (one query)."""
        ...

    def levels(self, batch: Batch) -> Mapping[int, str]:
        """The risk level in force by nominal id, blank where there is none, as the standings now say."""
        ...

    def visible_to(self, user: Any) -> Any:
        """The ids of the nominals that somebody may know of, as a query."""
        ...


class Source(Protocol):
    """One app's deadlines: facts in bulk, then a pure policy per person."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of deadline that it answers for."""
        ...

    @property
    def by_facts_alone(self) -> bool:
        """Whether nothing is owed by anybody of whom it has no facts: then it is not asked about them."""
        ...

    def load(self, batch: Batch) -> Facts:
        """The facts of a batch by nominal id, in a fixed number of queries."""
        ...

    def specs(self, person: Any, facts: Any, batch: Batch) -> Sequence[Spec]:
        """What is owed for one person on the batch's day. `facts` is None where there are none."""
        ...

    def outcome(self, old: Spec, new: Spec | None, facts: Any) -> str:
        """How an open deadline ended when the facts say something else: `done`, `superseded` or `cancelled`."""
        ...


COORDINATORS = "coordinators"

Told = str | int  # COORDINATORS (of the nominal's force), or the id of one person
Audience = Callable[[Batch], Mapping[tuple[int, str], Told]]


@dataclass(frozen=True)
class Kind:
    """How a kind of deadline is named on screen, and who is told of it where that is not the allocated officer.

    `audience` is `COORDINATORS`, or loads for a batch who is told by (nominal id, subject), in a fixed number of
    queries; whatever it leaves out goes to the officer. Escalations go to the supervisors whatever the kind.
    `numbered`: its subject is only the number of a row, which tells nobody anything.
    """

    code: str
    name: str
    explanation: str
    audience: str | Audience | None = None
    numbered: bool = False


_population: Population | None = None
_sources: list[Source] = []
_kinds: dict[str, Kind] = {}


def register_population(population: Population) -> None:
    """Called once, by `offenders`."""
    global _population
    _population = population


def register_source(source: Source, *kinds: Kind) -> None:
    """Called once by each app that owes deadlines, with the names of its kinds."""
    _sources.append(source)
    _kinds.update({kind.code: kind for kind in kinds})


def population() -> Population:
    """The registered population."""
    if _population is None:
        raise RuntimeError("No population is registered")
    return _population


def sources() -> Sequence[Source]:
    """The registered sources, in the order of the apps."""
    return tuple(_sources)


def kinds() -> Mapping[str, Kind]:
    """Every kind of deadline by code."""
    return dict(_kinds)


def kind_name(code: str) -> str:
    """The name of a kind on screen."""
    return _kinds[code].name if code in _kinds else code.replace("_", " ")


def subject_words(code: str, subject: str, reason: str) -> str:
    """What a deadline is about, on screen: its subject, or the beginning of its reason where that is only a number."""
    if code in _kinds and _kinds[code].numbered:
        return reason.partition(";")[0]
    return subject
