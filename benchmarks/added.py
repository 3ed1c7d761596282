"""The reconcile of a register to which one app's facts are added: like `bulk`, with those facts in run and floor."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks import bulk, database, floor
from benchmarks.database import run_as_owner
from benchmarks.report import Measure


@dataclass(frozen=True)
class Added:
    """The facts of one app: statements that make them, queries whose rows the engine reads of them, how many are there.

    The statements take `{on}`. `least`: how many deadlines a person must owe for the register to be a fair one.
    """

    name: str
    statements: Sequence[str]
    reads: Callable[[str], list[str]]
    counts: Callable[[], str]
    least: float

    def fill(self, on: dt.date) -> None:
        """The facts, on top of a register that `benchmarks.register` has made."""
        run_as_owner(*(statement.format(on=on.isoformat()) for statement in self.statements))

    def measures_of(
        self, nominals: int, on: dt.date, runs: int, register: Callable[[int], None], say: Callable[[str], None]
    ) -> list[Measure]:
        """Every figure, in a database of its own. `register` makes so many nominals with their visits."""
        with database.fresh(self.name) as name:
            register(nominals)
            self.fill(on)
            return self._measures(self._measured(name, nominals, on, runs, say))

    def _measured(self, name: str, nominals: int, on: dt.date, runs: int, say: Callable[[str], None]) -> bulk.Times:
        own = floor.reads
        floor.reads = lambda day, **more: [*own(day, **more), *self.reads(day)]
        try:
            return bulk.measure(name, nominals, on, runs, say)
        finally:
            floor.reads = own

    def _measures(self, found: bulk.Times) -> list[Measure]:
        """Against the floor, nothing written where nothing changed, memory."""
        made = []
        for name in ("first", "unchanged"):
            work, least = found.median(name), found.median(f"{name}_floor")
            about = f"{found.nominals:,} nominals, {self.counts()}: {work:.2f} s / {least:.2f} s"
            made.append(Measure(f"{name} reconcile with {self.name} / floor", found.ratio(name), 4, about=about))
        made.append(Measure("rows that the unchanged runs wrote", found.rows_written, 0, unit=""))
        made.append(Measure("peak memory of the reconcile", max(found.megabytes), 250, unit="MB"))
        about = f"median of {len(found.first)} runs {statistics.median(found.first):.1f} s"
        owed = found.owed / found.nominals
        made.append(Measure("deadlines opened a person", owed, self.least, unit="", at_least=True, about=about))
        return made
