"""Grants, bars, restriction and opening from outside: what each gives, to whom, and that it is on record."""

import datetime as dt

import pytest

from audit.models import Event
from common.clock import today
from offenders.actions import NotAllowed, NotVisible, Refused, allocate, record_event
from offenders.actions.access import end_access, grant_access, open_from_outside
from offenders.actions.restricting import bar, end_naming, lift_bar, lift_restriction, name, restrict
from offenders.models import Bar, Nominal, NominalAccess

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def nominal(make_nominal):
    return make_nominal("OURS")


@pytest.fixture
def southern(make_nominal, world, outsider):
    return make_nominal("SOUTH", officer=outsider, team=world.south)


def sees(user, nominal):
    return Nominal.objects.visible_to(user).filter(pk=nominal.pk).exists()


def writes(user, nominal):
    return Nominal.objects.writable_by(user).filter(pk=nominal.pk).exists()


def last():
    return Event.objects.order_by("-id").first()


def note(nominal, by):
    record_event(nominal=nominal, kind="arrest", date=today(), summary="x", by=by, on=today())


@pytest.mark.parametrize(("kind", "may_write"), [("cover", True), ("transfer", False), ("meeting", False)])
def test_a_grant_opens_the_record_until_its_last_day_and_ends_at_once(nominal, supervisor, outsider, kind, may_write):
    row = grant_access(
        nominal=nominal, user=outsider, kind=kind, reason="Needed", expires_on=today() + 3 * DAY, by=supervisor,
        on=today(),
    )  # fmt: skip
    assert (last().action, last().subjects, last().details["after"]["kind"]) == ("access.granted", ["OURS"], kind)
    assert (sees(outsider, nominal), writes(outsider, nominal)) == (True, may_write)
    end_access(access=row, by=supervisor, on=today())
    assert (last().action, sees(outsider, nominal)) == ("access.ended", False)
    assert NominalAccess.objects.get(pk=row.pk).ended_by == supervisor


def test_a_grant_sent_twice_is_one(nominal, supervisor, outsider):
    for _ in range(2):
        grant_access(nominal=nominal, user=outsider, kind="meeting", reason="Needed", expires_on=today(), by=supervisor,
                     on=today())  # fmt: skip
    assert NominalAccess.objects.count() == Event.objects.filter(action="access.granted").count() == 1


def test_who_may_grant(nominal, southern, supervisor, officer, inspector, outsider):
    more = {"kind": "meeting", "reason": "Needed", "expires_on": today(), "on": today()}
    with pytest.raises(NotAllowed):
        grant_access(nominal=nominal, user=outsider, by=officer, **more)
    with pytest.raises(NotVisible):
        grant_access(nominal=southern, user=officer, by=supervisor, **more)
    assert grant_access(nominal=southern, user=officer, by=inspector, **more)


def test_a_supervisor_who_covers_elsewhere_does_not_decide_who_sees_it(southern, supervisor, inspector, officer):
    more = {"reason": "Needed", "expires_on": today(), "on": today()}
    grant_access(nominal=southern, user=supervisor, kind="cover", by=inspector, **more)
    with pytest.raises(NotAllowed):
        grant_access(nominal=southern, user=officer, kind="meeting", by=supervisor, **more)


@pytest.mark.parametrize("days", [-1, 29])
def test_a_grant_ends_within_its_kinds_limit(nominal, supervisor, outsider, days):
    with pytest.raises(Refused, match="The last day must be from today"):
        grant_access(nominal=nominal, user=outsider, kind="meeting", reason="Needed", by=supervisor, on=today(),
                     expires_on=today() + days * DAY)  # fmt: skip


@pytest.mark.parametrize(
    ("who", "kind"),
    [("auditor", "meeting"), ("neighbourhood", "cover"), ("outsider", "briefing"), ("foreigner", "cover")],
)
def test_a_grant_must_do_something_for_the_person(request, nominal, supervisor, who, kind):
    user = request.getfixturevalue(who)
    with pytest.raises(Refused):
        grant_access(nominal=nominal, user=user, kind=kind, reason="x", expires_on=today(), by=supervisor, on=today())


def test_a_briefing_opens_the_briefing_and_nothing_else(signed_in, nominal, supervisor, neighbourhood):
    client = signed_in(neighbourhood)
    assert client.get("/nominals/OURS/briefing/").status_code == 404
    grant_access(nominal=nominal, user=neighbourhood, kind="briefing", reason="x", expires_on=today(), by=supervisor,
                 on=today())  # fmt: skip
    page = client.get("/nominals/OURS/briefing/")
    assert (page.status_code, last().action, last().subjects) == (200, "briefing.opened", ["OURS"])
    assert "4 Sample Street" in page.content.decode()
    assert "igh" not in page.content.decode().split("<main")[1].split("</main")[0].replace("neighbour", "")
    assert client.get("/nominals/OURS/").status_code == 403
    assert "OURS" in client.get("/briefings/").content.decode()


