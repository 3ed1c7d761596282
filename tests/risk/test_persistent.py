"""The prolific and persistent offender test as a table of cases, on exact boundaries and birthdays."""

from datetime import date as d

import pytest

from risk.policy.persistent import MET, NOT_FOR, NOT_KNOWN, NOT_MET, SanctionFact, persistent

ON = d(2026, 11, 20)
ADULT = d(1986, 6, 15)  # 40 on the day; 21 on 15 June 2007, 18 on 15 June 2004
YOUNG = d(2006, 6, 15)  # 20 on the day; 18 on 15 June 2024
CHILD = d(2010, 6, 15)  # 16 on the day; 10 on 15 June 2020


def some(*rows):
    return [SanctionFact(*row) for row in rows]


CASES = [
    # who, sanctions, result, counted in all, counted within the group's ages
    ("adult: 16, of which 8 at 21 or over", ADULT, [(d(2006, 1, 1), 8), (d(2008, 1, 1), 8)], MET, 16, 8),
    ("adult: 15 in all", ADULT, [(d(2006, 1, 1), 7), (d(2008, 1, 1), 8)], NOT_MET, 15, 8),
    ("adult: 7 at 21 or over", ADULT, [(d(2006, 1, 1), 9), (d(2008, 1, 1), 7)], NOT_MET, 16, 7),
    ("adult: the eighth on the 21st birthday", ADULT, [(d(2006, 1, 1), 8), (d(2007, 6, 15), 8)], MET, 16, 8),
    ("adult: the day before it", ADULT, [(d(2006, 1, 1), 8), (d(2007, 6, 14), 8)], NOT_MET, 16, 0),
    ("adult: one sanction each", ADULT, [(d(2010, 1, day), 1) for day in range(1, 17)], MET, 16, 16),
    ("adult: none", ADULT, [], NOT_MET, 0, 0),
    ("a sanction of the day itself counts", ADULT, [(d(2008, 1, 1), 15), (ON, 1)], MET, 16, 16),
    ("one of tomorrow does not yet", ADULT, [(d(2008, 1, 1), 15), (d(2026, 11, 21), 1)], NOT_MET, 15, 15),
    ("young adult: 8, of which 4 at 18 to 20", YOUNG, [(d(2022, 1, 1), 4), (d(2025, 1, 1), 4)], MET, 8, 4),
    ("young adult: 7 in all", YOUNG, [(d(2022, 1, 1), 3), (d(2025, 1, 1), 4)], NOT_MET, 7, 4),
    ("young adult: 3 at 18 to 20", YOUNG, [(d(2022, 1, 1), 5), (d(2025, 1, 1), 3)], NOT_MET, 8, 3),
    ("young adult: on the 18th birthday", YOUNG, [(d(2022, 1, 1), 4), (d(2024, 6, 15), 4)], MET, 8, 4),
    ("young adult: the day before it", YOUNG, [(d(2022, 1, 1), 4), (d(2024, 6, 14), 4)], NOT_MET, 8, 0),
    ("juvenile: 4", CHILD, [(d(2024, 1, 1), 4)], MET, 4, 4),
    ("juvenile: 3", CHILD, [(d(2024, 1, 1), 3)], NOT_MET, 3, 3),
    ("juvenile: on the tenth birthday", CHILD, [(d(2020, 6, 15), 4)], MET, 4, 4),
    ("juvenile: before it, which cannot be right", CHILD, [(d(2020, 6, 14), 4)], NOT_MET, 0, 0),
    ("under ten", d(2017, 1, 1), [(d(2026, 1, 1), 9)], NOT_FOR, 0, 0),
    ("date of birth not known", None, [(d(2008, 1, 1), 30)], NOT_KNOWN, 30, 0),
]


@pytest.mark.parametrize(
    ("born", "rows", "result", "total", "within"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_the_table(born, rows, result, total, within):
    answer = persistent(born, some(*rows), ON)
    assert (answer.result, answer.total, answer.within) == (result, total, within)


# Which test applies goes by the age on the day asked about; at a birthday it changes with the day.
DAYS = [
    (d(2008, 11, 20), ON, "young_adult"),  # 18 today
    (d(2008, 11, 21), ON, "juvenile"),
    (d(2005, 11, 20), ON, "adult"),  # 21 today
    (d(2005, 11, 21), ON, "young_adult"),
    (d(2016, 11, 20), ON, "juvenile"),  # 10 today
    (d(2016, 11, 21), ON, ""),
    (d(2004, 2, 29), d(2025, 2, 27), "young_adult"),  # a leap day: a year older on 28 February of a common year
    (d(2004, 2, 29), d(2025, 2, 28), "adult"),
    (d(2004, 2, 29), d(2022, 2, 27), "juvenile"),
    (d(2004, 2, 29), d(2022, 2, 28), "young_adult"),
    (d(2004, 2, 29), d(2024, 2, 28), "young_adult"),  # 20th birthday on the leap day itself
]


@pytest.mark.parametrize(("born", "on", "group"), DAYS)
def test_which_test_applies(born, on, group):
    assert persistent(born, [], on).group == group


@pytest.mark.parametrize(("day", "within"), [(d(2025, 2, 27), 0), (d(2025, 2, 28), 16), (d(2025, 3, 1), 16)])
def test_born_on_a_leap_day(day, within):
    answer = persistent(d(2004, 2, 29), some((day, 16)), ON)
    assert (answer.result, answer.within) == (MET if within else NOT_MET, within)


def test_the_working_says_what_is_short_and_what_is_wrong():
    words = [step.finds for step in persistent(ADULT, some((d(1990, 1, 1), 2), (d(2008, 1, 1), 6)), ON).steps]
    assert words == [
        "40, born 15 June 1986",
        "Adult (21 and over)",
        "2 sanctions before the tenth birthday: not counted. Check the dates",
        "6 sanctions in all, 10 short",
        "6 sanctions at 21 or over, 2 short",
    ]


def test_without_a_date_of_birth_it_says_so():
    steps = persistent(None, some((d(2008, 1, 1), 3)), ON).steps
    assert steps[0].finds == "The date of birth is not recorded"
    assert all(step.met is None for step in steps)
