"""Contacts, entries in other registers, and deaths."""

import datetime as dt
import uuid

import pytest

from audit.models import Event as AuditEvent
from common.clock import today
from deadlines.models import Deadline
from offenders import actions
from offenders.models import Contact, DeathReport, Event, NominalAccess, RegisterEntry, StatusPeriod
from offenders.policy.registers import Tick, entry_clock, recorded_on, update_clock

ON = dt.date(2026, 11, 20)
D = dt.date
DAY = dt.timedelta(days=1)


def audited(action):
    return AuditEvent.objects.filter(action=action).latest("id")


def contact(nominal, by, **more):
    given = {"date": ON, "how": "phone", "who": "Neighbour", "text": "Seen with a child", "changes": False}
    return actions.record_contact(nominal=nominal, by=by, on=ON, **given | more)


def owed(nominal):
    return set(Deadline.objects.open().filter(nominal=nominal).values_list("kind", flat=True))


@pytest.mark.parametrize("who", ["officer", "colleague", "supervisor", "support", "inspector", "coordinator"])
def test_anybody_who_sees_the_record_logs_a_contact(who, request, make_nominal):
    nominal = make_nominal(on=ON)
    row = contact(nominal, request.getfixturevalue(who))
    assert audited("contact.recorded").details["after"]["who"] == "Neighbour"
    assert (row.changes, row.event, Event.objects.count()) == (False, None, 0)


@pytest.mark.parametrize("who", ["outsider", "foreigner", "auditor", "administrator", "neighbourhood"])
def test_nobody_else_does(who, request, make_nominal):
    with pytest.raises((actions.NotVisible, actions.NotAllowed)):
        contact(make_nominal(), request.getfixturevalue(who))
    assert Contact.objects.count() == 0


def test_a_record_open_read_only_takes_a_contact_and_nothing_else(outsider, supervisor, make_nominal):
    from django.contrib.auth.models import Permission

    nominal = make_nominal(on=ON)
    NominalAccess.objects.create(
        user=outsider, content_object=nominal, kind="opened", granted_by=supervisor, reason="x",
        permission=Permission.objects.get(codename="view_nominal"),
    )  # fmt: skip
    contact(nominal, outsider, changes=True, event_kind="intelligence")
    assert "risk_review" in owed(nominal) or Event.objects.count() == 1
    with pytest.raises(actions.NotAllowed):
        actions.tick_register(nominal=nominal, by=outsider, on=ON, register="national", kind="created", date=ON)


def test_only_what_changes_something_makes_an_event(officer, make_nominal):
    nominal = make_nominal(on=ON)
    with pytest.raises(actions.Refused, match="kind of event"):
        contact(nominal, officer, changes=True)
    row = contact(nominal, officer, changes=True, event_kind="change_of_circumstances")
    assert row.event.summary == "Neighbour: Seen with a child"
    assert AuditEvent.objects.filter(action="event.recorded").count() == 1


def test_the_same_form_is_one_contact(officer, make_nominal):
    import uuid

    nominal, token = make_nominal(on=ON), uuid.uuid4()
    rows = {contact(nominal, officer, changes=True, event_kind="arrest", form_token=token).pk for _ in range(3)}
    assert (len(rows), Event.objects.count()) == (1, 1)


def days(count):
    return lambda day: day + count * DAY


def test_the_clock_of_the_entry_itself():
    begun = D(2026, 11, 2)
    assert entry_clock("national", [], begun, days(3)).due_on == D(2026, 11, 5)
    assert entry_clock("national", [], None, days(3)).due_on is None
    ticked = entry_clock("national", [Tick("national", "created", D(2026, 11, 4))], begun, days(3))
    assert (ticked.due_on, ticked.done_on) == (None, D(2026, 11, 4))
    assert entry_clock("local", [Tick("national", "created", begun)], begun, days(3)).due_on == D(2026, 11, 5)


@pytest.mark.parametrize(
    ("visits", "ticks", "due", "since"),
    [
        ([D(2026, 11, 2)], [], D(2026, 11, 7), D(2026, 11, 2)),
        ([D(2019, 1, 1), D(2026, 11, 2)], [], D(2026, 11, 7), D(2026, 11, 2)),
        ([D(2026, 11, 2)], [D(2026, 11, 2)], None, None),
        ([D(2026, 11, 2)], [D(2026, 11, 1)], D(2026, 11, 7), D(2026, 11, 2)),
        ([D(2026, 11, 2), D(2026, 11, 9)], [D(2026, 11, 1)], D(2026, 11, 7), D(2026, 11, 2)),
        ([D(2026, 11, 2), D(2026, 11, 9)], [D(2026, 11, 3)], D(2026, 11, 14), D(2026, 11, 9)),
    ],
)
def test_the_clock_after_visits(visits, ticks, due, since):
    clock = update_clock(visits, [Tick("national", "updated", day) for day in ticks], days(5))
    assert (clock.due_on, clock.since) == (due, since)