def test_restricting_leaves_the_named_few(nominal, inspector, supervisor, officer, colleague, coordinator, world):
    deputy = world.person("z.deputy", "inspector")
    restrict(nominal=nominal, named=[supervisor], reason="Officer's neighbour", by=inspector, on=today())
    assert (last().action, last().details["named"]) == ("record.restricted", ["e.marsh", "g.stone"])
    assert [sees(user, nominal) for user in (inspector, supervisor)] == [True, True]
    assert [sees(user, nominal) for user in (officer, colleague, coordinator, deputy)] == [False] * 4
    name(nominal=nominal, user=colleague, reason="Takes it over", by=inspector, on=today())
    assert writes(colleague, nominal)
    lift_restriction(nominal=nominal, reason="Over", by=inspector, on=today())
    assert sees(officer, nominal)
    assert not NominalAccess.objects.standing(today()).exists()


def test_a_restriction_needs_a_supervisor_of_the_team(nominal, inspector, colleague, supervisor, world):
    southern = world.person("z.south", "supervisor", team=world.south)
    for few in ([], [colleague], [southern]):
        with pytest.raises(Refused, match="Name at least one supervisor"):
            restrict(nominal=nominal, named=few, reason="x", by=inspector, on=today())
    with pytest.raises(NotAllowed):
        restrict(nominal=nominal, named=[supervisor], reason="x", by=supervisor, on=today())


def test_the_last_named_supervisor_and_inspector_stay(nominal, inspector, supervisor):
    restrict(nominal=nominal, named=[supervisor], reason="x", by=inspector, on=today())
    for row in NominalAccess.objects.all():
        with pytest.raises(Refused):
            end_naming(access=row, by=inspector, on=today())
    with pytest.raises(Refused):
        bar(nominal=nominal, user=supervisor, reason="x", until=None, by=inspector, on=today())
    with pytest.raises(Refused, match="restricted"):
        grant_access(nominal=nominal, user=supervisor, kind="cover", reason="x", expires_on=today(), by=inspector,
                     on=today())  # fmt: skip


def test_a_bar_wins_over_team_grant_and_naming(nominal, supervisor, inspector, colleague):
    grant_access(nominal=nominal, user=colleague, kind="cover", reason="x", expires_on=today(), by=supervisor,
                 on=today())  # fmt: skip
    row = bar(nominal=nominal, user=colleague, reason="Cousin", until=today(), by=supervisor, on=today())
    assert (last().action, last().details["user"]) == ("bar.recorded", colleague.username)
    assert not sees(colleague, nominal)
    Bar.objects.filter(pk=row.pk).update(until=today() - DAY)
    assert sees(colleague, nominal)
    Bar.objects.filter(pk=row.pk).update(until=None)
    lift_bar(bar=row, reason="A mistake", by=supervisor, on=today())
    assert (last().action, sees(colleague, nominal)) == ("bar.lifted", True)


def test_the_officer_of_a_case_is_not_barred_from_it(nominal, officer, supervisor):
    with pytest.raises(Refused, match="Give the case to somebody else first"):
        bar(nominal=nominal, user=officer, reason="Cousin", until=None, by=supervisor, on=today())


def test_a_case_goes_to_nobody_who_could_not_see_it(nominal, colleague, supervisor, inspector):
    bar(nominal=nominal, user=colleague, reason="Cousin", until=None, by=supervisor, on=today())
    moves = allocate(nominals=["OURS"], officer=colleague, by=supervisor, on=today(), reason="Leave")
    assert moves.moved == []
    assert "barred" in moves.failed[0][1]


def test_a_restricted_case_goes_to_the_named_only(nominal, colleague, officer, supervisor, inspector):
    restrict(nominal=nominal, named=[supervisor], reason="x", by=inspector, on=today())
    moves = allocate(nominals=["OURS"], officer=colleague, by=supervisor, on=today(), reason="Leave")
    assert "named" in moves.failed[0][1]
    name(nominal=nominal, user=colleague, reason="Takes it over", by=inspector, on=today())
    assert allocate(nominals=["OURS"], officer=colleague, by=supervisor, on=today(), reason="Leave").moved == ["OURS"]


def test_opened_from_outside_is_read_only_until_the_end_of_the_day(southern, officer, time_machine):
    time_machine.move_to("2026-11-20 22:30:00+00:00", tick=False)
    open_from_outside(nominal=southern, purpose="duty", reason="Seen at the station", by=officer, on=today())
    assert (last().action, last().details["reason"]) == ("access.opened_from_outside", "duty: Seen at the station")
    assert (sees(officer, southern), writes(officer, southern)) == (True, False)
    with pytest.raises(NotAllowed):
        note(southern, officer)
    time_machine.move_to("2026-11-21 00:00:01+00:00", tick=False)
    assert not sees(officer, southern)
    with pytest.raises(NotVisible):
        note(southern, officer)


