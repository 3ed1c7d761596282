"""A foreign id in a path, a hidden field, a list or a box is answered as one that does not exist (trust A4, A5)."""

import pytest

from accounts.models import User
from audit.models import Event
from common.clock import today
from deadlines.models import Alert
from offenders.models import Allocation, Nominal, NominalAccess
from tests.guards.registers import standing_to
from tests.guards.test_url_policy import all_routes
from visits.models import Visit, VisitDraft

pytestmark = pytest.mark.django_db


@pytest.fixture
def records(world, officer, colleague, outsider, foreigner, inspector, supervisor):
    others = {
        "north": colleague, "other": colleague, "spare": outsider, "barred": world.person("z.barred", "unit_support"),
        "south": outsider, "far": foreigner, "inspector": inspector,
    }  # fmt: skip
    return {way: standing_to(officer, way, world, others) for way in ("own", "foreign", "force", "restricted")}


def counts():
    return {
        model.__name__: model.objects.count() for model in (Nominal, Visit, VisitDraft, Allocation, NominalAccess, User)
    }


def routes_with_ids(record):
    return [(route, names) for route, names in record.arguments.items() if set(names) & IDS]


IDS = {"pk", "visit_id", "decision_id", "condition_id", "paper_id", "breach_id", "entry_id"}


@pytest.mark.parametrize("who", ["officer", "supervisor", "inspector"])
def test_a_row_of_another_record_below_ones_own_is_not_there(request, signed_in, records, who):
    from django.urls import reverse

    client = signed_in(request.getfixturevalue(who))
    own, before, wrong = records["own"], counts(), []
    known = {name for name, _ in all_routes()}
    for way in ("foreign", "force", "restricted"):
        for route, names in routes_with_ids(records[way]):
            if route not in known:
                continue
            path = reverse(route, kwargs={"reference": own.nominal.reference, **names})
            for method in ("get", "post"):
                status = getattr(client, method)(path, {"reason": "x"}).status_code
                if status not in (403, 404, 405):
                    wrong.append(f"{method} {route} of {way}: {status}")
    assert not wrong, "\n".join(wrong)
    assert counts() == before


def test_foreign_and_unknown_references_are_answered_alike(signed_in, records, officer):
    client = signed_in(officer)
    unknown = client.get("/nominals/NOBODY-HAS-THIS/")
    for way in ("foreign", "force", "restricted"):
        found = client.get(f"/nominals/{records[way].nominal.reference}/")
        assert found.status_code == unknown.status_code == 404
        assert _plain(found) == _plain(unknown)


def _plain(response):
    import re

    text = re.sub(r"nonce=\"[^\"]*\"|csrfmiddlewaretoken\" value=\"[^\"]*\"", "", response.content.decode())
    return re.sub(r"[0-9A-F]{8}", "", text)


def test_a_bulk_list_with_one_foreign_reference_changes_nothing(signed_in, records, supervisor, colleague, world):
    client = signed_in(supervisor)
    sent = {"step": "save", "team": world.north.pk, "from": "-", "officer": colleague.username, "reason": "x"}
    before = Nominal.objects.order_by("pk").values_list("pk", "officer_id")
    before = list(before)
    for way in ("foreign", "force", "restricted"):
        chosen = [records["own"].nominal.reference, records[way].nominal.reference]
        assert client.post("/backlog/assign/", {**sent, "nominal": chosen}).status_code in (400, 404)
    assert list(Nominal.objects.order_by("pk").values_list("pk", "officer_id")) == before


def test_an_officer_of_another_force_is_not_given_a_case(signed_in, records, supervisor, foreigner, outsider):
    client = signed_in(supervisor)
    for taker in (foreigner, outsider):
        sent = {"officer": taker.username, "reason": "x"}
        assert client.post("/nominals/R-OWN/allocate/", sent).status_code == 200
    assert records["own"].nominal.officer_id == Nominal.objects.get(reference="R-OWN").officer_id


def test_somebody_elses_alert_is_not_acknowledged(signed_in, records, officer, colleague):
    row = Alert.objects.create(
        nominal=records["own"].nominal, kind="home_visit", due_on=today(), stage="due", recipient=colleague,
        raised_on=today(),
    )  # fmt: skip
    assert signed_in(officer).post("/alerts/acknowledge/", {"alert": row.pk}).status_code == 404
    assert Alert.objects.get().acknowledged_on is None


def test_fields_that_no_form_has_change_nothing(signed_in, records, officer, world):
    """Whoever adds fields of the row to a form's gets what the form gives, and no more."""
    nominal = records["own"].nominal
    extra = {
        "restricted": "on", "force": world.other_force.pk, "team": world.south.pk, "officer": "", "force_id": "",
        "approved": "on", "approved_by": officer.pk, "recorded_by": "", "recorded_at": "2001-01-01", "version": "1",
        "is_active": "on", "role": "supervisor", "merged_into": records["foreign"].nominal.pk, "reference": "STOLEN",
        "nominal": records["foreign"].nominal.pk, "user": officer.pk, "kind_": "cover", "id": 1, "pk": 1,
    }  # fmt: skip
    client = signed_in(officer)
    level = {
        "level": "low",
        "reason": "x",
        "effective_from_0": "3",
        "effective_from_1": "11",
        "effective_from_2": "2026",
    }
    event = {"kind": "arrest", "date_0": "3", "date_1": "11", "date_2": "2026", "summary": "x"}
    identity = {"family_name": "Changed", "given_names": "Ash", "sex": "male", "lead_agency": "police"}
    for path, sent in (("risk/level/", level), ("events/add/", event), ("edit/", identity)):
        client.post(f"/nominals/R-OWN/{path}", {**extra, **sent})
    after = Nominal.objects.get(pk=nominal.pk)
    kept = ("reference", "force_id", "team_id", "officer_id", "restricted", "merged_into_id")
    assert {name: getattr(after, name) for name in kept} == {name: getattr(nominal, name) for name in kept}
    assert (
        not nominal.risk_levels.exclude(pk=records["own"].arguments["offenders:proposal"]["pk"])
        .filter(approved=True)
        .exists()
    )
    officer.refresh_from_db()
    assert officer.role == "offender_manager"


def test_each_foreign_reference_is_on_the_log_with_who_tried(signed_in, records, officer):
    signed_in(officer).get("/nominals/r-foreign/")
    event = Event.objects.filter(action="access.refused").latest("id")
    assert (event.username, event.subjects, event.outcome) == (officer.username, ["R-FOREIGN"], "refused")
    assert event.details["reference"] == "r-foreign"
    signed_in(officer).get("/nominals/NOBODY-HAS-THIS/")
    event = Event.objects.filter(action="access.refused").latest("id")
    assert (event.subjects, event.details["reference"]) == ([], "NOBODY-HAS-THIS")
