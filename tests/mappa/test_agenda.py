"""The agenda by hand: cases added and taken off, put in order by two people; what members see meanwhile."""

import pytest
from django.urls import reverse

from audit.models import Event as AuditEvent
from mappa import actions
from mappa.actions import agenda, packs
from mappa.models import AgendaItem, Invitation, NotSelected
from offenders.actions.errors import Conflict, NotVisible, Refused
from offenders.models import Bar, Nominal, NominalAccess
from tests.mappa.meetings import NOW, ON, hold, minute, plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]


@pytest.fixture
def three(meeting, make_nominal, coordinator):
    """Three cases on the agenda."""
    return [add(meeting, make_nominal(f"T-{number}"), coordinator) for number in (1, 2, 3)]


def add(meeting, nominal, by, line="Asked for by probation"):
    return agenda.add_case(meeting=meeting, nominal=nominal, line=line, minutes=15, by=by, on=ON)


def url(name, *more):
    return reverse(f"mappa:{name}", args=["M-1", *more])


def text(answer):
    return " ".join(answer.content.decode().split())


def order(meeting):
    rows = AgendaItem.objects.counted().filter(meeting=meeting).order_by("position", "pk")
    return list(rows.values_list("nominal__reference", flat=True))


def issued(meeting, coordinator, member):
    """The papers as they stand, made and issued to one member who signs in here."""
    row, _ = Invitation.objects.get_or_create(
        meeting=meeting, agency_name="Probation", contact_name="P Ash", defaults={"user": member}
    )
    pack = packs.request_pack(meeting=meeting, by=coordinator, on=ON)
    packs.make_packs(NOW)
    packs.issue_pack(pack=pack, invitations=[row.pk], by=coordinator, on=ON)
    pack.recipients.update(sent_at=NOW)  # the database's clock does not travel
    pack.refresh_from_db()
    return pack


def sent(items, places, minutes=15):
    """The order as the page sends it."""
    data = {"seen": agenda.order_seen(items)}
    for item, place in zip(items, places, strict=True):
        data |= {f"place_{item.pk}": str(place), f"time_{item.pk}": str(minutes)}
    return data


# ---- order -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ((1, 2, 1), ["T-3", "T-1", "T-2"]),  # up to the first place: before the case that stood there
        ((3, 2, 3), ["T-2", "T-3", "T-1"]),  # down to the last: behind it
        ((2, 2, 3), ["T-2", "T-1", "T-3"]),
        ((3, 2, 1), ["T-3", "T-2", "T-1"]),
        (("", 2, 3), ["T-2", "T-3", "T-1"]),
        ((1, 2, 3), ["T-1", "T-2", "T-3"]),
    ],
)
def test_a_case_goes_to_the_place_that_is_typed(signed_in, meeting, three, coordinator, places, expected):
    assert signed_in(coordinator).post(url("arrange_agenda"), sent(three, places)).status_code == 302
    assert order(meeting) == expected


@pytest.mark.parametrize("closed_by", ["restriction", "bar"])
def test_a_case_hidden_from_the_coordinator_keeps_its_place(
    signed_in, meeting, three, coordinator, inspector, closed_by
):
    hidden = three[1].nominal
    if closed_by == "bar":
        Bar.objects.create(nominal=hidden, user=coordinator, reason="Cousin", recorded_by=inspector)
    else:
        Nominal.objects.filter(pk=hidden.pk).update(restricted=True)
    client = signed_in(coordinator)
    assert "T-2" not in text(client.get(url("agenda")))
    answer = client.post(url("arrange_agenda"), sent([three[0], three[2]], (2, 1)), follow=True)
    assert "The agenda is in this order now." in text(answer)
    assert "T-2" not in text(answer)
    assert order(meeting) == ["T-3", "T-2", "T-1"]


def test_two_people_do_not_overwrite_each_others_order(signed_in, world, meeting, three, coordinator):
    stale = sent(three, (3, 1, 2), minutes=40)
    assert signed_in(coordinator).post(url("arrange_agenda"), sent(three, (2, 1, 3))).status_code == 302
    other = signed_in(world.person("y.other", "mappa_coordinator"))
    answer = other.post(url("arrange_agenda"), stale)
    assert answer.status_code == 409
    page = text(answer)
    assert "Not saved: somebody else has changed this" in page
    assert 'data-label="Saved now">T-2 (15 minutes), T-1 (15 minutes), T-3 (15 minutes)</td>' in page
    assert page.count('value="40"') == 3  # what was typed is still there
    assert order(meeting) == ["T-2", "T-1", "T-3"]
    now = agenda.order_seen(agenda.in_order(meeting, coordinator))
    assert f'value="{now}"' in page
    assert other.post(url("arrange_agenda"), stale | {"seen": now}).status_code == 302
    assert order(meeting) == ["T-2", "T-3", "T-1"]


