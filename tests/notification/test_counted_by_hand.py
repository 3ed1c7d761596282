"""Dates counted by hand on a paper calendar, where two rules or two facts meet on one day."""

import pytest

from deadlines.policy_keys import PolicyBook
from notification.policy import BodyFact, ReviewFact, StayFact, clocks, notification_specs, requirement
from offenders.policy import AddressFact
from tests.notification.facts import BOOK, FORCE, away, case, d, disposal, span, told

BORN_1 = d(2007, 2, 1)  # 18 on 1 February 2025
LEAPLING = d(2004, 2, 29)  # 18 on 1 March 2022
HOME, ROUGH = "home", "no_fixed_abode"


def owed(one, on, kind, book=BOOK):
    """The dates of one kind by subject."""
    return {spec.subject: spec.due_on for spec in notification_specs(one, on, book) if spec.kind == kind}


def lived(kind, began_on, ended_on=None):
    return AddressFact(kind, "1 Sample Street", "", began_on, ended_on)


@pytest.mark.parametrize(
    ("facts", "born", "on", "category", "ends"),
    [
        # Ten years beginning with a leap day; no 29 February 2034, so up to the last of that month.
        ([disposal(d(2024, 2, 29), "imprisonment", "24 months")], d(1979, 6, 11), d(2026, 1, 1), "10y", "2034-02-28"),
        # Two and a half years from the 30th and the 31st of August, into a leap February and a common one.
        ([disposal(d(2021, 8, 30))], BORN_1, d(2024, 1, 1), "5y_halved", "2024-02-29"),
        ([disposal(d(2023, 8, 31))], BORN_1, d(2026, 1, 1), "5y_halved", "2026-02-28"),
        # A discharge of six months made on 31 March: there is no 31 September.
        ([disposal(d(2025, 3, 31), "conditional_discharge", "6 months")], BORN_1, d(2025, 5, 1),
         "conditional_discharge", "2025-09-30"),
        # The last day on which somebody born on 29 February is 17, and the first on which they are 18.
        ([disposal(d(2022, 2, 28))], LEAPLING, d(2022, 6, 1), "5y_halved", "2024-08-27"),
        ([disposal(d(2022, 3, 1))], LEAPLING, d(2022, 6, 1), "5y", "2027-02-28"),
        # Guilty at 17, sentenced at 18: by the sentence only where the offence is listed because of it.
        ([disposal(d(2025, 1, 10), sentenced_on=d(2025, 2, 20), depends_on_sentence=True)], BORN_1, d(2025, 6, 1),
         "5y", "2030-02-19"),
        ([disposal(d(2025, 1, 10), sentenced_on=d(2025, 2, 20))], BORN_1, d(2025, 6, 1), "5y_halved", "2027-07-09"),
        # A restriction order and 30 months are indefinite at any age; a day under is not.
        ([disposal(d(2024, 1, 9), "hospital_restriction")], BORN_1, d(2026, 1, 1), "indefinite", "indefinite"),
        ([disposal(d(2024, 1, 9), "imprisonment", "29 months")], BORN_1, d(2026, 1, 1), "10y_halved", "2029-01-08"),
        # Half of an order of 18 months is nine: more than six.
        ([disposal(d(2024, 1, 9), "detention_training", "18 months")], BORN_1, d(2026, 1, 1), "10y_halved",
         "2029-01-08"),
        # 182 days are less than six months of 365 days a year, 183 are more.
        ([disposal(d(2025, 9, 1), "imprisonment", "182 days")], d(1979, 6, 11), d(2026, 1, 1), "7y", "2032-08-31"),
        ([disposal(d(2025, 9, 1), "imprisonment", "183 days")], d(1979, 6, 11), d(2026, 1, 1), "10y", "2035-08-31"),
        ([disposal(d(2022, 7, 4), "extended", "20 months", extension="10 months")], d(1979, 6, 11), d(2026, 1, 1),
         "indefinite", "indefinite"),
        # Sentences of different years that follow each other: each offence counts with 30 months.
        ([disposal(d(2020, 3, 1), "imprisonment", "20 months", ref="A"),
          disposal(d(2021, 3, 1), "imprisonment", "10 months", ref="B", consecutive_to="A")],
         d(1979, 6, 11), d(2026, 1, 1), "indefinite", "indefinite"),
        # Three of two months are six, and an offence outside Schedule 3 between them adds nothing.
        ([disposal(d(2025, 3, 3), "imprisonment", "2 months", ref="A"),
          disposal(d(2025, 3, 3), "imprisonment", "9 months", ref="B", consecutive_to="A", schedule_3=False),
          disposal(d(2025, 3, 3), "imprisonment", "2 months", ref="C", consecutive_to="B"),
          disposal(d(2025, 3, 3), "imprisonment", "2 months", ref="D", consecutive_to="C")],
         d(1979, 6, 11), d(2026, 1, 1), "7y", "2032-03-02"),
        # 5 and 4 months that overlap by 3 are six, by 2 they are seven.
        ([disposal(d(2025, 3, 3), "imprisonment", "5 months", ref="A"),
          disposal(d(2025, 3, 3), "imprisonment", "4 months", ref="B", overlaps="A", overlap="3 months")],
         d(1979, 6, 11), d(2026, 1, 1), "7y", "2032-03-02"),
        ([disposal(d(2025, 3, 3), "imprisonment", "5 months", ref="A"),
          disposal(d(2025, 3, 3), "imprisonment", "4 months", ref="B", overlaps="A", overlap="2 months")],
         d(1979, 6, 11), d(2026, 1, 1), "10y", "2035-03-02"),
        # An SHPO made on the last day subject prolongs; the order alone keeps it alive the day after.
        ([disposal(d(2020, 3, 1)), span("shpo", d(2025, 2, 28), d(2030, 2, 27))], d(1979, 6, 11), d(2025, 2, 28),
         "5y", "2030-02-27"),
        ([disposal(d(2020, 3, 1)), span("shpo", d(2025, 2, 28), d(2030, 2, 27))], d(1979, 6, 11), d(2025, 3, 1),
         "order_only", "2030-02-27"),
        # One that ends first leaves the end of s.82 as it was.
        ([disposal(d(2020, 3, 1), "imprisonment", "12 months"), span("shpo", d(2020, 3, 1), d(2025, 2, 28))],
         d(1979, 6, 11), d(2026, 1, 1), "10y", "2030-02-28"),
    ],
)  # fmt: skip
def test_periods(facts, born, on, category, ends):
    found = requirement(case(*facts, born=born), on, BOOK)
    assert (found.category, found.ends_text) == (category, ends)


