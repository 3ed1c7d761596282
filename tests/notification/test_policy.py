"""Tables of small cases for the rules of notification: periods, clocks, conventions of counting."""

from datetime import date as d
from itertools import permutations

import pytest

from common.dates import Interval
from deadlines.policy_keys import PolicyBook
from notification.policy import (
    BodyFact,
    ReviewFact,
    clocks,
    departure_limits,
    notification_specs,
    qualifying,
    requirement,
    rings,
    to_confirm,
    under_18,
    window,
)
from notification.policy.terms import LONG, MIDDLE, SHORT, length_of
from offenders.policy import AddressFact
from tests.notification.facts import BOOK, FORCE, away, case, disposal, span, told

CALENDAR = PolicyBook([(None, d(2000, 1, 1), "weeks_as_months", "", "no", "yes_no")])
NO_PART_DAYS = PolicyBook([(None, d(2000, 1, 1), "custody_part_day_counts", "", "no", "yes_no")])
YOUNG = d(2008, 3, 1)


def answer(*facts, on=d(2026, 3, 1), born=d(1979, 6, 11), book=BOOK):
    found = requirement(case(*facts, born=born), on, book)
    return found.category, found.ends_text


def owed(kind, *facts, on, book=BOOK, **more):
    return {
        spec.subject: spec.due_on for spec in notification_specs(case(*facts, **more), on, book) if spec.kind == kind
    }


@pytest.mark.parametrize(
    ("outcome", "given", "adult", "young"),
    [
        ("life", "", "indefinite", "indefinite"),
        ("imprisonment", "30 months", "indefinite", "indefinite"),
        ("imprisonment", "29 months", "10y", "10y_halved"),
        ("imprisonment", "6 months", "7y", "7y_halved"),
        ("imprisonment", "1 day", "7y", "7y_halved"),
        ("imprisonment", "3 years", "indefinite", "indefinite"),
        ("imprisonment", "130 weeks", "indefinite", "indefinite"),
        ("imprisonment", "129 weeks", "10y", "10y_halved"),
        ("imprisonment", "182 days", "7y", "7y_halved"),
        ("imprisonment", "183 days", "10y", "10y_halved"),
        ("imprisonment", "", "indefinite", "indefinite"),  # the term is not recorded
        ("detention_training", "12 months", "7y", "7y_halved"),
        ("detention_training", "14 months", "10y", "10y_halved"),
        ("suspended", "2 years", "10y", "10y_halved"),
        ("hospital", "", "7y", "7y_halved"),
        ("hospital_restriction", "", "indefinite", "indefinite"),
        ("caution", "", "2y", "2y_halved"),
        ("community", "", "5y", "5y_halved"),
        ("fine", "", "5y", "5y_halved"),
        ("other", "", "5y", "5y_halved"),
        ("conditional_discharge", "3 years", "conditional_discharge", "conditional_discharge"),
    ],
)
def test_the_table_of_section_82(outcome, given, adult, young):
    facts = disposal(d(2025, 1, 20), outcome, given)
    on = d(2025, 2, 1)
    assert answer(facts, on=on)[0] == adult
    assert answer(facts, on=on, born=YOUNG)[0] == young


@pytest.mark.parametrize(
    ("on", "outcome", "given", "last"),
    [
        (d(2020, 3, 10), "imprisonment", "24 months", "2030-03-09"),
        (d(2024, 2, 29), "caution", "", "2026-02-28"),
        (d(2024, 2, 29), "community", "", "2029-02-28"),
        (d(2024, 3, 1), "imprisonment", "12 months", "2034-02-28"),
        (d(2022, 3, 1), "imprisonment", "12 months", "2032-02-29"),
        (d(2024, 12, 31), "caution", "", "2026-12-30"),
        (d(2025, 3, 31), "conditional_discharge", "18 months", "2026-09-30"),
        (d(2025, 8, 31), "conditional_discharge", "6 months", "2026-02-28"),
        (d(2026, 2, 27), "conditional_discharge", "14 days", "2026-03-12"),
        (d(2026, 2, 27), "conditional_discharge", "2 weeks", "2026-03-12"),
    ],
)
def test_last_day(on, outcome, given, last):
    day = d.fromisoformat(last)
    facts = disposal(on, outcome, given)
    assert answer(facts, on=day)[1] == last
    assert answer(facts, on=d.fromordinal(day.toordinal() + 1)) == ("none", "")
    assert answer(facts, on=d.fromordinal(on.toordinal() - 1)) == ("none", "")


