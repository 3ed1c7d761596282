"""The pages of orders as the cast: who gets what, constant queries, what they say."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from audit.models import Event as AuditEvent
from common.clock import today
from orders.actions import suspect_breach
from orders.models import Condition, ConditionCheck, Order
from orders.papers import LARGEST
from tests.orders.makers import make_condition, make_order

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a scan"


@pytest.fixture
def nominal(make_nominal):
    return make_nominal("T-1", seen=today() - dt.timedelta(days=20), on=today())


@pytest.fixture
def order(nominal):
    return make_order(nominal, made=today() - dt.timedelta(days=400))


@pytest.fixture
def condition(order):
    return make_condition(order, text="CANARY-WORDS", check_value=3, check_unit="months")


def routes(order, condition, breach):
    one = [order.pk]
    return {
        "list": [],
        "add": [],
        "order": one,
        "edit": one,
        "served": one,
        "compare": one,
        "add_paper": one,
        "vary": one,
        "event": one,
        "add_condition": one,
        "condition": [*one, condition.pk],
        "edit_condition": [*one, condition.pk],
        "check": [*one, condition.pk],
        "add_breach": one,
        "breach": [breach.pk],
        "step": [breach.pk],
        "void": ["check", 0],
    }


READ = {"list", "order", "condition", "breach"}
EXPECTED = {
    "officer": lambda name: 404 if name == "void" else 200,
    "colleague": lambda name: 404 if name == "void" else 200,
    "supervisor": lambda name: 404 if name == "void" else 200,
    "inspector": lambda name: 200 if name in READ | {"step"} else 403,
    "coordinator": lambda name: 200 if name in READ else 403,
    "support": lambda name: 403 if name in {"check", "add_breach", "step"} else 404 if name == "void" else 200,
    "outsider": lambda name: 404,
    "foreigner": lambda name: 404,
    "administrator": lambda name: 403,
    "auditor": lambda name: 403,
    "neighbourhood": lambda name: 403,
}


@pytest.mark.parametrize("who", EXPECTED)
def test_who_gets_which_page(order, condition, officer, signed_in, request, who):
    breach = suspect_breach(order=order, by=officer, on=today(), suspected_on=today(), what="CANARY-WHAT")
    client = signed_in(request.getfixturevalue(who))
    for name, arguments in routes(order, condition, breach).items():
        response = client.get(reverse(f"orders:{name}", args=["T-1", *arguments]))
        assert response.status_code == EXPECTED[who](name), name
        if response.status_code != 200:
            assert b"CANARY" not in response.content


def test_an_order_of_somebody_else_is_not_found_under_this_record(order, nominal, make_nominal, signed_in, officer):
    other = make_order(make_nominal("T-2"), "O-2")
    assert signed_in(officer).get(reverse("orders:order", args=["T-1", other.pk])).status_code == 404


def test_every_page_is_on_the_log_before_it_is_sent(order, signed_in, officer):
    signed_in(officer).get(reverse("orders:order", args=["T-1", order.pk]))
    event = AuditEvent.objects.filter(action="nominal.opened").latest("pk")
    assert (event.subjects, event.details["page"]) == (["T-1"], "orders:order")


def fill(nominal, orders):
    for number in range(orders):
        order = make_order(nominal, f"Q-{number}", kind="sopo", made=dt.date(2014, 1, 1))
        for place in range(10):
            one = make_condition(order, str(place), check_value=3, check_unit="months")
            ConditionCheck.objects.create(
                nominal=nominal, condition=one, checked_on=dt.date(2026, 1, 5), result="complied"
            )


@pytest.mark.parametrize("route", ["orders:list", "offenders:record", "visits:log"])
def test_queries_do_not_grow_with_conditions(route, nominal, signed_in, officer):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(officer)
    url = reverse(route, args=["T-1"]) + ("?outcome=seen_at_address" if route == "visits:log" else "")
    fill(nominal, 1)
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    Order.objects.all().delete()
    fill(nominal, 5)
    with CaptureQueriesContext(connection) as many:
        assert client.get(url).status_code == 200
    assert len(many) == len(one)


def test_the_teams_page_takes_as_many_queries_for_fifty_orders(make_nominal, signed_in, supervisor, nominal, order):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, url = signed_in(supervisor), reverse("caseloads:orders")
    make_condition(order)
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for number in range(50):
        make_condition(make_order(make_nominal(), f"M-{number}"))
    with CaptureQueriesContext(connection) as many:
        response = client.get(url)
    assert len(many) == len(one)
    assert b"Conditions that nobody has ever checked (51)" in response.content
    event = AuditEvent.objects.filter(action="orders.team_listed").latest("pk")
    assert len(event.subjects) == 51


def test_the_teams_page_is_for_those_who_watch_a_backlog(signed_in, officer, supervisor, inspector, order):
    url = reverse("caseloads:orders")
    assert signed_in(officer).get(url).status_code == 403
    assert signed_in(supervisor).get(url).status_code == 200


# ---- forms -----------------------------------------------------------------------------------------------------------


def day(name, value):
    return {f"{name}_0": str(value.day), f"{name}_1": str(value.month), f"{name}_2": str(value.year)}


def paper(**changes):
    typed = {
        "token": str(uuid.uuid4()),
        "kind": "shpo",
        "order_ref": "SHPO-9",
        "court": "Crown Court",
        **day("made_on", dt.date(2025, 3, 1)),
        "police_consulted": "no",
    }
    return {**typed, **changes}


def test_enter_an_order(nominal, signed_in, officer):
    response = signed_in(officer).post(reverse("orders:add", args=["T-1"]), paper())
    order = Order.objects.get()
    assert response.headers["Location"] == reverse("orders:order", args=["T-1", order.pk])
    assert (order.served_on, order.police_consulted, order.recorded_by) == (None, False, officer)


def test_fields_that_are_not_on_the_form_change_nothing(nominal, signed_in, officer):
    extra = {"discharged_on": "2025-04-01", "version": "7", "recorded_by": "1", "voided_at": "2025-04-01"}
    signed_in(officer).post(reverse("orders:add", args=["T-1"]), paper(**extra))
    order = Order.objects.get()
    assert (order.discharged_on, order.version, order.voided_at) == (None, 1, None)


@pytest.mark.parametrize("bad", ["\x00", "-1", str(2**63), "🙂" * 50, "\u202eabc", "a" * 50], ids=range(6))
def test_odd_input_is_a_message_and_never_an_error(nominal, signed_in, officer, bad):
    client = signed_in(officer)
    for field in ("kind", "order_ref", "made_on_0", "applicant", "court", "token", "police_consulted"):
        response = client.post(reverse("orders:add", args=["T-1"]), paper(**{field: bad}))
        assert response.status_code in (200, 302, 400), field


def test_a_standard_wording_becomes_the_courts_words(order, signed_in, officer):
    client = signed_in(officer)
    url = reverse("orders:add_condition", args=["T-1", order.pk])
    assert b"Contact with children" in client.get(url).content
    filled = client.post(f"{url}?standard=contact_child", {"blank_age": "16", "blank_authority": "Social Services"})
    assert "any child under the age of 16" in filled.content.decode()
    done = client.post(
        f"{url}?standard=contact_child",
        {"token": str(uuid.uuid4()), "number": "1", "kind": "prohibition", "text": "As the court said"},
    )
    assert done.status_code == 302
    found = Condition.objects.get()
    assert (found.text, found.standard.code, found.standard.version) == ("As the court said", "contact_child", 1)
    assert client.get(f"{url}?standard=nonsense").status_code == 404


def test_the_scan_goes_out_as_an_attachment_under_our_name(order, signed_in, officer, foreigner):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = signed_in(officer)
    url = reverse("orders:add_paper", args=["T-1", order.pk])
    sent = SimpleUploadedFile("<script>.html", PDF, content_type="text/html")
    assert client.post(url, {"scan": sent}).status_code == 302
    stored = order.papers.get()
    response = client.get(reverse("orders:paper", args=["T-1", order.pk, stored.pk]))
    assert (response.content, response.headers["Content-Type"]) == (PDF, "application/pdf")
    assert response.headers["Content-Disposition"] == f'attachment; filename="O-1-paper-{stored.pk}.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    for content in (b"<html>", b"", b"%PDF-" + bytes(LARGEST)):
        refused = client.post(url, {"scan": SimpleUploadedFile("a.pdf", content)})
        assert refused.status_code == 200
        assert b"There is a problem" in refused.content
    assert order.papers.count() == 1
    assert signed_in(foreigner).get(reverse("orders:paper", args=["T-1", order.pk, stored.pk])).status_code == 404


def test_the_record_says_whether_anything_is_recorded(nominal, signed_in, officer):
    url = reverse("offenders:record", args=["T-1"])
    assert b"No disposal or order is recorded" in signed_in(officer).get(url).content
    make_order(nominal)
    assert b"No disposal or order is recorded" not in signed_in(officer).get(url).content
    Order.objects.update(discharged_on=today())
    assert b"All that is recorded has ended" in signed_in(officer).get(url).content
