"""What holds of the visit rules for any history at all."""

from __future__ import annotations

import datetime as dt

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from common.dates import Interval, add_interval
from deadlines.policy_keys import PolicyBook
from offenders.policy import (
    RANK,
    AddressFact,
    LevelFact,
    ManagementFact,
    PersonFacts,
    PlanFact,
    StatusFact,
    management_on,
    risk_level_on,
    status_on,
)
from tests.support.bundle import calendar
from visits.policy import (
    DecisionFact,
    VisitFact,
    home_visit,
    intervals_counted_from,
    level_history,
    visit_specs,
)

FORCE = "Northshire"
FIRST, ON, LAST = dt.date(2025, 1, 1), dt.date(2026, 1, 15), dt.date(2026, 6, 30)
LEVELS = sorted(RANK)
FAILED = ["no_reply", "third_party_seen", "refused", "abandoned", "address_vacated"]
BOOKS = [
    PolicyBook(),
    PolicyBook(
        [
            (FORCE, dt.date(2025, 6, 1), "lower_risk_needs_approval", "", "no", "yes_no"),
            (FORCE, dt.date(2025, 9, 1), "longer_interval_needs_approval", "", "no", "yes_no"),
            (FORCE, dt.date(2025, 8, 1), "visit_interval", "high", "2", "months"),
            (None, dt.date(2025, 3, 1), "first_visit", "", "3", "weeks"),
            (FORCE, dt.date(2025, 10, 1), "custody_restart", "", "10", "days"),
            (FORCE, dt.date(2025, 10, 1), "warrant_min_attempts", "", "3", "count"),
        ]
    ),
]

# Days cluster, so that facts fall on one day or next to each other often enough.
days = st.one_of(
    st.dates(FIRST, LAST),
    st.sampled_from([FIRST, ON - dt.timedelta(1), ON, ON + dt.timedelta(1), dt.date(2025, 2, 28)]),
    st.integers(0, 40).map(lambda number: ON - dt.timedelta(days=number * 7)),
)
maybe_days = st.none() | days
approvals = st.one_of(
    st.tuples(st.just(False), st.none()), st.tuples(st.just(True), st.none()), st.tuples(st.just(True), days)
)
times = st.none() | st.sampled_from([dt.time(0), dt.time(9), dt.time(9, 30), dt.time(18)])
places = st.sampled_from(["", "4 Sample Street", "4, SAMPLE STREET ZZ1 1AA", "18 Model Road"])


def periods(began: dt.date, length: int | None) -> dt.date | None:
    return None if length is None else began + dt.timedelta(days=length)


levels = st.builds(
    lambda day, level, approval: LevelFact(day, level, *approval), days, st.sampled_from(LEVELS), approvals
)
plans = st.builds(
    lambda day, value, unit, approval: PlanFact(day, value, unit, *approval),
    days, st.integers(1, 14), st.sampled_from(["months", "weeks"]), approvals,
)  # fmt: skip
management = st.builds(
    lambda day, mode, approval: ManagementFact(day, mode, *approval),
    days, st.sampled_from(["active", "reactive"]), approvals,
)  # fmt: skip
statuses = st.builds(
    lambda status, began, length: StatusFact(status, began, periods(began, length)),
    st.sampled_from(["custody", "hospital", "abroad", "missing"]),
    days,
    st.none() | st.integers(0, 60) | st.sampled_from([27, 28]),
)
addresses = st.builds(
    lambda kind, address, began, length: AddressFact(kind, address, "", began, periods(began or FIRST, length)),
    st.sampled_from(["home", "no_fixed_abode", "partner"]),
    st.sampled_from(["4 Sample Street", "18 Model Road", "Day Centre"]),
    maybe_days,
    st.none() | st.integers(0, 300),
)
visits = st.builds(
    VisitFact, days, times, st.sampled_from(["seen_at_address", "seen_elsewhere", *FAILED]), places, st.booleans()
)
decisions = st.builds(DecisionFact, days, st.just("warrant"))


def by_key(rows, *fields):
    """One row for each natural key, as the register holds them."""
    return list({tuple(row[field] for field in fields): row for row in rows}.values())


people = st.builds(
    lambda registered_on, lv, pl, mg, ss, ad: PersonFacts(
        FORCE, registered_on, by_key(lv, 0, 1), by_key(pl, 0), by_key(mg, 0), by_key(ss, 0, 1), by_key(ad, 0, 1, 3)
    ),
    st.one_of(days, st.none(), st.just(FIRST)),
    st.lists(levels, max_size=5),
    st.lists(plans, max_size=3),
    st.lists(management, max_size=2),
    st.lists(statuses, max_size=3),
    st.lists(addresses, max_size=3),
)
visit_lists = st.lists(visits, max_size=8).map(lambda rows: by_key(rows, 0, 1, 2))
decision_lists = st.lists(decisions, max_size=2)
books = st.sampled_from(BOOKS)
histories = st.tuples(people, visit_lists, decision_lists, books)


def ask(history, on=ON):
    person, rows, decided, book = history
    return visit_specs(person, rows, on, book, calendar(), decided)


