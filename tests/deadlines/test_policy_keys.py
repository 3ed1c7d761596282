"""The policy keys that ship, what may be set, and which value is in force."""

from datetime import date as d

import pytest

from common.dates import Interval
from deadlines.policy_keys import BY_KEY, DEFAULTS, PolicyBook, applies_to_of, kind_of, units_of, validate

DAY = d(2026, 3, 1)

# policy-keys.md, row by row
SHIPPED = """
visit_interval very_high 1 months S
visit_interval high 3 months S
visit_interval medium 6 months S
visit_interval low 12 months S
first_visit - 15 working_days A
custody_restart - 28 days A
due_soon - 14 days A
due_soon periodic_notification 28 days A
due_soon order_end 90 days A
due_soon condition_end 90 days A
due_soon notification_end 90 days A
visit_escalate very_high 1 days A
visit_escalate high 7 days A
visit_escalate medium 14 days A
visit_escalate low 28 days A
visit_min_officers - 2 count V
visit_unannounced - yes yes_no S
longer_interval_needs_approval - yes yes_no A
lower_risk_needs_approval - yes yes_no A
failed_attempts_decision - 3 count A
visit_new_address - 15 working_days A
warrant_min_attempts - 2 count V
reactive_min_low - 3 years S
reactive_blocked_by_order - yes yes_no A
reactive_blocked_by_event - 3 years A
reactive_review - 12 months A
dip_sample_rate - 10 count A
risk_review_after_event - 5 working_days A
arms_first - 15 working_days A
arms_review - 12 months A
oasys_after_release - 15 working_days V
oasys_review - 16 weeks V
breach_record - 24 hours S
national_record_created - 3 days A
national_record_updated - 5 working_days A
mappa_review level_1 12 months A
mappa_review level_2 12 weeks A
mappa_review level_3 6 weeks A
mappa_review_opens level_2 8 weeks A
mappa_review_opens level_3 4 weeks A
mappa_first_meeting level_2 20 working_days A
mappa_first_meeting level_3 10 working_days A
mappa_minutes level_2 10 working_days A
mappa_minutes level_3 5 working_days A
caseload_benchmark - 50 count V
visit_minutes - 120 count A
caseload_week_hours - 40 count A
caseload_weight very_high 12 count A
caseload_weight high 4 count A
caseload_weight medium 2 count A
caseload_weight low 1 count A
annual_date_moves_on_2012_matters - no yes_no V
weeks_as_months - yes yes_no A
custody_part_day_counts - yes yes_no A
csods_checks - 24 hours V
csods_interview - 10 days V
csods_outcome - 28 days V
"""


def test_every_default_is_the_one_that_ships():
    expected = {tuple(line.replace(" - ", "  ").split(" ")) for line in SHIPPED.strip().splitlines()}
    found = {
        (row.key, row.applies_to, row.value, row.unit, row.known)
        for row in DEFAULTS
        if not row.key.startswith("cpa2026_") and row.key not in ("condition_check", "order_electronic_monitoring")
    }
    assert found == expected


def test_the_rules_of_the_2026_act_ship_off():
    keys = [row for row in DEFAULTS if row.key.startswith("cpa2026_")]
    assert {row.key for row in keys} >= {
        "cpa2026_new_name_notice",
        "cpa2026_absence_notice",
        "cpa2026_child_premises_notice",
        "cpa2026_remote_notification",
    }
    assert all(row.parsed() is False for row in keys)


def test_every_row_is_whole_and_would_be_accepted():
    assert len({(row.key, row.applies_to) for row in DEFAULTS}) == len(DEFAULTS)
    for row in DEFAULTS:
        assert row.known in ("V", "S", "A")
        assert row.source
        assert row.about
        assert validate(row.key, row.applies_to, row.value, row.unit) == []
        assert len(row.key) <= 60


def test_a_check_interval_for_conditions_is_not_set():
    assert PolicyBook().value("condition_check", 1, on=DAY) is None
    assert BY_KEY["condition_check"][0].value_text() == "not set"
    book = PolicyBook(
        [(None, d(2025, 1, 1), "condition_check", "", "3", "months"), (1, d(2026, 1, 1), "condition_check", "", "", "")]
    )
    assert book.interval("condition_check", 2, on=DAY) == Interval(3, "months")
    assert book.value("condition_check", 1, on=DAY) is None
    assert validate("condition_check", "", "", "") == []


