"""Assessments: what tools gave (contract, section 3)."""

from __future__ import annotations

import re

from exchange.bundle import values as v
from exchange.bundle.facts import REFERENCE
from exchange.bundle.spec import FACT, Column, FileSpec, Key, as_given, fixed, words
from risk.models import Tool

_SCORE = re.compile(r"-?[0-9]{1,5}(?:\.[0-9]{1,4})?")


def score(cell: str) -> str:
    """A number with at most four decimal places."""
    if _SCORE.fullmatch(cell):
        return cell
    raise v.Wrong(f"Give a number with at most 4 decimal places, not {v.shown(cell)}")


ASSESSMENTS = FileSpec(
    name="assessments",
    table="risk_assessment",
    same_key_at="completed_on",
    columns=(
        REFERENCE,
        Column("tool", v.code(Tool.values), required=True),
        Column("version", v.text(40)),
        Column("completed_on", v.date, "date", required=True),
        Column("band", v.text(40)),
        Column("score", score, "numeric"),
    ),
    key=(Key("tool", "t.tool"), Key("completed_on", "t.completed_on")),
    writes=(
        *FACT,
        fixed("tool", "s.tool"),
        fixed("completed_on", "s.completed_on"),
        fixed("items", "'{}'::jsonb"),
        fixed("notes", "''"),
        words("version"),
        words("band"),
        as_given("score"),
    ),
)
