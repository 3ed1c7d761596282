"""If the log cannot be written the page is not served: 503, and nothing was changed (trust E2)."""

import pytest
from django.db import DatabaseError

from audit import events

pytestmark = pytest.mark.django_db
TOKEN = "CANARY-4471"


@pytest.fixture
def broken_log(monkeypatch):
    class Broken:
        def __enter__(self):
            raise DatabaseError("no space left")

        def __exit__(self, *_):
            return None

    class Connection:
        def cursor(self):
            return Broken()

    monkeypatch.setattr(events, "connection", Connection())


def test_a_record_is_not_shown_when_the_look_cannot_be_logged(signed_in, officer, make_nominal, broken_log):
    nominal = make_nominal(family_name=TOKEN)
    response = signed_in(officer).get(f"/nominals/{nominal.reference}/")
    assert response.status_code == 503
    assert TOKEN not in response.content.decode()


def test_a_refusal_that_cannot_be_logged_is_no_page_either(signed_in, auditor, broken_log):
    response = signed_in(auditor).get("/nominals/")
    assert response.status_code == 503


def test_a_caseload_is_not_shown(signed_in, officer, make_nominal, broken_log):
    import datetime as dt

    make_nominal(family_name=TOKEN, seen=dt.date(2026, 1, 5), on=dt.date(2026, 6, 1))
    response = signed_in(officer).get("/caseload/")
    assert response.status_code == 503
    assert TOKEN not in response.content.decode()
