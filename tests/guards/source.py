"""The project's own source files, for the guards to read."""

import ast
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
LAYERS = (
    "common", "audit", "accounts", "deadlines", "offenders", "orders", "notification", "risk", "visits", "mappa",
    "caseloads", "exchange", "config",
)  # fmt: skip


@cache
def modules() -> tuple[Path, ...]:
    """Every module of the product, migrations left out."""
    return tuple(
        path for layer in LAYERS for path in sorted((PROJECT / layer).rglob("*.py")) if "migrations" not in path.parts
    )


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()