@pytest.mark.parametrize(
    ("links", "category"),
    [
        ([("3 months", {}), ("10 months", {"consecutive_to": "A"})], "10y"),
        ([("3 months", {}), ("3 months", {"consecutive_to": "A"})], "7y"),
        ([("24 months", {}), ("18 months", {"overlaps": "A", "overlap": "12 months"})], "indefinite"),
        ([("24 months", {}), ("18 months", {"overlaps": "A", "overlap": "18 months"})], "10y"),
        ([("18 months", {}), ("18 months", {})], "10y"),
        ([("12 months", {}), ("9 months", {"consecutive_to": "A"}), ("9 months", {"consecutive_to": "B"})],
         "indefinite"),
        ([("5 months", {}), ("4 months", {"consecutive_to": "A", "schedule_3": False})], "7y"),
        ([("5 months", {"schedule_3": False}), ("4 months", {"consecutive_to": "A"})], "7y"),
        ([("4 months", {}), ("9 months", {"consecutive_to": "A", "schedule_3": False}),
          ("2 months", {"consecutive_to": "B"})], "7y"),
        ([("4 months", {}), ("9 months", {"consecutive_to": "A", "schedule_3": False}),
          ("3 months", {"consecutive_to": "B"})], "10y"),
        ([("6 months", {}), ("1 month", {"consecutive_to": "A"}), ("2 months", {"consecutive_to": "A"})], "10y"),
        ([("13 weeks", {}), ("3 months", {"consecutive_to": "A"})], "7y"),
        ([("13 weeks", {}), ("92 days", {"consecutive_to": "A"})], "10y"),
    ],
)  # fmt: skip
def test_terms_that_add_up(links, category):
    day = d(2024, 6, 3)
    facts = [
        disposal(day, "imprisonment", given, ref=ref, **more) for ref, (given, more) in zip("ABC", links, strict=False)
    ]
    assert answer(*facts)[0] == category


def test_each_offence_counts_with_the_combined_term():
    """Passed on different days, the earlier one has the combined term too."""
    first = disposal(d(2020, 1, 6), "imprisonment", "20 months", ref="A")
    second = disposal(d(2020, 9, 7), "imprisonment", "10 months", ref="B", consecutive_to="a")
    assert answer(first, second, on=d(2020, 8, 1))[0] == "10y"
    found = requirement(case(first, second), d(2026, 3, 1), BOOK)
    assert [(period.relevant_date, period.category) for period in found.periods] == [
        (d(2020, 1, 6), "indefinite"), (d(2020, 9, 7), "indefinite"),
    ]  # fmt: skip


def test_a_ring_is_found_and_does_not_hang():
    a = disposal(d(2024, 6, 3), "imprisonment", "4 months", ref="A", consecutive_to="B")
    b = disposal(d(2024, 6, 3), "imprisonment", "4 months", ref="B", consecutive_to="A")
    assert rings({"A": "B", "B": "A", "C": "A"}) == {"A", "B"}
    assert answer(a, b)[0] == "10y"


@pytest.mark.parametrize(
    ("sentenced", "given", "as_months", "on_calendar"),
    [
        (d(2023, 9, 1), "26 weeks", SHORT, SHORT),  # 1 September to 29 February: 182 days
        (d(2022, 9, 1), "26 weeks", SHORT, MIDDLE),  # 1 September to 28 February: 181 days
        (d(2023, 9, 4), "27 weeks", MIDDLE, MIDDLE),
        (d(2023, 9, 4), "130 weeks", LONG, MIDDLE),
        (d(2023, 9, 4), "180 days", SHORT, SHORT),
    ],
)
def test_both_readings_near_six_and_thirty_months(sentenced, given, as_months, on_calendar):
    value, unit = given.split()
    readings = to_confirm(length_of(Interval(int(value), unit)), sentenced)
    assert (readings.as_months, readings.on_calendar) == (as_months, on_calendar)


