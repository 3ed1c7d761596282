"""The exports: their columns, their order, their day."""

from __future__ import annotations

import datetime as dt
import io
import os

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError

from audit.models import Event as AuditEvent
from deadlines.models import Deadline
from offenders.models import Nominal
from tests.exchange.driver import exported, load, register, write_bundle

pytestmark = pytest.mark.django_db

DEADLINES = "reference,kind,subject,due_on,state,days_overdue,rule,reason"
REGISTER = (
    "reference,officer,team,force,risk_level,management,status,subject_to_notification,relevant_date,"
    "notification_category,notification_ends_on,mappa_category,mappa_level,reactive_eligible,reactive_blockers,"
    "active_orders"
)


@pytest.fixture
def loaded(tmp_path):
    """Five people whose references a dictionary and bytes put in different orders."""
    references = ["b-2", "B-1", "a-1", "B_1", "B-10"]
    nominals = "".join(f"{reference},Northshire Police,North,2,2024-02-05\n" for reference in references)
    visits = "".join(f"{reference},2026-01-10,seen_at_address\n" for reference in references)
    folder = write_bundle(
        tmp_path / "bundle",
        nominals=f"reference,force,team,mappa_category,registered_on\n{nominals}",
        visits=f"reference,date,outcome\n{visits}b-2,2026-03-01,address_vacated\n",
        status_periods="reference,status,from,to\nB-1,custody,2026-03-01,\n",
        risk_levels='reference,level,effective_from,reason\na-1,low,2024-02-05,"=cmd, ""quoted"""\n',
    )
    assert load(folder).exit == 0


def text(command, **options):
    out = io.StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def test_the_columns_are_the_contracts(loaded):
    assert text("export_deadlines").splitlines()[0] == DEADLINES
    assert text("export_register").splitlines()[0] == REGISTER


def test_an_empty_register_gives_a_header():
    assert text("export_deadlines") == DEADLINES + "\n"
    assert text("export_register") == REGISTER + "\n"


def test_the_order_is_that_of_bytes(loaded):
    assert [row["reference"] for row in exported("export_register")] == ["B-1", "B-10", "B_1", "a-1", "b-2"]
    rows = [(row["reference"], row["kind"], row["subject"]) for row in exported("export_deadlines", "2026-03-02")]
    assert rows == sorted(rows)
    assert ("b-2", "whereabouts", "") in rows


def test_states_and_days(loaded):
    by_reference = {
        (row["reference"], row["kind"]): (row["due_on"], row["state"], row["days_overdue"])
        for row in exported("export_deadlines", "2026-04-12")
    }
    assert by_reference["B-10", "home_visit"] == ("2026-04-10", "overdue", "2")
    assert by_reference["B-1", "home_visit"] == ("2026-04-10", "suspended", "0")
    assert by_reference["a-1", "home_visit"] == ("2027-01-10", "upcoming", "0")
    assert by_reference["b-2", "whereabouts"] == ("2026-03-01", "overdue", "42")


def test_the_register_on_a_day(loaded):
    assert register("2026-02-28")["B-1"]["status"] == "community"
    row = register("2026-03-01")["B-1"]
    assert row == {
        **dict.fromkeys(REGISTER.split(","), ""),
        "reference": "B-1",
        "team": "North",
        "force": "Northshire Police",
        "management": "active",
        "status": "custody",
        "subject_to_notification": "no",
        "notification_category": "none",
        "mappa_category": "2",
        "reactive_eligible": "no",
        "reactive_blockers": "no_level;status",
    }
    assert register("2026-03-01")["a-1"]["risk_level"] == "low"


def test_today_is_that_of_london(loaded):
    with time_machine.travel(dt.datetime(2026, 4, 9, 23, 30, tzinfo=dt.UTC), tick=False):
        states = {row["reference"]: row["state"] for row in exported("export_deadlines") if row["kind"] == "home_visit"}
    assert states["B-10"] == "due_today"


def test_it_is_worked_out_from_the_facts_and_writes_nothing_but_its_event(loaded):
    before = text("export_deadlines", as_of="2026-04-12")
    count = Deadline.objects.count()
    Deadline.objects.filter(kind="whereabouts").delete()
    assert text("export_deadlines", as_of="2026-04-12") == before
    assert Deadline.objects.count() == count - 1
    event = AuditEvent.objects.filter(action="register.deadlines_exported").latest("pk")
    assert event.details == {"as_of": "2026-04-12"}


def test_values_are_left_as_they_are(tmp_path):
    folder = write_bundle(tmp_path / "bundle", nominals='reference,force\nT-1,"=HYPERLINK(""x""), Police"\n')
    assert load(folder).exit == 0
    assert register()["T-1"]["force"] == '=HYPERLINK("x"), Police'


@pytest.mark.parametrize("command", ["export_deadlines", "export_register", "run_nightly"])
@pytest.mark.parametrize("as_of", ["", "tomorrow", "2026-02-30", "20260201", "01/02/2026", "2026-02-01T00:00"])
def test_what_is_no_date_is_refused(command, as_of):
    with pytest.raises(CommandError, match="is not a date like 2026-11-20") as refused:
        text(command, as_of=as_of)
    assert refused.value.returncode == 1


@pytest.mark.parametrize("command", ["export_deadlines", "export_register", "export_alerts", "run_nightly"])
@pytest.mark.parametrize("as_of", ["0001-01-01", "1899-01-01", "2200-01-01"])
def test_a_day_of_another_age_is_refused_as_such(command, as_of):
    with pytest.raises(CommandError, match=f"{as_of} is out of range"):
        text(command, as_of=as_of)


@pytest.mark.parametrize("command", ["export_deadlines", "export_register", "export_alerts"])
@pytest.mark.parametrize("rows", [1, 500])
def test_a_reader_who_has_had_enough_ends_an_export_quietly(command, rows, loaded, monkeypatch):
    monkeypatch.setattr("exchange.management.exporting.ROWS_AT_ONCE", rows)
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as out:
        call_command(command, stdout=out)
        out.write("what was left in the buffer")


def test_many_pieces_are_one_export(loaded, monkeypatch):
    whole = text("export_deadlines", as_of="2026-03-02"), text("export_register", as_of="2026-03-02")
    monkeypatch.setattr("exchange.export.AT_ONCE", 2)
    monkeypatch.setattr("exchange.management.exporting.ROWS_AT_ONCE", 1)
    assert (text("export_deadlines", as_of="2026-03-02"), text("export_register", as_of="2026-03-02")) == whole


def test_the_officer_of_the_day(world, officer, colleague, loaded):
    nominal = Nominal.objects.get(reference="B-1")
    nominal.allocations.create(officer=officer, to_on=dt.date(2026, 3, 1))
    nominal.allocations.create(officer=colleague, from_on=dt.date(2026, 3, 1), to_on=dt.date(2026, 4, 1))
    days = ("2020-01-01", "2026-02-28", "2026-03-01", "2026-04-01")
    assert [register(day)["B-1"]["officer"] for day in days] == ["a.hollis", "a.hollis", "b.thorne", ""]
