"""A pack before it has a form: parts, tables and lines, in reading order. The page, the PDF and the Word file show it.

Text is plain text everywhere: whoever renders it escapes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

MARKING = "OFFICIAL-SENSITIVE"


@dataclass(frozen=True)
class Lines:
    """Label and value pairs."""

    items: Sequence[tuple[str, str]]
    form: str = field(default="lines", init=False)


@dataclass(frozen=True)
class Table:
    """A table. The caption may be blank below a heading that says it already."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    form: str = field(default="table", init=False)

    def labelled(self) -> list[list[tuple[str, str]]]:
        """Each row as (head, value) pairs, for a page that stacks its cells."""
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Paragraphs:
    """Running text."""

    texts: Sequence[str]
    form: str = field(default="paragraphs", init=False)


@dataclass(frozen=True)
class Points:
    """A list."""

    items: Sequence[str]
    form: str = field(default="points", init=False)


Block = Lines | Table | Paragraphs | Points


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Case:
    """One case of the agenda: its heading and its sections, open actions first."""

    title: str
    summary: str
    sections: Sequence[Section]


@dataclass(frozen=True)
class Pack:
    """The papers of one meeting as they stand on one day."""

    title: str
    version: str
    opening: Sequence[Section]
    cases: Sequence[Case]
    closing: Sequence[Section] = ()
    marking: str = MARKING

    def as_data(self) -> dict[str, Any]:
        """Plain lists and dictionaries, for a renderer that reads JSON."""
        return asdict(self)