def test_months_and_weeks_far_from_a_boundary_need_no_confirmation():
    assert to_confirm(length_of(Interval(6, "months")), d(2023, 9, 1)) is None
    assert to_confirm(length_of(Interval(20, "weeks")), d(2023, 9, 1)) is None


def test_weeks_on_the_calendar_where_a_force_says_so():
    facts = disposal(d(2022, 9, 1), "imprisonment", "26 weeks")
    assert answer(facts)[0] == "7y"
    assert answer(facts, book=CALENDAR)[0] == "10y"


@pytest.mark.parametrize(
    ("born", "on", "young"),
    [
        (d(2008, 3, 1), d(2026, 2, 28), True),
        (d(2008, 3, 1), d(2026, 3, 1), False),
        (d(2008, 2, 29), d(2026, 2, 28), True),
        (d(2008, 2, 29), d(2026, 3, 1), False),
        (None, d(2026, 3, 1), False),
    ],
)
def test_under_18(born, on, young):
    assert under_18(born, on) is young


@pytest.mark.parametrize(
    ("on", "outcome", "category", "asked"),
    [
        (d(1997, 8, 31), "life", "indefinite", True),
        (d(1997, 9, 1), "life", "indefinite", False),
        (d(1997, 8, 31), "caution", "none", False),
        (d(1997, 9, 1), "caution", "2y", False),
    ],
)
def test_before_the_act_of_1997_it_counts_only_for_those_still_bound_and_a_caution_never(on, outcome, category, asked):
    found = requirement(case(disposal(on, outcome)), d(1998, 1, 1), BOOK)
    assert (found.category, any("s.81" in gap for gap in found.gaps)) == (category, asked)


def test_until_the_sentence_any_other_description():
    facts = disposal(d(2025, 4, 7), "imprisonment", "36 months", sentenced_on=d(2025, 5, 5))
    assert answer(facts, on=d(2025, 5, 4)) == ("5y", "2030-04-06")
    assert answer(facts, on=d(2025, 5, 5)) == ("indefinite", "indefinite")


def test_listed_only_because_of_the_sentence_is_not_subject_before_it():
    facts = disposal(d(2025, 3, 3), "community", sentenced_on=d(2025, 4, 14), depends_on_sentence=True)
    assert answer(facts, on=d(2025, 4, 13)) == ("none", "")
    assert answer(facts, on=d(2025, 4, 14)) == ("5y", "2030-04-13")


def test_a_notice_binds_from_its_service_and_counts_from_the_foreign_conviction():
    facts = disposal(d(2024, 1, 8), "imprisonment", "12 months", event="foreign_notice", notice_served_on=d(2025, 6, 4))
    assert answer(facts, on=d(2025, 6, 3)) == ("none", "")
    assert answer(facts, on=d(2025, 6, 4)) == ("10y", "2034-01-07")


