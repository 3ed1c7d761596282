"""A module imports only from its left (design, section 2)."""

import ast
from pathlib import Path

import pytest

from tests.guards.source import LAYERS, PROJECT, modules, name, tree


def imported_layers(path: Path) -> set[tuple[str, int]]:
    found = set()
    for node in ast.walk(tree(path)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [node.module]
        elif isinstance(node, ast.ImportFrom):
            pytest.fail(f"{name(path)}:{node.lineno}: imports are absolute here")
        found |= {(top, node.lineno) for top in (dotted.split(".")[0] for dotted in names) if top in LAYERS}
    return found


def offences(path: Path) -> list[str]:
    own = path.relative_to(PROJECT).parts[0]
    rank = LAYERS.index(own)
    return [
        f"{name(path)}:{line}: {own} imports {other}"
        for other, line in imported_layers(path)
        if LAYERS.index(other) > rank
    ]


def test_a_module_imports_only_from_its_left():
    assert [offence for path in modules() for offence in offences(path)] == []


def test_an_import_from_the_right_would_be_found(tmp_path, monkeypatch):
    path = tmp_path / "common" / "wrong.py"
    path.parent.mkdir()
    path.write_text("from visits.models import Visit\n")
    monkeypatch.setattr("tests.guards.test_layers.PROJECT", tmp_path)
    monkeypatch.setattr("tests.guards.source.PROJECT", tmp_path)
    assert offences(path) == ["common/wrong.py:1: common imports visits"]


def test_policies_are_pure():
    """Rules take values and give values: no ORM, no settings, no clock."""
    barred = ("django", "common.clock", "common.models", "psycopg2")
    found = []
    for path in modules():
        if "policy" not in {path.stem, path.parent.name}:
            continue
        for node in ast.walk(tree(path)):
            dotted = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            found += [
                f"{name(path)}:{node.lineno}: {one}"
                for one in dotted
                if one.startswith(barred) or one.endswith(".models")
            ]
    assert found == []