def visit_due(person, rows, book, on=ON):
    return home_visit(person, rows, on, book, calendar())


def known(person: PersonFacts, rows, decided, on: dt.date):
    """The facts cut down to what was known on a day, in the most literal way."""

    def proposal(row):
        if not row.approved:
            return row
        later = (row.approved_on or row.effective_from) > on
        return row._replace(approved=False, approved_on=None) if later else row

    def ended(row):
        return row._replace(ended_on=None) if row.ended_on is not None and row.ended_on > on else row

    cut = PersonFacts(
        person.force,
        person.registered_on if person.registered_on is not None and person.registered_on <= on else None,
        [proposal(row) for row in person.levels if row.effective_from <= on],
        [proposal(row) for row in person.plans if row.effective_from <= on],
        [proposal(row) for row in person.management if row.effective_from <= on],
        [ended(row) for row in person.statuses if row.began_on <= on],
        [ended(row) for row in person.addresses if row.began_on is None or row.began_on <= on],
    )
    return cut, [row for row in rows if row.on <= on], [row for row in decided if row.on <= on]


@settings(deadline=None)
@given(histories)
def test_facts_dated_later_change_nothing(history):
    person, rows, decided, book = history
    assert ask((*known(person, rows, decided, ON), book)) == ask(history)
    assert status_on(person.statuses, ON) == status_on(known(person, rows, decided, ON)[0].statuses, ON)


@settings(deadline=None)
@given(histories, st.data())
def test_the_order_of_the_facts_does_not_matter(history, data):
    person, rows, decided, book = history
    shuffled = PersonFacts(
        person.force,
        person.registered_on,
        *(data.draw(st.permutations(list(facts))) for facts in person[2:7]),
    )
    assert ask((shuffled, data.draw(st.permutations(rows)), decided[::-1], book)) == ask(history)


@settings(deadline=None)
@given(histories)
def test_asking_twice_gives_the_same_and_changes_no_fact(history):
    before = repr(history)
    first = ask(history)
    assert ask(history) == first
    assert repr(history) == before
    assert len({(spec.kind, spec.subject) for spec in first}) == len(first)


@settings(deadline=None)
@given(histories)
def test_rows_may_be_plain_tuples(history):
    person, rows, decided, book = history
    plain = person._replace(
        levels=[tuple(row) for row in person.levels],
        plans=[tuple(row) for row in person.plans],
        management=[tuple(row) for row in person.management],
        statuses=[tuple(row) for row in person.statuses],
        addresses=[tuple(row) for row in person.addresses],
    )
    assert ask((plain, [tuple(row) for row in rows], [tuple(row) for row in decided], book)) == ask(history)


@settings(deadline=None)
@given(histories, days, times, st.sampled_from(FAILED), places, st.booleans())
def test_a_failed_attempt_never_moves_the_date(history, day, at, outcome, address, search):
    person, rows, _, book = history
    before, after = (
        visit_due(person, each, book) for each in (rows, [*rows, VisitFact(day, at, outcome, address, search)])
    )
    assert (before and before[:6]) == (after and after[:6])


@settings(deadline=None)
@given(histories)
def test_visits_before_the_last_sighting_at_the_address_do_not_matter(history):
    person, rows, decided, book = history
    last = max((row.on for row in rows if row.outcome == "seen_at_address" and row.on <= ON), default=dt.date.min)
    assert ask((person, [row for row in rows if row.on >= last], decided, book)) == ask(history)


changes = st.one_of(
    st.sampled_from(LEVELS).map(lambda level: ("levels", LevelFact(ON, level, True, None))),
    st.sampled_from(LEVELS).map(lambda level: ("levels", LevelFact(ON, level, False, None))),
    st.tuples(st.integers(1, 14), st.sampled_from(["months", "weeks"]), st.booleans()).map(
        lambda plan: ("plans", PlanFact(ON, *plan, None))
    ),
    st.integers(0, 200).map(lambda ago: ("addresses", AddressFact("home", "New", "", ON, None))),
)


@settings(max_examples=300, deadline=None)
@given(histories, changes)
def test_a_change_never_makes_a_visit_due_in_the_past_nor_forgives_one(history, change):
    person, rows, _, book = history
    rows = [row for row in rows if row.on < ON]  # a move decides what a visit of its own day was
    field, fact = change
    before = visit_due(person, rows, book)
    after = visit_due(person._replace(**{field: [*getattr(person, field), fact]}), rows, book)
    assert (before is None) == (after is None)
    if before is not None and before.due_on < ON:
        assert after.due_on == before.due_on
    elif before is not None:
        assert after.due_on >= ON


@settings(max_examples=300, deadline=None)
@given(histories, st.booleans(), st.data())
def test_a_rise_never_puts_a_visit_off(history, approved, data):
    person, rows, _, _ = history
    book = BOOKS[0]
    now = level_history(person, ON, book).level
    higher = [level for level in LEVELS if RANK[level] > RANK[now or "high"]]
    if not higher:
        return  # nothing is above very high
    level = data.draw(st.sampled_from(higher))
    risen = person._replace(levels=[*person.levels, LevelFact(ON, level, approved, None)])
    before, after = visit_due(person, rows, book), visit_due(risen, rows, book)
    assert level_history(risen, ON, book).level == level
    assert (before is None) == (after is None)
    assert before is None or after.due_on <= before.due_on