def test_an_order_made_the_day_after_the_last_day_begins_anew():
    one = case(disposal(d(2020, 3, 1)), span("shpo", d(2025, 3, 1), d(2030, 2, 28), served=d(2025, 3, 4), ref="O"))
    found = requirement(one, d(2025, 3, 5), BOOK)
    assert (found.relevant_date, found.category, found.last_day) == (d(2025, 3, 4), "order_only", d(2030, 2, 28))
    assert owed(one, d(2025, 3, 5), "initial_notification") == {"O": d(2025, 3, 6)}


@pytest.mark.parametrize(
    ("on", "statuses", "due"),
    [
        (d(2024, 2, 28), [], d(2024, 3, 1)),  # 28, 29 February, 1 March
        (d(2025, 12, 31), [], d(2026, 1, 2)),
        (d(2025, 3, 3), [away("abroad", d(2025, 3, 3), d(2025, 3, 10))], d(2025, 3, 12)),  # the return counts
        # Free on 3 June, taken again on the 4th, which counts in part, released on the 10th.
        (d(2025, 6, 1), [away("custody", d(2025, 6, 1), d(2025, 6, 3)), away("custody", d(2025, 6, 4), d(2025, 6, 10))],
         d(2025, 6, 10)),
        # From custody straight into hospital: one time away. Missing meanwhile stops nothing.
        (d(2025, 6, 1), [away("custody", d(2025, 6, 1), d(2025, 6, 5)), away("hospital", d(2025, 6, 5), d(2025, 6, 9)),
                         away("missing", d(2025, 6, 9), d(2025, 6, 20))], d(2025, 6, 11)),
        # Away and back within a day: the day of return is a day at liberty, counted once.
        (d(2025, 6, 1), [away("abroad", d(2025, 6, 2), d(2025, 6, 2))], d(2025, 6, 3)),
        (d(2025, 6, 1), [away("custody", d(2025, 6, 1), d(2025, 6, 1))], d(2025, 6, 3)),
        # Away only after the three days.
        (d(2025, 6, 1), [away("custody", d(2025, 6, 4), d(2025, 6, 20))], d(2025, 6, 3)),
    ],
)  # fmt: skip
def test_the_first_three_days(on, statuses, due):
    assert owed(case(disposal(on, ref="D"), *statuses), d(2026, 2, 1), "initial_notification") == {"D": due}


