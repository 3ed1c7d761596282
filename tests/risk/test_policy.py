"""The rules for risk as tables of cases: ugly dates, ties, approvals that come late, days as at which one asks."""

from datetime import date as d

import pytest

from deadlines.policy_keys import PolicyBook
from risk.policy import (
    AssessmentFact,
    Circumstances,
    EventFact,
    Lead,
    age_on,
    arms_name,
    arms_review,
    blockers,
    criteria,
    partner_clock,
    reactive_review,
    risk_review,
)
from risk.policy.tools import DirectContact, NotScored, conflict, disagreement, osp_dc, osp_dc_band, osp_iic
from tests.risk.facts import StatusFact, active, level, person, reactive
from tests.support.bundle import calendar

BOOK = PolicyBook()
MAN = Lead("police", None, "male", d(1979, 6, 11))


def arms(on, *days, who=None, lead=MAN, book=BOOK):
    facts = [AssessmentFact(day, "arms") for day in days]
    return arms_review(who or person(), lead, facts, on, book, calendar())


@pytest.mark.parametrize(
    ("done", "on", "due"),
    [
        (d(2024, 2, 29), d(2024, 6, 1), d(2025, 2, 28)),
        (d(2025, 1, 31), d(2026, 6, 1), d(2026, 1, 31)),
        (d(2025, 5, 1), d(2025, 5, 1), d(2026, 5, 1)),
    ],
)
def test_the_next_arms_counts_from_the_last(done, on, due):
    assert arms(on, done, d(2020, 1, 1)).due_on == due


def test_an_arms_of_tomorrow_does_not_count_today():
    who = person(d(2026, 3, 30))
    assert arms(d(2026, 4, 1), d(2026, 4, 2), who=who).rule == "arms_first"
    assert arms(d(2026, 4, 2), d(2026, 4, 2), who=who).due_on == d(2027, 4, 2)


@pytest.mark.parametrize(
    ("lead", "on", "owed"),
    [
        (Lead("probation"), d(2026, 4, 10), False),
        (Lead("mental_health"), d(2026, 4, 10), False),
        (Lead("youth_offending"), d(2026, 4, 10), False),
        (Lead(""), d(2026, 4, 10), True),
        (Lead("police", d(2026, 4, 11)), d(2026, 4, 10), False),  # a partner's until then
        (Lead("police", d(2026, 4, 10)), d(2026, 4, 10), True),
        (Lead("probation", d(2026, 4, 11)), d(2026, 4, 10), True),  # the police's until then
        (Lead("probation", d(2026, 4, 10)), d(2026, 4, 10), False),
    ],
)
def test_whose_task_it_is(lead, on, owed):
    assert (arms(on, lead=lead) is not None) is owed


def test_an_arms_from_before_the_police_had_the_case_never_makes_it_overdue_on_arrival():
    who, lead = person(d(2020, 1, 6)), Lead("police", d(2026, 3, 30))
    assert arms(d(2026, 4, 10), d(2021, 2, 1), who=who, lead=lead)[2:4] == (d(2026, 4, 22), "arms_first")
    assert arms(d(2026, 4, 10), d(2026, 3, 20), who=who, lead=lead)[2:4] == (d(2027, 3, 20), "arms_review")


@pytest.mark.parametrize(
    ("statuses", "on", "answer"),
    [
        ([StatusFact("custody", d(2026, 4, 1), None)], d(2026, 3, 31), False),
        ([StatusFact("custody", d(2026, 4, 1), None)], d(2026, 4, 1), True),
        ([StatusFact("hospital", d(2026, 4, 1), d(2026, 4, 9))], d(2026, 4, 8), True),
        ([StatusFact("hospital", d(2026, 4, 1), d(2026, 4, 9))], d(2026, 4, 9), False),
        ([StatusFact("abroad", d(2026, 4, 1), None)], d(2026, 4, 8), False),
        ([StatusFact("missing", d(2026, 4, 1), None)], d(2026, 4, 8), False),
    ],
)
def test_suspended_in_custody_and_hospital_only(statuses, on, answer):
    spec = arms(on, who=person(d(2026, 3, 2), statuses=statuses))
    assert (spec.suspended, spec.due_on) == (answer, d(2026, 3, 23))


