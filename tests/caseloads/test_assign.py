"""Assign and reassign: one, many, across pages, twice, and never what is not theirs."""

import pytest
from django.urls import reverse

from audit.models import Event
from offenders.models import Allocation, Nominal
from tests.caseloads import cast

pytestmark = pytest.mark.django_db
URL = "/backlog/assign/"
REASON = "New to the team"


def holder(reference: str) -> str | None:
    return Nominal.objects.values_list("officer__username", flat=True).get(reference=reference)


def listed(response) -> list[str]:
    return [row["reference"] for row in response.context["rows"]]


def move(client, references, officer="b.thorne", **more):
    return client.post(URL, {"step": "save", "nominal": references, "officer": officer, "reason": REASON, **more})


def test_the_unallocated_who_waited_longest_come_first(signed_in, supervisor, make_nominal, officer):
    for reference, days in (("A", 5), ("B", 50), ("C", 20)):
        nominal = make_nominal(reference, officer=None, registered_on=cast.TODAY - 400 * cast.DAY)
        Allocation.objects.create(
            nominal=nominal, officer=officer, from_on=cast.TODAY - 100 * cast.DAY, to_on=cast.TODAY - days * cast.DAY
        )
    make_nominal("NEVER", officer=None, registered_on=cast.TODAY - 30 * cast.DAY)
    cast.work_out()
    assert listed(signed_in(supervisor).get(URL)) == ["B", "NEVER", "C", "A"]


def test_assign_one(register, signed_in, supervisor):
    client = signed_in(supervisor)
    page = client.get(URL, {"nominal": "FREE-1"})
    assert listed(page) == ["FREE-1"]
    response = move(client, ["FREE-1"])
    assert response.status_code == 302
    assert response["Location"].startswith("/backlog/?team=")
    assert holder("FREE-1") == "b.thorne"
    assert "1 nominal moved" in client.get(response["Location"]).content.decode()
    row = Allocation.objects.get(nominal__reference="FREE-1", to_on__isnull=True)
    assert (row.officer.username, row.from_on, row.reason, row.allocated_by) == (
        "b.thorne",
        cast.TODAY,
        REASON,
        supervisor,
    )
    event = Event.objects.get(action="nominal.allocated")
    assert (event.username, event.subjects) == ("e.marsh", ["FREE-1"])


def test_reassign_many_and_take_off(register, signed_in, supervisor):
    client = signed_in(supervisor)
    move(client, ["OVER-H", "OVER-L", "FREE-1"], **{"from": "a.hollis"})
    assert {holder(ref) for ref in ("OVER-H", "OVER-L", "FREE-1")} == {"b.thorne"}
    move(client, ["OVER-H"], "nobody")
    assert holder("OVER-H") is None


def test_each_officer_shows_their_load(register, signed_in, supervisor):
    page = signed_in(supervisor).get(URL, {"nominal": "FREE-1"}).content.decode()
    assert "15 cases, benchmark 50; 7 overdue, 3 due in 14 days" in page
    assert "2 cases, benchmark 50; 1 overdue, 1 due in 14 days" in page


def test_what_is_ticked_survives_the_turn_of_the_page(signed_in, supervisor, make_nominal, colleague):
    for number in range(120):
        cast.due(make_nominal, f"U-{number:03}", -3, officer=None)
    cast.work_out()
    client = signed_in(supervisor)
    first = client.get(URL)
    assert len(listed(first)) == 100
    one, other = listed(first)[3], listed(first)[70]
    second = client.post(URL, {"nominal": [one, other], "page": "2"})
    assert len(listed(second)) == 20
    assert second.context["elsewhere"] == sorted([one, other])
    third = listed(second)[5]
    chosen = client.post(URL, {"nominal": [one, other, third], "step": "officer"})
    assert sorted(listed(chosen)) == sorted([one, other, third])
    back = client.post(URL, {"nominal": [one, other, third], "step": "choose"})
    assert sum(row["ticked"] for row in back.context["rows"]) == 2
    assert back.context["elsewhere"] == [third]
    everybody = client.post(URL, {"nominal": [one], "step": "all"})
    assert len(everybody.context["elsewhere"]) + sum(row["ticked"] for row in everybody.context["rows"]) == 120
    assert move(client, [one, other, third]).status_code == 302
    assert Nominal.objects.filter(officer=colleague).count() == 3


def test_the_same_form_ten_times_is_one_move(register, signed_in, supervisor):
    client = signed_in(supervisor)
    for _ in range(10):
        assert move(client, ["FREE-1", "OVER-H"]).status_code == 302
    assert Allocation.objects.filter(nominal__reference="FREE-1").count() == 1
    assert Event.objects.filter(action="nominal.allocated").count() == 1