@pytest.mark.parametrize(("again", "due"), [(d(2025, 3, 7), None), (d(2025, 3, 8), d(2025, 3, 10))])
def test_a_second_event_as_the_first_requirement_ends(again, due):
    """Cautioned 10 March 2023, so subject to 9 March 2025: throughout three days from the 7th, not from the 8th."""
    one = case(
        disposal(d(2023, 3, 10), "caution"), told("s83", d(2023, 3, 11)), disposal(again, ref="D2"),
    )  # fmt: skip
    assert owed(one, d(2025, 3, 9), "initial_notification") == ({"D2": due} if due else {})


SUBJECT = (disposal(d(2020, 1, 6), "life", ref="L"), told("s83", d(2020, 1, 6)))


@pytest.mark.parametrize(
    ("row", "on", "due"),
    [
        (told("s84", ref="C", matter="name", event_on=d(2025, 2, 28)), d(2025, 3, 1), d(2025, 3, 2)),
        (told("s84", ref="C", matter="home_address", event_on=d(2024, 2, 28)), d(2024, 3, 1), d(2024, 3, 1)),
        # Notice on 1 June of a move on 10 June: good from the 8th to the 12th.
        (told("s84", d(2025, 6, 1), ref="C", matter="home_address", expected_on=d(2025, 6, 10)), d(2025, 6, 12), None),
        (told("s84", d(2025, 6, 1), ref="C", matter="home_address", expected_on=d(2025, 6, 10)), d(2025, 6, 13),
         d(2025, 6, 15)),
        (told("s84", d(2025, 6, 1), ref="C", matter="home_address", expected_on=d(2025, 6, 10),
              event_on=d(2025, 6, 7)), d(2025, 6, 20), d(2025, 6, 9)),
        (told("s84", d(2025, 6, 1), ref="C", matter="home_address", expected_on=d(2025, 6, 10),
              event_on=d(2025, 6, 8)), d(2025, 6, 20), None),
        (told("s84", d(2025, 6, 1), ref="C", matter="home_address", expected_on=d(2025, 6, 10),
              event_on=d(2025, 6, 12)), d(2025, 6, 20), None),
        (told("s84", d(2025, 6, 1), ref="C", matter="home_address", expected_on=d(2025, 6, 10),
              event_on=d(2025, 6, 20)), d(2025, 6, 20), d(2025, 6, 15)),  # to say that it had not happened came first
    ],
)  # fmt: skip
def test_changes(row, on, due):
    assert owed(case(*SUBJECT, row), on, "change_notification") == ({"C": due} if due else {})


@pytest.mark.parametrize(
    ("stays", "due"),
    [
        ([StayFact(1, d(2025, 6, 1), d(2025, 6, 7))], d(2025, 6, 9)),
        # The seventh day on the last of the twelve months that began with the first, and a day too late.
        ([StayFact(1, d(2025, 6, 1), d(2025, 6, 4)), StayFact(1, d(2026, 5, 29), d(2026, 5, 31))], d(2026, 6, 2)),
        ([StayFact(1, d(2025, 6, 1), d(2025, 6, 4)), StayFact(1, d(2026, 5, 30), d(2026, 6, 1))], None),
        # Six days at each of two places are seven at neither.
        ([StayFact(1, d(2025, 6, 1), d(2025, 6, 6)), StayFact(2, d(2025, 6, 7), d(2025, 6, 12))], None),
    ],
)
def test_days_at_other_premises(stays, due):
    assert owed(case(*SUBJECT, *stays), d(2026, 7, 1), "change_notification") == ({"premises/1": due} if due else {})