def test_no_arms_for_the_dead_the_not_yet_registered_and_the_ended():
    dead = person(statuses=[StatusFact("deceased", d(2026, 1, 1), None)])
    assert arms(d(2026, 1, 1), who=dead) is None
    assert arms(d(2025, 12, 31), who=dead) is not None
    assert arms(d(2026, 1, 1), who=person(d(2026, 1, 2))) is None
    assert arms(d(2026, 1, 1), who=person(None)) is None
    assert arms(d(2026, 1, 1), who=person(requirement_ended=True)) is None


def test_a_force_may_set_both_numbers_and_the_value_of_the_trigger_counts():
    book = PolicyBook([("Northshire", d(2026, 1, 1), "arms_review", "", 6, "months")])
    assert arms(d(2026, 6, 1), d(2025, 12, 31), book=book).due_on == d(2026, 12, 31)
    assert arms(d(2026, 6, 1), d(2026, 1, 1), book=book).due_on == d(2026, 7, 1)


def test_what_it_is_called_for_a_woman_and_for_the_young():
    assert arms_name(MAN, d(2026, 1, 1)) == "ARMS"
    assert arms_name(Lead(sex="female"), d(2026, 1, 1)) == "Risk review"
    young = Lead(sex="male", born_on=d(2008, 2, 29))
    assert [arms_name(young, day) for day in (d(2026, 2, 27), d(2026, 2, 28))] == ["Risk review", "ARMS"]
    assert age_on(d(2008, 2, 29), d(2026, 2, 28)) == 18
    assert "treated as an adult" in arms(d(2026, 1, 1), lead=Lead("police")).reason


def test_the_partners_clock():
    lead = Lead("probation", None, "male", d(1979, 6, 11))
    released = person(d(2026, 1, 5), statuses=[StatusFact("custody", d(2026, 2, 2), d(2026, 3, 2))])

    def clock(on, *days):
        return partner_clock(released, lead, [AssessmentFact(day, "oasys") for day in days], on, BOOK, calendar())

    assert clock(d(2026, 3, 10)).due_on == d(2026, 3, 23)
    assert clock(d(2026, 3, 10), d(2026, 1, 10)).due_on == d(2026, 3, 23)
    assert clock(d(2026, 3, 10), d(2026, 3, 9)).due_on == d(2026, 6, 29)
    assert clock(d(2026, 2, 10)) is None
    assert partner_clock(released, MAN, [], d(2026, 3, 10), BOOK, calendar()) is None


EVENT = d(2026, 3, 16)
ONE_EVENT = [EventFact(EVENT, "intelligence")]


def review(on=d(2026, 3, 23), events=ONE_EVENT, done=(), **more):
    return risk_review(person(**more), events, done, on, BOOK, calendar())


@pytest.mark.parametrize("kind", ["intelligence", "arrest", "change_of_circumstances", "csods_application"])
def test_every_event_of_the_contract_opens_one(kind):
    assert review(events=[EventFact(EVENT, kind)]).due_on == d(2026, 3, 23)


@pytest.mark.parametrize(
    ("more", "owed"),
    [
        ({"done": [AssessmentFact(d(2026, 3, 15), "arms")]}, True),
        ({"done": [AssessmentFact(d(2026, 3, 16), "arms")]}, False),
        ({"done": [AssessmentFact(d(2026, 3, 18), "osp_dc")]}, True),
        ({"done": [AssessmentFact(d(2026, 3, 24), "arms")]}, True),  # tomorrow's
        ({"levels": [level("high", d(2026, 3, 15))]}, True),
        ({"levels": [level("high", d(2026, 3, 16))]}, False),
        ({"levels": [level("high", d(2020, 1, 1)), level("low", d(2026, 3, 17), False)]}, True),  # waits
        ({"levels": [level("high", d(2020, 1, 1)), level("low", d(2026, 3, 1), True, d(2026, 3, 20))]}, False),
        ({"levels": [level("high", d(2020, 1, 1)), level("low", d(2026, 3, 17), True, d(2026, 3, 24))]}, True),
        ({"levels": [level("low", d(2020, 1, 1)), level("high", d(2026, 3, 17), False)]}, False),  # a rise counts
        ({"levels": [level("low", d(2020, 1, 1)), level("low", d(2026, 3, 17), False)]}, False),  # and what keeps it
        ({"management": [reactive(d(2026, 3, 17), False)]}, True),
        ({"management": [reactive(d(2026, 3, 17))]}, False),
        ({"management": [active(d(2026, 3, 17))]}, False),
        ({"events": [EventFact(EVENT, "arrest", d(2026, 3, 23))]}, False),
        ({"events": [EventFact(EVENT, "arrest", d(2026, 3, 24))]}, True),  # closed tomorrow
        ({"events": [EventFact(d(2026, 3, 24), "arrest")]}, False),
        ({"events": [EventFact(EVENT, "breach")]}, False),
        ({"requirement_ended": True}, False),
        ({"statuses": [StatusFact("deceased", d(2026, 3, 20), None)]}, False),
        ({"statuses": [StatusFact("custody", d(2026, 3, 16), None)]}, True),
    ],
)
def test_what_answers_an_event(more, owed):
    assert (review(**more) is not None) is owed


