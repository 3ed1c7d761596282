"""The rules of MAPPA as tables of cases."""

import datetime as dt

import pytest

from common.dates import WorkingDays
from deadlines.policy_keys import PolicyBook
from mappa.policy import (
    ActionFact,
    Answers,
    Facts,
    ItemFact,
    LevelFact,
    ReferralFact,
    category_on,
    level_fits_category,
    level_on,
    mappa_specs,
    screen,
)
from offenders.policy import PersonFacts, StatusFact
from risk.policy import Lead

CALENDAR = WorkingDays([dt.date(2023, 1, 2), dt.date(2026, 4, 3), dt.date(2026, 4, 6)], dt.date(2028, 12, 31))
BOOK = PolicyBook([])


def day(text):
    return dt.date.fromisoformat(text)


def levels(*rows):
    return [LevelFact(day(on), level) for on, level in rows]


def item(on, *, sent=None, level=2, decided=None, ref="T-1"):
    return ItemFact(ref, day(on), level, day(sent) if sent else None, decided)


def owed(facts, on, *, lead="police", since=None, statuses=(), kind=None):
    person = PersonFacts(
        None, day("2019-03-04"), statuses=[StatusFact(s, day(a), b and day(b)) for s, a, b in statuses]
    )
    specs = mappa_specs(person, Lead(lead, since and day(since)), facts, day(on), BOOK, CALENDAR)
    return [spec for spec in specs if kind in (None, spec.kind)]


def review(facts, on, **more):
    found = owed(facts, on, kind="mappa_review", **more)
    return found[0].due_on.isoformat() if found else None


@pytest.mark.parametrize(
    ("rows", "items", "on", "due"),
    [
        ([], [], "2026-04-10", None),  # nothing says the level
        ([("2024-02-29", 1)], [], "2024-03-01", "2025-02-28"),  # leap day, 12 months
        ([("2026-01-16", 2)], [], "2026-01-15", None),  # not yet
        ([("2026-01-16", 2)], [], "2026-01-16", "2026-04-10"),
        ([("2026-01-16", 2)], [("2026-02-02", 2, None)], "2026-02-01", "2026-04-10"),  # the meeting is later
        ([("2026-01-16", 2)], [("2026-02-02", 2, None)], "2026-02-02", "2026-04-27"),
        ([("2026-01-16", 2)], [("2026-02-02", 2, 3)], "2026-02-02", "2026-03-16"),  # decided there: 6 weeks
        ([("2026-02-02", 2)], [("2026-02-02", 2, 3)], "2026-02-02", "2026-04-27"),  # the row goes first
        ([("2026-01-16", 3), ("2026-03-02", 2)], [], "2026-03-01", "2026-02-27"),
        ([], [("2026-02-02", 2, None)], "2026-02-02", None),  # a meeting alone says no level
        ([], [("2026-02-02", 2, 2)], "2026-02-02", "2026-04-27"),
    ],
)
def test_review(rows, items, on, due):
    facts = Facts(levels(*rows), [item(a, level=b, decided=c) for a, b, c in items])
    assert review(facts, on) == due


@pytest.mark.parametrize(
    ("lead", "level", "reviewed"),
    [("police", 1, True), ("", 1, True), ("probation", 1, False), ("mental_health", 1, False), ("probation", 2, True)],
)
def test_at_level_1_only_where_the_police_lead(lead, level, reviewed):
    assert bool(review(Facts(levels(("2026-01-16", level))), "2026-02-01", lead=lead)) is reviewed


@pytest.mark.parametrize(
    ("lead", "since", "on", "reviewed"),
    [
        ("probation", "2026-05-01", "2026-04-30", True),  # the police's until the day before
        ("probation", "2026-05-01", "2026-05-01", False),
        ("police", "2026-05-01", "2026-04-30", False),  # a partner's until the day before
        ("police", "2026-05-01", "2026-05-01", True),
        ("", "2026-05-01", "2026-05-01", True),
        ("probation", "2019-03-04", "2019-03-03", False),  # always: by the default, since they were registered
        ("police", "2019-03-04", "2019-03-03", True),
    ],
)
def test_who_leads_counts_from_its_day(lead, since, on, reviewed):
    facts = Facts(levels(("2019-01-16", 1)))
    assert bool(review(facts, on, lead=lead, since=since)) is reviewed


