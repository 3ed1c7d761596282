"""Working days before 1990 or after the last bank holidays: one person's fault, shown, and mended with the data."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse

from common.dates import BeyondHolidayData
from common.models import BankHoliday
from deadlines import nightly
from deadlines.models import Deadline, FailedNominal, PolicyValue
from offenders.models import Standing, StatusPeriod
from risk.actions.csods import record_application
from risk.deadlines import RiskSource
from visits.actions import Account, log_visit
from visits.deadlines import VisitSource
from visits.models import Visit
from visits.policy import VisitFact
from visits.presenters import outlook, saved_sentence
from visits.prospect import load_case, prospect

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 20)
PARTS = ("", "visits/", "risk/", "notification/", "orders/", "mappa/", "history/", "visits/log/", "person/", "edit/")


@pytest.fixture
def old(make_nominal):
    """Somebody managed since before the bank holidays are known, and never seen."""
    return make_nominal("OLD-1", level="high", registered_on=dt.date(1985, 6, 3))


def test_one_person_holds_up_nobody_and_the_export_names_them(old, make_nominal, capsys):
    make_nominal("NEW-1", level="high", seen=dt.date(2026, 9, 1))
    counts = nightly.run(ON)
    assert (counts["nominals"], counts["failed"]) == (2, 1)
    assert Deadline.objects.open().get(kind="home_visit").nominal.reference == "NEW-1"
    with pytest.raises(CommandError, match="OLD-1: The bank holidays are known only from 1 January 1990"):
        call_command("export_deadlines", as_of=ON.isoformat())
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["reference"] for row in rows} == {"NEW-1"}


def test_what_is_not_counted_in_working_days_stands(make_nominal, capsys):
    seen = make_nominal("OLD-3", registered_on=dt.date(1985, 6, 3), seen=dt.date(2026, 9, 1), lead_agency="police")
    nightly.run(ON)
    assert Deadline.objects.open().get(nominal=seen, kind="home_visit").due_on == dt.date(2026, 12, 1)
    assert FailedNominal.objects.get().nominal_id == seen.pk  # its first ARMS is counted in working days
    assert Standing.objects.get(nominal=seen).risk_level == "high"
    with pytest.raises(CommandError, match="OLD-3: The bank holidays are known only from 1 January 1990"):
        call_command("export_deadlines", as_of=ON.isoformat())
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["reference"], row["kind"]) for row in rows] == [("OLD-3", "home_visit")]


def test_the_other_dates_of_a_failed_nominal_go_on(make_nominal, monkeypatch):
    nominal = make_nominal(seen=dt.date(2026, 9, 1), registered_on=dt.date(2026, 9, 1), lead_agency="police")
    nightly.run(ON)
    kinds = set(Deadline.objects.open().values_list("kind", flat=True))
    assert {"home_visit", "arms_review"} <= kinds

    def poisoned(self, person, facts, batch):
        raise ValueError("31 February")

    monkeypatch.setattr(RiskSource, "specs", poisoned)
    Visit.objects.create(nominal=nominal, date=ON, outcome="seen_at_address")
    assert nightly.run(ON, again=True)["failed"] == 1
    assert set(Deadline.objects.open().values_list("kind", flat=True)) == kinds
    assert Deadline.objects.filter(kind="home_visit", outcome="done").count() == 1


@pytest.mark.parametrize("first", [True, False])
def test_a_fault_of_the_record_is_not_hidden_by_one_of_the_calendar(make_nominal, monkeypatch, first):
    nominal = make_nominal("OLD-4", seen=dt.date(2026, 9, 1))
    errors = [BeyondHolidayData("2029"), ValueError("31 February")]

    def poisoned(error):
        def specs(self, person, facts, batch):
            raise error

        return specs

    monkeypatch.setattr(VisitSource, "specs", poisoned(errors[first]))
    monkeypatch.setattr(RiskSource, "specs", poisoned(errors[not first]))
    Standing.objects.filter(nominal=nominal).delete()
    nightly.run(ON)
    assert FailedNominal.objects.get().message == "ValueError: 31 February"
    assert not Standing.objects.filter(nominal=nominal).exists()


def test_the_record_and_the_lists_say_so(old, signed_in, officer, supervisor):
    nightly.run(ON)
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC), tick=False):
        client = signed_in(officer)
        for part in PARTS:
            assert client.get(f"/nominals/OLD-1/{part}").status_code == 200, part
        for page in (client.get("/nominals/OLD-1/"), client.get("/caseload/?show=no_date")):
            assert "The bank holidays are known only from 1 January 1990" in page.content.decode()
        for address in ("/", "/round/", "/caseload.csv", "/alerts/"):
            assert client.get(address).status_code == 200, address
        client = signed_in(supervisor)
        for address in (
            "/",
            "/risk-reviews/",
            "/backlog/list/?show=no_date",
            "/nightly/",
            "/backlog/as-at/?day=2026-11-01",
        ):
            assert client.get(address).status_code == 200, address
        assert "OLD-1" in client.get("/nightly/").content.decode()


def test_an_attempt_is_saved_and_the_page_says_that_no_date_follows(old, officer):
    saved = log_visit(
        nominal=old, account=Account(date=ON, outcome="no_reply", officers=(officer.username,)), by=officer, on=ON
    )
    assert "cannot be worked out: The bank holidays are known only" in saved_sentence(saved, load_case(old.pk, ON))


@pytest.fixture
def stayed(make_nominal):
    """In custody before the bank holidays are known, where custody is measured in working days."""
    PolicyValue.objects.create(effective_from=dt.date(1980, 1, 1), key="custody_restart", value="60",
                               unit="working_days", source="Test")  # fmt: skip
    nominal = make_nominal("OLD-2", level="high", seen=dt.date(2026, 7, 1))
    StatusPeriod.objects.create(nominal=nominal, status="custody", from_on=dt.date(1985, 6, 3),
                                to_on=dt.date(1985, 9, 2))  # fmt: skip
    return nominal


def test_a_stay_that_cannot_be_measured_stops_no_page_and_no_attempt(stayed, signed_in, officer):
    for day in (1, 2):
        log_visit(nominal=stayed, by=officer, on=ON, account=Account(
            date=ON - day * dt.timedelta(days=1), outcome="no_reply", officers=(officer.username,)))  # fmt: skip
    found = prospect(load_case(stayed.pk, ON), VisitFact(ON, None, "no_reply", "", None))
    assert found.impossible.startswith("The bank holidays are known only")
    assert (found.last_seen, len(found.here.days)) == (dt.date(2026, 7, 1), 3)
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC), tick=False):
        client = signed_in(officer)
        for part in (*PARTS, "visits/decide/"):
            assert client.get(f"/nominals/OLD-2/{part}").status_code == 200, part


def test_the_clocks_of_an_application_are_counted_in_days_instead(make_nominal, world, signed_in, supervisor):
    nominal = make_nominal("NEW-1", level="high", seen=dt.date(2026, 9, 1))
    PolicyValue.objects.create(effective_from=dt.date(1980, 1, 1), key="csods_outcome", value="20",
                               unit="working_days", source="Test")  # fmt: skip
    received = dt.datetime(2028, 12, 20, 9, 30, tzinfo=dt.UTC)
    with time_machine.travel(received, tick=False):
        row = record_application(nominal=nominal, by=supervisor, on=received.date(), received_at=received)
        client = signed_in(supervisor)
        for address in ("/", reverse("risk:csods"), "/nominals/NEW-1/risk/"):
            assert client.get(address).status_code == 200, address
        page = client.get(reverse("risk:csods_case", args=[row.pk])).content.decode()
    assert "9 January 2029" in page
    assert "Within 20 working days, counted as days: The bank holidays" in page


def test_seeing_them_gives_a_date_again(old):
    found = prospect(load_case(old.pk, ON), VisitFact(ON, None, "seen_at_address", "", None))
    assert "20 February 2027" in outlook(found).headline


def test_an_administrator_is_told_the_remedy_without_the_name_and_it_helps(old, signed_in, administrator):
    nightly.run(ON)
    page = signed_in(administrator).get("/nightly/").content.decode()
    assert "Bank holidays are missing for some years" in page
    assert "/administration/common/bankholiday/" in page
    assert "OLD-1" not in page
    BankHoliday.objects.create(date=dt.date(1985, 1, 1), title="New Year’s Day")
    nightly.run(ON, again=True)
    assert list(FailedNominal.objects.values_list("message", flat=True)) == []
    assert Deadline.objects.open().get(kind="home_visit").due_on == dt.date(1985, 6, 24)
    assert "Bank holidays are missing" not in signed_in(administrator).get("/nightly/").content.decode()


def test_an_administrator_is_told_before_the_list_ends(signed_in, administrator):
    with time_machine.travel(dt.datetime(2028, 1, 3, 9, tzinfo=dt.UTC), tick=False):
        assert "Bank holidays are missing" in signed_in(administrator).get("/nightly/").content.decode()