def test_the_earliest_unanswered_event_governs():
    events = [EventFact(d(2026, 3, 19), "arrest"), EventFact(EVENT, "intelligence"), EventFact(d(2026, 3, 2), "arrest")]
    spec = review(events=events, done=[AssessmentFact(d(2026, 3, 3), "arms")])
    assert (spec.due_on, spec.counted_from) == (d(2026, 3, 23), EVENT)
    assert "1 more since" in spec.reason


def kept(on, *rows, **more):
    return reactive_review(person(management=rows, **more), on, BOOK, calendar())


def test_the_review_of_a_reactively_managed_case():
    start = reactive(d(2024, 2, 29))
    assert kept(d(2024, 6, 1), start).due_on == d(2025, 2, 28)
    assert kept(d(2025, 3, 1), start, reactive(d(2025, 2, 20))).due_on == d(2026, 2, 20)
    assert kept(d(2025, 3, 1), start, reactive(d(2025, 2, 20), False)).due_on == d(2025, 2, 28)
    assert kept(d(2025, 3, 1), start, reactive(d(2025, 2, 20), True, d(2025, 2, 27))).due_on == d(2026, 2, 27)
    assert kept(d(2025, 3, 1), start, active(d(2025, 1, 1))) is None
    assert kept(d(2025, 3, 1), start, active(d(2025, 1, 1)), reactive(d(2025, 2, 1))).due_on == d(2026, 2, 1)
    assert kept(d(2024, 2, 28), start) is None
    assert kept(d(2024, 6, 1), start, requirement_ended=True) is None


def codes(on=d(2026, 3, 1), book=BOOK, *, events=(), orders=(), licence=None, mappa=None, **more):
    found = Circumstances(events, orders, licence, mappa)
    return blockers(criteria(person(**more), found, on, book, calendar()))


LOW = [level("low", d(2019, 3, 4))]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"levels": LOW}, []),
        ({}, ["no_level"]),
        ({"levels": [level("very_high", d(2019, 3, 4))]}, ["not_low"]),
        ({"levels": [level("low", d(2023, 3, 2))]}, ["low_too_short"]),
        ({"levels": [level("low", d(2023, 1, 1), True, d(2023, 3, 2))]}, ["low_too_short"]),
        ({"levels": [level("low", d(2023, 1, 1), False)]}, ["no_level"]),
        ({"levels": [*LOW, level("low", d(2025, 1, 1))]}, []),  # said again is no break
        ({"levels": [*LOW, level("high", d(2026, 3, 2))]}, []),  # tomorrow's
        ({"levels": LOW, "orders": ["O-1"]}, ["live_order"]),
        ({"levels": LOW, "licence": d(2026, 3, 1)}, ["on_licence"]),
        ({"levels": LOW, "licence": d(2026, 2, 28)}, []),
        ({"levels": LOW, "mappa": 1}, []),
        ({"levels": LOW, "mappa": 2}, ["mappa_level"]),
        ({"levels": LOW, "mappa": 3}, ["mappa_level"]),
        ({"levels": LOW, "events": [EventFact(d(2023, 3, 1), "arrest")]}, []),
        ({"levels": LOW, "events": [EventFact(d(2023, 3, 2), "arrest")]}, ["recent_event"]),
        ({"levels": LOW, "events": [EventFact(d(2023, 3, 2), "breach")]}, ["recent_event"]),
        ({"levels": LOW, "events": [EventFact(d(2026, 2, 2), "arrest", d(2026, 2, 3))]}, ["recent_event"]),  # closed
        ({"levels": LOW, "events": [EventFact(d(2026, 3, 2), "arrest")]}, []),  # tomorrow's
        ({"levels": LOW, "events": [EventFact(d(2026, 2, 2), "csods_application")]}, []),
        ({"levels": LOW, "events": [EventFact(d(2026, 2, 2), "change_of_circumstances")]}, []),
        ({"levels": LOW, "statuses": [StatusFact("abroad", d(2026, 3, 1), None)]}, ["status"]),
    ],
)
def test_blockers(more, expected):
    assert codes(**more) == expected


