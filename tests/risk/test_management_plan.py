"""The risk management plan: versions are kept, the day decides, two people change it at once, its pages."""

import datetime as dt
from datetime import date as d

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit.models import Event as AuditEvent
from common.clock import today
from offenders.actions import void_fact
from offenders.actions.errors import Conflict, NotAllowed, NotVisible, Refused
from risk import actions, plan
from risk.models import PARTS, RiskPlan
from risk.presenters.management_plan import difference

ON = d(2026, 4, 10)
pytestmark = pytest.mark.django_db


def write(nominal, by, on=ON, seen=None, **more):
    given = {"supervision": "Visits every month", "contingency": "Arrest"} | more
    now = plan.current(nominal.pk, dt.date.max)
    return actions.write_plan(
        nominal=nominal, by=by, on=on, seen=(now.pk if now else 0) if seen is None else seen,
        review_on=given.pop("review_on", on + dt.timedelta(days=90)),
        what_changed=given.pop("what_changed", "First plan"), parts=given,
    )  # fmt: skip


def test_every_version_is_kept_and_the_day_decides(make_nominal, officer, supervisor):
    nominal = make_nominal()
    first = write(nominal, officer)
    second = write(
        nominal, supervisor, d(2026, 5, 1), supervision="Visits every week", what_changed="Moved near a school"
    )
    assert second.follows_id == first.pk
    assert plan.current(nominal.pk, d(2026, 4, 9)) is None
    assert plan.current(nominal.pk, d(2026, 4, 30)) == first
    assert plan.current(nominal.pk, d(2026, 5, 1)) == second
    assert plan.currents([nominal.pk], d(2026, 4, 30)) == {nominal.pk: first}
    assert [row.pk for row in plan.versions(nominal.pk)] == [second.pk, first.pk]
    event = AuditEvent.objects.filter(action="risk_plan.written").latest("id")
    assert event.details["before"] == {"supervision": "Visits every month"}
    assert event.details["after"]["supervision"] == "Visits every week"


def test_sent_twice_it_is_one_and_a_review_without_change_is_a_version(make_nominal, officer):
    nominal = make_nominal()
    first = write(nominal, officer)
    assert write(nominal, officer, seen=0).pk == first.pk
    reviewed = write(nominal, officer, d(2026, 7, 1), what_changed="Reviewed, nothing has changed")
    assert reviewed.pk != first.pk
    assert plan.texts(reviewed) == plan.texts(first)


def test_the_loser_of_two_gets_both_texts_and_nothing_is_written(make_nominal, officer, supervisor):
    nominal = make_nominal()
    first = write(nominal, officer)
    theirs = write(nominal, supervisor, supervision="Visits every week", what_changed="Worse")
    with pytest.raises(Conflict) as error:
        write(nominal, officer, seen=first.pk, supervision="Visits every year", what_changed="Better")
    assert error.value.yours == {"supervision": "Visits every year"}
    assert error.value.theirs == {"supervision": "Visits every week"}
    assert error.value.version == theirs.pk
    assert RiskPlan.objects.count() == 2
    with pytest.raises(Conflict):
        write(nominal, officer, seen=0, what_changed="I saw no plan")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"supervision": " ", "contingency": ""}, "supervision"),
        ({"what_changed": " "}, "what_changed"),
        ({"review_on": ON}, "review_on"),
    ],
)
def test_what_a_version_must_say(make_nominal, officer, more, field):
    with pytest.raises(Refused) as error:
        write(make_nominal(), officer, **more)
    assert error.value.field == field


def test_who_may_write_it(make_nominal, colleague, outsider, support, inspector):
    nominal = make_nominal()
    for person, error in (
        (outsider, NotVisible),
        (colleague, NotAllowed),
        (support, NotAllowed),
        (inspector, NotAllowed),
    ):
        with pytest.raises(error):
            write(nominal, person)


def test_what_a_meeting_agreed_is_a_version_that_names_it(make_nominal, officer, supervisor):
    nominal = make_nominal()
    first = write(nominal, officer)
    meeting = {
        "nominal": nominal, "on": ON, "permission": "approve", "meeting_ref": "M-7", "parts": {"monitoring": "Tag"},
        "review_on": d(2026, 7, 1), "what_changed": "Agreed at the meeting",
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        actions.write_plan_of_meeting(**meeting, by=officer, seen=first.pk)
    row = actions.write_plan_of_meeting(**meeting, by=supervisor, seen=first.pk)
    assert (row.source, row.source_ref, row.monitoring) == ("meeting", "M-7", "Tag")
    with pytest.raises(Conflict):
        actions.write_plan_of_meeting(**meeting | {"meeting_ref": "M-8"}, by=supervisor, seen=first.pk)


def test_a_version_entered_in_error_gives_way_to_the_one_before_it(make_nominal, officer, supervisor):
    nominal = make_nominal()
    first = write(nominal, officer)
    wrong = write(nominal, officer, supervision="Of somebody else", what_changed="Mistake")
    void_fact(fact=wrong, by=officer, on=ON, reason="Another person")
    assert plan.current(nominal.pk, ON) == first
    assert write(nominal, officer, supervision="Right", what_changed="Mended").follows_id == first.pk


@pytest.mark.parametrize(
    "more",
    [
        {"what_changed": ""},
        {"supervision": ""},
        {"review_on": ON},
        {"source": "meeting"},
        {"source": "elsewhere"},
    ],
)
def test_the_database_holds_it_too(make_nominal, more):
    good = {"written_on": ON, "review_on": d(2026, 5, 1), "supervision": "x", "what_changed": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskPlan.objects.create(nominal=make_nominal(), **good | more)


def test_two_versions_never_follow_the_same_one(make_nominal, officer):
    nominal = make_nominal()
    first = write(nominal, officer)
    write(nominal, officer, supervision="Second", what_changed="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskPlan.objects.create(
            nominal=nominal, follows=first, written_on=ON, review_on=d(2026, 5, 1), supervision="x", what_changed="x"
        )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "New text"),
        ("Old text", ""),
        ("Visits every month\nand calls", "Visits every week\nand calls"),
        ("Same", "Same"),
        ("a b c d", "c d a b"),
    ],
)
def test_both_texts_can_be_read_from_the_difference(before, after):
    pieces = difference(before, after)
    assert "".join(piece.text for piece in pieces if piece.how != "new") == before
    assert "".join(piece.text for piece in pieces if piece.how != "gone") == after