@pytest.mark.parametrize(
    ("ended", "category", "kinds"),
    [
        (True, 1, {"mappa_minutes", "mappa_action"}),
        (False, 1, {"mappa_minutes", "mappa_action", "mappa_review", "mappa_first_meeting"}),
        (True, 2, {"mappa_minutes", "mappa_action", "mappa_review", "mappa_first_meeting"}),
        (True, 3, {"mappa_minutes", "mappa_action", "mappa_review", "mappa_first_meeting"}),
        (True, None, {"mappa_minutes", "mappa_action", "mappa_review", "mappa_first_meeting"}),
    ],
)
def test_category_1_ends_with_the_requirement(ended, category, kinds):
    facts = Facts(
        levels(("2026-01-16", 1)),
        [item("2026-01-20")],
        [ReferralFact("R-1", 2, "accepted", day("2026-02-02"))],
        [ActionFact("A-1", day("2026-03-02"), None, day("2026-01-20"))],
    )
    person = PersonFacts(None, day("2019-03-04"), requirement_ended=ended)
    specs = mappa_specs(person, Lead("police"), facts, day("2026-02-10"), BOOK, CALENDAR, category=category)
    assert {spec.kind for spec in specs} == kinds


@pytest.mark.parametrize(
    ("status", "level", "suspended"),
    [
        ("custody", 1, True),
        ("hospital", 1, True),
        ("abroad", 1, False),
        ("missing", 1, False),
        ("custody", 2, False),
        ("custody", 3, False),
    ],
)
def test_suspended_at_level_1_in_custody_and_hospital_only(status, level, suspended):
    facts = Facts(levels(("2026-01-16", level)))
    [spec] = owed(facts, "2026-02-01", statuses=[(status, "2026-01-20", None)])
    assert spec.suspended is suspended
    [spec] = owed(facts, "2026-02-01", statuses=[(status, "2026-01-20", "2026-02-01")])
    assert spec.suspended is False


def test_nothing_is_owed_about_the_dead():
    facts = Facts(levels(("2026-01-16", 2)), [item("2026-01-16")], (), [ActionFact("A-1", day("2026-02-02"), None)])
    assert owed(facts, "2026-02-10", statuses=[("deceased", "2026-02-01", None)]) == []


@pytest.mark.parametrize(
    ("level", "decision", "decided", "met", "on", "due"),
    [
        (2, "accepted", "2026-04-01", None, "2026-04-10", "2026-05-01"),  # 20 working days over Easter
        (3, "accepted", "2026-03-20", None, "2026-04-10", "2026-04-07"),
        (None, "accepted", "2026-04-01", None, "2026-04-10", "2026-05-01"),  # as for level 2
        (1, "accepted", "2026-04-01", None, "2026-04-10", None),
        (2, "accepted", None, None, "2026-04-10", None),  # the day is not known
        (2, "refused", "2026-04-01", None, "2026-04-10", None),
        (2, "", None, None, "2026-04-10", None),
        (2, "accepted", "2026-04-01", None, "2026-03-31", None),
        (2, "accepted", "2026-04-01", "2026-03-31", "2026-04-10", "2026-05-01"),  # an earlier meeting is none
        (2, "accepted", "2026-04-01", "2026-04-01", "2026-04-10", None),
        (2, "accepted", "2026-04-01", "2026-04-11", "2026-04-10", "2026-05-01"),  # still to come
    ],
)
def test_first_meeting(level, decision, decided, met, on, due):
    referral = ReferralFact("R-1", level, decision, day(decided) if decided else None)
    found = owed(Facts((), [item(met)] if met else [], [referral]), on, kind="mappa_first_meeting")
    assert [(spec.subject, spec.due_on.isoformat()) for spec in found] == ([("R-1", due)] if due else [])
    assert all(
        ("to level" in spec.reason, "as for level 2" in spec.reason) == (bool(level), not level) for spec in found
    )


