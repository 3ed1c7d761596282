"""Disposals and notifications in a bundle: what is refused and where, what loading again leaves."""

from __future__ import annotations

import pytest

from deadlines.models import FailedNominal
from exchange.bundle.notification import NO_REASON
from notification.models import Disposal, Notification
from tests.exchange.driver import exported, load, register, write_bundle

pytestmark = pytest.mark.django_db

HEAD = "reference,disposal_ref,event,event_on,outcome,sentenced_on,term_value,term_unit,consecutive_to,overlaps,"
HEAD += "overlap_value,overlap_unit,breach_of,override_ends_on,override_reason\n"
FIRST = "T-1,D-1,conviction,2024-03-04,imprisonment,2024-03-04,4,months,,,,,,,\n"
TOLD = "notification_ref,reference,section,notified_on,event_on,departs_on,details_known_on,returned_on,cancelled_on\n"


def bundle(tmp_path, **files):
    return write_bundle(tmp_path / "bundle", **files)


def test_a_later_bundle_adds_a_sentence_that_follows_one_in_the_register(tmp_path):
    load(bundle(tmp_path, disposals=HEAD + FIRST))
    assert register("2026-01-01")["T-1"]["notification_category"] == "7y"
    more = HEAD + "T-1,D-2,conviction,2024-03-04,imprisonment,2024-03-04,5,months,d-1,,,,,,\n"
    assert load(bundle(tmp_path, disposals=more)).counts["disposals.csv"] == (1, 0, 0)
    assert register("2026-01-01")["T-1"]["notification_category"] == "10y"


def test_a_blank_clears_and_an_absent_column_leaves(tmp_path):
    load(bundle(tmp_path, disposals=HEAD + FIRST))
    load(bundle(tmp_path, disposals="reference,disposal_ref,event,outcome\nT-1,d-1,conviction,\n"))
    row = Disposal.objects.get()
    assert (row.outcome, row.term_value, row.disposal_ref) == ("", 4, "D-1")
    load(bundle(tmp_path, disposals="reference,disposal_ref,event,term_value,term_unit\nT-1,D-1,conviction,,\n"))
    row.refresh_from_db()
    assert (row.term_value, row.term_unit) == (None, "")


def test_an_overlap_that_is_not_known_loads_and_each_term_counts_alone(tmp_path):
    other = "T-1,D-2,conviction,2024-03-04,imprisonment,2024-03-04,5,months,,D-1,{},,,\n"
    for overlap, category in (("1,months", "10y"), (",", "7y"), ("1,months", "10y")):
        folder = bundle(tmp_path, disposals=HEAD + FIRST + other.format(overlap))
        said = load(folder).output
        assert register("2026-01-01")["T-1"]["notification_category"] == category
        warned = "disposals.csv: 1 disposal partly concurrent with another, by how much is not known" in said
        assert warned == (overlap == ",")
        assert "Nothing to change" in load(folder).output


@pytest.mark.parametrize(("overlap", "column"), [("1,", "overlap_unit"), (",months", "overlap_value")])
def test_half_of_an_overlap_is_refused(tmp_path, overlap, column):
    other = f"T-1,D-2,conviction,2024-03-04,imprisonment,2024-03-04,5,months,,D-1,{overlap},,,\n"
    assert load(bundle(tmp_path, disposals=HEAD + FIRST + other)).places == [("disposals.csv", 3, column)]


def test_a_disposal_of_which_little_is_known_loads(tmp_path):
    folder = bundle(tmp_path, disposals="reference,disposal_ref,event\nT-1,D-1,conviction\n")
    assert load(folder).exit == 0
    assert register("2026-01-01")["T-1"]["subject_to_notification"] == "no"
    assert "Nothing to change" in load(folder).output


def test_what_is_marked_entered_in_error_stays_so(tmp_path):
    told = TOLD + "N-1,T-1,s83,2024-03-05,,,,,\n"
    folder = bundle(tmp_path, disposals=HEAD + FIRST, notifications=told)
    load(folder)
    Disposal.objects.update(voided_at="2026-01-01T00:00Z", void_reason="Not this person's")
    Notification.objects.update(voided_at="2026-01-01T00:00Z", void_reason="Not this person's")
    assert "Nothing to change" in load(folder).output
    assert register("2026-01-01")["T-1"]["subject_to_notification"] == "no"
    assert [row for row in exported("export_deadlines", "2026-01-01") if "notification" in row["kind"]] == []


