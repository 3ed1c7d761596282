"""Only views, tasks, commands, middleware and the composition around them read the clock (design, section 6)."""

import ast

from tests.guards.source import PROJECT, modules, name, tree

MAY_READ = ("views", "tasks", "commands", "middleware", "context", "health", "embedded", "supervisor", "urls", "api")
ALSO = {
    "common/clock.py",  # the clock itself
    "accounts/admin.py",  # a page like a view: the day from which what follows a changed account holds
    "accounts/adapter.py",  # the moment at which the password was given again
    "deadlines/nightly.py",  # leases are in real time
    "offenders/prepared.py",  # what was put together for one day's scope is not used on another
    "offenders/models/nominal.py",  # an exception to scope ends by itself on its day
}
CALLS = {("date", "today"), ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("timezone", "now"),
         ("timezone", "localdate"), ("time", "time")}  # fmt: skip


def reads(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module == "common.clock":
            if {alias.name for alias in node.names} & {"today", "now"}:
                yield f"{name(path)}:{node.lineno}: common.clock"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            owner_name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            if (owner_name, node.func.attr) in CALLS:
                yield f"{name(path)}:{node.lineno}: {owner_name}.{node.func.attr}()"


def test_only_the_edges_read_the_clock():
    found = [
        read
        for path in modules()
        if name(path) not in ALSO and not set(MAY_READ) & {path.stem, *path.relative_to(PROJECT).parent.parts}
        for read in reads(path)
    ]
    assert found == []


def test_dates_never_come_from_anything_but_the_one_clock():
    found = [
        read
        for path in modules()
        for read in reads(path)
        if "common.clock" not in read and name(path) != "common/clock.py"
    ]
    assert [read for read in found if not read.startswith("config/")] == []
