"""The short way to a risk level says what the whole rule says, wherever it says anything."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from offenders.policy import RANK, LevelFact, risk_level_on, settled_level

ON = dt.date(2026, 1, 15)
days = st.integers(-40, 10).map(lambda number: ON + dt.timedelta(days=number))


@st.composite
def levels(draw):
    rows = []
    for _ in range(draw(st.integers(0, 4))):
        day, approved = draw(days), draw(st.sampled_from([True, True, True, False]))
        approved_on = draw(st.none() | st.integers(-3, 12).map(lambda late, day=day: day + dt.timedelta(days=late)))
        rows.append(LevelFact(day, draw(st.sampled_from(sorted(RANK))), approved, approved_on if approved else None))
    return rows


@settings(max_examples=500, deadline=None)
@given(levels(), days, st.booleans())
def test_settled_means_no_change_since_and_nothing_waiting(rows, by, gate):
    by = min(by, ON)
    short = settled_level(rows, ON, by=by)
    if short is None:
        return
    whole = risk_level_on(rows, ON, lower_needs_approval=gate)
    assert whole.level == short
    assert whole.waiting is None
    assert all(change.day <= by for change in whole.changes)