@pytest.mark.parametrize(
    ("facts", "on", "want"),
    [
        # Prolonged, cut short, created; the worked dates of the law summary.
        ([disposal(d(2015, 5, 1), "imprisonment", "6 months"), span("shpo", d(2015, 5, 29), d(2025, 5, 28))],
         d(2023, 1, 1), ("yes", d(2015, 5, 1), "order_only", "2025-05-28")),
        ([span("shpo", d(2025, 5, 14), d(2030, 5, 13))], d(2026, 1, 1),
         ("yes", d(2025, 5, 14), "order_only", "2030-05-13")),
        ([span("shpo", d(2025, 5, 14), served=None)], d(2026, 1, 1), ("yes", None, "order_only", "indefinite")),
        # Made the day after the period ended: not already subject, so its own relevant date.
        ([disposal(d(2023, 5, 1), "caution"), span("shpo", d(2025, 5, 1), d(2030, 4, 30), served=d(2025, 5, 3))],
         d(2026, 1, 1), ("yes", d(2025, 5, 3), "order_only", "2030-04-30")),
        # Interim order, then the order that takes its place.
        ([span("interim_shpo", d(2025, 5, 1), d(2025, 5, 31)), span("shpo", d(2025, 6, 1), d(2030, 5, 31))],
         d(2026, 1, 1), ("yes", d(2025, 5, 1), "order_only", "2030-05-31")),
        ([span("sro", d(2025, 6, 4), d(2027, 6, 3))], d(2026, 1, 1), ("limited", d(2025, 6, 4), "order_only",
                                                                       "2027-06-03")),
        ([span("sro", d(2025, 6, 4))], d(2026, 1, 1), ("limited", d(2025, 6, 4), "order_only", "indefinite")),
        ([span("foreign_travel_order", d(2014, 6, 4))], d(2026, 1, 1), ("no", None, "none", "")),
        ([span("rosho", d(2014, 6, 4))], d(2026, 1, 1), ("no", None, "none", "")),
        # The breach of an SRO that is over binds nobody.
        ([span("sro", d(2024, 6, 4), d(2026, 1, 31), ref="S", over=True),
          disposal(d(2026, 2, 27), "caution", schedule_3=False, breach_of="s")], d(2026, 3, 1),
         ("no", None, "none", "")),
        # A disposal under an SRO: full until it ends, then names and home address only.
        ([disposal(d(2024, 3, 1), "caution"), span("sro", d(2025, 6, 4), d(2027, 6, 3))], d(2026, 2, 28),
         ("yes", d(2024, 3, 1), "2y", "2026-02-28")),
        ([disposal(d(2024, 3, 1), "caution"), span("sro", d(2025, 6, 4), d(2027, 6, 3))], d(2026, 3, 1),
         ("limited", d(2025, 6, 4), "order_only", "2027-06-03")),
        # A notification order works through its disposal; another one, over before it or begun after, leaves it alone.
        ([disposal(d(2015, 5, 1), "caution"), span("notification_order", d(2020, 1, 8)),
          disposal(d(2023, 5, 1), "caution")], d(2026, 1, 1), ("yes", d(2020, 1, 8), "order_only", "indefinite")),
        ([disposal(d(2018, 1, 8), "imprisonment", "12 months"), span("notification_order", d(2020, 1, 8))],
         d(2026, 1, 1), ("yes", d(2018, 1, 8), "10y", "2028-01-07")),
    ],
)  # fmt: skip
def test_orders_and_the_requirement(facts, on, want):
    found = requirement(case(*facts), on, BOOK)
    assert (found.subject, found.relevant_date, found.category, found.ends_text) == want


@pytest.mark.parametrize(
    ("facts", "due"),
    [
        ([], d(2025, 3, 5)),
        ([away("custody", d(2025, 3, 3), d(2025, 10, 10))], d(2025, 10, 12)),
        ([away("custody", d(2025, 3, 4), d(2025, 3, 7))], d(2025, 3, 7)),
        ([away("hospital", d(2025, 3, 3), d(2025, 3, 10)), away("custody", d(2025, 3, 10), d(2025, 3, 20))],
         d(2025, 3, 22)),
        ([away("custody", d(2025, 3, 1), d(2025, 3, 4)), away("abroad", d(2025, 3, 5), d(2025, 3, 15))],
         d(2025, 3, 15)),
        ([away("missing", d(2025, 3, 3), d(2025, 3, 30))], d(2025, 3, 5)),
        ([away("custody", d(2025, 3, 4))], None),
        ([away("custody", d(2025, 3, 5))], d(2025, 3, 5)),
    ],
)  # fmt: skip
def test_the_three_days_of_section_83(facts, due):
    found = owed("initial_notification", disposal(d(2025, 3, 3), ref="D"), *facts, on=d(2026, 3, 1))
    assert found == ({"D": due} if due else {})


def test_a_day_partly_at_liberty_by_the_key():
    facts = [disposal(d(2025, 6, 2), ref="D"), away("custody", d(2025, 6, 3), d(2025, 6, 6))]
    assert owed("initial_notification", *facts, on=d(2025, 6, 6)) == {"D": d(2025, 6, 6)}
    assert owed("initial_notification", *facts, on=d(2025, 6, 6), book=NO_PART_DAYS) == {"D": d(2025, 6, 7)}


