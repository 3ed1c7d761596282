"""The auditor's pages: who saw a person, what somebody saw, what happened; their scope, cost and own trace."""

import csv
import io

import pytest
from django.db import connection
from django.utils import timezone

from audit.events import record
from audit.models import Event
from caseloads import auditing

pytestmark = pytest.mark.django_db


@pytest.fixture
def trail(make_nominal, officer, colleague, foreigner, world):
    make_nominal("OURS")
    make_nominal("THEIRS", force=world.other_force, team=world.far, officer=foreigner)
    record("nominal.opened", by=officer, subjects=["OURS"], details={"reason": "own caseload"})
    record("nominal.opened", by=colleague, subjects=["OURS"], details={"reason": "own team"})
    record("nominal.opened", by=foreigner, subjects=["OURS"], details={"reason": "transfer"})
    record("nominal.opened", by=foreigner, subjects=["THEIRS"], details={"reason": "own caseload"})
    record("access.refused", by=colleague, subjects=["OURS"], outcome="refused")
    record("visit.logged", by=officer, subjects=["OURS"], details={"before": None, "after": {"date": "2026-11-02"}})


def shown(response):
    return [(row.username, row.action) for row in response.context["found"].rows]


def test_who_saw_this_person_whatever_their_force(signed_in, auditor, trail):
    page = signed_in(auditor).get("/audit/person/", {"reference": "ours"})
    assert {name for name, _ in shown(page)} == {"a.hollis", "b.thorne", "d.moor"}
    assert "own caseload" in page.content.decode()
    read = Event.objects.latest("id")
    assert (read.action, read.username, read.subjects) == ("audit.read", auditor.username, ["ours"])


def test_an_auditor_reads_their_own_force(signed_in, auditor, trail, world):
    page = signed_in(auditor).get("/audit/person/", {"reference": "THEIRS"})
    assert shown(page) == []
    page = signed_in(auditor).get("/audit/officer/", {"officer": "d.moor"})
    assert shown(page) == []
    national = world.person("z.national", "auditor")
    national.force = None
    national.save()
    assert len(shown(signed_in(national).get("/audit/officer/", {"officer": "D.Moor"}))) == 2


def test_what_an_officer_saw_and_the_filters(signed_in, auditor, trail):
    client = signed_in(auditor)
    assert shown(client.get("/audit/officer/", {"officer": "a.hollis"})) == [
        ("a.hollis", "visit.logged"),
        ("a.hollis", "nominal.opened"),
    ]
    narrowed = client.get("/audit/officer/", {"officer": "b.thorne", "outcome": "refused"})
    assert shown(narrowed) == [("b.thorne", "access.refused")]
    assert shown(client.get("/audit/officer/", {"officer": "a.hollis", "action": "visit."})) == [
        ("a.hollis", "visit.logged")
    ]


def test_by_day_begins_with_today(signed_in, auditor, trail):
    page = signed_in(auditor).get("/audit/")
    assert ("a.hollis", "visit.logged") in shown(page)
    early = {"from_day": "2001-01-01", "to_day": "2001-01-02"}
    assert shown(signed_in(auditor).get("/audit/", early)) == []


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/audit/person/", {"reference": ""}),
        ("/audit/officer/", {"officer": ""}),
        ("/audit/", {"from_day": "2026-11-20", "to_day": "2026-11-02"}),
    ],
)
def test_a_question_that_cannot_be_answered_is_said(signed_in, auditor, path, asked):
    response = signed_in(auditor).get(path, asked)
    assert response.status_code == 400
    assert "There is a problem" in response.content.decode()


def test_every_event_is_reached_once_page_by_page(signed_in, auditor, officer):
    for number in range(auditing.PER_PAGE * 2 + 5):
        record("nominal.opened", by=officer, subjects=["X"], details={"n": number})
    client, seen, query = signed_in(auditor), [], "officer=a.hollis"
    while query:
        page = client.get(f"/audit/officer/?{query}")
        seen += [row.details for row in page.context["found"].rows]
        query = page.context["older"]
    assert len(seen) == len(set(seen)) == auditing.PER_PAGE * 2 + 5


@pytest.mark.parametrize("before", ["x", "~", "2026-01-01~1", "2026-01-01T00:00:00+00:00~x", "~9" * 40])
def test_a_place_that_is_none_is_the_first_page(signed_in, auditor, trail, before):
    page = signed_in(auditor).get("/audit/officer/", {"officer": "a.hollis", "before": before})
    assert len(shown(page)) == 2


def test_the_export_takes_a_reason_and_is_on_record(signed_in, auditor, trail):
    client = signed_in(auditor)
    assert client.post("/audit/export/", {"officer": "a.hollis"}).status_code == 400
    response = client.post("/audit/export/", {"officer": "a.hollis", "reason": "Complaint 12"})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert "OFFICIAL-SENSITIVE" in response["Content-Disposition"]
    event = Event.objects.latest("id")
    assert (event.action, event.details["reason"], event.details["rows"]) == ("audit.exported", "Complaint 12", 2)


def test_an_auditor_opens_no_case(signed_in, auditor, trail):
    client = signed_in(auditor)
    for path in ("/nominals/", "/nominals/OURS/", "/caseload/", "/backlog/"):
        assert client.get(path).status_code == 403


def test_the_pages_cost_the_same_whatever_the_log_holds(
    signed_in, auditor, officer, trail, django_assert_max_num_queries
):
    client = signed_in(auditor)
    client.get("/audit/person/", {"reference": "OURS"})  # the session is written once a minute
    with django_assert_max_num_queries(12) as few:
        client.get("/audit/person/", {"reference": "OURS"})
    for _ in range(100):
        record("nominal.opened", by=officer, subjects=["OURS"])
    with django_assert_max_num_queries(12) as many:
        client.get("/audit/person/", {"reference": "OURS"})
    assert len(many) == len(few)


def plan(rows):
    sql, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # a log of six rows is read through otherwise
        cursor.execute(f"EXPLAIN {sql}", parameters)
        return "\n".join(line for (line,) in cursor.fetchall())


def test_each_question_goes_by_its_index(auditor, trail):
    for asked, column in (
        ({"reference": "OURS"}, "subjects"),
        ({"officer": "a.hollis"}, "username"),
        ({"from_day": timezone.now().date()}, "at"),
    ):
        words = plan(auditing.asked(auditor, asked)[:50])
        assert f"_{column}_" in words, words
        assert "Seq Scan" not in words
