"""A transfer: offered, it moves nothing; accepted, everything but the dates moves at once."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from accounts import absences as absences_of
from accounts import leaving
from accounts.models import Cover, Force, Team, User
from audit.models import Event
from deadlines.models import Deadline, PolicyValue
from deadlines.policy_keys import PolicyBook
from deadlines.reconcile import batch_for, reconcile_batch
from offenders import actions
from offenders.actions import absences
from offenders.actions.access import grant_access
from offenders.actions.transfers import NOBODY_ANSWERS
from offenders.closed import BARRED, NO_INSPECTOR, NO_SUPERVISOR, NOT_NAMED, OFFERED
from offenders.models import Allocation, Bar, Nominal, NominalAccess, Transfer
from tests.exchange.driver import load, write_bundle
from visits.models import Visit

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 20)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def far(world):
    """The receiving supervisor, of another force."""
    return world.person("s.far", "supervisor", team=world.far, full_name="Sal Far")


@pytest.fixture
def far_inspector(world):
    return world.person("i.far", "inspector", force=world.other_force)


@pytest.fixture
def case(make_nominal):
    return make_nominal("CASE", level="high", seen=ON - 60 * DAY, on=ON)


@pytest.fixture
def offer(case, far, far_inspector, supervisor, world):
    return actions.offer_transfer(nominal=case, team=world.far, reason="Moved house", by=supervisor, on=ON)


def dues(nominal):
    return sorted(Deadline.objects.open().filter(nominal=nominal).values_list("kind", "due_on", "rule", "reason"))


def night(on=ON):
    reconcile_batch(batch_for(on, ids=list(Nominal.objects.values_list("pk", flat=True))))


def reads(user, nominal):
    found = Nominal.objects
    return found.visible_to(user).filter(pk=nominal.pk).exists(), found.writable_by(user).filter(pk=nominal.pk).exists()


def accept(offer, officer, by):
    return actions.accept_transfer(transfer=offer, officer=officer, by=by, on=ON)


def open_grants(nominal, kind="transfer"):
    rows = NominalAccess.objects.filter(content_object=nominal, kind=kind, ended_at__isnull=True)
    return sorted(rows.values_list("user__username", flat=True))


def test_an_offer_moves_nothing_and_lets_the_receiver_read(case, offer, officer, far, far_inspector, foreigner):
    held = Nominal.objects.get()
    assert (held.team_id, held.force_id, held.officer_id) == (case.team_id, case.force_id, officer.pk)
    assert reads(far, case) == reads(far_inspector, case) == (True, False)
    assert reads(foreigner, case) == (False, False)
    assert reads(officer, case) == (True, True)
    assert set(NominalAccess.objects.values_list("expires_on", "reason")) == {(ON + 92 * DAY, "Moved house")}
    event = Event.objects.get(action="transfer.offered")
    assert (event.subjects, event.details["after"]["to_team_id"]) == (["CASE"], offer.to_team_id)
    assert event.details["opened_to"] == ["i.far", "s.far"]


def test_accepted_team_force_and_officer_move_at_once_and_the_sender_keeps_nothing(
    case, offer, officer, supervisor, colleague, outsider, inspector, far, far_inspector, foreigner
):
    for user, kind in ((outsider, "cover"), (inspector, "meeting")):
        grant_access(nominal=case, user=user, kind=kind, reason="x", expires_on=ON + 9 * DAY, by=supervisor, on=ON)
    actions.access.open_from_outside(nominal=case, purpose="duty", reason="x", by=outsider, on=ON)
    accept(offer, foreigner, far)
    held = Nominal.objects.get()
    assert (held.team, held.force, held.officer) == (far.team, far.force, foreigner)
    periods = Allocation.objects.filter(nominal=case).order_by("pk").values_list("officer__username", "to_on")
    assert list(periods)[-1] == ("d.moor", None)
    assert reads(foreigner, case) == reads(far, case) == reads(far_inspector, case) == (True, True)
    for one in (officer, supervisor, colleague, outsider):
        assert reads(one, case) == (False, False), one
    assert reads(inspector, case) == (True, False)  # by the meeting, until its day
    assert open_grants(case) == open_grants(case, "cover") == open_grants(case, "opened") == []
    row = Transfer.objects.get()
    assert (row.answer, row.answered_by, row.answered_on) == ("accepted", far, ON)
    event = Event.objects.get(action="transfer.accepted")
    assert event.details["after"]["officer"] == "d.moor"
    assert event.details["closed_to"] == ["c.vale", "i.far", "s.far"]


def test_no_date_moves_though_the_other_force_has_shorter_intervals(case, offer, far, foreigner, world):
    for key, force, value in (("high", world.other_force, "1"), ("high", world.force, "4")):
        PolicyValue.objects.create(
            force=force, effective_from=dt.date(2020, 1, 1), key="visit_interval", applies_to=key, value=value,
            unit="months",
        )  # fmt: skip
    night()
    before = dues(case)
    assert before
    accept(offer, foreigner, far)
    assert dues(case) == before
    night(ON + DAY)
    assert dues(case) == before
    # What comes after goes by the new owner's.
    Visit.objects.create(nominal=case, date=ON + DAY, outcome="seen_at_address", officers=["d.moor"])
    night(ON + DAY)
    assert Deadline.objects.open().get(nominal=case, kind="home_visit").due_on == dt.date(2026, 12, 21)


MIN = dt.date.min


@pytest.mark.parametrize(
    ("owners", "on", "value"),
    [
        (((MIN, "A"), (ON, "B")), ON - DAY, 1),
        (((MIN, "A"), (ON, "B")), ON, 2),
        (((MIN, "A"), (ON, "B")), ON + 9 * DAY, 2),
        (((MIN, "A"), (ON, "B")), ON + 10 * DAY, 3),  # a later row of the new owner's
        (((MIN, "B"), (ON, "A")), ON + 10 * DAY, 1),  # which is no longer the owner
        (((MIN, "B"), (ON, "A"), (ON, "C")), ON, 5),  # handed on the same day
        (((MIN, "C"), (ON + 20 * DAY, "B")), ON + 20 * DAY, 3),
    ],
)
def test_the_owner_on_the_day_of_the_trigger_decides_a_policy_key(owners, on, value):
    row = ("visit_min_officers", "", "count")
    rows = [("A", 1, MIN), ("B", 2, MIN), ("B", 3, ON + 10 * DAY), (None, 5, MIN)]
    book = PolicyBook([(force, day, row[0], row[1], number, row[2]) for force, number, day in rows])
    assert book.count("visit_min_officers", owners, on=on) == value


def test_returned_with_a_reason_it_stays_and_is_closed_to_the_receiver(case, offer, officer, far):
    with pytest.raises(actions.Refused, match="Enter why"):
        actions.return_transfer(transfer=offer, reason=" ", by=far, on=ON)
    actions.return_transfer(transfer=offer, reason="Not moved yet", by=far, on=ON)
    assert Nominal.objects.get().officer == officer
    assert reads(far, case) == (False, False)
    assert Transfer.objects.get().answer_reason == Event.objects.get(action="transfer.returned").details["reason"]


def test_withdrawn_it_may_be_offered_again(case, offer, supervisor, officer, far, world):
    again = {"nominal": case, "team": world.far, "by": supervisor, "on": ON}
    with pytest.raises(actions.Refused, match="offered to a team already"):
        actions.offer_transfer(**again, reason="Another")
    with pytest.raises(actions.NotAllowed):
        actions.withdraw_transfer(transfer=offer, by=officer, on=ON)
    actions.withdraw_transfer(transfer=offer, by=supervisor, on=ON)
    assert open_grants(case) == []
    with pytest.raises(actions.NotVisible):
        accept(offer, far, far)
    actions.offer_transfer(**again, reason="Another")
    assert open_grants(case) == ["i.far", "s.far"]


def test_sent_twice_each_is_done_once(case, offer, supervisor, far, foreigner, world):
    same = actions.offer_transfer(nominal=case, team=world.far, reason="Moved house", by=supervisor, on=ON)
    assert same.pk == offer.pk
    accept(offer, foreigner, far)
    accept(offer, foreigner, far)
    assert Event.objects.filter(action="transfer.accepted").count() == Transfer.objects.count() == 1
    with pytest.raises(actions.Refused, match="accepted meanwhile"):
        actions.return_transfer(transfer=offer, reason="No", by=far, on=ON)


@pytest.mark.parametrize("who", ["officer", "support", "coordinator", "colleague"])
def test_only_who_allocates_offers(case, request, who, world):
    with pytest.raises(actions.NotAllowed):
        actions.offer_transfer(nominal=case, team=world.far, reason="x", by=request.getfixturevalue(who), on=ON)


def test_nobody_accepts_their_own_and_only_the_receiver_answers(case, inspector, supervisor, outsider, world):
    south = world.person("s.south", "supervisor", team=world.south)
    row = actions.offer_transfer(nominal=case, team=world.south, reason="Area", by=inspector, on=ON)
    for one in (inspector, supervisor):
        with pytest.raises(actions.NotAllowed):
            accept(row, outsider, one)
    with pytest.raises(actions.Refused, match="officer of the team"):
        accept(row, supervisor, south)
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.update(answer="accepted", answered_on=ON, answered_by=inspector)
    accept(row, outsider, south)
    assert reads(supervisor, case) == (False, False)
    assert reads(inspector, case) == (True, True)  # of the same force


def covers(who, absent, by, until=ON + 7 * DAY, first=ON):
    """Cover for the whole work of somebody who is away."""
    absence = absences.record_absence(
        officer=absent, kind="leave", from_on=first, to_on=until, review_on=None, by=by, on=ON
    )
    return absences.arrange_cover(absence=absence, officer=who, nominal=None, from_on=first, to_on=until, by=by, on=ON)


@pytest.fixture
def deputy(world):
    hill = Team.objects.create(force=world.other_force, name="Hill")
    return world.person("h.deputy", "supervisor", team=hill)


@pytest.mark.parametrize("mover", ["deputy", "absent"])
def test_cover_opens_nothing_once_one_of_the_two_is_of_another_force(
    case, offer, far, far_inspector, deputy, make_nominal, world, mover
):
    covers(deputy, far, far_inspector)
    third = Force.objects.create(name="Third Police")
    hers = make_nominal("FAR", team=world.far, force=world.other_force, officer=None, on=ON)
    theirs = make_nominal("THIRD", team=Team.objects.create(force=third, name="T3"), force=third, officer=None, on=ON)
    assert (reads(deputy, case), reads(deputy, hers)) == ((True, False), (True, True))
    finish = leaving.before_change(ON)
    User.objects.filter(pk={"deputy": deputy, "absent": far}[mover].pk).update(force=third, team=theirs.team)
    finish(None)
    moved = User.objects.get(pk=deputy.pk)
    assert [reads(moved, one) for one in (case, hers)] == [(False, False)] * 2
    assert reads(moved, theirs) == ((mover == "deputy",) * 2)
    assert absences_of.deputised(moved, ON) == set()
    assert not Cover.objects.on(ON).exists()


@pytest.mark.parametrize("offered_first", [True, False])
def test_the_deputy_of_the_receiving_supervisor_answers(
    case, far, far_inspector, deputy, foreigner, supervisor, signed_in, request, offered_first
):
    if not offered_first:
        covers(deputy, far, far_inspector)
    row = request.getfixturevalue("offer")
    if offered_first:
        assert reads(deputy, case) == (False, False)
        covers(deputy, far, far_inspector)
        assert Event.objects.get(action="cover.arranged").subjects == ["CASE"]
    else:
        assert Event.objects.get(action="transfer.offered").details["opened_to"] == ["h.deputy", "i.far", "s.far"]
    assert reads(deputy, case) == (True, False)
    client, path = signed_in(deputy), f"/transfers/{row.pk}/"
    figures = {one["text"]: one["number"] for one in client.get("/").context["day"]["figures"]}
    assert figures["Transfers to answer"] == "1"
    assert f'href="{path}"' in client.get("/approvals/").content.decode()
    assert f'href="{path}"' in client.get("/nominals/CASE/").content.decode()
    done = client.post(path, {"answer": "accept", "officer": "d.moor"}, follow=True)
    assert done.redirect_chain[-1][0] == "/nominals/CASE/"
    assert Nominal.objects.get().officer == foreigner
    assert reads(deputy, case) == (True, True)  # a case of that team now
    assert reads(supervisor, case) == (False, False)


def test_a_deputy_answers_while_the_cover_lasts_and_the_offer_waits(
    case, offer, far, far_inspector, deputy, foreigner, world
):
    cover = covers(deputy, far, far_inspector, first=ON + DAY, until=ON + 200 * DAY)
    assert reads(deputy, case) == (False, False)
    with pytest.raises(actions.NotVisible):
        accept(offer, foreigner, deputy)
    row = NominalAccess.objects.get(user=deputy)
    assert (row.kind, row.starts_on, row.expires_on) == ("transfer", ON + DAY, ON + 92 * DAY)
    with time_machine.travel(dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC), tick=False):
        assert reads(deputy, case) == (True, False)
        absences.end_cover(cover=cover, by=far_inspector, on=ON + DAY)
        assert reads(deputy, case) == (False, False)
    officer = world.person("h.officer", "offender_manager", team=deputy.team)
    again = covers(deputy, world.person("t.far", "supervisor", team=world.far), far_inspector)
    with pytest.raises(actions.Refused, match="officer of the team"):
        accept(offer, officer, deputy)
    actions.return_transfer(transfer=offer, reason="Not moved yet", by=deputy, on=ON)
    assert reads(deputy, case) == (False, False)
    assert again.exceptions.count() == 0


def test_an_officer_who_stands_in_for_the_supervisor_is_no_deputy(case, offer, far, far_inspector, foreigner):
    covers(foreigner, far, far_inspector)
    assert reads(foreigner, case) == (False, False)
    with pytest.raises(actions.NotVisible):
        accept(offer, foreigner, foreigner)


def test_a_deputy_does_not_answer_what_they_offered(case, inspector, supervisor, world):
    south = world.person("s.south", "supervisor", team=world.south)
    covers(supervisor, south, inspector)
    row = actions.offer_transfer(nominal=case, team=world.south, reason="Area", by=supervisor, on=ON)
    with pytest.raises(actions.NotAllowed):
        accept(row, south, supervisor)


def test_where_nobody_could_answer_it_is_not_offered(case, supervisor, inspector, world):
    for team, by in ((world.far, supervisor), (world.south, inspector)):  # not by whoever offers it
        with pytest.raises(actions.Refused, match=NOBODY_ANSWERS):
            actions.offer_transfer(nominal=case, team=team, reason="x", by=by, on=ON)
    with pytest.raises(actions.Refused, match="already"):
        actions.offer_transfer(nominal=case, team=world.north, reason="x", by=supervisor, on=ON)
    assert not Transfer.objects.exists()


def test_the_barred_see_no_offer_and_are_given_no_case(case, offer, supervisor, far, foreigner):
    bar = Bar.objects.create(nominal=case, user=foreigner, reason="Kin", recorded_by=supervisor)
    with pytest.raises(actions.Refused, match=BARRED):
        accept(offer, foreigner, far)
    Bar.objects.filter(pk=bar.pk).update(user=far)
    with pytest.raises(actions.NotVisible):
        accept(offer, foreigner, far)


def test_a_restricted_case_goes_only_where_somebody_is_named(
    case, inspector, supervisor, officer, far, far_inspector, foreigner, world
):
    few = {"nominal": case, "by": inspector, "on": ON, "reason": "Risk to life"}
    actions.restricting.restrict(named=[supervisor, officer], **few)
    asked = {"nominal": case, "team": world.far, "reason": "Moved", "by": supervisor, "on": ON}
    for person, why in ((far, NO_SUPERVISOR), (far_inspector, NO_INSPECTOR)):
        with pytest.raises(actions.Refused, match=why):
            actions.offer_transfer(**asked)
        actions.restricting.name(user=person, **few)
    row = actions.offer_transfer(**asked)
    with pytest.raises(actions.Refused, match=NOT_NAMED):
        accept(row, foreigner, far)
    accept(row, far, far)
    assert open_grants(case, "named") == ["i.far", "s.far"]
    assert reads(supervisor, case) == reads(officer, case) == reads(inspector, case) == (False, False)


def test_while_it_is_offered_the_team_assigns_within_itself_only(
    case, offer, colleague, supervisor, inspector, outsider
):
    assert actions.allocate(nominals=[case], officer=colleague, by=supervisor, on=ON, reason="x").moved == ["CASE"]
    moves = actions.allocate(nominals=[case], officer=outsider, by=inspector, on=ON, reason="x")
    assert moves.failed == [("CASE", OFFERED)]
    actions.withdraw_transfer(transfer=offer, by=supervisor, on=ON)
    assert actions.allocate(nominals=[case], officer=outsider, by=inspector, on=ON, reason="x").moved == ["CASE"]


def test_who_may_read_follows_the_accounts_and_is_ended_with_the_offer_alone(case, offer, supervisor, far, world):
    changed = leaving.before_change(ON)
    User.objects.filter(pk=far.pk).update(team=world.north, force=world.force)
    new = world.person("n.far", "supervisor", team=world.far)
    changed(None)
    assert open_grants(case) == ["i.far", "n.far"]
    told = Event.objects.filter(action="access.followed_account").order_by("id").values_list("subjects", "details")
    assert [(subjects, one["user"], one["opened"], one["closed"]) for subjects, one in told] == [
        (["CASE"], "n.far", [["CASE", "transfer"]], []),
        (["CASE"], "s.far", [], [["CASE", "transfer"]]),
    ]
    with pytest.raises(actions.Refused, match="Withdraw"):
        actions.access.end_access(access=NominalAccess.objects.get(user=new), by=supervisor, on=ON)


@pytest.mark.parametrize(
    ("place", "stands"),
    [
        ("Northshire Police,North", True),
        ("Northshire Police,South", False),
        ("Northshire Police,", False),
        ("Southmere Police,Coast", False),
    ],
)
def test_a_bundle_that_moves_the_case_ends_the_offer(
    case, offer, colleague, inspector, signed_in, tmp_path, place, stands
):
    rows = f"reference,force,team,officer\nCASE,{place},{colleague.username}\n"
    folder = write_bundle(tmp_path / "bundle", nominals=rows)
    for dry_run in (True, False):
        assert Transfer.objects.get().answer == ""
        result = load(folder, dry_run=dry_run)
        assert result.exit == 0, result.output
        assert ("1 transfer on offer withdrawn: the case has moved" in result.output) is not stands
    row = Transfer.objects.get()
    assert Nominal.objects.get().officer == colleague
    assert open_grants(case) == (["i.far", "s.far"] if stands else [])
    events = list(Event.objects.filter(action="transfer.withdrawn").values_list("username", "subjects"))
    if stands:
        assert (row.answer, events) == ("", [])
        return
    assert (row.answer, row.answered_by, row.answered_on) == ("withdrawn", None, ON)
    assert events == [("system", ["CASE"])]
    assert "on offer" not in load(folder).output
    if place.endswith("South"):
        history = signed_in(inspector).get("/nominals/CASE/history/").content.decode()
        assert "Transfer to Coast, Southmere Police withdrawn" in history
        assert "The case was moved by a register bundle" in history


def test_both_screens_say_so_and_the_receiver_answers(case, offer, signed_in, officer, supervisor, far, foreigner):
    words = "Transfer to Coast, Southmere Police offered on Fri 20 Nov 2026, waiting"
    for user in (officer, supervisor, far):
        page = signed_in(user).get("/nominals/CASE/").content.decode()
        assert words in page
        assert ("Accept or return the transfer" in page, "Withdraw the transfer" in page) == (
            user == far, user == supervisor,
        )  # fmt: skip
    listed = "Transfer to Coast offered on Fri 20 Nov 2026, waiting"
    assert listed in signed_in(officer).get("/caseload/?show=all").content.decode()
    assert listed in signed_in(supervisor).get("/backlog/list/?show=all").content.decode()
    assert "Waiting for Coast, Southmere Police" in signed_in(supervisor).get("/approvals/").content.decode()

    client = signed_in(far)
    figures = {one["text"]: one["number"] for one in client.get("/").context["day"]["figures"]}
    assert figures["Transfers to answer"] == "1"
    path = f"/transfers/{offer.pk}/"
    assert f'href="{path}"' in client.get("/approvals/").content.decode()
    page = client.get(path).content.decode()
    assert "Moved house" in page
    assert "Home visit: " in page
    assert client.post("/nominals/CASE/edit/", {}).status_code == 403
    assert "Select who takes the case" in client.post(path, {"answer": "accept"}).content.decode()
    assert "Enter why you are returning it" in client.post(path, {"answer": "return"}).content.decode()
    done = client.post(path, {"answer": "accept", "officer": "d.moor"}, follow=True)
    assert done.redirect_chain[-1][0] == "/nominals/CASE/"
    assert "D Moor manages the case from today" in done.content.decode()
    history = client.get("/nominals/CASE/history/").content.decode()
    assert "Transfer to Coast, Southmere Police offered" in history
    assert "Transfer to Coast, Southmere Police accepted" in history
    assert signed_in(officer).get("/nominals/CASE/").status_code == 404
    assert signed_in(supervisor).get(path).status_code == 404


def test_offered_withdrawn_and_returned_on_the_pages(case, far, far_inspector, signed_in, supervisor, officer, world):
    client = signed_in(supervisor)
    assert 'href="/nominals/CASE/transfer/"' in client.get("/nominals/CASE/").content.decode()
    form = client.get("/nominals/CASE/transfer/").content.decode()
    assert "Southmere Police: Coast" in form
    assert "Northshire Police: North" not in form
    sent = {"team": world.far.pk, "reason": "Moved"}
    assert "Offered to Coast" in client.post("/nominals/CASE/transfer/", sent, follow=True).content.decode()
    first = Transfer.objects.get()
    client.post(f"/nominals/CASE/transfer/{first.pk}/withdraw/")
    client.post("/nominals/CASE/transfer/", sent)
    other = signed_in(far)
    assert other.get(f"/transfers/{first.pk}/").status_code == 403  # answered: nothing is left to do
    path = f"/transfers/{Transfer.objects.latest('pk').pk}/"
    done = other.post(path, {"answer": "return", "reason": "Not here"}, follow=True)
    assert done.redirect_chain[-1][0] == "/approvals/"
    assert "Returned." in done.content.decode()
    assert other.get("/nominals/CASE/").status_code == 404
    assert signed_in(officer).get("/nominals/CASE/transfer/").status_code == 403


def test_a_restricted_offer_asks_why_before_it_is_shown(case, inspector, supervisor, far, far_inspector, world):
    actions.restricting.restrict(nominal=case, named=[supervisor, far, far_inspector], reason="x", by=inspector, on=ON)
    row = actions.offer_transfer(nominal=case, team=world.far, reason="Moved", by=supervisor, on=ON)
    client = Client()
    client.force_login(far, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/transfers/{row.pk}/")["Location"].startswith("/why/")


def test_as_many_queries_for_many_offers(
    offer, supervisor, far, make_nominal, world, signed_in, django_assert_max_num_queries
):
    client = signed_in(supervisor)
    client.get("/approvals/")
    with django_assert_max_num_queries(40) as one:
        client.get("/approvals/")
    for number in range(4):
        more = make_nominal(f"M-{number}")
        actions.offer_transfer(nominal=more, team=world.far, reason="x", by=supervisor, on=ON)
    with django_assert_max_num_queries(len(one)):
        client.get("/approvals/")
