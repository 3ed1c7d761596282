"""What a function of the project can come to call, by its source: an over-estimate, by the names that it mentions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.guards.source import PROJECT, tree

Place = tuple[str, str]  # module, name in it: a function, a class or a value


@cache
def module_path(module: str) -> Path | None:
    """The file of a module of the project; None for others."""
    base = PROJECT.joinpath(*module.split("."))
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if path.is_file():
            return path
    return None


@cache
def definitions(module: str) -> dict[str, ast.AST]:
    """What a module defines at its top, by name."""
    path = module_path(module)
    found: dict[str, ast.AST] = {}
    for node in tree(path).body if path else ():
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id: node.value for target in targets if isinstance(target, ast.Name)}
    return found


def imports(node: ast.AST) -> dict[str, Place]:
    """What the imports below a node bring, by the name that they give it."""
    found: dict[str, Place] = {}
    for part in ast.walk(node):
        if isinstance(part, ast.ImportFrom) and part.module and not part.level:
            found |= {one.asname or one.name: (part.module, one.name) for one in part.names}
        elif isinstance(part, ast.Import):
            found |= {one.asname: (one.name, "") for one in part.names if one.asname}
    return found


@cache
def imported(module: str) -> dict[str, Place]:
    """Everything that a module imports, at its top or within."""
    path = module_path(module)
    return imports(tree(path)) if path else {}


def place_of(module: str, name: str, attribute: str = "") -> Place | None:
    """Where a name that a module mentions is defined, through whatever passes it on."""
    for _ in range(6):
        if name in definitions(module):
            return module, name
        if name not in imported(module):
            return None
        source, original = imported(module)[name]
        if module_path(f"{source}.{original}".rstrip(".")) and original not in definitions(source):
            if not attribute:
                return None
            module, name, attribute = f"{source}.{original}".rstrip("."), attribute, ""
        elif module_path(source):
            module, name = source, original
        else:
            return None
    return None


def mentions(place: Place) -> Iterator[Place]:
    """The places that a definition mentions."""
    module, name = place
    for node in ast.walk(definitions(module)[name]):
        found = None
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found = place_of(module, node.value.id, node.attr)
        elif isinstance(node, ast.Name):
            found = place_of(module, node.id)
        if found and found != place:
            yield found


def reached(start: Place) -> set[Place]:
    """All that can be come to from a definition, itself included."""
    seen, waiting = {start}, [start]
    while waiting:
        for found in mentions_of(waiting.pop()):
            if found not in seen:
                seen.add(found)
                waiting.append(found)
    return seen


@cache
def mentions_of(place: Place) -> frozenset[Place]:
    """`mentions`, once for each definition."""
    return frozenset(mentions(place))
