"""What is wrong with a bundle, place by place."""

from __future__ import annotations

from typing import NamedTuple

LISTED = 200  # the contract's limit; the rest is counted


class Problem(NamedTuple):
    """One fault, at the line of a file (the header is line 1) and a column; blank where the row or file is at fault."""

    rank: int  # the place of the file in the order of the contract
    file: str
    line: int
    column: str
    message: str

    def text(self) -> str:
        """`file:row:column: what is wrong`."""
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class Problems:
    """Counts every fault and keeps those that may have to be listed, so that a million faults take no memory.

    Each pass over a file comes upon its faults from the first line to the last, so the first of each pass suffice.
    """

    def __init__(self) -> None:
        self.count = 0
        self._kept: dict[tuple[str, str], list[Problem]] = {}

    def add(self, rank: int, file: str, line: int, column: str, message: str, *, found_by: str = "cells") -> None:
        """Note one fault; `found_by` names the pass that came upon it."""
        self.count += 1
        kept = self._kept.setdefault((file, found_by), [])
        if len(kept) < LISTED:
            kept.append(Problem(rank, file, line, column, message))

    def add_uncounted(self, more: int) -> None:
        """Count faults of a pass that listed only its first ones."""
        self.count += more

    def listed(self) -> list[Problem]:
        """The first 200 by file and line."""
        return sorted(problem for kept in self._kept.values() for problem in kept)[:LISTED]


class BundleRefused(Exception):
    """The bundle has faults; nothing was written."""

    def __init__(self, problems: Problems) -> None:
        super().__init__(f"{problems.count} problems in the bundle")
        self.problems = problems
