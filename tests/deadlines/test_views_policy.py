"""The policy page: what is in force and where it comes from; setting a key from a day on."""

import datetime as dt

import pytest

from audit.models import Event
from deadlines.actions import PolicyRefused, set_policy
from deadlines.models import PolicyValue
from deadlines.policy_keys import BY_KEY, DEFAULTS

pytestmark = pytest.mark.django_db
SOURCE = "Force policy board"


def rows(page) -> dict[tuple[str, str], object]:
    return {(row.key, row.applies_to): row for _, some in page.context["groups"] for row in some}


def sent(value="", unit="", day=(1, 1, 2026), **more) -> dict[str, object]:
    names = {f"effective_from_{n}": part for n, part in enumerate(day)}
    return {"value": value, "unit": unit, "source": SOURCE, **names, **more}


@pytest.mark.parametrize(
    "who", ["officer", "supervisor", "inspector", "coordinator", "support", "administrator", "auditor"]
)
def test_whoever_may_sees_every_key_once_with_its_source_and_mark(request, signed_in, who):
    page = signed_in(request.getfixturevalue(who)).get("/policy/")
    shown = rows(page)
    assert shown.keys() == {(row.key, row.applies_to) for row in DEFAULTS}
    for row in DEFAULTS:
        one = shown[row.key, row.applies_to]
        assert (one.mark, one.source, one.about) == (row.known, row.source, row.about)
    assert ("Set<" in page.content.decode()) == (who == "administrator")


def test_a_neighbourhood_officer_does_not_see_it(signed_in, neighbourhood):
    assert signed_in(neighbourhood).get("/policy/").status_code == 403


def test_assumed_numbers_that_nobody_confirmed_are_marked_and_confirming_ends_it(signed_in, administrator):
    client = signed_in(administrator)
    page = client.get("/policy/")
    before = page.context["unconfirmed"]
    assert before == sum(row.known == "A" for row in DEFAULTS)
    assert not rows(page)["visit_interval", "high"].unconfirmed
    client.post("/policy/first_visit/", sent("15", "working_days"))
    page = client.get("/policy/")
    assert page.context["unconfirmed"] == before - 1
    one = rows(page)["first_visit", ""]
    assert (one.unconfirmed, one.origin) == (False, "set by the force")
    assert [(dated.value, dated.source, dated.by) for dated in one.dated] == [("15 working days", SOURCE, "J Lock")]


def test_a_value_counts_from_its_day(signed_in, administrator):
    client = signed_in(administrator)
    tomorrow = dt.date(2095, 1, 2)
    client.post("/policy/visit_interval/", sent("2", "months", (2, 1, 2095), applies_to="high"))
    row = PolicyValue.objects.get()
    assert (row.force, row.key, row.applies_to, row.value, row.unit, row.effective_from, row.set_by) == (
        administrator.force, "visit_interval", "high", "2", "months", tomorrow, administrator,
    )  # fmt: skip
    one = rows(client.get("/policy/"))["visit_interval", "high"]
    assert (one.now, one.origin) == ("3 months", "national default")
    assert one.dated[0].start == "2 January 2095"


def test_the_boxes_hold_what_is_in_force(signed_in, administrator):
    client = signed_in(administrator)
    form = client.get("/policy/visit_interval/", {"for": "low"}).context["form"]
    assert (form["applies_to"].value(), form["value"].value(), form["unit"].value()) == ("low", "12", "months")
    assert client.get("/policy/visit_unannounced/").context["form"]["yes"].value() in (True, "yes")


@pytest.mark.parametrize("key", list(BY_KEY))
def test_every_key_can_be_opened_and_confirmed_as_it_stands(signed_in, administrator, key):
    client = signed_in(administrator)
    form = client.get(f"/policy/{key}/").context["form"]
    answers = {name: form[name].value() for name in form.fields if name not in ("effective_from", "source")}
    if "yes" in answers:
        answers["yes"] = "yes" if answers["yes"] in (True, "yes") else "no"
    response = client.post(f"/policy/{key}/", {**sent(), **{k: v for k, v in answers.items() if v is not None}})
    assert response.status_code == 302, response.context["form"].errors
    assert PolicyValue.objects.get().key == key


