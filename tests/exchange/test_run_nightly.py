"""The night's work by command."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError

from deadlines import nightly
from deadlines.models import Deadline

pytestmark = pytest.mark.django_db
TODAY = dt.datetime(2026, 4, 10, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _on_a_day(make_nominal):
    with time_machine.travel(TODAY, tick=False):
        make_nominal("T-1", seen=dt.date(2026, 1, 10), lead_agency="probation")
        yield


def run(**options):
    out = io.StringIO()
    call_command("run_nightly", stdout=out, **options)
    return out.getvalue()


def test_it_prints_counts_and_changes_nothing_the_second_time():
    assert run() == "Nightly run for 10 April 2026: 1 nominal, 1 deadline opened, 0 closed, 0 reworded\n"
    assert (
        run(as_of="2026-04-10")
        == "Nightly run for 10 April 2026: 1 nominal, 0 deadlines opened, 0 closed, 0 reworded\n"
    )
    assert Deadline.objects.get().due_on == dt.date(2026, 4, 10)


def test_a_day_before_the_last_good_run_is_refused():
    run()
    with pytest.raises(CommandError, match="earlier day is refused"):
        run(as_of="2026-04-09")


def test_the_future_is_refused_in_production_only(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="11 April 2026 is in the future"):
        run(as_of="2026-04-11")
    settings.PRODUCTION = False
    assert "11 April 2026: 1 nominal," in run(as_of="2026-04-11")


def test_a_run_that_somebody_else_is_at_is_left_to_them(monkeypatch):
    monkeypatch.setattr(nightly, "take", lambda on, again: None)
    with pytest.raises(CommandError, match="Another worker is at the run"):
        run()


def test_a_nominal_that_cannot_be_worked_out_is_told(make_nominal, caplog):
    make_nominal("T-2", registered_on=dt.date(1985, 1, 1))
    assert "warning: the deadlines of 1 nominal could not be worked out" in run()