@settings(deadline=None)
@given(histories, st.integers(0, 2000))
def test_an_unapproved_lower_level_or_longer_plan_changes_nothing(history, ago):
    person, rows, _, _ = history
    book = BOOKS[0]
    before = visit_due(person, rows, book)
    lower = person._replace(levels=[*person.levels, LevelFact(ON, "low", False, None)])
    longer = person._replace(plans=[*person.plans, PlanFact(ON, 13, "months", False, None)])
    for other in (lower, longer):
        after = visit_due(other, rows, book)
        assert (before and (before.due_on, before.suspended)) == (after and (after.due_on, after.suspended))


@settings(deadline=None)
@given(histories, days)
def test_history_does_not_change_with_the_day_from_which_it_is_seen(history, earlier):
    person, _, _, book = history
    assume(earlier <= ON)
    late, early = level_history(person, ON, book), level_history(person, earlier, book)
    assert [change for change in late.changes if change.day <= earlier] == list(early.changes)
    assert early.level == (early.changes[-1].level if early.changes else None)
    steps = [intervals_counted_from(person, each, FIRST, on, book).steps for each, on in ((late, ON), (early, earlier))]
    assert [step for step in steps[0] if step.day <= earlier] == list(steps[1])
    assert management_on(person.management, earlier).mode in ("active", "reactive")


@settings(max_examples=50, deadline=None)
@given(histories, st.dates(FIRST, ON))
def test_the_date_is_the_one_that_a_diary_kept_day_by_day_would_hold(history, seen_on):
    """Each morning: has the interval changed since yesterday? Then the date moves, unless it has already passed."""
    person, _, _, book = history
    # Agreed and in months: what of an unagreed plan holds when the default changes has tables of its own.
    plans = [plan._replace(unit="months", approved=True, approved_on=None) for plan in person.plans]
    person = person._replace(registered_on=FIRST, plans=plans, statuses=[], management=[], addresses=[])

    def interval_on(day):
        step = intervals_counted_from(person, level_history(person, day, book), seen_on, day, book).steps[-1]
        if step.plan is not None:
            return Interval(step.plan.value, step.plan.unit)
        return book.interval("visit_interval", FORCE, step.level or "high", on=seen_on)

    day, interval = seen_on, interval_on(seen_on)
    due = add_interval(seen_on, interval, calendar())
    while day < ON:
        day += dt.timedelta(days=1)
        today = interval_on(day)
        if today != interval and due >= day:
            due = max(add_interval(seen_on, today, calendar()), day)
        interval = today
    assert visit_due(person, [VisitFact(seen_on, None, "seen_at_address")], book).due_on == due


@settings(deadline=None)
@given(st.lists(levels, max_size=6), days)
def test_the_level_in_force_is_never_below_one_that_nobody_agreed_to_lower(rows, on):
    """Without any approval the level is the highest ever proposed, high standing in for none."""
    unapproved = [row._replace(approved=False, approved_on=None) for row in rows]
    found = risk_level_on(unapproved, on, lower_needs_approval=True).level
    proposed = [row.level for row in unapproved if row.effective_from <= on]
    highest = max(proposed, key=RANK.__getitem__, default=None)
    assert found == (highest if highest is not None and RANK[highest] >= RANK["high"] else None)


@settings(deadline=None)
@given(histories, st.sampled_from(["custody", "hospital"]), days)
def test_an_open_stay_suspends_and_keeps_the_date_unless_it_joins_another(history, status, began):
    person, rows, _, book = history
    free = person._replace(statuses=[row for row in person.statuses if row.status in ("abroad", "missing")])
    inside = free._replace(statuses=[*free.statuses, StatusFact(status, began, None)])
    before, after = visit_due(free, rows, book), visit_due(inside, rows, book)
    assert (before and before.due_on) == (after and after.due_on)
    assert after is None or after.suspended == (began <= ON)


@settings(deadline=None)
@given(histories, days)
def test_nothing_is_owed_after_a_death(history, died):
    person, rows, decided, book = history
    dead = person._replace(statuses=[*person.statuses, StatusFact("deceased", died, None)])
    assert ask((dead, rows, decided, book)) == ([] if died <= ON else ask(history))


@settings(deadline=None)
@given(histories)
def test_a_decision_is_owed_only_after_an_attempt_and_never_in_the_future(history):
    person, rows, _, _ = history
    attempts = {row.on for row in rows if row.outcome in FAILED}
    for spec in ask(history):
        if spec.kind == "visit_decision":
            assert spec.due_on in attempts
            assert spec.due_on <= ON
            assert status_on(person.statuses, ON) not in ("custody", "hospital", "abroad")
        if spec.kind == "whereabouts":
            opened = {row.on for row in rows if row.outcome == "address_vacated"}
            opened |= {row.began_on for row in person.statuses if row.status == "missing"}
            assert spec.due_on in opened
            assert spec.due_on <= ON
        assert spec.reason
        assert spec.kind == "home_visit" or not spec.suspended