RING = "T-1,D-1,conviction,2024-03-04,imprisonment,2024-03-04,4,months,D-2,,,,,,\n"
RING += "T-1,D-2,conviction,2024-03-04,imprisonment,2024-03-04,4,months,D-1,,,,,,\n"


@pytest.mark.parametrize(
    ("files", "places"),
    [
        ({"disposals": HEAD + RING}, [("disposals.csv", 2, "consecutive_to"), ("disposals.csv", 3, "consecutive_to")]),
        ({"disposals": HEAD + FIRST.replace(",months,,", ",months,D-1,")}, [("disposals.csv", 2, "consecutive_to")]),
        ({"disposals": HEAD + FIRST.replace(",months,,", ",months,D-9,")}, [("disposals.csv", 2, "consecutive_to")]),
        ({"disposals": HEAD + FIRST.replace(",months", ",")}, [("disposals.csv", 2, "term_unit")]),
        ({"disposals": HEAD + FIRST.replace(",4,", ",,")}, [("disposals.csv", 2, "term_value")]),
        ({"disposals": HEAD + FIRST.replace(",4,", ",0,")}, [("disposals.csv", 2, "term_value")]),
        ({"disposals": HEAD + FIRST.replace(",4,months", ",101,years")}, [("disposals.csv", 2, "term_value")]),
        ({"disposals": HEAD + FIRST.replace("months", "fortnights")}, [("disposals.csv", 2, "term_unit")]),
        ({"disposals": HEAD + FIRST.replace("imprisonment,2024-03-04", "imprisonment,2024-03-03")},
         [("disposals.csv", 2, "sentenced_on")]),
        ({"disposals": HEAD + FIRST.replace("2024-03-04,imp", "2024-02-30,imp")}, [("disposals.csv", 2, "event_on")]),
        ({"disposals": HEAD + FIRST.replace("imprisonment", "gallows")}, [("disposals.csv", 2, "outcome")]),
        ({"disposals": HEAD + FIRST.replace(",,,,,,,\n", ",,,,,O-9,,\n")}, [("disposals.csv", 2, "breach_of")]),
        ({"disposals": HEAD + FIRST.replace(",,,,,,,\n", ",,,,,,2020-01-01,why\n")},
         [("disposals.csv", 2, "override_ends_on")]),
        ({"disposals": HEAD + FIRST + FIRST.replace("D-1", "d-1")}, [("disposals.csv", 3, "disposal_ref")]),
        ({"disposals": HEAD + FIRST.replace("T-1", "T-9")}, [("disposals.csv", 2, "reference")]),
        ({"notifications": TOLD + "N-1,T-1,s86_departure,,,2025-06-20,2025-06-21,,\n"},
         [("notifications.csv", 2, "departs_on")]),
        ({"notifications": TOLD + "N-1,T-1,s86_departure,,,2025-06-20,,2025-06-19,\n"},
         [("notifications.csv", 2, "returned_on")]),
        ({"notifications": TOLD + "N-1,T-1,s99,,,,,,\n"}, [("notifications.csv", 2, "section")]),
        # Two faults in one row: what cannot be read, and what does not fit together.
        ({"disposals": HEAD + FIRST.replace("imprisonment", "gallows").replace(",months", ",")},
         [("disposals.csv", 2, "outcome"), ("disposals.csv", 2, "term_unit")]),
        ({"disposals": HEAD + FIRST.replace("D-1", "D 1").replace(",months", ",fortnights")},
         [("disposals.csv", 2, "disposal_ref"), ("disposals.csv", 2, "term_unit")]),
        ({"notifications": TOLD + "N-1,T-1,s84,2025-02-29,,2025-06-20,,2025-06-19,\n"},
         [("notifications.csv", 2, "notified_on"), ("notifications.csv", 2, "returned_on")]),
        ({"notifications": TOLD + "N-1,T-1,s84,2025-06-20,,,,,2025-06-19\n"},
         [("notifications.csv", 2, "cancelled_on")]),
    ],
)  # fmt: skip
def test_what_is_refused_and_where(tmp_path, files, places):
    result = load(bundle(tmp_path, **files))
    assert (result.exit, result.places) == (1, places), result.output
    assert not Disposal.objects.exists()


