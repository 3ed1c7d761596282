"""The policy simulator: the schedule's own rules on a copy; today's policy tried changes nothing; adoption."""

import datetime as dt
from collections import Counter
from datetime import date as d

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event as AuditEvent
from caseloads.models import PolicyTrial
from caseloads.simulator import jobs, views
from caseloads.simulator.changes import Change, in_force
from caseloads.simulator.forms import AdoptForm, TryPolicyForm
from caseloads.simulator.run import last_day, simulate
from common.clock import now, today
from common.forms import wording_faults
from deadlines.book import load_book
from deadlines.models import Deadline, PolicyValue
from deadlines.policy_keys import PolicyBook
from offenders.actions.errors import NotAllowed, Refused
from offenders.models import ManagementDecision, PlanInterval, RiskLevel, StatusPeriod
from orders.models import Order

ON = d(2026, 4, 10)
ALLOW_ORDERS = Change("reactive_blocked_by_order", "", "no", "yes_no")
MEDIUM_4 = Change("visit_interval", "medium", "4", "months")
pytestmark = pytest.mark.django_db


@pytest.fixture
def register(make_nominal):
    """Somebody of each sort."""
    made = {
        "high": make_nominal(level="high", seen=d(2026, 3, 1), on=ON),
        "medium": make_nominal(level="medium", seen=d(2026, 3, 20), on=ON),
        "overdue": make_nominal(level="very_high", seen=d(2026, 1, 1), on=ON),
        "never": make_nominal(level=None, registered_on=d(2026, 4, 1), on=ON),
        "low": make_nominal(level="low", seen=d(2025, 12, 1), on=ON),
        "ordered": make_nominal(level="low", seen=d(2025, 12, 2), on=ON),
        "custody": make_nominal(level="high", seen=d(2026, 3, 1)),
        "planned": make_nominal(level="medium", seen=d(2026, 2, 1)),
        "reactive": make_nominal(level="low", seen=d(2025, 12, 1)),
        "raised": make_nominal(level="low", seen=d(2025, 12, 1)),
    }
    Order.objects.create(nominal=made["ordered"], order_ref="O-1", kind="shpo", made_on=ON, served_on=ON)
    StatusPeriod.objects.create(nominal=made["custody"], status="custody", from_on=d(2026, 3, 5))
    plan = {"effective_from": d(2026, 2, 1), "approved": True, "approved_on": d(2026, 2, 1)}
    PlanInterval.objects.create(nominal=made["planned"], value=5, unit="weeks", **plan)
    ManagementDecision.objects.create(nominal=made["reactive"], mode="reactive", **plan)
    RiskLevel.objects.create(nominal=made["raised"], level="high", effective_from=d(2026, 4, 1))
    from deadlines.reconcile import batch_for, reconcile_batch

    reconcile_batch(batch_for(ON, ids=[row.pk for row in made.values()]))
    return made


def test_trying_todays_policy_changes_nothing(register, world):
    """Every value that can be tried is set to what stands, so each goes through the copy."""
    same = in_force(load_book(), world.force.pk, ON)
    found = simulate(world.force.pk, same, ON)
    assert found.people == len(register)
    assert sum(found.today.weeks) > 0
    assert found.today.eligible > 0
    assert found.tried == found.today
    assert (found.gained, found.lost, found.moved, found.returned, found.failed) == (0, 0, 0, 0, 0)


def test_the_first_visit_of_each_is_the_one_that_the_schedule_has(register, world):
    """The schedule's own open rows, overdue ones this week, by week: the same as the first visits of the simulator."""
    from caseloads.simulator import forward, run

    firsts, ahead = [], forward.visits_ahead

    def spy(*args):
        found = ahead(*args)
        firsts.extend(found.visits[:1])
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "visits_ahead", spy)
        simulate(world.force.pk, [], ON)  # each is asked once
    rows = Deadline.objects.open().filter(kind="home_visit", suspended=False, due_on__lte=last_day(ON))
    assert Counter(firsts) == Counter(max(due, ON) for due in rows.values_list("due_on", flat=True))