@pytest.mark.parametrize(
    ("key", "data", "message"),
    [
        ("visit_interval", sent("0", "months", applies_to="high"), "from 1 to 120"),
        ("visit_interval", sent("3", "fortnights", applies_to="high"), "Select unit from the list"),
        ("visit_interval", sent("3", "months", applies_to="purple"), "Select for from the list"),
        ("visit_interval", sent("3", "months", (31, 2, 2026), applies_to="high"), "must be a real date"),
        ("visit_min_officers", sent("two"), "whole number from 1 to 10"),
        ("visit_unannounced", sent(), "Select yes or no"),
        ("first_visit", sent("", "days"), "Enter the value"),
        ("first_visit", sent("9" * 60, "days"), "whole number"),
        ("first_visit", {**sent("5", "days"), "source": " "}, "Enter who decided this"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(signed_in, administrator, key, data, message):
    response = signed_in(administrator).post(f"/policy/{key}/", data)
    assert response.status_code == 400
    assert message in response.content.decode()
    assert not PolicyValue.objects.exists()


def test_the_same_day_again_replaces_and_the_log_keeps_both(signed_in, administrator):
    client = signed_in(administrator)
    for value in ("10", "12", "12"):
        client.post("/policy/first_visit/", sent(value, "working_days"))
    assert PolicyValue.objects.get().value == "12"
    first, second = Event.objects.filter(action="policy.set").order_by("id")
    assert (first.details["before"], second.details["before"]["value"], second.details["after"]["value"]) == (
        None, "10", "12",
    )  # fmt: skip


def test_another_forces_values_are_not_shown_and_not_set(signed_in, administrator, world):
    PolicyValue.objects.create(
        force=world.other_force, key="first_visit", value="3", unit="days", effective_from=dt.date(2020, 1, 1),
        source="Coast orders",
    )  # fmt: skip
    client = signed_in(administrator)
    assert "Coast orders" not in client.get("/policy/").content.decode()
    client.post("/policy/first_visit/", sent("9", "days", force=world.other_force.pk))
    assert PolicyValue.objects.get(value="9").force == world.force


def test_an_administrator_of_no_force_sets_for_every_force(signed_in, world, officer):
    chief = world.person("o.chief", "administrator")
    type(chief).objects.filter(pk=chief.pk).update(force=None)
    chief.refresh_from_db()
    client = signed_in(chief)
    assert "every force" in client.get("/policy/first_visit/").content.decode()
    client.post("/policy/first_visit/", sent("9", "days"))
    assert PolicyValue.objects.get().force is None
    one = rows(signed_in(officer).get("/policy/"))["first_visit", ""]
    assert (one.now, one.origin) == ("9 days", "set for every force")


def test_a_case_that_ships_without_a_value_of_its_own_appears_once_set(signed_in, administrator):
    client = signed_in(administrator)
    client.post("/policy/due_soon/", sent("7", "days", applies_to="home_visit"))
    assert rows(client.get("/policy/"))["due_soon", "home_visit"].now == "7 days"


@pytest.mark.parametrize("who", ["officer", "supervisor", "inspector", "auditor", "support"])
def test_others_may_not_set(request, signed_in, who):
    client = signed_in(request.getfixturevalue(who))
    assert client.get("/policy/first_visit/").status_code == 403
    assert client.post("/policy/first_visit/", sent("9", "days")).status_code == 403
    with pytest.raises(PolicyRefused):
        set_policy(
            by=request.getfixturevalue(who), key="first_visit", applies_to="", value="9", unit="days",
            effective_from=dt.date(2026, 1, 1), source=SOURCE,
        )  # fmt: skip
    assert not PolicyValue.objects.exists()


def test_a_key_that_does_not_exist_is_not_found(signed_in, administrator):
    assert signed_in(administrator).get("/policy/no_such_key/").status_code == 404