TRIP = "N-1,T-1,s86_departure,2025-05-20,,2025-06-20,2025-05-10,,\n"


@pytest.mark.parametrize(
    ("file", "row"),
    [
        ("disposals", "T-1,D-1,conviction,sentenced_on,2024-03-03"),
        ("disposals", "T-1,D-1,conviction,notice_served_on,2024-03-03"),
        ("disposals", "T-1,D-1,conviction,override_ends_on,2024-03-03"),
        ("notifications", "T-1,N-1,s86_departure,returned_on,2025-06-19"),
        ("notifications", "T-1,N-1,s86_departure,details_known_on,2025-06-21"),
        ("notifications", "T-1,N-1,s86_departure,cancelled_on,2025-05-19"),
    ],
)
def test_a_day_that_does_not_fit_those_of_the_register_is_refused(tmp_path, file, row):
    assert load(bundle(tmp_path, disposals=HEAD + FIRST, notifications=TOLD + TRIP)).exit == 0
    *cells, column, day = row.split(",")
    key = {"disposals": "disposal_ref,event", "notifications": "notification_ref,section"}[file]
    for wrong in (True, False):
        given = day if wrong else "2026-01-01" if column != "details_known_on" else "2025-06-20"
        more = f"reference,{key},{column}\n{','.join(cells)},{given}\n"
        result = load(bundle(tmp_path, **{file: more}))
        assert (result.exit, result.places) == ((1, [(f"{file}.csv", 2, column)]) if wrong else (0, [])), result.output


def test_an_end_set_by_hand_without_a_reason_loads_with_a_warning(tmp_path):
    short = "reference,disposal_ref,event,event_on,outcome,override_ends_on\nT-1,D-1,conviction,2024-03-04,fine,"
    for disposals in (HEAD + FIRST.replace(",,,,,,,\n", ",,,,,,2030-01-01,\n"), f"{short}2030-01-01\n"):
        for dry_run in (True, False):
            result = load(bundle(tmp_path, disposals=disposals), dry_run=dry_run)
            assert result.exit == 0
            assert "disposals.csv: 1 disposal with an end set by hand and no reason why" in result.output
    assert "Nothing to change" in load(bundle(tmp_path, disposals=f"{short}2030-01-01\n")).output
    assert register("2026-01-05")["T-1"]["notification_ends_on"] == "2030-01-01"
    given = "reference,disposal_ref,event,override_reason\nT-1,D-1,conviction,As the solicitor advised\n"
    load(bundle(tmp_path, disposals=given))
    assert Disposal.objects.get().override_reason == "As the solicitor advised"
    assert "no reason why" not in load(bundle(tmp_path, disposals=f"{short}2031-01-01\n")).output
    assert Disposal.objects.get().override_reason == "As the solicitor advised"


@pytest.mark.parametrize(
    ("columns", "cells", "left"),
    [
        ("override_ends_on", "", ""),
        ("override_ends_on,override_reason", ",", ""),
        ("override_ends_on,override_reason", ",Set by mistake", "Set by mistake"),
    ],
)
def test_an_end_taken_back_leaves_no_word_that_its_reason_was_lacking(tmp_path, columns, cells, left):
    short = "reference,disposal_ref,event,event_on,outcome,"
    row = "T-1,D-1,conviction,2024-03-04,fine,"
    assert load(bundle(tmp_path, disposals=f"{short}override_ends_on\n{row}2030-01-01\n")).exit == 0
    assert Disposal.objects.get().override_reason == NO_REASON
    folder = bundle(tmp_path, disposals=f"{short}{columns}\n{row}{cells}\n")
    assert load(folder).exit == 0
    assert (Disposal.objects.get().override_ends_on, Disposal.objects.get().override_reason) == (None, left)
    assert "Nothing to change" in load(folder).output