def test_everything_that_blocks_is_named():
    assert codes(
        orders=["O-1"], events=[EventFact(d(2026, 2, 2), "arrest")], licence=d(2027, 1, 1), mappa=3,
        statuses=[StatusFact("custody", d(2026, 3, 1), None)],
    ) == ["no_level", "live_order", "recent_event", "on_licence", "mappa_level", "status"]  # fmt: skip


def test_the_policy_of_the_day_asked_about_decides():
    book = PolicyBook([("Northshire", d(2026, 2, 1), "reactive_blocked_by_order", "", "no", "yes_no")])
    assert codes(d(2026, 1, 31), book, levels=LOW, orders=["O-1"]) == ["live_order"]
    assert codes(d(2026, 2, 1), book, levels=LOW, orders=["O-1"]) == []


MAN_OF_40 = DirectContact(1, 0, 1, 40, 39, 2, "yes")


def test_the_published_example_of_osp_dc():
    found = osp_dc(MAN_OF_40, "male")
    assert (found.points, found.band, round(found.probability, 4)) == (34, "high", 0.0392)


@pytest.mark.parametrize(
    ("points", "band"),
    [(0, "not_applicable"), (1, "low"), (21, "low"), (22, "medium"), (29, "medium"), (30, "high"), (35, "high"),
     (36, "very_high"), (64, "very_high")],
)  # fmt: skip
def test_the_bands_of_osp_dc(points, band):
    assert osp_dc_band(points) == band


@pytest.mark.parametrize(
    ("age", "points"), [(18, 14), (19, 14), (20, 14), (21, 13), (40, 7), (59, 1), (60, 0), (62, 0), (63, 0), (90, 0)]
)
def test_points_for_age(age, points):
    assert osp_dc(DirectContact(0, 0, 0, age, 10, 1, "no"), "male").points == points


@pytest.mark.parametrize(
    ("change", "field"),
    [({"age": 17}, "age"), ({"age_at_last": 41}, "age_at_last"), ({"age_at_last": 9}, "age_at_last"),
     ({"all_sanctions": 0}, "all_sanctions"), ({"stranger": ""}, "stranger"), ({"contact_adult": -1}, "contact_adult")],
)  # fmt: skip
def test_answers_that_make_no_sense(change, field):
    with pytest.raises(NotScored) as error:
        osp_dc(MAN_OF_40._replace(**change), "male")
    assert error.value.field == field


def test_no_band_for_a_woman():
    with pytest.raises(NotScored):
        osp_dc(MAN_OF_40, "female")


@pytest.mark.parametrize(
    ("answers", "band", "probability"),
    [((3, 0, True), "very_high", 0.1031), ((1, 5, True), "high", 0.03328), ((0, 2, True), "medium", 0.00926),
     ((0, 1, True), "low", 0.00634), ((0, 0, False), "low", 0.00062), ((0, 0, True), "low", 0.00281)],
)  # fmt: skip
def test_osp_iic_takes_the_first_test_that_matches(answers, band, probability):
    assert osp_iic(*answers)[::2] == (band, probability)


@pytest.mark.parametrize(
    ("tool", "band", "score", "wrong"),
    [("osp_dc", "high", 34, False), ("osp_dc", "medium", 34, True), ("osp_dc", "", 65, True), ("osp_dc", "", 3.5, True),
     ("osp_iic", "not_applicable", None, True), ("arms", "very_high", None, True), ("rm2000_s", "very_high", 5, False),
     ("polygraph", "anything", None, False)],
)  # fmt: skip
def test_bands_are_checked(tool, band, score, wrong):
    assert bool(disagreement(tool, band, score)) is wrong


def test_a_tool_that_says_otherwise_is_shown():
    assert conflict("osp_dc", "high", "low") == "OSP/DC band is high, higher than the risk level low"
    assert conflict("arms", "low", "high").endswith("lower than the risk level high")
    assert conflict("arms", "high", "very_high") == conflict("osp_dc", "not_applicable", "low") == ""
    assert conflict("osp_dc", "low", None) == conflict("osp_dc", "low", "low") == ""