def test_a_case_added_meanwhile_is_not_lost_and_the_same_form_twice_is_no_conflict(
    signed_in, meeting, three, coordinator, make_nominal
):
    form = sent(three, (3, 2, 1))
    client = signed_in(coordinator)
    add(meeting, make_nominal("T-4"), coordinator)
    answer = client.post(url("arrange_agenda"), form)
    assert answer.status_code == 409
    assert "Place of T-4" in text(answer)
    now = AgendaItem.objects.counted().order_by("position")
    whole = sent(list(now), (4, 3, 2, 1))
    for _ in range(2):
        assert client.post(url("arrange_agenda"), whole).status_code == 302
    assert order(meeting) == ["T-4", "T-3", "T-2", "T-1"]


@pytest.mark.parametrize(("minutes", "words"), [("0", "1"), ("481", "480"), ("soon", "number")])
def test_wrong_minutes_are_refused_beside_their_box_and_kept(signed_in, three, coordinator, minutes, words):
    answer = signed_in(coordinator).post(url("arrange_agenda"), sent(three, (1, 2, 3), minutes))
    page = text(answer)
    assert "There is a problem" in page
    assert page.count(f'value="{minutes}"') == 3
    assert words in page
    assert "The minutes for T-2 must be" in page


# ---- added and taken off ---------------------------------------------------------------------------------------------


def test_a_case_is_added_by_its_reference_with_a_line(signed_in, meeting, make_nominal, coordinator, officer):
    make_nominal("T-1")
    client = signed_in(coordinator)
    told = {"reference": "t-1", "line": "", "minutes": "20"}
    assert "Say in a line why the case is on the agenda" in text(client.post(url("add_case"), told))
    for _ in range(2):  # sent twice, it is once
        answer = client.post(url("add_case"), told | {"line": "The prison asked"}, follow=True)
        assert "T-1 is on the agenda." in text(answer)
    row = AgendaItem.objects.get()
    assert (row.why, row.why_text, row.minutes_allotted) == ("other", "The prison asked", 20)
    assert "Added by the co-ordinator: The prison asked" in text(client.get(url("agenda")))
    assert "is on the agenda already" in text(client.post(url("add_case"), told | {"line": "Another"}))
    assert signed_in(officer).get(url("add_case")).status_code == 403


def test_only_a_record_that_may_be_seen_is_added(signed_in, world, meeting, make_nominal, coordinator):
    make_nominal("T-FAR", force=world.other_force, team=world.far)
    make_nominal("T-SECRET", restricted=True)
    for reference in ("T-FAR", "T-SECRET", "T-NONE"):
        page = text(signed_in(coordinator).post(url("add_case"), {"reference": reference, "line": "x"}))
        assert "There is no record with this reference that you may see" in page
    assert not AgendaItem.objects.exists()
    stranger = world.person("z.far", "mappa_coordinator", force=world.other_force)
    assert signed_in(stranger).get(url("add_case")).status_code == 404


def test_one_left_out_before_is_not_among_those_left_out_once_it_is_added(meeting, make_nominal, coordinator):
    person = make_nominal("T-1")
    NotSelected.objects.create(meeting=meeting, nominal=person, line="Not yet")
    add(meeting, person, coordinator)
    assert not NotSelected.objects.exists()


def test_a_case_taken_off_stands_among_those_not_selected(signed_in, meeting, three, coordinator):
    client, item = signed_in(coordinator), three[1]
    assert "Take T-2 off the agenda" in text(client.get(url("take_off", item.pk)))
    assert "Say in a line why" in text(client.post(url("take_off", item.pk), {"reason": ""}))
    for _ in range(2):
        answer = client.post(url("take_off", item.pk), {"reason": "Recalled: next month"}, follow=True)
    assert "T-2 is off the agenda." in text(answer)
    assert order(meeting) == ["T-1", "T-3"]
    item.refresh_from_db()
    assert (item.void_reason, item.voided_by) == ("Recalled: next month", coordinator)
    assert NotSelected.objects.get().line == "Recalled: next month"
    agenda.choose(meeting=meeting, chosen=[], lines={}, by=coordinator, on=ON)
    assert NotSelected.objects.exists()  # choosing among the proposals does not lose it
    add(meeting, item.nominal, coordinator)
    assert order(meeting) == ["T-1", "T-3", "T-2"]