def test_a_notification_order_binds_from_its_making_and_is_answered_from_its_service():
    """The period counts from the foreign conviction (s.98(2))."""
    facts = [
        disposal(d(2018, 1, 8), "imprisonment", "12 months", event="foreign_notice", ref="D"),
        span("notification_order", d(2020, 1, 8), served=d(2020, 1, 13), ref="O"),
    ]
    found = requirement(case(*facts), d(2020, 1, 8), BOOK)
    assert (found.relevant_date, found.category, found.ends_text) == (d(2018, 1, 8), "10y", "2028-01-07")
    assert [found.full_on(day) for day in (d(2020, 1, 7), d(2020, 1, 8))] == [False, True]
    assert owed("initial_notification", *facts, on=d(2020, 1, 14)) == {"D": d(2020, 1, 15)}
    assert owed("initial_notification", *facts, told("s83", d(2020, 1, 14)), on=d(2020, 1, 14)) == {}
    assert owed("initial_notification", facts[0], facts[1]._replace(served_on=None), on=d(2020, 1, 14)) == {}


def test_an_order_made_on_somebody_subject_calls_for_nothing():
    facts = [disposal(d(2025, 3, 3), ref="D"), told("s83", d(2025, 3, 4)), span("shpo", d(2025, 6, 2), served=None)]
    assert owed("initial_notification", *facts, on=d(2025, 6, 5)) == {}


def test_an_sro_after_its_interim_order_calls_for_nothing_fresh():
    """What the interim one called for and was never done is still owed while the SRO lasts."""
    facts = [
        span("interim_sro", d(2025, 3, 3), d(2025, 6, 1), ref="I", over=True),
        span("sro", d(2025, 6, 2), d(2027, 6, 1), ref="S"),
    ]
    assert owed("initial_notification", *facts, on=d(2025, 6, 5)) == {"I": d(2025, 3, 5)}
    assert owed("initial_notification", *facts, on=d(2027, 6, 2)) == {}
    unserved = [facts[0]._replace(served_on=None), facts[1]]
    assert owed("initial_notification", *unserved, on=d(2025, 6, 5)) == {"S": d(2025, 6, 4)}
    assert owed("initial_notification", *facts, told("s83", d(2025, 3, 4)), on=d(2025, 6, 5)) == {}


@pytest.mark.parametrize("served", [d(2025, 6, 2), d(2025, 6, 3), d(2025, 6, 20), None])
def test_however_late_the_sro_is_served(served):
    facts = [span("interim_sro", d(2025, 3, 3), d(2025, 6, 1), over=True), span("sro", d(2025, 6, 2), served=served)]
    assert owed("initial_notification", *facts, told("s83", d(2025, 3, 4)), on=d(2025, 6, 21)) == {}


BASE = (disposal(d(2024, 2, 5), "imprisonment", "12 months", ref="D"), told("s83", d(2024, 2, 6)))


def test_the_window_of_an_advance_notice():
    assert window(d(2025, 7, 10)) == (d(2025, 7, 8), d(2025, 7, 12))


@pytest.mark.parametrize(
    ("event", "on", "due"),
    [
        (d(2025, 7, 7), d(2025, 7, 30), d(2025, 7, 9)),
        (d(2025, 7, 8), d(2025, 7, 30), None),
        (d(2025, 7, 12), d(2025, 7, 30), None),
        (d(2025, 7, 13), d(2025, 7, 30), d(2025, 7, 15)),
        (None, d(2025, 7, 12), None),
        (None, d(2025, 7, 13), d(2025, 7, 15)),
    ],
)
def test_advance_notice(event, on, due):
    notice = told("s84", d(2025, 7, 1), ref="N", expected_on=d(2025, 7, 10), event_on=event, matter="home_address")
    assert owed("change_notification", *BASE, notice, on=on) == ({"N": due} if due else {})
    cancelled = notice._replace(cancelled_on=d(2025, 7, 13))
    assert owed("change_notification", *BASE, cancelled, on=d(2025, 7, 30)) == {}


def test_a_change_outside_the_window_is_notified_by_a_row_of_its_own():
    notice = told("s84", d(2025, 7, 1), expected_on=d(2025, 7, 10), event_on=d(2025, 7, 7), matter="home_address")
    own = told("s84", d(2025, 7, 9), event_on=d(2025, 7, 7), matter="home_address")
    assert owed("change_notification", *BASE, notice, own, on=d(2025, 7, 30)) == {}
    further = told("s84", d(2025, 7, 28), expected_on=d(2025, 8, 4), event_on=d(2025, 8, 9), matter="home_address")
    for next_move in (further, further._replace(event_on=None)):  # as at the day, whether and when it came is not known
        assert list(owed("change_notification", *BASE, notice, next_move, on=d(2025, 7, 30)).values()) == [
            d(2025, 7, 9)
        ]