def test_the_difference_names_the_words_that_changed():
    assert [tuple(piece) for piece in difference("Visits every month now", "Visits every week now")] == [
        ("kept", "Visits every "), ("gone", "month "), ("new", "week "), ("kept", "now"),
    ]  # fmt: skip


def at(name, nominal, *args):
    return reverse(f"risk:{name}", args=[nominal.reference, *args])


def posted(version, when=None, **more):
    when = when or today() + dt.timedelta(days=90)
    bare = dict.fromkeys(PARTS, "")
    dates = {"review_on_0": when.day, "review_on_1": when.month, "review_on_2": when.year}
    return bare | dates | {"version": version, "what_changed": "First", "supervision": "Visits every month"} | more


def test_the_plan_on_its_pages_from_the_first_version_to_the_timeline(signed_in, officer, make_nominal):
    nominal, client = make_nominal(on=today()), signed_in(officer)
    assert "No plan yet" in client.get(at("plan", nominal)).content.decode()
    assert "No plan yet" in client.get(reverse("offenders:risk", args=[nominal.reference])).content.decode()
    assert client.post(at("edit_plan", nominal), posted(0)).status_code == 302
    row = RiskPlan.objects.get()
    html = client.get(at("edit_plan", nominal)).content.decode()
    assert "Visits every month" in html
    changed = posted(row.pk, supervision="Visits every week", what_changed="Moved near a school")
    assert client.post(at("edit_plan", nominal), changed).status_code == 302
    html = client.get(at("plan", nominal)).content.decode()
    assert all(words in html for words in ("Version 2", "Moved near a school", "Visits every week", "Due in 90 days"))
    html = client.get(at("plan_version", nominal, RiskPlan.objects.latest("pk").pk)).content.decode()
    assert "month</del>" in html
    assert "week</ins>" in html
    history = client.get(reverse("offenders:history", args=[nominal.reference])).content.decode()
    assert "Risk management plan, new version" in history
    client.post(at("void_plan", nominal, RiskPlan.objects.latest("pk").pk), {"reason": "Another person"})
    html = client.get(at("plan", nominal)).content.decode()
    assert "Version 1, written" in html
    assert "Another person" in html


def test_the_loser_sees_both_texts_on_the_page_and_may_save_again(signed_in, officer, supervisor, make_nominal):
    nominal = make_nominal(on=today())
    first = write(nominal, officer, today())
    write(nominal, supervisor, today(), supervision="Visits every week", what_changed="Worse")
    client = signed_in(officer)
    mine = posted(first.pk, supervision="Visits every year", what_changed="Better")
    response = client.post(at("edit_plan", nominal), mine)
    assert response.status_code == 409
    html = response.content.decode()
    assert "Visits every week" in html
    assert "Visits every year" in html
    latest = RiskPlan.objects.latest("pk")
    assert f'value="{latest.pk}"' in html
    assert client.post(at("edit_plan", nominal), mine | {"version": latest.pk}).status_code == 302
    assert plan.current(nominal.pk, today()).supervision == "Visits every year"


def test_an_empty_plan_and_a_past_day_are_refused_on_the_page(signed_in, officer, make_nominal):
    nominal, client = make_nominal(on=today()), signed_in(officer)
    html = client.post(at("edit_plan", nominal), posted(0, supervision="")).content.decode()
    assert "under at least one heading" in html
    html = client.post(at("edit_plan", nominal), posted(0, when=today())).content.decode()
    assert "must be in the future" in html
    assert not RiskPlan.objects.exists()
    assert client.post(at("edit_plan", nominal), {}).status_code == 200


def test_the_supervisors_lists_name_plans_that_are_missing_or_past_their_review(
    signed_in, supervisor, officer, make_nominal
):
    bare, late = make_nominal("T-BARE", on=today()), make_nominal("T-LATE", on=today())
    long_ago = today() - dt.timedelta(days=100)
    write(late, officer, long_ago, review_on=long_ago + dt.timedelta(days=30))
    good = make_nominal("T-GOOD", on=today())
    write(good, officer, today())
    html = signed_in(supervisor).get(reverse("risk:reviews")).content.decode()
    missing = html.split('id="no-plan"')[1].split("</section>")[0]
    past = html.split('id="plan-review"')[1].split("</section>")[0]
    assert bare.reference in missing
    assert late.reference in past
    assert "overdue by 70 days" in past.lower()
    assert good.reference not in missing + past
    assert late.reference not in missing