def test_what_the_meeting_dealt_with_stays(signed_in, area, meeting, three, coordinator):
    hold(meeting, coordinator, ON)
    first, second, third = AgendaItem.objects.select_related("meeting", "nominal").order_by("position")
    minute(first, coordinator, ON)
    actions.add_action(item=second, action="Find a flat", agency=area.agencies.get(name="Housing"), due_on=ON,
                       by=coordinator, on=ON)  # fmt: skip
    for item in (first, second):
        with pytest.raises(Refused, match="dealt with"):
            actions.take_off_agenda(item=item, by=coordinator, on=ON, reason="x")
        assert signed_in(coordinator).get(url("take_off", item.pk)).status_code == 403
    actions.take_off_agenda(item=third, by=coordinator, on=ON, reason="Nobody came for it")
    assert order(meeting) == ["T-1", "T-2"]


def test_a_case_that_may_not_be_known_is_not_taken_off(signed_in, meeting, three, coordinator):
    Nominal.objects.filter(reference="T-1").update(restricted=True)
    assert signed_in(coordinator).get(url("take_off", three[0].pk)).status_code == 404
    with pytest.raises(NotVisible):
        actions.take_off_agenda(item=three[0], by=coordinator, on=ON, reason="x")


# ---- after papers were issued ----------------------------------------------------------------------------------------


def test_members_see_an_added_case_with_the_version_that_has_it(
    signed_in, meeting, three, make_nominal, coordinator, member
):
    first = issued(meeting, coordinator, member)
    assert set(first.items) == {item.pk for item in three}
    client = signed_in(coordinator)
    answer = client.post(url("add_case"), {"reference": make_nominal("T-4").reference, "line": "x"}, follow=True)
    page = text(answer)
    assert "Version 1 was issued without it" in page
    assert "Since version 1 was made: T-4 added. Make a new version." in page
    packs.issue_pack(pack=first, invitations=[first.recipients.get().invitation_id], by=coordinator, on=ON)
    assert not Nominal.objects.visible_to(member).filter(reference="T-4").exists()
    second = issued(meeting, coordinator, member)
    assert Nominal.objects.visible_to(member).filter(reference="T-4").exists()
    assert len(second.items) == 4
    assert "Since version" not in text(client.get(url("agenda")))


def test_a_case_taken_off_closes_to_members_and_so_does_the_version_that_has_it(
    signed_in, meeting, three, coordinator, member
):
    issued(meeting, coordinator, member)
    assert signed_in(member).get(url("pack_file", 1, "pdf")).status_code == 200
    client = signed_in(coordinator)
    assert "Version 1 of the papers, with this case in it, was issued." in text(
        client.get(url("take_off", three[0].pk))
    )
    page = text(client.post(url("take_off", three[0].pk), {"reason": "Wrong person"}, follow=True))
    assert "Version 1 of the papers still holds it: make a new one." in page
    assert "Since version 1 was made: T-1 taken off. Make a new version." in page
    assert sorted(Nominal.objects.visible_to(member).values_list("reference", flat=True)) == ["T-2", "T-3"]
    ended = NominalAccess.objects.get(user=member, content_object=three[0].nominal)
    assert ended.ended_by == coordinator
    told = AuditEvent.objects.filter(action="access.ended").latest("pk")
    assert (told.subjects, told.details["reason"]) == (
        ["T-1"], "Taken off the agenda of meeting M-1: Wrong person",
    )  # fmt: skip
    reader = signed_in(member)
    assert reader.get(url("pack_file", 1, "pdf")).status_code == 404
    page = text(reader.get(url("agenda")))
    assert "The file of version 1 is closed to you" in page
    assert "T-1" not in page
    assert signed_in(coordinator).get(url("pack_file", 1, "pdf")).status_code == 200
    opened = AuditEvent.objects.filter(action="disclosure.pack_opened", username=coordinator.username).latest("pk")
    assert opened.subjects == ["T-1", "T-2", "T-3"]  # what the file holds, not what the agenda holds now
    issued(meeting, coordinator, member)
    assert signed_in(member).get(url("pack_file", 2, "pdf")).status_code == 200


def test_another_meeting_keeps_a_case_open_that_is_taken_off_here(area, meeting, three, coordinator, member):
    later = actions.plan_meeting(area=area, plan=plan(ON), by=coordinator, on=ON, meeting_ref="M-2")
    add(later, three[0].nominal, coordinator)
    for one in (meeting, later):
        issued(one, coordinator, member)
    actions.take_off_agenda(item=three[0], by=coordinator, on=ON, reason="x")
    assert Nominal.objects.visible_to(member).filter(reference="T-1").exists()


def test_the_order_is_compared_as_each_may_see_it(meeting, three, coordinator):
    with pytest.raises(Conflict) as caught:
        agenda.arrange(meeting=meeting, places={three[1].pk: agenda.Place(1, 15)}, seen="", by=coordinator, on=ON)
    assert caught.value.theirs["seen"] == "T-1 (15 minutes), T-2 (15 minutes), T-3 (15 minutes)"
