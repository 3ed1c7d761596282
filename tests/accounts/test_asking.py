"""A reason is asked before exports, restricted and closed records, with a fresh password where the rules want one."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from audit.models import Event
from offenders.models import NominalAccess, Standing
from tests.fixtures import PASSWORD, WHY

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 3, 23)


@pytest.fixture
def bare():
    """A client that answers nothing by itself."""

    def sign_in(user):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def restricted(make_nominal, officer, inspector):
    nominal = make_nominal("T-SECRET", family_name="Hidden", restricted=True)
    seeing = Permission.objects.get(content_type__app_label="offenders", codename="view_nominal")
    NominalAccess.objects.create(
        user=officer, content_object=nominal, permission=seeing, kind="named", granted_by=inspector, reason="Needed"
    )
    return nominal


def last(action):
    return Event.objects.filter(action=action).order_by("-id").first()


def test_an_export_asks_why_each_time_and_the_reason_is_in_its_event(bare, officer, make_nominal):
    make_nominal("T-1", on=ON)
    client = bare(officer)
    for _ in range(2):
        asked = client.get("/caseload.csv?show=all")
        assert asked.status_code == 302
        assert Event.objects.filter(action="caseload.exported").count() == _
        page = client.get(asked["Location"])
        assert b"Say why you need this list as a file" in page.content
        answered = client.post(asked["Location"], WHY)
        assert answered["Location"] == "/caseload.csv?show=all"
        file = client.get(answered["Location"])
        assert file["Content-Type"].startswith("text/csv")
    assert (
        last("caseload.exported")
        .details["reason"]
        .endswith("Checking or correcting what is recorded: To see that it is right")
    )


def test_an_empty_export_has_its_reason_too(bare, officer):
    client = bare(officer)
    asked = client.get("/caseload.csv")
    client.post(asked["Location"], WHY)
    client.get("/caseload.csv")
    assert "To see that it is right" in last("caseload.exported").details["reason"]


def test_the_reason_for_one_list_is_none_for_another(bare, officer):
    client = bare(officer)
    client.post(client.get("/caseload.csv?show=all")["Location"], WHY)
    assert client.get("/caseload.csv?show=overdue").status_code == 302


def test_without_a_reason_the_form_comes_back(bare, officer):
    client = bare(officer)
    where = client.get("/caseload.csv")["Location"]
    for answer in ({}, {"purpose": "check"}, {"reason": "x"}, {"purpose": "nonsense", "reason": "x"}):
        assert b"There is a problem" in client.post(where, answer).content
    assert client.get("/caseload.csv").status_code == 302


def test_a_restricted_record_asks_once_a_session(bare, officer, restricted):
    client = bare(officer)
    asked = client.get("/nominals/T-SECRET/")
    assert asked.status_code == 302
    assert b"HIDDEN" not in client.get(asked["Location"]).content
    assert not Event.objects.filter(action="nominal.opened").exists()
    assert client.post(asked["Location"], WHY)["Location"] == "/nominals/T-SECRET/"
    assert b"HIDDEN" in client.get("/nominals/T-SECRET/").content
    assert client.get("/nominals/T-SECRET/risk/").status_code == 200
    assert last("nominal.opened").details["reason"].startswith("named; Checking")
    assert bare(officer).get("/nominals/T-SECRET/").status_code == 302


def test_what_is_sent_to_a_restricted_record_unasked_changes_nothing(bare, officer, restricted):
    client = bare(officer)
    before = Event.objects.count()
    answer = client.post("/nominals/T-SECRET/contacts/add/", {"how": "phone"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/why/")
    assert Event.objects.count() == before
    part = client.get("/nominals/T-SECRET/", headers={"HX-Request": "true"})
    assert part.status_code == 401


def test_the_reason_opens_nothing_to_others(bare, colleague, restricted, officer):
    where = bare(officer).get("/nominals/T-SECRET/")["Location"]
    other = bare(colleague)
    assert other.get("/nominals/T-SECRET/").status_code == 404
    assert other.get(where)["Location"] == "/"
    assert other.post(where, WHY)["Location"] == "/"
    assert other.get("/nominals/T-SECRET/").status_code == 404


def test_after_the_naming_ends_the_reason_given_is_worth_nothing(bare, officer, restricted):
    client = bare(officer)
    client.post(client.get("/nominals/T-SECRET/")["Location"], WHY)
    assert client.get("/nominals/T-SECRET/").status_code == 200
    NominalAccess.objects.filter(content_object=restricted).update(ended_at=timezone.now())
    assert client.get("/nominals/T-SECRET/").status_code == 404


def test_a_closed_record_asks_why(bare, officer, make_nominal):
    nominal = make_nominal("T-DEAD", on=ON)
    client = bare(officer)
    assert client.get("/nominals/T-DEAD/").status_code == 200
    Standing.objects.filter(nominal=nominal).update(status="deceased")
    asked = client.get("/nominals/T-DEAD/")
    assert asked.status_code == 302
    client.post(asked["Location"], WHY)
    assert client.get("/nominals/T-DEAD/").status_code == 200
    assert "To see that it is right" in last("nominal.opened").details["reason"]


def test_an_ordinary_record_asks_nothing(bare, officer, make_nominal):
    make_nominal("T-1")
    assert bare(officer).get("/nominals/T-1/").status_code == 200


@pytest.mark.parametrize("token", ["", "x", "eyJ9:1:2"])
def test_a_token_that_is_not_ours_leads_nowhere(bare, officer, token):
    client = bare(officer)
    assert client.post(f"/why/?for={token}&next=https://elsewhere.example/", WHY)["Location"] == "/"


@pytest.mark.parametrize(("minutes", "asked"), [(4, "/why/"), (6, "/sign-in/again/")])
def test_the_password_must_be_fresh_for_an_export(bare, officer, minutes, asked):
    client = bare(officer)
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)) as clock:
        client.get("/caseload/")
        clock.shift(dt.timedelta(minutes=minutes))
        where = client.get("/caseload.csv")["Location"]
        answer = client.get(where)
        assert (answer["Location"] if answer.status_code == 302 else where).startswith(asked)


def test_the_password_given_again_is_fresh_and_a_wrong_one_is_not(bare, officer):
    client = bare(officer)
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)) as clock:
        client.get("/caseload/")
        clock.shift(dt.timedelta(minutes=10))
        where = client.get("/caseload.csv")["Location"]
        again = client.get(where)["Location"]
        page = client.get(again)
        assert b"Enter your password again" in page.content
        wrong = client.post(again, {"password": "not it", "next": where})
        assert b"The password is not right" in wrong.content
        assert last("account.signed_in_again").outcome == "refused"
        assert client.get(where).status_code == 302
        right = client.post(again, {"password": PASSWORD, "next": where})
        assert right["Location"] == where
        assert last("account.signed_in_again").outcome == "done"
        assert client.get(where).status_code == 200
        away = client.post("/sign-in/again/", {"password": PASSWORD, "next": "https://elsewhere.example/"})
        assert away["Location"] == "/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_roles_are_changed_with_a_fresh_password(bare, administrator, officer, method):
    client = bare(administrator)
    path = f"/administration/accounts/user/{officer.pk}/change/"
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)) as clock:
        assert client.get(path).status_code == 200
        clock.shift(dt.timedelta(minutes=6))
        assert getattr(client, method)(path)["Location"].startswith("/sign-in/again/")
        assert client.get("/administration/accounts/force/").status_code == 200