@pytest.mark.parametrize(
    ("event", "notified", "rows"),
    [
        (d(2025, 6, 30), d(2025, 7, 2), {"A": d(2025, 7, 15)}),  # before the notice: another move
        (d(2025, 7, 1), None, {"B": d(2025, 7, 3)}),
        (d(2025, 7, 7), None, {"B": d(2025, 7, 9)}),  # too early for the notice, and not told of by itself
        (d(2025, 7, 7), d(2025, 7, 8), {}),
        (d(2025, 7, 12), d(2025, 7, 13), {}),
        (d(2025, 7, 13), d(2025, 7, 13), {"A": d(2025, 7, 15)}),  # by the end of the 12th nothing had happened
    ],
)
def test_what_a_row_of_its_own_says_has_happened_is_not_owed_as_not_having_happened(event, notified, rows):
    notice = told("s84", d(2025, 7, 1), ref="A", expected_on=d(2025, 7, 10), matter="home_address")
    own = told("s84", notified, ref="B", event_on=event, matter="home_address")
    assert owed("change_notification", *BASE, notice, own, on=d(2025, 7, 14)) == rows


def test_a_release_waits_for_the_initial_notification():
    stay = away("custody", d(2025, 6, 20), d(2025, 7, 10))
    assert list(owed("change_notification", *BASE, stay, on=d(2025, 7, 12))) == ["release/2025-07-10"]
    unnotified = disposal(d(2025, 6, 19), ref="D")
    assert owed("change_notification", unnotified, stay, on=d(2025, 7, 12)) == {}
    assert owed("initial_notification", unnotified, stay, on=d(2025, 7, 12)) == {"D": d(2025, 7, 10)}


HOME = AddressFact("home", "1 Model Road", "", d(2024, 1, 1), None)
CENTRE = AddressFact("no_fixed_abode", "Day centre", "", d(2025, 5, 1), d(2025, 8, 1))


@pytest.mark.parametrize(
    ("facts", "addresses", "on", "due"),
    [
        ([], (), d(2025, 1, 1), d(2025, 2, 6)),
        ([told("s85", d(2025, 2, 4))], (HOME,), d(2025, 3, 1), d(2026, 2, 4)),
        ([told("s84", d(2025, 6, 1), event_on=d(2025, 5, 31), matter="release")], (), d(2025, 7, 1), d(2026, 6, 1)),
        ([told("s84", d(2025, 2, 1), expected_on=d(2025, 2, 3), matter="name")], (), d(2025, 2, 2), d(2025, 2, 6)),
        ([told("s84", d(2025, 5, 2), event_on=d(2025, 5, 1), matter="home_address")], (CENTRE,), d(2025, 5, 5),
         d(2025, 5, 9)),
        ([away("custody", d(2025, 2, 1))], (), d(2025, 2, 5), d(2025, 2, 6)),  # still ahead: stays
        ([away("custody", d(2025, 2, 1))], (), d(2025, 2, 6), None),
        ([away("custody", d(2025, 2, 1), d(2025, 2, 6))], (), d(2025, 3, 6), d(2025, 2, 6)),  # free on the day
        ([away("custody", d(2025, 2, 6), d(2025, 2, 9))], (), d(2025, 3, 6), d(2025, 2, 11)),
        ([away("custody", d(2025, 2, 6), d(2025, 2, 9)), away("abroad", d(2025, 2, 10), d(2025, 3, 1))], (),
         d(2025, 3, 6), d(2025, 3, 3)),
    ],
)  # fmt: skip
def test_periodic(facts, addresses, on, due):
    assert owed("periodic_notification", *BASE, *facts, on=on, addresses=addresses) == ({"": due} if due else {})


MOVE = told("s84", d(2025, 4, 29), ref="M", expected_on=d(2025, 5, 1), event_on=d(2025, 5, 1), matter="home_address")


