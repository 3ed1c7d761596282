"""The page of the nightly run: what it says, whom it names, and the button."""

import datetime as dt

import pytest
from kombu.exceptions import OperationalError

from audit.models import Event
from deadlines import views
from deadlines.models import FailedNominal, NightlyRun
from deadlines.tasks import nightly_now

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)


def fail(nominal, message="BeyondHolidayData: the bank holidays end in 2028"):
    FailedNominal.objects.create(nominal=nominal, message=message, first_failed_on=DAY, last_failed_on=DAY)


def test_the_last_runs_with_what_they_did(signed_in, supervisor):
    at = dt.datetime(2026, 3, 2, 2, 0, tzinfo=dt.UTC)
    NightlyRun.objects.create(
        on=DAY, state="done", lease_until=at, started_at=at, finished_at=at + dt.timedelta(seconds=75),
        counts={"nominals": 1521, "opened": 12, "closed": 11, "failed": 1},
    )  # fmt: skip
    NightlyRun.objects.create(on=DAY + dt.timedelta(days=1), lease_until=at, started_at=at)
    running, done = signed_in(supervisor).get("/nightly/").context["runs"]
    assert (running["state"], running["took"]) == ("Running", "")
    assert (done["on"], done["state"], done["took"], done["nominals"], done["failed"]) == (
        "Mon 2 Mar 2026", "Done", "1 min 15 s", "1,521", "1",
    )  # fmt: skip


def test_only_those_in_scope_are_named_and_counted_of_others_only_that_there_are_some(
    signed_in, supervisor, inspector, administrator, make_nominal, world
):
    fail(make_nominal("NORTH-1"))
    fail(make_nominal("SOUTH-1", team=world.south, officer=None), "Secret reason of the south")
    fail(make_nominal("COAST-1", team=world.far, force=world.other_force, officer=None))
    for viewer, named, others in (
        (supervisor, {"NORTH-1"}, True),
        (inspector, {"NORTH-1", "SOUTH-1"}, True),
        (administrator, set(), True),
    ):
        page = signed_in(viewer).get("/nightly/")
        assert {row.nominal.reference for row in page.context["failed"]} == named
        assert page.context["others"] is others
        assert "There are others outside your scope" in page.content.decode()
        assert ("Secret reason" in page.content.decode()) == ("SOUTH-1" in named)


@pytest.mark.parametrize("who", ["officer", "coordinator", "support", "auditor", "neighbourhood"])
def test_others_are_refused(request, signed_in, who):
    client = signed_in(request.getfixturevalue(who))
    assert client.get("/nightly/").status_code == 403
    assert client.post("/nightly/run/").status_code == 403


def test_the_button_asks_the_worker_once(signed_in, supervisor, monkeypatch):
    asked = []
    monkeypatch.setattr(views.nightly_now, "apply_async", lambda **options: asked.append(options))
    client = signed_in(supervisor)
    assert client.get("/nightly/run/").status_code == 405
    page = client.post("/nightly/run/", follow=True)
    assert [(options["args"], options["retry"]) for options in asked] == [((), False)]
    assert "The run has been asked for" in page.content.decode()
    assert Event.objects.filter(action="nightly.asked_for", username="e.marsh").count() == 1


def test_a_queue_that_cannot_be_reached_is_said(signed_in, supervisor, monkeypatch):
    def down(**options):
        raise OperationalError("no broker")

    monkeypatch.setattr(views.nightly_now, "apply_async", down)
    page = signed_in(supervisor).post("/nightly/run/", follow=True)
    assert "Not started: the queue cannot be reached" in page.content.decode()


def test_the_task_runs_the_day_once_more(make_nominal):
    make_nominal(seen=dt.date(2026, 1, 5))
    nightly_now()
    nightly_now()
    run = NightlyRun.objects.get()
    assert (run.state, run.fence, run.counts["nominals"], run.counts["opened"]) == ("done", 2, 1, 0)
