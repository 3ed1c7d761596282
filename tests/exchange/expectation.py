"""Reads the `expected.txt` of a bundle (its language is in tests/cases/bad_import/README.md) and holds a run to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tests.exchange.driver import Place, Result, exported, register


@dataclass
class Expectation:
    """What must be so after one bundle."""

    exit: int = 0
    places: list[list[Place]] = field(default_factory=list)  # each a choice of places, any one of which will do
    more_allowed: bool = False
    listed: int | None = None
    mentions: list[str] = field(default_factory=list)
    register: list[tuple[str, str, str]] = field(default_factory=list)
    deadlines: list[list[str]] = field(default_factory=list)

    def add(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        if word == "exit":
            self.exit = int(rest)
        elif line == "more allowed":
            self.more_allowed = True
        elif word == "listed":
            self.listed = int(rest)
        elif word == "mentions":
            self.mentions.append(rest)
        elif word == "register":
            reference, _, column = rest.partition(" ")
            self.register.append((reference, *column.split("=", 1)))
        elif word == "deadline":
            self.deadlines.append(rest.split())
        else:
            self.places.append([_place(choice) for choice in line.split("|")])

    def check(self, result: Result) -> None:
        """Fail unless the run did what was expected."""
        assert result.exit == self.exit, result.output
        assert all(text in result.output for text in self.mentions), result.output
        if self.listed is not None:
            assert len(result.places) == self.listed
        left = list(result.places)
        for choices in self.places:
            met = [place for place in left if any(_meets(place, choice) for choice in choices)]
            assert met, f"none of {choices} in\n{result.output}"
            left = [place for place in left if place not in met]
        if self.exit and not self.more_allowed:
            assert left == [], result.output
        for reference, column, value in self.register:
            assert register()[reference][column] == value, (reference, column)
        for day, reference, kind, subject, due in self.deadlines:
            found = [
                row["due_on"]
                for row in exported("export_deadlines", day)
                if (row["reference"], row["kind"], row["subject"] or "-") == (reference, kind, subject)
            ]
            assert found == ([] if due == "NONE" else [due]), (day, reference, kind)


def _place(text: str) -> Place:
    file, row, column = text.split(":")
    return file, int(row), column


def _meets(place: Place, wanted: Place) -> bool:
    return place[:2] == wanted[:2] and wanted[2] in ("*", place[2])


def read(path: Path) -> tuple[Expectation, Expectation]:
    """What is expected of the bundle, and of `then`."""
    first, then = Expectation(), Expectation()
    for line in filter(None, path.read_text(encoding="utf-8").splitlines()):
        if line.startswith("then "):
            then.add(line.removeprefix("then "))
        else:
            first.add(line)
    return first, then