def test_the_three_days_of_a_release_leave_out_the_next_custody():
    """Released 20 May, remanded on the 21st, which counts in part, released again on the 30th: 20, 21, 30 May."""
    one = case(
        *SUBJECT, away("custody", d(2025, 5, 10), d(2025, 5, 20)), away("custody", d(2025, 5, 21), d(2025, 5, 30))
    )
    found = owed(one, d(2025, 6, 2), "change_notification")
    assert found == {"release/2025-05-20": d(2025, 5, 30), "release/2025-05-30": d(2025, 6, 1)}


@pytest.mark.parametrize(
    ("facts", "addresses", "on", "due"),
    [
        ([told("s85", d(2024, 2, 29))], [], d(2024, 6, 1), d(2025, 2, 28)),
        ([told("s85", d(2023, 2, 28))], [], d(2023, 6, 1), d(2024, 2, 28)),
        # Custody that ends on the due day leaves the person free on it; one that begins on it extends.
        ([told("s85", d(2024, 7, 5)), away("custody", d(2025, 7, 1), d(2025, 7, 5))], [], d(2025, 7, 6), d(2025, 7, 5)),
        ([told("s85", d(2024, 7, 5)), away("custody", d(2025, 7, 5), d(2025, 7, 6))], [], d(2025, 7, 7), d(2025, 7, 8)),
        # Three days after the release fall into the next custody, and so on to the end of that.
        ([told("s85", d(2024, 7, 5)), away("custody", d(2025, 7, 1), d(2025, 8, 20)),
          away("custody", d(2025, 8, 21), d(2025, 9, 1))], [], d(2025, 9, 2), d(2025, 9, 3)),
        # A year and more in custody across two anniversaries.
        ([told("s85", d(2023, 7, 5)), away("custody", d(2024, 1, 1), d(2025, 8, 20))], [], d(2025, 8, 20),
         d(2025, 8, 22)),
        ([told("s85", d(2024, 7, 5)), away("abroad", d(2025, 5, 1), d(2025, 7, 1))], [], d(2025, 7, 2), d(2025, 7, 5)),
        # Weeks with no fixed abode, over a month's end and a leap day; a home that was notified makes it a year.
        ([told("s85", d(2024, 2, 26))], [lived(ROUGH, d(2024, 1, 1))], d(2024, 2, 27), d(2024, 3, 4)),
        ([told("s85", d(2025, 6, 1)), told("s84", d(2025, 6, 5), matter="home_address", event_on=d(2025, 6, 4))],
         [lived(ROUGH, d(2025, 1, 1), d(2025, 6, 4)), lived(HOME, d(2025, 6, 4))], d(2025, 6, 6), d(2026, 6, 5)),
        # Moved in and not notified: the place last notified is still where they can be found.
        ([told("s85", d(2025, 6, 1))],
         [lived(ROUGH, d(2025, 1, 1), d(2025, 6, 4)), lived(HOME, d(2025, 6, 4))], d(2025, 6, 6), d(2025, 6, 8)),
        # Notice on the 1st of a move on the 5th that came as announced: the home told of is the new one, either way.
        ([told("s84", d(2025, 6, 1), matter="home_address", event_on=d(2025, 6, 5), expected_on=d(2025, 6, 5))],
         [lived(ROUGH, d(2025, 1, 1), d(2025, 6, 5)), lived(HOME, d(2025, 6, 5))], d(2025, 6, 6), d(2026, 6, 1)),
        ([told("s84", d(2025, 6, 1), matter="home_address", event_on=d(2025, 6, 5), expected_on=d(2025, 6, 5))],
         [lived(HOME, d(2025, 1, 1), d(2025, 6, 5)), lived(ROUGH, d(2025, 6, 5))], d(2025, 6, 6), d(2025, 6, 8)),
        # A journey, a card and a notice that came to nothing move nothing.
        ([told("s85", d(2025, 3, 3)), told("s86_departure", d(2025, 4, 1), departs_on=d(2025, 5, 1)),
          told("s84", d(2025, 5, 5), matter="bank_or_card", event_on=d(2025, 5, 4)),
          told("s84", d(2025, 6, 1), matter="home_address", expected_on=d(2025, 6, 10), cancelled_on=d(2025, 6, 11))],
         [], d(2025, 7, 1), d(2026, 3, 3)),
    ],
)  # fmt: skip
def test_years_and_weeks(facts, addresses, on, due):
    assert owed(case(*SUBJECT, *facts, addresses=addresses), on, "periodic_notification") == {"": due}


