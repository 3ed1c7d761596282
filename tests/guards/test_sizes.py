"""Modules of at most 400 lines, functions of at most 40, view functions of at most 25 (design, section 9)."""

import ast

from tests.guards.source import modules, name, tree


def test_modules_are_at_most_400_lines():
    assert [name(p) for p in modules() if p.read_text().count("\n") > 400] == []


def test_functions_are_at_most_40_lines_and_views_25():
    found = []
    for path in modules():
        cap = 25 if "views" in {path.stem, path.parent.name} else 40
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > cap:
                    found.append(f"{name(path)}:{node.lineno}: {node.name} has {length} lines, at most {cap}")
    assert found == []


def test_nothing_hides_in_signals_or_save():
    found = []
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.db.models.signals"):
                found.append(f"{name(path)}:{node.lineno}: signals")
            if isinstance(node, ast.ClassDef) and "models" in {path.stem, path.parent.name}:
                methods = [item for item in node.body if isinstance(item, ast.FunctionDef)]
                found += [f"{name(path)}:{item.lineno}: save()" for item in methods if item.name == "save"]
    assert found == []