@pytest.mark.parametrize(
    ("others", "on", "due"),
    [
        ([], d(2025, 5, 1), d(2025, 5, 6)),
        ([], d(2025, 4, 30), d(2025, 2, 6)),  # notice in advance restarts nothing until the move
        ([told("s84", d(2025, 4, 29), matter="name")], d(2025, 5, 3), d(2025, 5, 6)),
        ([told("s85", d(2025, 4, 29))], d(2025, 5, 3), d(2025, 5, 6)),
        ([told("s84", d(2025, 4, 30), matter="name")], d(2025, 5, 3), d(2025, 5, 7)),  # between notice and move
        ([told("s85", d(2025, 4, 28))], d(2025, 4, 30), d(2026, 4, 28)),
    ],
)
def test_the_home_is_the_last_one_told_of_in_whatever_order_the_rows_are_read(others, on, due):
    addresses = (HOME._replace(ended_on=d(2025, 5, 1)), CENTRE)
    for rows in permutations([MOVE, *others]):
        assert owed("periodic_notification", *BASE, *rows, on=on, addresses=addresses) == {"": due}


def test_no_year_counts_from_a_notification_under_an_sro_alone():
    order = span("sro", d(2025, 3, 3), d(2027, 3, 2), ref="S")
    breach = disposal(d(2026, 2, 27), "caution", schedule_3=False, breach_of="S", ref="B")
    assert owed("periodic_notification", order, told("s83", d(2025, 3, 4)), breach, on=d(2026, 3, 1)) == {}


@pytest.mark.parametrize(
    ("departs", "known", "due"),
    [
        (d(2025, 6, 20), d(2025, 6, 12), d(2025, 6, 13)),
        (d(2025, 6, 20), d(2025, 6, 13), d(2025, 6, 19)),
        (d(2025, 6, 20), None, d(2025, 6, 19)),  # nothing says that they were known in time
    ],
)
def test_departure(departs, known, due):
    assert departure_limits(departs, known).due == due
    row = told("s86_departure", ref="N", departs_on=departs, details_known_on=known)
    assert owed("travel_notification", *BASE, row, on=d(2025, 6, 15)) == {"N": due}
    assert owed("travel_notification", row, span("foreign_travel_order", d(2014, 1, 1)), on=d(2025, 6, 15)) == {
        "N": due
    }
    assert owed("travel_notification", row, span("sro", d(2024, 1, 1)), on=d(2025, 6, 15)) == {}


def test_a_departure_of_which_it_is_not_known_when_the_details_were_names_both_days():
    row = told("s86_departure", ref="N", departs_on=d(2025, 6, 20))
    [spec] = [s for s in notification_specs(case(*BASE, row), d(2025, 6, 10), BOOK) if s.kind == "travel_notification"]
    assert "is not recorded" in spec.reason
    assert "by 13 June 2025" in spec.reason


def test_stricter_reading_and_late_notice():
    limits = departure_limits(d(2025, 6, 20), d(2025, 5, 1))
    assert (limits.warn_on, limits.excuse_until) == (d(2025, 6, 12), d(2025, 6, 18))


def review(**more):
    return ReviewFact(1, more.pop("received_on", d(2026, 3, 2)), **more)


def test_the_clocks_of_a_review():
    asked = review(bodies=[BodyFact(d(2026, 3, 10), None), BodyFact(d(2026, 3, 12), d(2026, 3, 20))])
    assert [(clock.step, clock.due_on) for clock in clocks(asked)] == [
        ("acknowledge", d(2026, 3, 16)), ("decide", d(2026, 5, 21)),
    ]  # fmt: skip
    for on, due in ((d(2026, 3, 11), d(2026, 5, 19)), (d(2026, 3, 12), d(2026, 5, 21))):  # as at the day: those asked
        found = owed("indefinite_review_step", asked, on=on)
        assert found[f"review-{asked.id}/decide"] == due
    refused = review(decided_on=d(2026, 5, 1), decision="refused", notice_received_on=d(2026, 5, 20))
    assert clocks(refused)[-1].due_on == d(2026, 6, 9)


