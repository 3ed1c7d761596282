"""The record's pages as the cast sees them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event as AuditEvent
from common.clock import today
from deadlines.models import Deadline, FailedNominal
from offenders import actions
from offenders.models import Address, Event, Nominal, RiskLevel, StatusPeriod
from visits.models import Visit

PAGES = ["record", "history", "risk"]
FORMS = [
    "edit", "add_address", "move_home", "add_status", "add_event", "propose_level", "propose_interval",
]  # fmt: skip


def url(name, nominal, *more):
    return reverse(f"offenders:{name}", args=[getattr(nominal, "reference", nominal), *more])


def day_fields(name, day):
    return {f"{name}_0": str(day.day), f"{name}_1": str(day.month), f"{name}_2": str(day.year)}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("officer", 200), ("colleague", 200), ("supervisor", 200), ("inspector", 200), ("coordinator", 200),
        ("support", 200), ("outsider", 404), ("foreigner", 404), ("administrator", 403), ("auditor", 403),
        ("neighbourhood", 403),
    ],
)  # fmt: skip
def test_who_may_open_the_record(page, who, status, request, signed_in, make_nominal):
    nominal = make_nominal(seen=today() - dt.timedelta(days=200), on=today())
    client = signed_in(request.getfixturevalue(who))
    response = client.get(url(page, nominal))
    assert response.status_code == status
    if status == 200:
        assert b"LARKMOOR" in response.content
        opened = AuditEvent.objects.filter(action="nominal.opened").latest("id")
        assert (opened.subjects, opened.details["page"]) == ([nominal.reference], f"offenders:{page}")
    else:
        assert b"LARKMOOR" not in response.content


def test_an_unknown_and_an_invisible_record_look_alike(signed_in, outsider, make_nominal):
    nominal = make_nominal()
    client = signed_in(outsider)
    answers = [client.get(url("record", reference)) for reference in (nominal.reference, "nobody", "a b'c", "é" * 50)]
    assert {answer.status_code for answer in answers} == {404}


@pytest.mark.parametrize("page", FORMS)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("officer", 200),
        ("supervisor", 200),
        ("outsider", 404),
        ("foreigner", 404),
        ("coordinator", 403),
        ("auditor", 403),
    ],
)
def test_who_may_open_the_forms(page, who, status, request, signed_in, make_nominal):
    nominal = make_nominal(on=today())
    response = signed_in(request.getfixturevalue(who)).get(url(page, nominal))
    assert response.status_code == status


@pytest.mark.parametrize("page", ["propose_level", "propose_interval"])
def test_plans_are_for_ones_own_case_on_reading_and_on_sending(page, signed_in, colleague, make_nominal):
    nominal = make_nominal(level="medium", on=today())
    client = signed_in(colleague)
    assert client.get(url(page, nominal)).status_code == 403
    data = {"level": "high", "value": "1", "unit": "months", "mode": "reactive", "reason": "x"}
    assert client.post(url(page, nominal), data | day_fields("effective_from", today())).status_code == 403
    assert RiskLevel.objects.filter(nominal=nominal).count() == 1


def test_the_record_shows_what_is_owed_and_why(signed_in, officer, make_nominal):
    nominal = make_nominal(seen=today() - dt.timedelta(days=200), on=today())
    page = signed_in(officer).get(url("record", nominal)).content.decode()
    deadline = Deadline.objects.open().get(nominal=nominal, kind="home_visit")
    assert deadline.reason in page
    assert "overdue by" in page
    assert reverse("visits:log", args=[nominal.reference]) in page
    assert page.count("<h1") == 1
    assert "<title>Record " + nominal.reference in page


def test_what_the_record_lacks_is_said(signed_in, supervisor, make_nominal):
    bare = make_nominal(
        level=None, address=None, registered_on=None, officer=None, given_names="", date_of_birth=None, on=today()
    )
    FailedNominal.objects.create(nominal=bare, message="x", first_failed_on=today(), last_failed_on=today())
    page = signed_in(supervisor).get(url("record", bare)).content.decode()
    for words in (
        "could not be worked out", "day management began is not recorded", "No risk level is in force",
        "Nobody is allocated", "No home address", "The name is not complete", "The date of birth is not recorded",
        "No disposal or order", "Unallocated",
    ):  # fmt: skip
        assert words in page


def facts(nominal, officer, count):
    day = dt.date(2020, 1, 1)
    for index in range(count):
        on = day + dt.timedelta(days=index * 20)
        Address.objects.create(nominal=nominal, kind="work", address=f"Yard {index}", from_on=on, recorded_by=officer)
        StatusPeriod.objects.create(nominal=nominal, status="abroad", from_on=on, to_on=on, recorded_by=officer)
        Event.objects.create(nominal=nominal, kind="arrest", date=on, summary=f"No. {index}", recorded_by=officer)
        RiskLevel.objects.create(nominal=nominal, level="low", effective_from=on, reason="x", recorded_by=officer)
        Visit.objects.create(nominal=nominal, date=on, outcome="no_reply", officers=[officer.username])
        Deadline.objects.create(
            nominal=nominal, kind="risk_review", subject=str(index), due_on=on, rule="r", reason="Why", opened_on=on
        )


@pytest.mark.parametrize("page", PAGES)
def test_pages_take_as_many_queries_with_one_fact_as_with_fifty(page, signed_in, officer, make_nominal):
    client, nominal = signed_in(officer), make_nominal(on=today())
    facts(nominal, officer, 1)
    client.get(url(page, nominal))
    with CaptureQueriesContext(connection) as one:
        client.get(url(page, nominal))
    more = make_nominal(on=today())
    facts(more, officer, 50)
    with CaptureQueriesContext(connection) as fifty:
        client.get(url(page, more))
    assert len(fifty) == len(one)


def test_a_rise_moves_the_date_at_once_and_says_so(signed_in, officer, make_nominal):
    nominal = make_nominal(level="medium", seen=today() - dt.timedelta(days=10), on=today())
    data = {"level": "very_high", "reason": "Arrested", **day_fields("effective_from", today())}
    response = signed_in(officer).post(url("propose_level", nominal), data, follow=True)
    assert response.redirect_chain[-1][0] == url("risk", nominal)
    assert " becomes " in response.content.decode()


def test_a_fall_waits_and_a_supervisor_answers_it(signed_in, officer, supervisor, make_nominal):
    nominal = make_nominal(level="high", seen=today() - dt.timedelta(days=10), on=today())
    before = Deadline.objects.open().get(nominal=nominal, kind="home_visit").due_on
    data = {"level": "medium", "reason": "Settled", **day_fields("effective_from", today())}
    client = signed_in(officer)
    client.post(url("propose_level", nominal), data)
    row = RiskLevel.objects.get(level="medium")
    assert "does not count yet" in client.get(url("record", nominal)).content.decode()
    assert client.get(url("proposal", nominal, "level", row.pk)).status_code == 403
    client = signed_in(supervisor)
    page = client.get(url("proposal", nominal, "level", row.pk)).content.decode()
    assert "If you approve it" in page
    assert " becomes " in page
    row.refresh_from_db()
    assert not row.approved  # looking changes nothing
    assert AuditEvent.objects.filter(action="proposal.approved").count() == 0
    returned = client.post(url("proposal", nominal, "level", row.pk), {"answer": "return", "reason": ""})
    assert "Enter why you are returning it" in returned.content.decode()
    client.post(url("proposal", nominal, "level", row.pk), {"answer": "approve"})
    assert Deadline.objects.open().get(nominal=nominal, kind="home_visit").due_on > before


def test_nobody_answers_their_own_in_the_browser(signed_in, supervisor, make_nominal):
    nominal = make_nominal(level="high", on=today())
    row = actions.propose_risk_level(
        nominal=nominal, by=supervisor, on=today(), level="low", effective_from=today(), reason="x"
    )
    client = signed_in(supervisor)
    assert client.get(url("proposal", nominal, "level", row.pk)).status_code == 403
    assert client.post(url("proposal", nominal, "level", row.pk), {"answer": "approve"}).status_code == 403
    row.refresh_from_db()
    assert not row.approved


def edit_data(nominal, **changes):
    data = {
        "family_name": nominal.family_name, "given_names": nominal.given_names, "sex": nominal.sex,
        "lead_agency": nominal.lead_agency, "mappa_category": "", "version": "1",
        **day_fields("date_of_birth", nominal.date_of_birth), **day_fields("registered_on", nominal.registered_on),
    }  # fmt: skip
    return data | changes


def test_two_editors_lose_nothing(signed_in, officer, colleague, make_nominal):
    nominal = make_nominal(on=today())
    signed_in(colleague).post(url("edit", nominal), edit_data(nominal, family_name="Theirname"))
    client = signed_in(officer)
    response = client.post(url("edit", nominal), edit_data(nominal, family_name="Minename", lead_agency="probation"))
    page = response.content.decode()
    assert response.status_code == 409
    assert "somebody else has changed this" in page
    assert "Theirname" in page
    assert 'value="Minename"' in page
    assert 'name="version" value="2"' in page
    again = client.post(url("edit", nominal), edit_data(nominal, family_name="Minename", version="2"))
    assert again.status_code == 302
    assert Nominal.objects.get(pk=nominal.pk).family_name == "Minename"


def test_fields_that_are_not_on_the_form_change_nothing(signed_in, officer, foreigner, make_nominal, world):
    nominal = make_nominal(on=today())
    extra = {"reference": "TAKEN", "officer": foreigner.pk, "team": world.far.pk, "force": world.other_force.pk}
    signed_in(officer).post(url("edit", nominal), edit_data(nominal, family_name="Newname", **extra))
    fresh = Nominal.objects.get(pk=nominal.pk)
    assert (fresh.reference, fresh.officer, fresh.team, fresh.family_name) == (
        nominal.reference, officer, world.north, "Newname",
    )  # fmt: skip


def test_add_a_nominal(signed_in, officer):
    data = {"reference": "N-1", "family_name": "Ó Briain", "given_names": "Pat", "sex": "male", "lead_agency": "police"}
    client = signed_in(officer)
    for _ in range(2):
        response = client.post(reverse("offenders:add"), data)
        assert response.status_code == 302
    assert Nominal.objects.get(reference="N-1").search_name == " pat o briain obriain"
    response = client.post(reverse("offenders:add"), data | {"family_name": "", "given_names": ""})
    assert "Enter a family name or given names" in response.content.decode()


@pytest.mark.parametrize("name", ["end_address", "end_status", "close_event"])
def test_a_fact_of_another_nominal_is_not_found(name, signed_in, officer, make_nominal):
    mine, other = make_nominal(on=today()), make_nominal(officer=None, on=today())
    rows = {
        "end_address": other.addresses.get(),
        "end_status": StatusPeriod.objects.create(nominal=other, status="abroad", from_on=dt.date(2020, 1, 1)),
        "close_event": Event.objects.create(nominal=other, kind="arrest", date=dt.date(2020, 1, 1)),
    }
    client = signed_in(officer)
    assert client.get(url(name, mine, rows[name].pk)).status_code == 404
    assert client.post(url(name, mine, 10**30), {}).status_code == 404
    assert client.get(url("fact", mine, "address", other.addresses.get().pk)).status_code == 404
    assert client.get(url("fact", mine, "nonsense", 1)).status_code == 404
    assert client.get(url("proposal", mine, "address", 1)).status_code == 403


def test_the_history_strikes_errors_through_says_what_came_late_and_narrows(signed_in, officer, make_nominal):
    nominal = make_nominal(on=today())
    row = actions.record_status_period(
        nominal=nominal, by=officer, on=today(), status="custody", from_on=dt.date(2020, 5, 1)
    )
    actions.void_fact(fact=row, by=officer, on=today(), reason="Police cell only")
    actions.record_event(
        nominal=nominal, by=officer, on=today(), date=dt.date(2020, 6, 1), kind="arrest", summary="<b>Bold</b> & odd"
    )
    client = signed_in(officer)
    page = client.get(url("history", nominal)).content.decode()
    assert '<s class="app-struck">In custody</s>' in page
    assert "Police cell only" in page
    assert "Recorded later, on" in page
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; odd" in page
    narrowed = client.get(url("history", nominal) + "?kind=events").content.decode()
    assert "Police cell only" not in narrowed
    assert "&lt;b&gt;Bold" in narrowed
    assert client.get(url("history", nominal) + "?kind=%F0%9F%98%80&page=-1").status_code == 200


def test_a_fact_is_marked_entered_in_error_once_with_its_reason(signed_in, officer, make_nominal):
    nominal = make_nominal(on=today())
    home = nominal.addresses.get()
    client, page = signed_in(officer), url("void", nominal, "address", home.pk)
    assert "Enter what was wrong" in client.post(page, {"reason": " "}).content.decode()
    for _ in range(2):
        assert client.post(page, {"reason": "Wrong street"}).status_code == 302
    home.refresh_from_db()
    assert home.void_reason == "Wrong street"
    assert "Wrong street" in client.get(url("fact", nominal, "address", home.pk)).content.decode()


def test_a_supervisor_allocates_and_an_officer_does_not(
    signed_in, officer, colleague, supervisor, outsider, make_nominal
):
    nominal = make_nominal(on=today())
    assert signed_in(officer).get(url("allocate", nominal)).status_code == 403
    client = signed_in(supervisor)
    page = client.get(url("allocate", nominal)).content.decode()
    assert colleague.full_name in page
    assert outsider.full_name not in page
    bad = client.post(url("allocate", nominal), {"officer": outsider.username, "reason": "x"})
    assert "Select offender manager from the list" in bad.content.decode()
    client.post(url("allocate", nominal), {"officer": colleague.username, "reason": "Leave"})
    assert Nominal.objects.get(pk=nominal.pk).officer == colleague
    client.post(url("allocate", nominal), {"officer": "-", "reason": "Leave"})
    assert Nominal.objects.get(pk=nominal.pk).officer is None


BAD = ["", "\x01", "-1", str(2**63), "'; --", "😀", "\u202e", "x" * 100_000, "[]", "31"]


@pytest.mark.parametrize("page", FORMS)
def test_malformed_forms_are_answered_plainly(page, signed_in, supervisor, make_nominal):
    nominal = make_nominal(on=today())
    client = signed_in(supervisor)
    names = [
        "family_name", "given_names", "sex", "lead_agency", "mappa_category", "version", "kind", "address", "postcode",
        "status", "summary", "level", "value", "unit", "mode", "reason", "date_0", "date_1", "date_2", "from_on",
        "to_on", "moved_on_0", "moved_on_1", "moved_on_2", "effective_from_0", "effective_from_2", "date_of_birth",
    ]  # fmt: skip
    for bad in BAD:
        response = client.post(url(page, nominal), dict.fromkeys(names, bad))
        assert response.status_code in (200, 302, 400, 409), bad


@pytest.mark.parametrize("page", PAGES)
def test_reading_pages_refuse_to_be_written_to(page, signed_in, officer, make_nominal):
    assert signed_in(officer).post(url(page, make_nominal(on=today()))).status_code == 405
