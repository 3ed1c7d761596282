"""What of a bundle's orders the Act does not seem to allow: they load as made, with a warning (contract, "Orders")."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import replace

from common.rows import fetch
from common.text import plural
from deadlines.reconcile import batch_for
from exchange.bundle.orders import CONDITIONS, ORDERS
from exchange.bundle.spec import FileSpec
from exchange.bundle.staging import execute
from orders.facts import load_orders
from orders.policy import OrderFact, TermWarning
from orders.reading import warnings_of

NAMED = 5  # orders or conditions that a warning names
NOMINALS_AT_ONCE = 2_000


def odd_terms(files: Collection[FileSpec], on: dt.date) -> list[str]:
    """A line for each thing that is wrong with any order which the files name, as the pages of the orders say it."""
    columns = {ORDERS: "row_id", CONDITIONS: "parent_id"}
    named = " UNION ".join(
        f"SELECT nominal_id, {column} AS order_id FROM {spec.matched} WHERE NOT in_error"
        for spec, column in columns.items()
        if spec in files
    )
    if not named:
        return []
    found: dict[tuple[FileSpec, str, str], list[str]] = {}
    for order, warning in _warnings(named, on):
        file, place = (CONDITIONS, f"{order.ref}/{warning.number}") if warning.number else (ORDERS, order.ref)
        found.setdefault((file, warning.text, warning.source), []).append(place)
    return [_line(*what, sorted(found[what])) for what in sorted(found, key=lambda what: (what[0].file, *what[1:]))]


def _warnings(named: str, on: dt.date) -> Iterator[tuple[OrderFact, TermWarning]]:
    people = fetch(
        f"SELECT n.id, n.force_id, array_agg(s.order_id) FROM ({named}) s"
        " JOIN offenders_nominal n ON n.id = s.nominal_id GROUP BY 1, 2 ORDER BY 1",
        [],
    )
    whole = batch_for(on, ids=())
    # The tables just filled have no statistics yet, without which every part would read them whole.
    execute("SET LOCAL enable_seqscan = off")
    for start in range(0, len(people), NOMINALS_AT_ONCE):
        part = people[start : start + NOMINALS_AT_ONCE]
        batch = replace(whole, ids=tuple(id_ for id_, _, _ in part))
        orders = load_orders(batch)
        for id_, force_id, meant in part:
            for order in orders.get(id_, ()):
                if order.id in meant:
                    yield from ((order, warning) for warning in warnings_of(order, force_id, batch))
    execute("SET LOCAL enable_seqscan = on")


def _line(file: FileSpec, text: str, section: str, places: list[str]) -> str:
    more = f" and {len(places) - NAMED:,} more" if len(places) > NAMED else ""
    what = plural(len(places), "order" if file is ORDERS else "condition")
    return f"{file.file}: {what} loaded as made: {text} ({section}): {', '.join(places[:NAMED])}{more}"