LIFER = (
    disposal(d(2004, 5, 3), "life", ref="D"),
    away("custody", d(2004, 5, 3), d(2010, 8, 20)),
    told("s83", d(2010, 9, 1)),
)


@pytest.mark.parametrize(
    ("more", "on", "due"),
    [
        ([], d(2025, 6, 5), d(2025, 9, 1)),
        ([], d(2025, 9, 2), None),
        ([review(received_on=d(2025, 9, 3), decided_on=d(2026, 2, 28), decision="refused")], d(2026, 3, 1),
         d(2034, 2, 28)),
        ([review(received_on=d(2025, 9, 3), decided_on=d(2026, 2, 28), decision="refused", bar_years=15)],
         d(2026, 3, 1), d(2041, 2, 28)),
        # An appeal that was allowed later leaves the refusal as it stood before.
        ([review(received_on=d(2025, 9, 3), decided_on=d(2026, 2, 28), decision="refused",
                 appeal_allowed_on=d(2026, 6, 1))], d(2026, 5, 31), d(2034, 2, 28)),
        ([span("shpo", d(2018, 2, 1))], d(2025, 6, 5), None),
    ],
)  # fmt: skip
def test_the_first_day_for_a_review(more, on, due):
    assert owed("indefinite_review", *LIFER, *more, on=on) == ({"": due} if due else {})


def test_a_review_granted_ends_the_requirement_when_the_notice_is_received():
    granted = review(
        received_on=d(2025, 9, 3), decided_on=d(2026, 1, 5), decision="granted", notice_received_on=d(2026, 1, 12)
    )
    assert answer(*LIFER, granted, on=d(2026, 1, 11))[1] == "indefinite"
    assert answer(*LIFER, granted, on=d(2026, 1, 12)) == ("none", "")
    again = granted._replace(id=2, received_on=d(2043, 9, 3), notice_received_on=d(2044, 1, 12))
    later = case(*LIFER, disposal(d(2027, 3, 1), "life"), granted, again)
    ends = [period.last_day for period in requirement(later, d(2044, 2, 1), BOOK).periods]
    assert ends == [d(2026, 1, 11), d(2044, 1, 11)]  # each by the first that was asked for in its time


def test_without_a_release_there_is_a_reason_and_no_day():
    found = case(disposal(d(2024, 2, 5), "suspended", "3 years"), told("s83", d(2024, 2, 6)))
    on = d(2026, 3, 1)
    told_why = qualifying(found, requirement(found, on, BOOK), on)
    assert told_why.day is None
    assert "solicitor" in told_why.reason


@pytest.mark.parametrize(
    ("born", "facts", "said"),
    [
        (None, [disposal(d(2024, 2, 5))], True),
        (d(1979, 6, 11), [disposal(d(2024, 2, 5))], False),
        (None, [disposal(d(2024, 2, 5), "conditional_discharge", "12 months")], False),  # the same at any age
        (None, [disposal(d(2024, 2, 5), "life"), away("custody", d(2024, 2, 5), d(2024, 5, 1)),
                told("s83", d(2024, 5, 2))], True),
    ],
)  # fmt: skip
def test_the_reason_says_who_is_treated_as_an_adult_for_want_of_a_date_of_birth(born, facts, said):
    on = d(2024, 6, 1)
    [spec] = [one for one in notification_specs(case(*facts, born=born), on, BOOK)
              if one.kind in ("notification_end", "indefinite_review")]  # fmt: skip
    assert ("date of birth not known, so treated as an adult" in spec.reason) is said


def test_nothing_is_owed_after_a_death():
    assert notification_specs(case(*BASE, away("deceased", d(2026, 2, 20))), d(2026, 3, 1), BOOK) == []


def test_another_force_may_let_the_date_move():
    book = PolicyBook([(FORCE, d(2020, 1, 1), "annual_date_moves_on_2012_matters", "", "yes", "yes_no")])
    card = told("s84", d(2025, 1, 10), event_on=d(2025, 1, 9), matter="bank_or_card")
    assert owed("periodic_notification", *BASE, card, on=d(2025, 2, 1)) == {"": d(2025, 2, 6)}
    assert owed("periodic_notification", *BASE, card, on=d(2025, 2, 1), book=book) == {"": d(2026, 1, 10)}
