"""The worked cases of risk, through the commands: tests/cases/risk and tests/cases/bad_import_risk."""

from __future__ import annotations

import pytest

from common.holidays import load_calendar
from deadlines.book import load_book
from offenders.models import Event, Nominal
from risk.models import Assessment, CsodsApplication
from risk.presenters import csods
from tests.exchange import expectation
from tests.exchange.driver import CASES, exported, load, register, write_bundle
from tests.support.bundle import rows

FOLDER = CASES / "risk"
BAD = sorted(path.parent for path in (CASES / "bad_import_risk").glob("*/expected.txt"))
MEASURED = ("due_on", "state", "days_overdue")

pytestmark = pytest.mark.django_db


def test_every_case_answers_as_expected():
    """Loaded twice; then each row of the expected deadlines and of the expected register, on its day."""
    assert load(FOLDER / "bundle").exit == 0
    assert "Nothing to change" in load(FOLDER / "bundle").output
    assert [*wrong_deadlines(), *wrong_register()] == []


def wrong_deadlines():
    expected = rows(FOLDER / "expected_deadlines.csv")
    assert expected
    found = {day: exported("export_deadlines", day) for day in {row["as_of"] for row in expected}}
    for want in expected:
        have = [
            row
            for row in found[want["as_of"]]
            if (row["reference"], row["kind"]) == (want["reference"], want["kind"])
            and (row["subject"] == want["subject"] or (want["due_on"] == "NONE" and not want["subject"]))
        ]
        if want["due_on"] == "NONE":
            if have:
                yield want, have
        elif len(have) != 1 or any(want[name] not in ("*", have[0][name]) for name in MEASURED):
            yield want, have


def wrong_register():
    expected = rows(FOLDER / "expected_register.csv")
    assert expected
    found = {day: register(day) for day in {row["as_of"] for row in expected}}
    for want in expected:
        have = found[want["as_of"]][want["reference"]][want["column"]]
        if want["column"] != "reactive_blockers":
            met = have == want["value"]
        else:
            codes = set(filter(None, want["value"].split(";")))
            met = codes <= set(have.split(";")) if codes else have == ""
        if not met:
            yield want, have


@pytest.mark.parametrize("folder", BAD, ids=lambda folder: folder.name)
def test_a_bad_bundle(folder):
    first, _ = expectation.read(folder / "expected.txt")
    first.check(load(folder / "bundle"))
    assert not Nominal.objects.exists()


def test_an_application_in_the_file_opens_a_case_whose_clocks_run(tmp_path):
    events = (
        "reference,date,kind,summary,closed_on,close_reason\n"
        "T-1,2026-03-28,csods_application,First,,\n"
        "T-1,2026-03-28,arrest,Arrested,,\n"
        "T-1,2025-03-28,csods_application,Long ago,2025-04-01,Settled\n"
    )
    folder = write_bundle(tmp_path / "bundle", events=events)
    assert load(folder).counts["events.csv"] == (3, 0, 0)
    assert "Nothing to change" in load(folder).output
    row = CsodsApplication.objects.select_related("event", "nominal").get()
    assert (row.event.summary, row.nominal.reference, row.force_id) == ("First", "T-1", row.nominal.force_id)
    checks, interview, outcome = csods.clocks_of(row, load_book(), load_calendar())
    assert str(checks.due_at) == "2026-03-29 00:00:00+00:00"  # from the beginning of the day
    assert [clock.due_on.isoformat() for clock in (interview, outcome)] == ["2026-04-07", "2026-04-25"]
    assert csods.received(row) == "28 March 2026, time not known"
    Event.objects.filter(pk=row.event_id).update(voided_at="2026-04-01T00:00Z", void_reason="Somebody else")
    load(folder)
    assert CsodsApplication.objects.count() == 1