def test_neither_a_restricted_nor_a_barred_nor_a_foreign_record_is_found(
    make_nominal, world, officer, inspector, outsider, foreigner
):
    closed = make_nominal("CLOSED", officer=outsider, team=world.south, restricted=True)
    foreign = make_nominal("FOREIGN", officer=foreigner, team=world.far, force=world.other_force)
    barred = make_nominal("BARRED", officer=outsider, team=world.south)
    Bar.objects.create(nominal=barred, user=officer, reason="Cousin")
    for nominal in (closed, foreign, barred):
        assert not Nominal.objects.findable_by(officer).filter(pk=nominal.pk).exists()
        with pytest.raises(NotVisible):
            open_from_outside(nominal=nominal, purpose="duty", reason="x", by=officer, on=today())


def test_the_supervisor_of_the_team_sees_who_opened_it(signed_in, southern, officer, supervisor, world):
    open_from_outside(nominal=southern, purpose="duty", reason="Seen at the station", by=officer, on=today())
    theirs = world.person("z.south", "supervisor", team=world.south)
    page = signed_in(theirs).get("/opened/").content.decode()
    assert officer.full_name in page
    assert "Seen at the station" in page
    assert officer.full_name not in signed_in(supervisor).get("/opened/").content.decode().split("<main")[1]


def test_the_journey_from_the_search_to_a_read_only_record(signed_in, southern, officer):
    client = signed_in(officer)
    page = client.post("/nominals/", {"name": "larkmoor"}).content.decode()
    assert "SOUTH" not in page
    page = client.post("/nominals/", {"name": "larkmoor", "whole_force": "on"}).content.decode()
    assert "/nominals/SOUTH/open/" in page
    assert "Sample Street" not in page
    searched = Event.objects.get(action="nominals.searched", subjects=["SOUTH"])
    assert "larkmoor" not in str(searched.details).lower()
    assert len(searched.details["terms"]["name"][0]) == 16
    assert client.get("/nominals/SOUTH/").status_code == 404
    assert last().action == "access.refused"
    assert client.post("/nominals/SOUTH/open/", {"purpose": "duty", "reason": ""}).status_code == 200
    assert not NominalAccess.objects.exists()
    assert client.post("/nominals/SOUTH/open/", {"purpose": "duty", "reason": "At the desk"}).status_code == 302
    page = client.get("/nominals/SOUTH/")
    assert page.status_code == 200
    assert last().details["reason"] == "opened from outside the team: duty: At the desk"
    text = page.content.decode().split("<main")[1]
    assert "read-only" in text
    for route in ("visits/log/", "events/add/", "edit/", "risk/level/"):
        assert f"/nominals/SOUTH/{route}" not in text
        assert client.get(f"/nominals/SOUTH/{route}").status_code == 403
        assert client.post(f"/nominals/SOUTH/{route}").status_code == 403
    assert last().details["why"] == "read-only"


def test_guardians_global_permissions_open_nothing(southern, officer):
    from django.contrib.auth.models import Group, Permission

    permission = Permission.objects.get(content_type__app_label="offenders", codename="view_nominal")
    officer.user_permissions.add(permission)
    group = Group.objects.create(name="everything")
    group.permissions.add(permission)
    officer.groups.add(group)
    assert not sees(officer, southern)


def test_why_each_record_is_open_goes_with_each_look(signed_in, nominal, make_nominal, world, officer, inspector):
    loose = make_nominal("LOOSE", officer=None, team=None)
    team = make_nominal("TEAM", officer=None)
    reasons = {}
    for user in (officer, inspector):
        for one in (nominal, team, loose):
            signed_in(user).get(f"/nominals/{one.reference}/")
            reasons[user.role, one.reference] = last().details["reason"]
    assert reasons == {
        ("offender_manager", "OURS"): "own caseload",
        ("offender_manager", "TEAM"): "own team",
        ("offender_manager", "LOOSE"): "own force, no team yet",
        ("inspector", "OURS"): "own force",
        ("inspector", "TEAM"): "own force",
        ("inspector", "LOOSE"): "own force",
    }


def test_alerts_of_a_restricted_record_go_past_an_officer_who_is_not_named(
    make_nominal, inspector, supervisor, officer, world
):
    from deadlines.alerts import raise_at_once
    from deadlines.models import Alert
    from deadlines.reconcile import batch_for, reconcile_batch

    nominal = make_nominal("OURS", seen=today() - 400 * DAY)
    restrict(nominal=nominal, named=[supervisor], reason="x", by=inspector, on=today())
    reconcile_batch(batch_for(today(), ids=[nominal.pk]))
    raise_at_once([nominal.pk], today())
    told = set(Alert.objects.filter(stage="overdue").values_list("recipient__username", flat=True))
    assert supervisor.username in told
    assert officer.username not in told
    assert Alert.objects.of(supervisor).exists()
    other = world.person("z.other", "supervisor", team=world.north)
    assert not Alert.objects.of(other).exists()