@pytest.mark.parametrize(
    ("level", "held", "sent", "on", "due"),
    [
        (2, "2026-01-12", None, "2026-02-10", "2026-01-26"),
        (3, "2026-01-12", None, "2026-02-10", "2026-01-19"),
        (None, "2026-01-12", None, "2026-02-10", "2026-01-26"),
        (1, "2026-01-12", None, "2026-02-10", "2026-01-26"),
        (2, "2026-01-12", "2026-01-20", "2026-01-19", "2026-01-26"),
        (2, "2026-01-12", "2026-01-20", "2026-01-20", None),
        (2, "2026-01-12", None, "2026-01-11", None),
    ],
)
def test_minutes(level, held, sent, on, due):
    found = owed(Facts((), [item(held, sent=sent, level=level)]), on, kind="mappa_minutes")
    assert [spec.due_on.isoformat() for spec in found] == ([due] if due else [])
    begins = (f"Level {level} meeting of" if level else "Meeting of", level not in (2, 3))
    assert all((spec.reason.partition(" 12 ")[0], "as for level 2" in spec.reason) == begins for spec in found)


@pytest.mark.parametrize(
    ("due", "done", "made", "on", "owes"),
    [
        ("2026-02-20", None, "2026-01-16", "2026-04-10", True),
        ("2026-02-20", None, "2026-01-16", "2026-01-15", False),  # not agreed yet
        ("2026-02-20", "2026-02-18", "2026-01-16", "2026-02-17", True),
        ("2026-02-20", "2026-02-18", "2026-01-16", "2026-02-18", False),
        (None, None, "2026-01-16", "2026-04-10", False),
        ("2026-02-20", None, None, "2020-01-01", True),  # of no meeting: always was
    ],
)
def test_action(due, done, made, on, owes):
    row = ActionFact("A-1", due and day(due), done and day(done), made and day(made))
    found = owed(Facts((), (), (), [row]), on)
    assert [spec.due_on.isoformat() for spec in found] == ([due] if owes else [])


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        (Answers(), None),
        (Answers(False), 1),
        (Answers(True, False, False, False), 1),
        (Answers(True, False, None, False), None),
        (Answers(True, True), None),  # senior people not answered
        (Answers(True, True, None, None, False), 2),
        (Answers(True, False, True, False, False), 2),
        (Answers(True, False, False, True, False), 2),
        (Answers(True, True, True, False, True), 3),
        (Answers(False, True, True, True, True), 1),
    ],
)
def test_screening(answers, level):
    assert screen(answers).level == level
    assert screen(answers).why


@pytest.mark.parametrize(
    ("level", "category", "fits"),
    [(1, 3, False), (2, 3, True), (3, 3, True), (1, 1, True), (1, None, True), (None, 3, True)],
)
def test_category_3_is_managed_at_level_2_or_3(level, category, fits):
    assert level_fits_category(level, category) is fits


@pytest.mark.parametrize(
    ("current", "changes", "on", "category"),
    [
        (1, [], "2020-01-01", 1),
        (2, [("2026-03-02", 1)], "2026-03-01", 1),
        (2, [("2026-03-02", 1)], "2026-03-02", 2),
        (3, [("2026-03-02", 1), ("2026-04-01", 2)], "2026-03-31", 2),
        (3, [("2026-04-01", 2), ("2026-03-02", None)], "2026-01-01", None),
    ],
)
def test_category_on_a_day(current, changes, on, category):
    assert category_on(current, [(day(d), before) for d, before in changes], day(on)) == category


def test_the_level_on_a_day_is_that_of_the_latest_decision():
    facts = Facts(levels(("2026-01-16", 2), ("2026-03-02", 1)), [item("2026-02-02", decided=3)])
    assert [level_on(facts, day(d)) for d in ("2026-01-15", "2026-01-16", "2026-02-02", "2026-03-02")] == [
        None,
        2,
        3,
        1,
    ]
