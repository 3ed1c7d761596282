"""The person's page, contacts, ticks and deaths as the cast sees them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event as AuditEvent
from common.clock import today
from offenders import actions
from offenders.models import (
    Alias,
    Children,
    Contact,
    DeathReport,
    Event,
    ExpectedRelease,
    Particular,
    ParticularKind,
    RegisterEntry,
    StatusPeriod,
)
from visits.models import Visit

PAGES = ["record", "person", "contacts", "history"]
FORMS = [("add_alias",), ("children",), ("release",), ("tick",), ("add_file",), ("add_particular", "warning")]
DAY = dt.timedelta(days=1)


def url(name, nominal, *more):
    return reverse(f"offenders:{name}", args=[nominal.reference, *more])


def day_fields(name, day):
    return {f"{name}_0": str(day.day), f"{name}_1": str(day.month), f"{name}_2": str(day.year)}


@pytest.mark.parametrize("page", ["person", "contacts"])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("officer", 200), ("colleague", 200), ("supervisor", 200), ("inspector", 200), ("coordinator", 200),
        ("support", 200), ("outsider", 404), ("foreigner", 404), ("administrator", 403), ("auditor", 403),
        ("neighbourhood", 403),
    ],
)  # fmt: skip
def test_who_may_open_the_pages(page, who, status, request, signed_in, make_nominal):
    nominal = make_nominal(on=today())
    response = signed_in(request.getfixturevalue(who)).get(url(page, nominal))
    assert response.status_code == status
    if status == 200:
        opened = AuditEvent.objects.filter(action="nominal.opened").latest("id")
        assert (opened.subjects, opened.details["page"]) == ([nominal.reference], f"offenders:{page}")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 200), ("support", 200), ("outsider", 404), ("coordinator", 403), ("inspector", 403), ("auditor", 403)],
)
def test_who_may_open_the_forms(form, who, status, request, signed_in, make_nominal):
    nominal = make_nominal(on=today())
    assert signed_in(request.getfixturevalue(who)).get(url(form[0], nominal, *form[1:])).status_code == status


def test_every_kind_of_particular_has_its_form_and_nothing_else_does(signed_in, officer, make_nominal):
    nominal, client = make_nominal(), signed_in(officer)
    for kind in ParticularKind.values:
        data = {"text": f"About {kind}", "source": "The person", **day_fields("noted_on", today())}
        assert client.get(url("add_particular", nominal, kind)).status_code == 200
        assert client.post(url("add_particular", nominal, kind), data).status_code == 302
    assert client.get(url("add_particular", nominal, "card")).status_code == 404
    page = client.get(url("person", nominal)).content.decode()
    for kind in ParticularKind.values:
        assert f"About {kind}" in page


def test_warnings_stand_first_on_every_page(signed_in, officer, make_nominal):
    nominal, client = make_nominal(on=today()), signed_in(officer)
    row = actions.add_particular(
        nominal=nominal,
        by=officer,
        on=today(),
        kind="warning",
        text="Zebra in the yard",
        source="Visit",
        noted_on=today(),
    )
    pages = [url(name, nominal) for name in ("record", "person", "contacts", "history", "risk", "edit", "add_contact")]
    pages += [reverse(f"visits:{name}", args=[nominal.reference]) for name in ("list", "log", "decide")]
    pages += [url("fact", nominal, "particular", row.pk)]
    pages.append(reverse("visits:log", args=[nominal.reference]) + "?outcome=no_reply")
    for address in pages:
        page = client.get(address).content.decode()
        assert page.count("app-warnings__text") == 1, address
        assert page.index("Zebra in the yard") < page.index("<h1"), address
    actions.end_particular(particular=row, by=officer, on=today(), to_on=today())
    assert "app-warnings__text" not in client.get(pages[0]).content.decode()


def test_what_concerns_a_victim_stands_on_the_persons_page_alone(signed_in, officer, make_nominal):
    nominal, client = make_nominal(on=today()), signed_in(officer)
    actions.add_particular(
        nominal=nominal,
        by=officer,
        on=today(),
        kind="exclusion_zone",
        text="Zebra Street",
        source="Court",
        noted_on=today(),
    )
    assert "Zebra Street" in client.get(url("person", nominal)).content.decode()
    record = client.get(url("record", nominal)).content.decode()
    assert "1 fact about victims to read before the visit" in record
    for address in (
        url("record", nominal), url("history", nominal), "/caseload/", reverse("visits:list", args=[nominal.reference]),
    ):  # fmt: skip
        assert "Zebra Street" not in client.get(address).content.decode()


def test_the_three_answers_about_children(signed_in, officer, make_nominal):
    nominal, client = make_nominal(on=today()), signed_in(officer)
    assert "not asked" in client.get(url("record", nominal)).content.decode()
    asked = {"source": "The person", **day_fields("asked_on", today())}
    page = client.post(url("children", nominal), {"answer": "known", "count": "1", "ages": "Poppy 4", **asked})
    assert "Enter ages as numbers" in page.content.decode()
    assert client.post(url("children", nominal), {"answer": "none_known", **asked}).status_code == 302
    assert "none known, asked" in client.get(url("record", nominal)).content.decode()
    data = {"answer": "known", "count": "2", "ages": "4 and 9".replace(" and", ","), **asked}
    assert client.post(url("children", nominal), data).status_code == 302
    assert "2 known, aged 4 and 9" in client.get(url("record", nominal)).content.decode()


def test_an_edit_that_loses_gets_both_texts(signed_in, officer, colleague, make_nominal):
    nominal = make_nominal(on=today())
    fields = {"source": "Visit", "noted_on": today()}
    row = actions.add_particular(nominal=nominal, by=officer, on=today(), kind="vehicle", text="Red van", **fields)
    actions.edit_particular(particular=row, by=colleague, on=today(), version=1, text="Blue van", **fields)
    data = {"text": "Green van", "source": "Visit", "version": "1", **day_fields("noted_on", today())}
    answer = signed_in(officer).post(url("edit_particular", nominal, row.pk), data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Green van" in page
    assert "Blue van" in page
    assert 'name="version" value="2"' in page
    row.refresh_from_db()
    assert row.text == "Blue van"


def test_a_contact_that_changes_something_makes_an_event(signed_in, colleague, make_nominal):
    nominal, client = make_nominal(on=today()), signed_in(colleague)
    data = {"who": "Neighbour", "how": "phone", "text": "New partner", **day_fields("date", today())}
    token = {"form_token": "6f9619ff-8b86-4011-b42d-00cf4fc964ff"}
    assert "Select yes if it changes anything" in client.post(url("add_contact", nominal), data).content.decode()
    page = client.post(url("add_contact", nominal), {**data, **token, "changes": "yes"}).content.decode()
    assert "Select what kind of event it is" in page
    good = {**data, **token, "changes": "yes", "event_kind": "change_of_circumstances"}
    for _ in range(2):
        assert client.post(url("add_contact", nominal), good).status_code == 302
    assert (Contact.objects.count(), Event.objects.count()) == (1, 1)
    assert "Made an event" in client.get(url("contacts", nominal)).content.decode()
    assert "Contact with Neighbour" in client.get(f"{url('history', nominal)}?kind=contacts").content.decode()


def test_what_is_owed_to_the_national_record_is_shown_until_it_is_ticked(signed_in, officer, make_nominal):
    nominal = make_nominal(seen=today() - 20 * DAY, registered_on=today() - 300 * DAY, on=today())
    client = signed_in(officer)
    visits = reverse("visits:list", args=[nominal.reference])
    for address in (url("record", nominal), visits):
        page = client.get(address).content.decode()
        assert "National record after visits" in page
        assert "overdue by" in page
    assert "On the national record: not ticked yet" in client.get(visits).content.decode()
    for entry in ("national/created", "national/updated", "local/created"):
        assert client.post(url("tick", nominal), {"entry": entry, **day_fields("date", today())}).status_code == 302
    assert "up to date, ticked" in client.get(url("record", nominal)).content.decode()
    page = client.get(visits).content.decode()
    assert "National record after visits" not in page
    assert "On the national record: " in page
    assert "not ticked" not in page


def test_a_death_from_report_to_undoing(signed_in, officer, supervisor, make_nominal):
    nominal = make_nominal(seen=today() - 20 * DAY, lead_agency="probation", mappa_category=1, on=today())
    client = signed_in(officer)
    data = {"source": "His sister", **day_fields("reported_on", today())}
    assert client.post(url("report_death", nominal), data).status_code == 302
    page = client.get(url("record", nominal)).content.decode()
    assert "Death reported, not confirmed" in page
    assert "Why this date?" in page
    report = DeathReport.objects.get()
    assert url("confirm_death", nominal, report.pk) not in page
    assert client.get(url("confirm_death", nominal, report.pk)).status_code == 403
    client = signed_in(supervisor)
    data = {"evidence": "Certificate seen", **day_fields("died_on", today())}
    assert client.post(url("confirm_death", nominal, report.pk), data).status_code == 302
    page = client.get(url("record", nominal)).content.decode()
    for words in (
        "Death confirmed",
        "Tell of the death",
        "Probation, the lead agency",
        "MAPPA co-ordinator",
        "Nothing is",
    ):
        assert words in page
    assert StatusPeriod.objects.counted().count() == 1
    assert client.post(url("undo_death", nominal, report.pk), {"reason": "A namesake"}).status_code == 302
    page = client.get(url("record", nominal)).content.decode()
    assert "Death confirmed" not in page
    assert "Why this date?" in page
    assert "Death confirmed, then undone" in client.get(url("history", nominal)).content.decode()


def facts(nominal, by, count):
    for index in range(count):
        on = dt.date(2020, 1, 1) + index * 5 * DAY
        more = {"nominal": nominal, "recorded_by": by}
        Alias.objects.create(kind="alias", family_name=f"N{index}", search_name="", noted_on=on, source="x", **more)
        for kind in ParticularKind.values:
            Particular.objects.create(kind=kind, text=f"No. {index}", source="x", noted_on=on, **more)
        Children.objects.create(answer="none_known", asked_on=on, source="x", **more)
        ExpectedRelease.objects.create(release_on=on, said_on=on, source="x", **more)
        RegisterEntry.objects.create(register="national", kind="updated", date=on, **more)
        Visit.objects.create(date=on, outcome="no_reply", **more)
        event = Event.objects.create(kind="arrest", date=on, summary=f"No. {index}", **more)
        Contact.objects.create(date=on, how="phone", who="x", text="x", changes=True, event=event, **more)
        period = StatusPeriod.objects.create(status="deceased", from_on=on, to_on=on, voided_at=dt.datetime(
            2026, 1, 1, tzinfo=dt.UTC), void_reason="x", **more)  # fmt: skip
        DeathReport.objects.create(reported_on=on, source="x", period=period, confirmed_on=on, evidence="x", **more)


@pytest.mark.parametrize("page", PAGES)
def test_pages_take_as_many_queries_with_one_fact_as_with_forty(page, signed_in, officer, make_nominal):
    client, nominal = signed_in(officer), make_nominal(on=today())
    facts(nominal, officer, 1)
    client.get(url(page, nominal))
    with CaptureQueriesContext(connection) as one:
        client.get(url(page, nominal))
    more = make_nominal(on=today())
    facts(more, officer, 40)
    with CaptureQueriesContext(connection) as forty:
        client.get(url(page, more))
    assert len(forty) == len(one)
    print(page, len(one))


def test_foreign_facts_are_not_there(signed_in, officer, foreigner, world, make_nominal):
    mine = make_nominal()
    theirs = make_nominal(force=world.other_force, team=world.far, officer=foreigner)
    row = actions.add_particular(
        nominal=theirs, by=foreigner, on=today(), kind="vehicle", text="Van", source="x", noted_on=today()
    )
    report = actions.report_death(nominal=theirs, by=foreigner, on=today(), reported_on=today(), source="x")
    client = signed_in(officer)
    for name, pk in (("edit_particular", row.pk), ("end_particular", row.pk)):
        assert client.post(url(name, mine, pk), {"text": "x"}).status_code == 404
    assert client.get(url("fact", mine, "particular", row.pk)).status_code == 404
    assert client.get(url("fact", mine, "death", report.pk)).status_code == 404