@pytest.mark.parametrize("step", ["", "choose", "officer", "save", "all"])
@pytest.mark.parametrize("foreign", ["SOUTHERN", "FOREIGN", "NO-SUCH", "=1+1", "x" * 400])
def test_what_is_not_theirs_is_refused_whole_and_nothing_changes(
    register, signed_in, supervisor, make_nominal, world, outsider, foreigner, step, foreign, colleague
):
    make_nominal("SOUTHERN", team=world.south, officer=outsider)
    make_nominal("FOREIGN", team=world.far, force=world.other_force, officer=foreigner)
    cast.work_out()
    before = list(Nominal.objects.order_by("pk").values_list("officer_id", "team_id"))
    response = signed_in(supervisor).post(
        URL, {"step": step, "nominal": ["FREE-1", foreign], "officer": "b.thorne", "reason": REASON}
    )
    assert response.status_code == 404
    assert "Nothing was changed" in response.content.decode()
    assert foreign not in response.content.decode()
    assert list(Nominal.objects.order_by("pk").values_list("officer_id", "team_id")) == before
    assert not Allocation.objects.exists()


@pytest.mark.parametrize("taker", ["c.vale", "d.moor", "e.marsh2", "h.coombe", "", "m.gone", "no.such"])
def test_only_an_active_officer_of_the_team_takes_cases(
    register, signed_in, supervisor, world, outsider, foreigner, taker
):
    world.person("m.gone", "offender_manager", team=world.north, is_active=False)
    response = move(signed_in(supervisor), ["FREE-1"], taker)
    assert response.status_code == 400
    assert "Select" in response.content.decode()
    assert holder("FREE-1") is None


def test_an_inspector_moves_to_another_team_of_the_force(register, signed_in, inspector, outsider, world):
    client = signed_in(inspector)
    assert "C Vale, South" in client.get(URL, {"nominal": "FREE-1", "team": world.north.pk}).content.decode()
    move(client, ["FREE-1"], "c.vale", team=world.north.pk)
    nominal = Nominal.objects.get(reference="FREE-1")
    assert (nominal.officer, nominal.team) == (outsider, world.south)


def test_a_nominal_of_no_team_joins_that_of_its_officer(signed_in, supervisor, make_nominal, colleague, world):
    make_nominal("LOOSE", team=None, officer=None)
    cast.work_out()
    move(signed_in(supervisor), ["LOOSE"], **{"from": "no-team"})
    nominal = Nominal.objects.get(reference="LOOSE")
    assert (nominal.officer, nominal.team) == (colleague, world.north)


def test_a_reason_and_a_nominal_are_needed(register, signed_in, supervisor):
    client = signed_in(supervisor)
    response = client.post(URL, {"step": "save", "nominal": ["FREE-1"], "officer": "b.thorne", "reason": " "})
    assert "Enter the reason" in response.content.decode()
    assert response.status_code == 400
    for step in ("officer", "save"):
        response = client.post(URL, {"step": step})
        assert response.status_code == 400
        assert "Select at least one nominal" in response.content.decode()
    assert holder("FREE-1") is None


@pytest.mark.parametrize(
    "data", [{"team": "x"}, {"team": "9" * 30}, {"from": "no.such"}, {"from": "c.vale"}, {"from": "x" * 300}]
)
def test_what_does_not_exist_is_not_found(register, signed_in, supervisor, outsider, data):
    client = signed_in(supervisor)
    assert client.get(URL, data).status_code == 404
    assert client.post(URL, data).status_code == 404


@pytest.mark.parametrize("page", ["x", "-1", "0", "1e5", "9" * 40, "²"])
def test_a_page_that_is_none_is_the_first(register, signed_in, supervisor, page):
    assert listed(signed_in(supervisor).post(URL, {"page": page})) == ["FREE-1", "FREE-2"]


def test_officers_do_not_assign(register, signed_in, officer):
    assert move(signed_in(officer), ["FREE-1"]).status_code == 403
    assert holder("FREE-1") is None


def test_it_is_reached_from_the_backlog(register, signed_in, supervisor):
    page = signed_in(supervisor).get("/backlog/").content.decode()
    assert reverse("caseloads:assign") in page


def test_a_list_of_thousands_is_counted_and_read_no_further_than_it_is_shown(
    world, signed_in, supervisor, make_nominal, monkeypatch
):
    from caseloads import assignment

    monkeypatch.setattr(assignment, "CAP", 150)
    for number in range(160):
        make_nominal(f"N-{number:03}", team=None, officer=None, address=None, level=None)
    client = signed_in(supervisor)
    page = client.get("/backlog/assign/", {"from": "no-team", "page": "99"}).context["page"]
    assert (page.number, len(page.rows), page.total, page.capped) == (2, 50, 150, True)