def test_who_set_an_end_and_who_confirmed_a_length_answer_only_for_their_own(tmp_path, officer):
    folder = bundle(tmp_path, disposals=HEAD + FIRST.replace("4,months", "26,weeks"))
    load(folder)
    Disposal.objects.update(
        override_ends_on="2030-01-01", override_reason="As advised", override_by=officer,
        length_confirmed_on="2026-01-05", length_confirmed_by=officer,
    )  # fmt: skip
    short = "reference,disposal_ref,event,"
    same = f"{short}override_ends_on,override_reason,term_value,term_unit\n"
    load(bundle(tmp_path, disposals=f"{same}T-1,D-1,conviction,2030-01-01,As advised,26,weeks\n"))
    row = Disposal.objects.get()
    assert (row.override_by, row.length_confirmed_by) == (officer, officer)
    load(bundle(tmp_path, disposals=f"{short}term_value,term_unit\nT-1,D-1,conviction,27,weeks\n"))
    row.refresh_from_db()
    assert (row.override_by, row.length_confirmed_on, row.length_confirmed_by) == (officer, None, None)
    load(bundle(tmp_path, disposals=f"{short}override_ends_on\nT-1,D-1,conviction,2032-01-01\n"))
    row.refresh_from_db()
    assert (row.override_by, row.override_reason) == (None, "As advised")


def test_a_reason_that_was_given_stays_when_the_end_is_taken_back(tmp_path):
    short = "reference,disposal_ref,event,event_on,outcome,override_ends_on"
    row = "T-1,D-1,conviction,2024-03-04,fine,"
    load(bundle(tmp_path, disposals=f"{short},override_reason\n{row}2030-01-01,As advised\n"))
    assert load(bundle(tmp_path, disposals=f"{short}\n{row}\n")).exit == 0
    assert Disposal.objects.get().override_reason == "As advised"


def test_an_sro_and_its_breach_come_together(tmp_path):
    orders = "reference,order_ref,kind,made_on,served_on\nT-1,O-1,sro,2025-03-03,2025-03-03\n"
    disposals = "reference,disposal_ref,event,event_on,schedule_3,outcome,breach_of\n"
    disposals += "T-1,D-1,caution,2026-01-05,no,caution,o-1\n"
    assert load(bundle(tmp_path, orders=orders, disposals=disposals)).exit == 0
    assert register("2026-01-04")["T-1"]["subject_to_notification"] == "limited"
    assert register("2026-01-05")["T-1"]["subject_to_notification"] == "yes"


@pytest.mark.parametrize(
    ("orders", "disposals"),
    [
        ("T-1,O-1,shpo,,\n", "T-1,D-1,conviction,2024-01-01,fine,\n"),
        ("T-1,O-1,shpo,,\nT-1,O-2,sopo,,\n", ""),
        ("T-1,O-1,sro,,2025-03-03\nT-1,O-2,interim_sro,,\n", "T-1,D-1,conviction,2024-01-01,fine,\n"),
    ],
)
def test_an_order_whose_day_of_making_is_not_known_stops_nothing(tmp_path, orders, disposals):
    loaded = load(bundle(tmp_path, orders=ORDERS + orders, disposals=DISPOSALS + disposals))
    assert loaded.exit == 0, loaded.output
    assert not FailedNominal.objects.exists()
    assert register("2026-02-01")["T-1"]["subject_to_notification"] in ("yes", "limited")
    kinds = {row["kind"] for row in exported("export_deadlines", "2026-02-01")}
    assert ("initial_notification" in kinds) == bool(disposals)


ORDERS = "reference,order_ref,kind,made_on,served_on\n"
DISPOSALS = "reference,disposal_ref,event,event_on,outcome,breach_of\n"


@pytest.mark.parametrize(
    ("orders", "disposals", "due"),
    [
        # Listed for itself and for the breach of the order: one notification.
        ("T-1,O-1,sro,2025-02-01,2025-02-01\n", "T-1,D-1,conviction,2026-01-31,fine,O-1\n",
         {("D-1", "2026-02-02"), ("O-1", "2025-02-03")}),
        # Each file has references of its own: the earlier of the two that are owed.
        ("T-1,X-1,sro,2025-02-01,2025-02-03\n", "T-1,X-1,conviction,2026-01-31,fine,\n", {("X-1", "2025-02-05")}),
    ],
)  # fmt: skip
def test_one_reference_owes_one_first_notification(tmp_path, orders, disposals, due):
    loaded = load(bundle(tmp_path, orders=ORDERS + orders, disposals=DISPOSALS + disposals))
    assert loaded.exit == 0, loaded.output
    found = [row for row in exported("export_deadlines", "2026-02-01") if row["kind"] == "initial_notification"]
    assert {(row["subject"], row["due_on"]) for row in found} == due
    assert len(found) == len(due)