def test_no_visit_no_clock_and_a_tick_covers_what_came_before_it():
    assert update_clock([], [], days(5)) is None
    ticks = [Tick("national", "updated", D(2026, 11, 5)), Tick("local", "updated", D(2026, 11, 3))]
    assert recorded_on(D(2026, 11, 2), ticks) == D(2026, 11, 5)
    assert recorded_on(D(2026, 11, 6), ticks) is None


def test_an_entry_is_ticked_once(officer, make_nominal):
    nominal = make_nominal()
    tick = {"nominal": nominal, "by": officer, "on": ON, "register": "national", "kind": "updated", "date": ON}
    assert actions.tick_register(**tick) == actions.tick_register(**tick)
    assert audited("register_entry.ticked").details["after"]["date"] == "2026-11-20"
    for bad in ({"date": ON + DAY}, {"register": "pnc"}):
        with pytest.raises(actions.Refused):
            actions.tick_register(**tick | bad)
    assert RegisterEntry.objects.count() == 1


def reported(nominal, by, **more):
    return actions.report_death(nominal=nominal, by=by, on=ON, reported_on=ON, source="His sister", **more)


def confirmed(report, by):
    return actions.confirm_death(report=report, by=by, on=ON, died_on=D(2026, 11, 18), evidence="Certificate seen")


def test_a_death_reported_stops_nothing(officer, make_nominal):
    nominal = make_nominal(seen=D(2026, 11, 2), on=ON)
    before = owed(nominal)
    row = reported(nominal, officer)
    assert reported(nominal, officer) == row
    assert owed(nominal) == before == {"home_visit"} | before
    assert row.state == "reported"
    with pytest.raises(actions.Refused, match="reported already"):
        actions.report_death(nominal=nominal, by=officer, on=ON, reported_on=ON, source="Somebody else")


@pytest.mark.parametrize("who", ["officer", "support", "coordinator", "outsider"])
def test_who_does_not_confirm_a_death(who, request, supervisor, make_nominal):
    row = reported(make_nominal(on=ON), supervisor)
    for person in (supervisor, request.getfixturevalue(who)):
        with pytest.raises((actions.NotAllowed, actions.NotVisible)):
            confirmed(row, person)
    assert StatusPeriod.objects.count() == 0


def test_a_confirmed_death_ends_every_date_and_can_be_undone(officer, supervisor, other_supervisor, make_nominal):
    nominal = make_nominal(seen=D(2026, 11, 2), on=ON)
    before = sorted(Deadline.objects.open().filter(nominal=nominal).values_list("kind", "due_on"))
    row = reported(nominal, supervisor)
    for _ in range(2):
        row = confirmed(row, other_supervisor)
    assert (owed(nominal), row.state) == (set(), "confirmed")
    assert audited("death.confirmed").details["after"]["evidence"] == "Certificate seen"
    with pytest.raises(actions.NotAllowed):
        actions.void_fact(fact=row.period, by=officer, on=ON, reason="x")
    with pytest.raises(actions.NotAllowed):
        actions.void_fact(fact=row, by=supervisor, on=ON, reason="x")
    for _ in range(2):
        actions.undo_death(report=row, by=supervisor, on=ON, reason="Another person of the same name")
    assert sorted(Deadline.objects.open().filter(nominal=nominal).values_list("kind", "due_on")) == before
    assert DeathReport.objects.get().state == "undone"
    assert AuditEvent.objects.filter(action="death.undone").count() == 1
    again = reported(nominal, officer, died_on=ON)
    assert (again.state, DeathReport.objects.count()) == ("reported", 2)


class TestChildAtRisk:
    """The force's own steps come first; the referral is a contact that makes an event (journeys, officer 10)."""

    def test_the_forces_own_steps_or_that_there_are_none(self, make_nominal, signed_in, officer, world):
        make_nominal("KID-1")
        client, address = signed_in(officer), "/nominals/KID-1/child-at-risk/"
        assert "steps and numbers are not entered" in client.get(address).content.decode()
        world.force.emergency_steps = "Control room, 01632 960001\n\n  <b>Duty inspector</b>  "
        world.force.save()
        page = client.get(address)
        assert page.context["steps"] == ["Control room, 01632 960001", "<b>Duty inspector</b>"]
        assert "<b>Duty" not in page.content.decode()

    def test_the_referral_makes_an_event_once(self, make_nominal, signed_in, officer):
        nominal = make_nominal("KID-1")
        client, address = signed_in(officer), "/nominals/KID-1/child-at-risk/"
        assert client.post(address, {}).status_code == 200
        on = today()
        sent = {
            "who": "Children’s social care", "how": "phone", "text": "A pram in the hall", "form_token": uuid.uuid4(),
            "date_0": on.day, "date_1": on.month, "date_2": on.year,
        }  # fmt: skip
        for _ in range(2):
            assert client.post(address, sent).status_code == 302
        row = Contact.objects.get(nominal=nominal)
        assert (row.changes, row.event.kind) == (True, "change_of_circumstances")
        assert nominal.events.count() == 1