def test_visits_are_counted_from_the_days_on_which_they_fall_due(make_nominal, world):
    make_nominal(level="high", seen=d(2026, 3, 1))  # 1 June, 1 September, 1 December, 1 March
    found = simulate(world.force.pk, [MEDIUM_4], ON)
    days = [d(2026, 6, 1), d(2026, 9, 1), d(2026, 12, 1), d(2027, 3, 1)]
    assert [n for n, count in enumerate(found.today.weeks) if count] == [(day - ON).days // 7 for day in days]
    assert found.tried == found.today


def test_an_interval_counts_from_the_next_visit_as_if_adopted_today(make_nominal, world):
    make_nominal(level="medium", seen=d(2026, 3, 20))
    found = simulate(world.force.pk, [MEDIUM_4], ON)
    weeks = [(day - ON).days // 7 for day in (d(2026, 9, 20), d(2027, 3, 20))]
    assert [n for n, count in enumerate(found.today.weeks) if count] == weeks
    weeks = [(day - ON).days // 7 for day in (d(2026, 9, 20), d(2027, 1, 20))]
    assert [n for n, count in enumerate(found.tried.weeks) if count] == weeks


def test_reactive_management_with_a_live_order(register, world):
    found = simulate(world.force.pk, [ALLOW_ORDERS], ON)
    assert (found.gained, found.moved, found.named) == (1, 1, [register["ordered"].pk])
    assert (found.today.blocked["live_order"], found.tried.blocked.get("live_order")) == (1, None)
    assert sum(found.today.weeks) - sum(found.tried.weeks) == 1  # the yearly visit of somebody low
    assert found.tried.reviews - found.today.reviews == 0  # reviewed a year from today: beyond the last day
    assert (found.reactive, found.suspended, found.overdue) == (1, 1, 3)


def test_a_stricter_criterion_brings_back_visits(register, world):
    found = simulate(world.force.pk, [Change("reactive_min_low", "", "20", "years")], ON)
    assert (found.lost, found.returned) == (2, 1)
    assert sum(found.tried.weeks) > sum(found.today.weeks)
    assert found.tried.reviews < found.today.reviews


def test_nothing_is_written_and_other_forces_stay_out(register, world, make_nominal):
    make_nominal(level="low", force=world.other_force, team=world.far)
    before = list(Deadline.objects.order_by("pk").values())
    found = simulate(world.force.pk, [ALLOW_ORDERS, MEDIUM_4], ON)
    assert found.people == len(register)
    assert list(Deadline.objects.order_by("pk").values()) == before
    assert not PolicyValue.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_people(register, world, make_nominal):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            simulate(world.force.pk, [ALLOW_ORDERS], ON)
        return len(seen)

    first = queries()
    for _ in range(20):
        make_nominal(level="low", seen=d(2026, 1, 1))
    assert queries() == first


def test_batches_make_no_difference(register, world, monkeypatch):
    from caseloads.simulator import run

    whole = simulate(world.force.pk, [ALLOW_ORDERS, MEDIUM_4], ON)
    told = []
    monkeypatch.setattr(run, "BATCH", 3)
    parts = simulate(world.force.pk, [ALLOW_ORDERS, MEDIUM_4], ON, lambda done, total: told.append((done, total)))
    assert parts == whole
    assert told[-1] == (len(register), len(register))
    assert len(told) == -(-len(register) // 3)


def ask(by, changes=(ALLOW_ORDERS,), on=None):
    return jobs.ask_for_trial(by=by, on=on or today(), changes=list(changes), minutes_a_visit=120, minutes_a_review=60)


def test_the_worker_does_a_trial_once_and_one_whose_worker_died_again(register, supervisor):
    row = ask(supervisor, on=ON)
    assert jobs.work_off(row.pk, now()) is True
    row.refresh_from_db()
    assert (row.state, row.done, row.total, row.result["gained"]) == ("done", 10, 10, 1)
    assert jobs.work_off(row.pk, now()) is False
    PolicyTrial.objects.update(state="running", moved_at=now() - dt.timedelta(minutes=1))
    assert jobs.work_off(row.pk, now()) is False
    PolicyTrial.objects.update(state="running", moved_at=now() - dt.timedelta(minutes=3))
    assert jobs.is_stuck(PolicyTrial.objects.get(), now())
    assert jobs.work_off(row.pk, now()) is True


def test_a_trial_that_fails_says_so(supervisor, monkeypatch):
    row = ask(supervisor)
    monkeypatch.setattr(jobs, "simulate", lambda *args: 1 / 0)
    assert jobs.work_off(row.pk, now()) is True
    row.refresh_from_db()
    assert row.state == "failed"


def test_who_may_try_and_what(supervisor, inspector, officer, administrator):
    assert ask(supervisor).force_id == supervisor.force_id
    assert ask(inspector).changes == [list(ALLOW_ORDERS)]
    for person in (officer, administrator):
        with pytest.raises(NotAllowed):
            ask(person)
    with pytest.raises(Refused):
        ask(supervisor, [])
    with pytest.raises(Refused):
        ask(supervisor, [MEDIUM_4._replace(value="0")])
    assert AuditEvent.objects.filter(action="policy.tried").count() == 2


def test_only_an_administrator_of_the_force_adopts_and_from_a_day_that_is_to_come(
    world, supervisor, administrator, register
):
    row = ask(supervisor, [ALLOW_ORDERS, MEDIUM_4], ON)
    adopt = {"trial": row, "on": ON, "effective_from": d(2026, 5, 1), "source": "Chief's decision"}
    with pytest.raises(Refused):
        jobs.adopt_trial(**adopt, by=administrator)  # not worked out yet
    jobs.work_off(row.pk, now())
    foreign = world.person("x.lock", "administrator", force=world.other_force)
    for person in (supervisor, foreign):
        with pytest.raises(NotAllowed):
            jobs.adopt_trial(**adopt, by=person)
    with pytest.raises(Refused):
        jobs.adopt_trial(**adopt | {"effective_from": d(2026, 4, 9)}, by=administrator)
    with pytest.raises(Refused):
        jobs.adopt_trial(**adopt | {"source": " "}, by=administrator)
    assert not PolicyValue.objects.exists()
    done = jobs.adopt_trial(**adopt, by=administrator)
    assert jobs.adopt_trial(**adopt, by=administrator) == done
    with pytest.raises(Refused):
        jobs.adopt_trial(**adopt | {"effective_from": d(2026, 6, 1)}, by=administrator)
    book, force = load_book(), world.force.pk
    assert book.yes("reactive_blocked_by_order", force, on=d(2026, 4, 30)) is True
    assert book.yes("reactive_blocked_by_order", force, on=d(2026, 5, 1)) is False
    assert book.interval("visit_interval", force, "medium", on=d(2026, 5, 1)).text() == "4 months"
    assert book.yes("reactive_blocked_by_order", world.other_force.pk, on=d(2026, 5, 1)) is True
    assert AuditEvent.objects.filter(action="policy.set").count() == 2
    assert AuditEvent.objects.filter(action="policy.adopted").count() == 1


def boxes(force, **more):
    form = TryPolicyForm(now=in_force(load_book(), force.pk, today()), initial={"minutes_a_visit": 120})
    data = {name: form.initial[name] for name in form.fields}
    return data | {"blocked_by_order": "yes"} | more


@pytest.fixture
def worked_at_once(monkeypatch):
    """The worker is right there."""
    monkeypatch.setattr(views.try_policy, "apply_async", lambda args, **more: views.try_policy(*args))


def test_the_pages_from_the_form_to_the_adoption(
    signed_in, supervisor, administrator, world, make_nominal, worked_at_once
):
    nominal = make_nominal(level="low", seen=today() - dt.timedelta(days=30), on=today())
    Order.objects.create(nominal=nominal, order_ref="O-1", kind="shpo", made_on=today(), served_on=today())
    client = signed_in(supervisor)
    assert "Try a policy on a copy" in client.get(reverse("deadlines:policy")).content.decode()
    unchanged = client.post(reverse("simulator:new"), boxes(world.force)).content.decode()
    assert "Change at least one value" in unchanged
    response = client.post(reverse("simulator:new"), boxes(world.force, blocked_by_order="no"), follow=True)
    html = response.content.decode()
    row = PolicyTrial.objects.get()
    assert "<svg" in html
    assert nominal.full_name in html
    assert "2 officers 120 minutes" in html
    assert "An administrator of the force adopts" in html
    assert AuditEvent.objects.filter(action="policy.trial_opened").latest("id").subjects == [nominal.reference]
    assert client.post(reverse("simulator:trial", args=[row.pk]), {}).status_code == 403
    client = signed_in(administrator)
    html = client.get(reverse("simulator:trial", args=[row.pk])).content.decode()
    assert nominal.full_name not in html
    assert "1 person, outside your scope" in html
    day = today() + dt.timedelta(days=30)
    dates = {"effective_from_0": day.day, "effective_from_1": day.month, "effective_from_2": day.year}
    assert client.post(reverse("simulator:trial", args=[row.pk]), dates | {"source": ""}).status_code == 200
    client.post(reverse("simulator:trial", args=[row.pk]), dates | {"source": "Chief's decision"})
    assert PolicyValue.objects.get().effective_from == day
    assert "Adopted from" in client.get(reverse("simulator:trials")).content.decode()


def test_a_trial_that_waits_shows_how_far_it_is_and_can_be_started_again(signed_in, supervisor, foreigner, monkeypatch):
    rung = []
    monkeypatch.setattr(views.try_policy, "apply_async", lambda args, **more: rung.append(args))
    row = ask(supervisor)
    client = signed_in(supervisor)
    url = reverse("simulator:trial", args=[row.pk])
    html = client.get(url).content.decode()
    assert 'http-equiv="refresh"' in html
    assert "Start it again" not in html
    PolicyTrial.objects.update(state="running", done=2000, total=8000)
    assert "2000 of 8000 people" in client.get(url).content.decode()
    PolicyTrial.objects.update(moved_at=now() - dt.timedelta(minutes=5))
    assert "Start it again" in client.get(url).content.decode()
    client.post(reverse("simulator:start_again", args=[row.pk]))
    assert AuditEvent.objects.filter(action="policy.trial_started_again", details__trial=row.pk).exists()
    assert [list(args) for args in rung] == [[row.pk]]


def test_a_queue_that_cannot_be_reached_loses_nothing(signed_in, supervisor, world, monkeypatch):
    def fails(*args, **more):
        raise OSError

    monkeypatch.setattr(views.try_policy, "apply_async", fails)
    response = signed_in(supervisor).post(
        reverse("simulator:new"), boxes(world.force, blocked_by_order="no"), follow=True
    )
    assert "Nothing is lost" in response.content.decode()
    assert PolicyTrial.objects.get().state == "waiting"


def test_another_forces_trial_does_not_exist(signed_in, world, supervisor):
    row = ask(supervisor)
    stranger = world.person("y.marsh", "supervisor", team=world.far)
    assert signed_in(stranger).get(reverse("simulator:trial", args=[row.pk])).status_code == 404


def test_every_form_has_words_of_its_own():
    made = [TryPolicyForm(now=in_force(PolicyBook(), None, today())), AdoptForm(on=today())]
    assert [fault for form in made for fault in wording_faults(form)] == []