@pytest.mark.parametrize(
    ("key", "applies_to", "value", "unit"),
    [
        ("due_soon", "periodic_notification", "21", "days"),
        ("due_soon", "home_visit", "7", "days"),
        ("due_soon", "", "2", "weeks"),
        ("weeks_as_months", "", "no", "yes_no"),
        ("visit_interval", "high", "60", "days"),
        ("visit_interval", "low", "1", "years"),
        ("first_visit", "", "10", "working_days"),
        ("breach_record", "", "24", "hours"),
        ("csods_checks", "", "1", "days"),
        ("failed_attempts_decision", "", "4", "count"),
        ("failed_attempts_decision", "", "4", ""),  # the key leaves only one unit
        ("visit_unannounced", "", "no", ""),
        ("dip_sample_rate", "", "100", "count"),
        ("reactive_min_low", "", "8", "years"),
    ],
)
def test_rows_that_may_be_set(key, applies_to, value, unit):
    assert validate(key, applies_to, value, unit) == []


@pytest.mark.parametrize(
    ("key", "applies_to", "value", "unit", "columns"),
    [
        ("visit_intervall", "high", "2", "months", ["key"]),
        ("", "", "2", "months", ["key"]),
        ("visit_intervall", "nobody", "x", "fortnights", ["key"]),
        ("custody_part_day_counts", "", "1", "yes_no", ["value"]),
        ("custody_part_day_counts", "", "Yes", "yes_no", ["value"]),
        ("custody_part_day_counts", "", "", "yes_no", ["value"]),
        ("visit_interval", "hihg", "2", "months", ["applies_to"]),
        ("visit_interval", "", "2", "months", ["applies_to"]),  # would never apply: each level has its own
        ("first_visit", "high", "10", "working_days", ["applies_to"]),
        ("due_soon", "home_visits", "7", "days", ["applies_to"]),
        ("visit_interval", "high", "2", "count", ["unit"]),
        ("visit_interval", "high", "yes", "yes_no", ["unit"]),
        ("visit_interval", "high", "2", "", ["unit"]),
        ("visit_interval", "high", "2", "hours", ["unit"]),
        ("visit_interval", "high", "2", "fortnights", ["unit"]),
        ("failed_attempts_decision", "", "4", "days", ["unit"]),
        ("visit_min_officers", "", "0", "count", ["value"]),
        ("visit_min_officers", "", "11", "count", ["value"]),
        ("dip_sample_rate", "", "101", "count", ["value"]),
        ("visit_interval", "high", "0", "months", ["value"]),
        ("visit_interval", "high", "-3", "months", ["value"]),
        ("visit_interval", "high", "2.5", "months", ["value"]),
        ("visit_interval", "high", "1e3", "months", ["value"]),
        ("visit_interval", "high", "٣", "months", ["value"]),
        ("visit_interval", "high", "121", "months", ["value"]),
        ("visit_interval", "high", "", "months", ["value"]),
        ("visit_interval", "high", "9" * 5000, "months", ["value"]),
        ("visit_interval", "nobody", "x", "months", ["applies_to", "value"]),
    ],
)
def test_rows_that_are_refused_and_where(key, applies_to, value, unit, columns):
    problems = validate(key, applies_to, value, unit)
    assert [column for column, _ in problems] == columns
    assert all(message for _, message in problems)


def test_the_messages_say_what_would_do():
    assert validate("visit_interval", "hihg", "2", "months") == [
        ("applies_to", "For “visit_interval” this must be very_high, high, medium or low, not “hihg”")
    ]
    assert validate("first_visit", "high", "2", "weeks") == [
        ("applies_to", "“first_visit” has one value; leave this blank")
    ]
    assert validate("visit_min_officers", "", "two", "count") == [("value", "Must be a whole number from 1 to 10")]
    assert validate("visit_unannounced", "", "1", "yes_no") == [("value", "Must be yes or no")]


ROWS = [
    (None, d(2020, 1, 1), "visit_interval", "high", "4", "months"),
    (None, d(2024, 1, 1), "visit_interval", "high", "5", "months"),
    (1, d(2022, 1, 1), "visit_interval", "high", "2", "months"),
    (1, d(2023, 1, 1), "visit_interval", "high", "6", "weeks"),
]