@pytest.mark.parametrize(("day", "due"), [(d(2025, 5, 31), {"": d(2026, 5, 31)}), (d(2025, 6, 1), {})])
def test_no_year_ends_after_the_requirement(day, due):
    """Cautioned 1 June 2024: subject to 31 May 2026, which is itself a day on which one can fall due."""
    one = case(disposal(d(2024, 6, 1), "caution"), told("s83", d(2024, 6, 2)), told("s85", day))
    assert owed(one, d(2025, 6, 2), "periodic_notification") == due


@pytest.mark.parametrize(
    ("departs", "known", "due"),
    [
        (d(2025, 6, 20), d(2025, 6, 12), d(2025, 6, 13)),  # 8 days ahead
        (d(2025, 6, 20), d(2025, 6, 13), d(2025, 6, 19)),  # 7 days ahead are not more than 7
        (d(2024, 3, 7), d(2024, 1, 1), d(2024, 2, 29)),
        (d(2026, 1, 1), d(2025, 12, 30), d(2025, 12, 31)),
    ],
)
def test_leaving(departs, known, due):
    row = told("s86_departure", ref="T", departs_on=departs, details_known_on=known)
    assert owed(case(*SUBJECT, row), known, "travel_notification") == {"T": due}


@pytest.mark.parametrize(
    ("departs", "returned", "found"),
    [
        # Cautioned 11 June 2023, so subject from then to 10 June 2025.
        (d(2023, 6, 1), d(2023, 6, 10), {}),
        (d(2023, 6, 1), d(2023, 6, 11), {"return_notification": d(2023, 6, 14)}),
        (d(2025, 6, 10), None, {"travel_notification": d(2025, 6, 3)}),
        (
            d(2025, 6, 17),
            None,
            {"travel_notification": d(2025, 6, 10)},
        ),  # the last day for notice is the last day subject
        (d(2025, 6, 18), None, {}),
    ],
)
def test_a_journey_before_or_after_the_requirement_is_nobodys_business(departs, returned, found):
    row = told("s86_departure", departs_on=departs, details_known_on=d(2023, 5, 1), returned_on=returned)
    specs = notification_specs(case(disposal(d(2023, 6, 11), "caution"), row), d(2025, 6, 9), BOOK)
    assert {spec.kind: spec.due_on for spec in specs if spec.kind.split("_")[0] in ("travel", "return")} == found


@pytest.mark.parametrize(
    ("notified", "on", "found"),
    [
        (None, d(2025, 3, 3), True),  # entered when it was heard of, and not notified to this day
        (d(2025, 6, 1), d(2025, 3, 3), False),  # nobody knew of it yet
        (d(2025, 6, 1), d(2025, 6, 1), False),
        (d(2025, 7, 1), d(2025, 6, 19), False),
        (d(2025, 7, 1), d(2025, 6, 20), True),  # told of when back: on the day of leaving it was owed
        (d(2025, 7, 1), d(2025, 7, 1), False),
    ],
)
def test_a_journey_without_the_day_its_details_were_known_as_at_a_past_day(notified, on, found):
    row = told("s86_departure", notified, ref="T", departs_on=d(2025, 6, 20))
    assert owed(case(*SUBJECT, row), on, "travel_notification") == ({"T": d(2025, 6, 19)} if found else {})


def test_coming_back_over_a_leap_day():
    row = told("s86_departure", d(2024, 2, 1), ref="T", departs_on=d(2024, 2, 20), returned_on=d(2024, 2, 27))
    assert owed(case(*SUBJECT, row), d(2024, 2, 27), "return_notification") == {"T": d(2024, 3, 1)}