def test_a_case_from_a_file_is_closed_with_its_event_unless_somebody_took_it_up(tmp_path, world):
    owner = world.person("s.other", "supervisor")
    texts = ["reference,date,kind,summary,closed_on,close_reason\n"] * 2
    for summary in ("First", "Second", "Third"):
        texts[0] += f"T-1,2026-03-28,csods_application,{summary},,\n"
        texts[1] += f"T-1,2026-03-28,csods_application,{summary},2026-04-02,Settled\n"
    load(write_bundle(tmp_path / "one", events=texts[0]))
    CsodsApplication.objects.filter(event__summary="Second").update(owner=owner)
    CsodsApplication.objects.filter(event__summary="Third").update(interviewed_on="2026-04-01", version=2)
    assert load(write_bundle(tmp_path / "two", events=texts[1])).counts["events.csv"] == (0, 3, 0)
    assert [row.event.summary for row in CsodsApplication.objects.running().order_by("pk")] == ["Second", "Third"]
    row = CsodsApplication.objects.get(event__summary="First")
    assert (str(row.decided_on), row.outcome) == ("2026-04-02", "Closed with its event by an import")
    assert "Nothing to change" in load(tmp_path / "two").output


def test_an_application_waits_for_the_force_of_its_record(tmp_path):
    person = "reference,family_name,force\nT-1,Marsh,"
    event = "reference,date,kind,summary\nT-1,2026-03-28,csods_application,First\n"
    load(write_bundle(tmp_path / "one", nominals=f"{person}\n", events=event))
    assert not CsodsApplication.objects.exists()
    load(write_bundle(tmp_path / "two", nominals=f"{person}Northshire Police\n"))
    assert CsodsApplication.objects.get().force.name == "Northshire Police"


HEADER = "reference,tool,version,completed_on,band,score\n"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("T-1,osp_dc,3,2026-01-05,high,many", "score"),
        ("T-1,osp_dc,3,2026-01-05,high,1.23456", "score"),
        ("T-1,osp_dc,3,2026-02-30,high,34", "completed_on"),
        ("T-9,osp_dc,3,2026-01-05,high,34", "reference"),
        (f"T-1,osp_dc,{'3' * 41},2026-01-05,high,34", "version"),
    ],
)
def test_a_bad_row(tmp_path, row, column):
    result = load(write_bundle(tmp_path / "b", assessments=HEADER + row + "\n"))
    assert result.places == [("assessments.csv", 2, column)]


def test_an_assessment_is_updated_and_a_column_that_is_not_there_leaves_it(tmp_path):
    first = HEADER + "T-1,OSP_DC,3,2026-01-05,high,34\n"
    assert load(write_bundle(tmp_path / "b", assessments=first)).counts["assessments.csv"] == (1, 0, 0)
    again = "reference,tool,completed_on,band\nT-1,osp_dc,2026-01-05,medium\n"
    assert load(write_bundle(tmp_path / "b", assessments=again)).counts["assessments.csv"] == (0, 1, 0)
    row = Assessment.objects.get()
    assert (row.tool, row.version, row.band, row.score) == ("osp_dc", "3", "medium", 34)


def test_a_breach_found_by_a_check_or_suspected_blocks_unless_it_was_none_after_all(tmp_path):
    files = {
        "nominals": "reference,force,registered_on\nT-1,Northshire Police,2019-03-04\n",
        "risk_levels": "reference,level,effective_from\nT-1,low,2019-03-04\n",
        "orders": "reference,order_ref,kind,made_on,discharged_on\nT-1,O-1,shpo,2019-03-04,2025-01-06\n",
        "conditions": "order_ref,number,kind\nO-1,1,prohibition\n",
        "condition_checks": "order_ref,number,checked_on,result\nO-1,1,2024-05-06,breach\n",
    }
    assert load(write_bundle(tmp_path / "b", **files)).exit == 0
    assert register("2026-03-01")["T-1"]["reactive_blockers"] == "recent_event"
    assert register("2027-05-06")["T-1"]["reactive_blockers"] == ""
    assert register("2024-05-05")["T-1"]["reactive_blockers"] == "live_order"
