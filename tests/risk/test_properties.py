"""What is true of the rules for risk whatever the facts."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from deadlines.policy_keys import PolicyBook
from offenders.policy import LevelFact, ManagementFact, PersonFacts
from risk.policy import AssessmentFact, Circumstances, EventFact, Lead, blockers, criteria, risk_specs
from risk.policy.tools import BANDS, DirectContact, osp_dc
from tests.support.bundle import calendar

BOOK = PolicyBook()
DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2027, 12, 31))
APPROVAL = st.tuples(st.booleans(), st.none() | DAYS)
LEVELS = st.lists(
    st.builds(
        lambda day, name, a: LevelFact(day, name, *a), DAYS, st.sampled_from(["low", "medium", "high"]), APPROVAL
    ),
    max_size=5,
)
MODES = st.lists(
    st.builds(
        lambda day, mode, a: ManagementFact(day, mode, *a), DAYS, st.sampled_from(["active", "reactive"]), APPROVAL
    ),
    max_size=5,
)
EVENTS = st.lists(
    st.builds(EventFact, DAYS, st.sampled_from(["arrest", "intelligence", "csods_application"]), st.none() | DAYS),
    max_size=5,
)
DONE = st.lists(st.builds(AssessmentFact, DAYS, st.sampled_from(["arms", "osp_dc", "oasys"])), max_size=5)
PEOPLE = st.builds(lambda levels, modes: PersonFacts("F", dt.date(2015, 1, 5), levels, (), modes), LEVELS, MODES)
LEAD = Lead("police", None, "male", dt.date(1980, 1, 1))


def specs(person, events, done, on):
    return risk_specs(person, LEAD, events, done, on, BOOK, calendar())


@given(PEOPLE, EVENTS, DONE, DAYS)
def test_what_is_dated_later_changes_nothing_today(person, events, done, on):
    known = person._replace(
        levels=[
            row if row.approved_on is None or row.approved_on <= on else row._replace(approved=False, approved_on=None)
            for row in person.levels
            if row.effective_from <= on
        ],
        management=[
            row if row.approved_on is None or row.approved_on <= on else row._replace(approved=False, approved_on=None)
            for row in person.management
            if row.effective_from <= on
        ],
    )
    events_known = [e._replace(closed_on=e.closed_on if e.closed_on and e.closed_on <= on else None) for e in events]
    assert specs(person, events, done, on) == specs(
        known, [e for e in events_known if e.on <= on], [a for a in done if a.completed_on <= on], on
    )
    found = Circumstances(events)
    assert criteria(person, found, on, BOOK, calendar()) == criteria(
        known, Circumstances([e for e in events if e.on <= on]), on, BOOK, calendar()
    )


@given(PEOPLE, EVENTS, DONE, DAYS)
def test_at_most_one_of_a_kind_and_the_order_of_the_facts_does_not_matter(person, events, done, on):
    found = specs(person, events, done, on)
    assert len({spec.kind for spec in found}) == len(found)
    turned = person._replace(levels=person.levels[::-1], management=person.management[::-1])
    assert specs(turned, events[::-1], done[::-1], on) == found


@given(PEOPLE, EVENTS, DONE, DAYS)
def test_an_arms_today_answers_every_event(person, events, done, on):
    answered = specs(person, events, [*done, AssessmentFact(on, "arms")], on)
    assert "risk_review" not in {spec.kind for spec in answered}


@given(PEOPLE, EVENTS, DAYS)
def test_the_wait_that_is_named_is_the_wait(person, events, on):
    """Where time alone would clear what blocks, it is blocked the day before and clear on the day, all else equal."""
    calm = person._replace(levels=[row for row in person.levels if row.effective_from <= on][:1])
    past = Circumstances([e for e in events if e.on <= on])
    for one in criteria(calm, past, on, BOOK, calendar()):
        if one.clear_on is not None and one.blocker in ("low_too_short", "recent_event"):
            assert one.clear_on > on
            later = blockers(criteria(calm, past, one.clear_on, BOOK, calendar()))
            before = blockers(criteria(calm, past, one.clear_on - dt.timedelta(days=1), BOOK, calendar()))
            assert one.blocker in before
            assert one.blocker not in later


COUNTS = st.integers(0, 5)


@given(
    COUNTS, COUNTS, COUNTS, st.integers(18, 99), st.integers(10, 18), st.integers(5, 9), st.sampled_from(["yes", "no"])
)
def test_osp_dc_stays_within_its_scale_and_falls_with_age(adult, child, other, age, last, every, stranger):
    answers = DirectContact(adult, child, other, age, last, every, stranger)
    found = osp_dc(answers, "male")
    assert 0 <= found.points <= 64
    assert found.band in BANDS["osp_dc"]
    assert osp_dc(answers._replace(age=age + 3), "male").points <= found.points
