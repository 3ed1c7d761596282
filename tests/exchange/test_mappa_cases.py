"""The worked cases of MAPPA, and those of several parts, through the commands; what the five files promise."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command

from mappa.models import Action, AgendaItem, Area, LevelDecision, Meeting, Referral
from offenders.models import Nominal
from tests.exchange import expectation
from tests.exchange.driver import CASES, exported, load, register, write_bundle
from tests.exchange.test_alert_cases import faults
from tests.support.bundle import rows

BAD = sorted(path.parent for path in (CASES / "bad_import_mappa").glob("*/expected.txt"))
MEASURED = ("due_on", "state", "days_overdue")

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["mappa", "combined"])
def test_every_case_answers_as_expected(name):
    """Loaded twice; then each row of the expected deadlines and of the expected register, on its day."""
    folder = CASES / name
    assert load(folder / "bundle").exit == 0
    assert "Nothing to change" in load(folder / "bundle").output
    assert [*wrong_deadlines(folder), *wrong_register(folder)] == []


def wrong_deadlines(folder):
    expected = rows(folder / "expected_deadlines.csv")
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


def wrong_register(folder):
    expected = rows(folder / "expected_register.csv")
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


def test_every_alert_goes_to_whom_it_concerns():
    folder = CASES / "mappa"
    load(folder / "bundle")
    expected = rows(folder / "expected_alerts.csv")
    [day] = {row["as_of"] for row in expected}
    call_command("run_nightly", as_of=day, stdout=io.StringIO())
    assert list(faults(expected, exported("export_alerts", day))) == []


@pytest.mark.parametrize("folder", BAD, ids=lambda folder: folder.name)
def test_a_bundle(folder):
    first, then = expectation.read(folder / "expected.txt")
    result = load(folder / "bundle")
    first.check(result)
    if result.exit:
        assert not Nominal.objects.exists()
    if (folder / "then").exists():
        then.check(load(folder / "then"))


@pytest.mark.parametrize("folder", BAD, ids=lambda folder: folder.name)
def test_a_dry_run_says_the_same_and_writes_nothing(folder):
    dry = load(folder / "bundle", dry_run=True)
    assert not Nominal.objects.exists()
    assert not Area.objects.exists()
    real = load(folder / "bundle")
    assert dry.output.replace("Dry run: nothing was written.", "Loaded.") == real.output


FILES = {
    "mappa_levels": "reference,level,effective_from,reason\nT-1,2,2026-01-05,Stepped up\n",
    "mappa_referrals": "reference,referral_ref,referred_on,proposed_level,decision,decided_on\n"
    "T-1,R-1,2026-01-05,2,accepted,2026-01-06\n",
    "mappa_meetings": "meeting_ref,area,level,held_on,minutes_sent_on\nm-1,Northshire,2,2026-01-12,\n",
    "mappa_agenda": "meeting_ref,reference,decision_level,disclosure\n M-1 ,t-1,2,disclose\n",
    "mappa_actions": "action_ref,meeting_ref,reference,action,agency,owner,due_on,done_on\n"
    "A-1,M-1,T-1,Ask housing,police,,2026-02-02,\n",
}


@pytest.mark.parametrize(
    ("file", "row", "column"),
    [
        ("mappa_levels", "T-1,0,2026-01-05,", "level"),
        ("mappa_levels", "T-1,,2026-01-05,", "level"),
        ("mappa_levels", "T-1,2,2026-02-30,", "effective_from"),
        ("mappa_levels", "T-9,2,2026-01-05,", "reference"),
        ("mappa_referrals", "T-1,R-1,2026-01-05,2,maybe,2026-01-06", "decision"),
        ("mappa_referrals", "T-1,R-1,2026-01-05,2,refused,2026-01-04", "decided_on"),
        ("mappa_meetings", "m-1,Northshire,4,2026-01-12,", "level"),
        ("mappa_meetings", "m-1,Northshire,2,2026-01-12,2026-01-11", "minutes_sent_on"),
        ("mappa_agenda", "M-9,T-1,2,", "meeting_ref"),
        ("mappa_agenda", "M-1,T-9,2,", "reference"),
        ("mappa_agenda", "M-1,T-1,2,perhaps", "disclosure"),
        ("mappa_actions", "A-1,M-9,T-1,Ask,police,,2026-02-02,", "meeting_ref"),
        ("mappa_actions", "A-1,M-1,T-1,Ask,police,n.obody,2026-02-02,", "owner"),
    ],
)
def test_a_bad_row_is_refused_with_its_place(tmp_path, file, row, column):
    files = {**FILES, file: FILES[file].split("\n")[0] + "\n" + row + "\n"}
    if file == "mappa_meetings":
        del files["mappa_agenda"], files["mappa_actions"]
    result = load(write_bundle(tmp_path / "b", **files))
    assert result.places == [(f"{file}.csv", 2, column)]
    assert not Nominal.objects.exists()


@pytest.mark.parametrize("file", list(FILES))
def test_the_same_key_twice_is_an_error(tmp_path, file):
    row = FILES[file].split("\n")[1]
    result = load(write_bundle(tmp_path / "b", **{**FILES, file: FILES[file] + row + "\n"}))
    assert [(place[0], place[1]) for place in result.places] == [(f"{file}.csv", 3)]


def test_the_five_files_load_and_load_again(tmp_path):
    folder = write_bundle(tmp_path / "b", **FILES)
    result = load(folder)
    assert {result.counts[f"{name}.csv"] for name in FILES} == {(1, 0, 0)}
    assert "Nothing to change" in load(folder).output
    assert LevelDecision.objects.get().reason == "Stepped up"
    assert Referral.objects.get().decision == "accepted"
    meeting = Meeting.objects.get()
    assert (meeting.status, str(meeting.area)) == ("held", "Northshire")
    assert [force.name for force in meeting.area.forces.all()] == ["Northshire Police"]
    assert AgendaItem.objects.get().meeting == Action.objects.get().meeting == meeting


@pytest.mark.parametrize("name", ["North  West", "north\u00a0west "])
def test_an_area_with_other_spaces_in_the_register_is_the_same(tmp_path, name):
    area = Area.objects.create(name=name)
    head, row = "meeting_ref,area,level,held_on", "M-1,North West,2,2026-01-05"
    folder = write_bundle(tmp_path / "b", mappa_meetings=f"{head}\n{row}\n")
    assert load(folder).exit == 0
    assert list(Area.objects.all()) == [area]
    assert Meeting.objects.get().area == area
    assert "Nothing to change" in load(folder).output


def test_a_meeting_known_to_the_register_takes_agenda_rows_of_a_later_bundle(tmp_path):
    only = {"mappa_meetings": FILES["mappa_meetings"]}
    assert load(write_bundle(tmp_path / "b", **only)).exit == 0
    later = {name: FILES[name] for name in ("mappa_agenda", "mappa_actions")}
    assert load(write_bundle(tmp_path / "b", **later)).exit == 0
    owed = [(r["kind"], r["subject"]) for r in exported("export_deadlines", "2026-01-20") if r["kind"][:5] == "mappa"]
    assert owed == [("mappa_action", "A-1"), ("mappa_minutes", "m-1"), ("mappa_review", "")]


def test_blank_clears_and_an_absent_column_leaves(tmp_path):
    load(write_bundle(tmp_path / "b", **FILES))
    again = {
        "mappa_meetings": "meeting_ref,minutes_sent_on\nM-1,2026-01-20\n",
        "mappa_actions": "action_ref,reference,due_on\na-1,T-1,\n",
    }
    result = load(write_bundle(tmp_path / "b", **again))
    assert result.counts["mappa_meetings.csv"] == result.counts["mappa_actions.csv"] == (0, 1, 0)
    assert Meeting.objects.get().level == 2
    assert (Action.objects.get().due_on, Action.objects.get().action) == (None, "Ask housing")


def test_minutes_sent_before_a_meeting_that_only_the_register_knows(tmp_path):
    load(write_bundle(tmp_path / "b", **FILES))
    early = {"mappa_meetings": "meeting_ref,minutes_sent_on\nM-1,2026-01-11\n"}
    assert load(write_bundle(tmp_path / "b", **early)).places == [("mappa_meetings.csv", 2, "minutes_sent_on")]


def test_a_reference_of_somebody_else_is_refused(tmp_path):
    load(write_bundle(tmp_path / "b", **FILES))
    nominals = "reference,force,registered_on\nT-1,Northshire Police,2024-02-05\nT-2,Northshire Police,2024-02-05\n"
    theirs = {"nominals": nominals, "mappa_actions": "action_ref,reference\nA-1,T-2\n"}
    assert load(write_bundle(tmp_path / "b", **theirs)).places == [("mappa_actions.csv", 2, "action_ref")]