@pytest.mark.parametrize(
    ("born", "first", "more", "due"),
    [
        (d(1979, 6, 11), d(2012, 2, 29), [], d(2027, 3, 1)),
        (d(1995, 6, 11), d(2012, 2, 29), [], d(2020, 2, 29)),  # under 18: 8 years, and that one is a leap year
        (d(1979, 6, 11), d(2005, 3, 3), [ReviewFact(1, d(2023, 9, 1), decided_on=d(2024, 2, 29), decision="refused")],
         d(2032, 2, 29)),
        (d(1979, 6, 11), d(2005, 3, 3), [ReviewFact(1, d(2023, 9, 1), decided_on=d(2024, 2, 29), decision="refused",
                                                    bar_years=9)], d(2033, 3, 1)),
    ],
)  # fmt: skip
def test_the_first_day_for_an_application(born, first, more, due):
    sentenced = d(2005, 1, 10) if first.year == 2005 else d(2012, 1, 10)
    one = case(
        disposal(sentenced, "life"), away("custody", sentenced, first), told("s83", first), *more, born=born
    )  # fmt: skip
    on = more[0].decided_on if more else first
    assert owed(one, on, "indefinite_review") == {"": due}
    assert owed(one, due, "indefinite_review") == {"": due}


def test_the_clocks_of_an_application():
    bodies = (BodyFact(d(2026, 3, 5), d(2026, 3, 6)), BodyFact(d(2026, 3, 12), None))
    one = ReviewFact(
        1, d(2026, 3, 2), decided_on=d(2026, 5, 20), decision="refused", notice_received_on=d(2026, 5, 20),
        bodies=bodies,
    )  # fmt: skip
    dates = {clock.step: clock.due_on for clock in clocks(one)}
    assert dates == {"acknowledge": d(2026, 3, 16), "decide": d(2026, 5, 21), "appeal": d(2026, 6, 9)}


def test_an_sro_alone_asks_for_names_and_home_only():
    one = case(
        span("sro", d(2025, 6, 2), d(2027, 6, 1), ref="O"), told("s83", d(2025, 6, 3)),
        told("s84", ref="N", matter="name", event_on=d(2025, 8, 30)),
        told("s84", ref="B", matter="bank_or_card", event_on=d(2025, 8, 30)),
        told("s86_departure", ref="T", departs_on=d(2025, 10, 1)),
    )  # fmt: skip
    specs = {(spec.kind, spec.subject): spec.due_on for spec in notification_specs(one, d(2025, 8, 31), BOOK)}
    assert specs == {("change_notification", "N"): d(2025, 9, 1), ("notification_end", ""): d(2027, 6, 1)}


def test_a_part_day_is_left_out_where_the_force_says_so():
    no = PolicyBook([(FORCE, d(2020, 1, 1), "custody_part_day_counts", "", "no", "yes_no")])
    one = case(disposal(d(2025, 6, 2), ref="D"), away("custody", d(2025, 6, 3), d(2025, 6, 6)))
    assert owed(one, d(2025, 6, 5), "initial_notification") == {}
    assert owed(one, d(2025, 6, 6), "initial_notification") == {"D": d(2025, 6, 6)}
    assert owed(one, d(2025, 6, 6), "initial_notification", no) == {"D": d(2025, 6, 7)}


@pytest.mark.parametrize("event_on", [d(2025, 6, 20), None])
def test_that_nothing_happened_in_time_is_owed_until_it_is_said(event_on):
    """Announced for 10 June, happened on the 20th and notified then: to say by the 15th that it had not happened."""
    notice = told("s84", d(2025, 6, 1), ref="C", matter="home_address", expected_on=d(2025, 6, 10), event_on=event_on)
    change = told("s84", d(2025, 6, 21), matter="home_address", event_on=d(2025, 6, 20))
    for facts in ((notice,), (notice, change)):
        assert owed(case(*SUBJECT, *facts), d(2025, 6, 21), "change_notification") == {"C": d(2025, 6, 15)}
    said = notice._replace(cancelled_on=d(2025, 6, 21))
    assert owed(case(*SUBJECT, said, change), d(2025, 6, 21), "change_notification") == {}


def test_a_notice_whose_matter_is_not_recorded_is_met_by_any_matter_of_its_day():
    early = told("s84", d(2025, 6, 1), ref="C", expected_on=d(2025, 6, 10), event_on=d(2025, 6, 5))
    change = told("s84", d(2025, 6, 6), matter="home_address", event_on=d(2025, 6, 5))
    assert owed(case(*SUBJECT, early), d(2025, 6, 7), "change_notification") == {"C": d(2025, 6, 7)}
    assert owed(case(*SUBJECT, early, change), d(2025, 6, 7), "change_notification") == {}
