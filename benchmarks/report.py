"""What a benchmark says: a ratio, its budget, and whether it keeps to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Measure:
    """One figure of a run. `at_least` where more is better; otherwise the budget is the most that it may be."""

    name: str
    value: float
    budget: float
    unit: str = "×"
    at_least: bool = False
    about: str = ""  # what was compared, with the raw figures, which depend on the machine

    @property
    def passed(self) -> bool:
        return self.value >= self.budget if self.at_least else self.value <= self.budget

    @property
    def value_text(self) -> str:
        return f"{self.value:,.0f}{self._unit}" if self.unit != "×" else f"{self.value:.2f}×"

    @property
    def budget_text(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.budget:g}{self._unit}"

    @property
    def _unit(self) -> str:
        return self.unit if self.unit == "×" else f" {self.unit}".rstrip()


def table(measures: Sequence[Measure]) -> str:
    """Aligned columns for a terminal."""
    rows = [("", "measured", "budget", "", "")]
    rows += [(m.name, m.value_text, m.budget_text, "pass" if m.passed else "MISS", m.about) for m in measures]
    wide = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        f"{row[0]:<{wide[0]}}  {row[1]:>{wide[1]}}  {row[2]:>{wide[2]}}  {row[3]:<{wide[3]}}  {row[4]}".rstrip()
        for row in rows
    )


def as_json(measures: Sequence[Measure]) -> list[dict[str, Any]]:
    """The same for a program."""
    return [{**asdict(measure), "passed": measure.passed} for measure in measures]