@pytest.mark.parametrize("rows", [ROWS, ROWS[::-1]])
@pytest.mark.parametrize(
    ("force", "on", "expected"),
    [
        (1, d(2019, 12, 31), Interval(3, "months")),  # before any row: what ships
        (1, d(2020, 1, 1), Interval(4, "months")),  # the row for every force, from its day
        (1, d(2021, 12, 31), Interval(4, "months")),
        (1, d(2022, 1, 1), Interval(2, "months")),  # the force's own goes before it
        (1, d(2022, 12, 31), Interval(2, "months")),
        (1, d(2023, 1, 1), Interval(6, "weeks")),  # the latest of its own
        (1, d(2026, 1, 1), Interval(6, "weeks")),  # and stays so, whatever every force gets later
        (2, d(2023, 6, 1), Interval(4, "months")),
        (2, d(2024, 1, 1), Interval(5, "months")),
        (None, d(2024, 1, 1), Interval(5, "months")),  # a person whose force is not known
        (None, d(2019, 1, 1), Interval(3, "months")),
    ],
)
def test_which_value_is_in_force(rows, force, on, expected):
    book = PolicyBook(rows)
    assert book.value("visit_interval", force, "high", on=on) == expected
    assert book.value("visit_interval", force, "high", on=on) == expected  # from the cache
    assert book.value("visit_interval", force, "low", on=on) == Interval(12, "months")


def test_where_a_value_comes_from():
    book = PolicyBook(ROWS)
    assert book.origin("visit_interval", 1, "high", on=d(2019, 1, 1)) == "default"
    assert book.origin("visit_interval", 1, "high", on=d(2021, 1, 1)) == "everyone"
    assert book.origin("visit_interval", 1, "high", on=d(2022, 1, 1)) == "force"
    assert book.origin("visit_interval", None, "high", on=d(2022, 1, 1)) == "everyone"


def test_blank_stands_for_every_other_kind():
    book = PolicyBook(
        [
            (1, d(2025, 1, 1), "due_soon", "", "7", "days"),
            (None, d(2025, 6, 1), "due_soon", "home_visit", "21", "days"),
            (1, d(2026, 1, 1), "due_soon", "arms_review", "3", "days"),
        ]
    )
    ask = lambda force, kind, on: book.interval("due_soon", force, kind, on=on).value  # noqa: E731
    assert ask(1, "mappa_review", DAY) == 7
    assert ask(2, "mappa_review", DAY) == 14
    assert ask(1, "periodic_notification", DAY) == 28  # a default of its own
    assert ask(1, "home_visit", d(2025, 5, 31)) == 7
    assert ask(1, "home_visit", DAY) == 21  # a row for exactly this kind goes before a blank one
    assert ask(1, "arms_review", d(2025, 12, 31)) == 7
    assert ask(1, "arms_review", DAY) == 3
    assert ask(1, "mappa_review", d(2024, 12, 31)) == 14
    assert book.origin("due_soon", 1, "mappa_review", on=DAY) == "force"
    assert book.origin("due_soon", 1, "home_visit", on=DAY) == "everyone"
    assert book.origin("due_soon", 1, "periodic_notification", on=DAY) == "default"


def test_values_have_the_type_of_their_key():
    book = PolicyBook([(1, d(2020, 1, 1), "weeks_as_months", "", "no", "yes_no")])
    assert book.yes("weeks_as_months", 1, on=DAY) is False
    assert book.yes("weeks_as_months", 2, on=DAY) is True
    assert book.count("warrant_min_attempts", 1, on=DAY) == 2
    assert book.interval("breach_record", 1, on=DAY) == Interval(24, "hours")
    for wrong in (
        lambda: book.count("weeks_as_months", 1, on=DAY),
        lambda: book.yes("warrant_min_attempts", 1, on=DAY),
        lambda: book.interval("warrant_min_attempts", 1, on=DAY),
    ):
        with pytest.raises(TypeError):
            wrong()


def test_what_no_row_covers_is_an_error():
    book = PolicyBook()
    for key, applies_to in (
        ("visit_intervall", ""),
        ("visit_interval", ""),
        ("visit_interval", "huge"),
        ("due_soon", "x"),
    ):
        with pytest.raises(KeyError):
            book.value(key, 1, applies_to, on=DAY)
    with pytest.raises(KeyError):
        PolicyBook([(None, DAY, "visit_intervall", "high", "2", "months")])
    with pytest.raises(ValueError, match="neither yes nor no"):
        PolicyBook([(None, DAY, "weeks_as_months", "", "1", "yes_no")])


def test_kinds_and_units():
    assert kind_of("visit_interval") == "interval"
    assert kind_of("condition_check") == "interval"
    assert kind_of("dip_sample_rate") == "count"
    assert units_of("weeks_as_months") == ("yes_no",)
    assert "hours" in units_of("csods_checks")
    assert "hours" not in units_of("first_visit")
    assert applies_to_of("mappa_minutes") == ("level_2", "level_3")
