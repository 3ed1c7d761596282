"""Devices, monitoring software, its alerts, examinations: rules, verbs, pages, the door and the lists."""

from __future__ import annotations

import datetime as dt
import uuid
from datetime import date as d

import pytest
from django.db import connection
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event as AuditEvent
from caseloads.sheet import facts_of, sheet
from common.clock import today
from deadlines.models import Alert, Deadline
from offenders.actions import add_alias, add_particular, edit_particular, merge_nominals
from offenders.actions.errors import Conflict, NotAllowed, NotVisible, Refused
from offenders.models import Nominal, Particular
from orders import actions
from orders.actions import DoorExamination
from orders.door import door_conditions, door_conditions_of
from orders.models import (
    AlertDecision,
    Breach,
    ConditionCheck,
    DeviceCondition,
    Examination,
    MonitoringAlert,
    MonitoringSoftware,
)
from orders.policy import AlertFact, alert_specs, calls_for_examination
from orders.record import alerts, examinations, monitoring
from tests.orders.makers import make_condition, make_order
from visits.models import Visit

DAY = dt.timedelta(days=1)


# Rules


@pytest.mark.parametrize(
    ("on", "decided", "owed"),
    [
        (d(2026, 2, 28), None, False),  # not come yet
        (d(2026, 3, 1), None, True),
        (d(2026, 3, 1), d(2026, 3, 1), False),
        (d(2026, 3, 4), d(2026, 3, 5), True),  # decided later than the day asked about
        (d(2028, 2, 29), None, True),
    ],
)
def test_an_alert_owes_a_decision_from_its_day_until_somebody_decides(on, decided, owed):
    specs = alert_specs([AlertFact(7, "SafeWatch", d(2026, 3, 1), decided)], on)
    assert [(spec.kind, spec.subject, spec.due_on) for spec in specs] == (
        [("monitoring_alert", "alert/7", d(2026, 3, 1))] if owed else []
    )
    assert all("SafeWatch reported on 1 March 2026" in spec.reason for spec in specs)


@pytest.mark.parametrize(
    ("text", "served", "calls"),
    [
        ("Not to own a DEVICE that reaches the internet", False, True),
        ("Not to delete his browsing history", False, True),
        ("Using any form of remote or cloud storage", False, True),
        ("Not to go to the harbour", False, False),
        ("Not to have contact with a child", False, False),
        ("Not to have contact with a child", True, True),  # software serves it
        ("Not to go to Softwareton", False, False),  # a word, not a part of one
        ("", False, False),
    ],
)
def test_which_conditions_call_for_a_look_into_a_device(text, served, calls):
    assert calls_for_examination(text, served=served) is calls


# Verbs


@pytest.fixture
def nominal(make_nominal):
    return make_nominal("T-1", seen=today() - 20 * DAY, on=today())


@pytest.fixture
def condition(nominal):
    return make_condition(make_order(nominal, made=today() - 400 * DAY), check_value=3, check_unit="months")


@pytest.fixture
def device(nominal, officer):
    return add_particular(
        nominal=nominal, by=officer, on=today(), kind="device", text="Black smartphone", source="The person",
        noted_on=today() - 30 * DAY, known_by="declared",
    )  # fmt: skip


@pytest.fixture
def software(device, condition, officer):
    return actions.install_software(
        device=device, by=officer, on=today(), product="SafeWatch", licence="L-20", licence_ends_on=today() + 300 * DAY,
        installed_on=today() - 20 * DAY, conditions=[condition.pk],
    )  # fmt: skip


@pytest.fixture
def alert(software, officer):
    return actions.record_alert(
        software=software, by=officer, on=today(), alerted_on=today() - 2 * DAY, what="CANARY-WHAT searched for"
    )


def decide(alert, by, outcome="no_concern", **more):
    given = {"decided_on": today(), "reason": "A news page", **more}
    return actions.decide_alert(alert=alert, by=by, on=today(), outcome=outcome, **given)


def owed():
    return set(Deadline.objects.open().filter(kind="monitoring_alert").values_list("subject", flat=True))


def test_an_undecided_alert_is_owed_and_a_decision_settles_it(alert, officer, supervisor, nominal):
    assert owed() == {f"alert/{alert.pk}"}
    decide(alert, officer)
    assert owed() == set()
    assert Deadline.objects.get(kind="monitoring_alert").outcome == "done"
    with pytest.raises(Refused, match="already"):
        decide(alert, supervisor)
    decision = AlertDecision.objects.get()
    with pytest.raises(NotAllowed):
        actions.void_entry(entry=decision, by=officer, on=today(), reason="Wrong")  # else work vanishes and comes alone
    actions.void_entry(entry=decision, by=supervisor, on=today(), reason="Wrong")
    assert owed() == {f"alert/{alert.pk}"}
    actions.void_entry(entry=alert, by=supervisor, on=today(), reason="Another person's")
    assert owed() == set()


def test_a_decision_may_open_a_breach_and_the_supervisors_hear_at_once(alert, condition, officer, supervisor):
    with pytest.raises(Refused) as no:
        decide(alert, officer, "breach")
    assert no.value.field == "condition"
    decision = decide(alert, officer, "breach", condition=condition)
    breach = Breach.objects.get()
    assert (decision.breach, breach.condition, breach.suspected_on) == (breach, condition, alert.alerted_on)
    assert "CANARY-WHAT" in breach.what
    assert Alert.objects.filter(kind="breach_decision").get().recipient == supervisor


def test_sent_twice_is_once(device, software, officer, condition):
    token = uuid.uuid4
    one, two, three, four = token(), token(), token(), token()
    for _ in range(2):
        actions.install_software(
            device=device, by=officer, on=today(), product="Other", installed_on=today(), form_token=one
        )
        alert = actions.record_alert(
            software=software, by=officer, on=today(), alerted_on=today(), what="x", form_token=two
        )
        decide(alert, officer, "breach", condition=condition, form_token=three)
        actions.record_examination(
            device=device, by=officer, on=today(), examined_on=today(), form_token=four,
            examination=DoorExamination("clear", what="Messages", means="By hand"),
        )  # fmt: skip
        actions.serve_conditions(device=device, by=officer, on=today(), conditions=[condition.pk])
    counts = [m.objects.count() for m in (MonitoringAlert, AlertDecision, Breach, Examination)]
    assert counts == [1, 1, 1, 1]
    assert MonitoringSoftware.objects.filter(product="Other").count() == 1
    assert DeviceCondition.objects.counted().filter(device=device).count() == 1
    assert AuditEvent.objects.filter(action="device.serves").count() == 2  # one of them of the software


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"product": " "}, "product"),
        ({"product": "safewatch"}, "product"),  # on the device already, whatever the case
        ({"installed_on": today() + DAY}, "installed_on"),
        ({"installed_on": today() - 31 * DAY}, "installed_on"),  # before the device was noted
        ({"licence_ends_on": today() - 11 * DAY}, "licence_ends_on"),
        ({"removed_on": today()}, "removed_why"),
        ({"removed_on": today() - 11 * DAY, "removed_why": "x"}, "removed_on"),  # before it was installed
        ({"removed_on": today() + DAY, "removed_why": "x"}, "removed_on"),
        ({"removed_why": "x"}, "removed_on"),
        ({"conditions": [0]}, "conditions"),
    ],
)
def test_software_that_cannot_be(given, field, device, software, officer):
    plain = {"product": "Other", "installed_on": today() - 10 * DAY}
    with pytest.raises(Refused) as no:
        actions.install_software(device=device, by=officer, on=today(), **{**plain, **given})
    assert no.value.field == field
    assert MonitoringSoftware.objects.count() == 1


def edit(software, by, version=1, **given):
    plain = {"product": "SafeWatch", "licence": "L-20", "installed_on": software.installed_on, "conditions": []}
    return actions.edit_software(software=software, by=by, on=today(), version=version, **{**plain, **given})


def test_taken_off_and_put_on_again(software, device, officer):
    edit(software, officer, removed_on=today(), removed_why="Factory reset")
    again = actions.install_software(device=device, by=officer, on=today(), product="SafeWatch", installed_on=today())
    assert again.pk != software.pk
    with pytest.raises(Refused):
        edit(software, officer, version=2)  # back on: there would be two


def test_two_who_change_it_at_once(software, officer, colleague):
    edit(software, officer, licence="L-21")
    with pytest.raises(Conflict):
        edit(software, colleague, licence="L-22")
    assert MonitoringSoftware.objects.get().licence == "L-21"


@pytest.mark.parametrize("days", [21, -1, 0])
def test_an_alert_lies_within_the_softwares_time(days, software, officer):
    edit(software, officer, removed_on=today() - DAY, removed_why="Phone sold")
    with pytest.raises(Refused) as no:
        actions.record_alert(software=software, by=officer, on=today(), alerted_on=today() - days * DAY, what="x")
    assert no.value.field == "alerted_on"


def test_the_softwares_time_keeps_its_alerts(alert, software, officer, supervisor):
    for given in ({"installed_on": today() - DAY}, {"removed_on": today() - 3 * DAY, "removed_why": "x"}):
        with pytest.raises(Refused, match="An alert is recorded"):
            edit(software, officer, **given)
    with pytest.raises(Refused, match="Its alerts rest on this"):
        actions.void_entry(entry=software, by=supervisor, on=today(), reason="x")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"result": "fine"}, "result"),
        ({"result": "clear", "what": ""}, "what"),
        ({"result": "taken", "means": " "}, "means"),
        ({"result": "concern"}, "notes"),
        ({"result": "not_done", "what": "", "means": ""}, "notes"),
    ],
)
def test_an_examination_says_what_it_needs_to(given, field, device, officer):
    told = DoorExamination(**{"result": "clear", "what": "Messages", "means": "By hand", **given})
    with pytest.raises(Refused) as no:
        actions.record_examination(device=device, by=officer, on=today(), examined_on=today(), examination=told)
    assert no.value.field == field


@pytest.mark.parametrize("day", [today() + DAY, today() - 31 * DAY])
def test_an_examination_lies_between_the_device_and_today(day, device, officer):
    told = DoorExamination("clear", what="Messages", means="By hand")
    with pytest.raises(Refused, match="The day of the examination"):
        actions.record_examination(device=device, by=officer, on=today(), examined_on=day, examination=told)


def test_a_device_is_declared_or_found_and_an_account_holds_no_software(nominal, device, officer):
    assert device.known_by == "declared"
    with pytest.raises(Refused) as no:
        add_particular(nominal=nominal, by=officer, on=today(), kind="device", text="x", source="x", noted_on=today(),
                       known_by="guessed")  # fmt: skip
    assert no.value.field == "known_by"
    changed = edit_particular(
        particular=device, by=officer, on=today(), version=1, text="Grey smartphone", source="x",
        noted_on=device.noted_on,
    )  # fmt: skip
    assert changed.known_by == "declared"  # not said: stays
    account = add_particular(
        nominal=nominal, by=officer, on=today(), kind="account", text="A marketplace", source="x", noted_on=today(),
        known_by="found",
    )  # fmt: skip
    with pytest.raises(Refused):
        actions.install_software(device=account, by=officer, on=today(), product="x", installed_on=today())


@pytest.mark.django_db(transaction=False)
def test_what_the_database_holds(nominal, device, condition, software):
    wrong = [
        (DeviceCondition, {"condition": condition}),
        (DeviceCondition, {"condition": condition, "device": device, "software": software}),
        (Examination, {"device": device, "examined_on": today(), "result": "clear"}),
        (Examination, {"device": device, "examined_on": today(), "result": "odd", "what": "x", "means": "x"}),
        (MonitoringAlert, {"software": software, "alerted_on": today(), "what": ""}),
        (MonitoringSoftware, {"device": device, "product": "SAFEWATCH", "installed_on": today()}),
    ]
    from django.db import transaction

    for model, columns in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(nominal=nominal, **columns)


# At the door


def log_at_door(nominal, by, *examinations, on=None):
    from visits.actions import Account, log_visit

    account = Account(date=on or today(), outcome="seen_at_address", officers=(by.username,), announced=False)
    return log_visit(nominal=nominal, account=account, by=by, on=today(), examinations=examinations)


def test_a_device_found_at_the_door_is_on_record_as_found(nominal, device, condition, officer):
    visit = log_at_door(
        nominal, officer,
        DoorExamination("clear", device.pk, what="Messages", means="By hand"),
        DoorExamination("taken", None, "Old tablet", what="Photographs", means="By hand"),
        DoorExamination("", None, "Games console"),
    )  # fmt: skip
    assert {(row.device.text, row.result) for row in visit.examinations.all()} == {
        ("Black smartphone", "clear"), ("Old tablet", "taken"),
    }  # fmt: skip
    found = Particular.objects.filter(kind="device", known_by="found")
    assert {row.text for row in found} == {"Old tablet", "Games console"}
    assert all(row.noted_on == today() and row.source.startswith("Found at the visit of") for row in found)


def test_examinations_stand_or_fall_with_the_visit(nominal, device, officer, supervisor):
    from visits.actions import Account, correct_visit, void_visit

    visit = log_at_door(nominal, officer, DoorExamination("clear", device.pk, what="Messages", means="By hand"))
    was = Account(date=today() - DAY, outcome="seen_at_address", officers=(officer.username,), announced=True)
    fresh = correct_visit(visit=visit, account=was, reason="The day before", by=officer, on=today())
    row = Examination.objects.get()
    assert (row.visit, row.examined_on) == (fresh, today() - DAY)
    void_visit(visit=fresh, reason="Another person", by=supervisor, on=today())
    assert Examination.objects.counted().count() == 0
    assert Particular.objects.counted().filter(pk=device.pk).exists()


def test_another_persons_device_is_not_examined_here(make_nominal, device, officer):
    other = make_nominal("T-2")
    with pytest.raises(Refused):
        log_at_door(other, officer, DoorExamination("clear", device.pk, what="x", means="x"))
    assert not Visit.objects.filter(nominal=other).exists()


def test_the_page_of_a_visit_offers_it_where_a_condition_calls_for_it(nominal, device, condition, signed_in, officer):
    client, url = signed_in(officer), reverse("visits:log", args=["T-1"])
    page = client.get(f"{url}?outcome=seen_at_address").content.decode()
    assert "Devices examined" in page
    assert "Black smartphone" in page
    assert f"check_{condition.pk}_examined" not in page  # told once, for the devices
    condition.text = "Not to go to the harbour"
    condition.save()
    page = client.get(f"{url}?outcome=seen_at_address").content.decode()
    assert "Devices examined" not in page
    assert f"check_{condition.pk}_examined" in page


def sent(**more):
    day = today()
    return {
        "outcome": "seen_at_address", "date_0": day.day, "date_1": day.month, "date_2": day.year, "time": "09:00",
        "officers": "a.hollis", "others_present": "probation", "announced": "no", "notes": "x", "save": "now",
        "token": str(uuid.uuid4()), "warned": "", "address": f"a{Nominal.objects.get().addresses.get().pk}", **more,
    }  # fmt: skip


def test_the_page_says_what_an_examination_lacks_and_then_saves_it_once(nominal, device, condition, signed_in, officer):
    client, url = signed_in(officer), reverse("visits:log", args=["T-1"])
    line = f"check_device_{device.pk}"
    data = sent(**{line: "concern", "check_found_result": "clear"})
    page = client.post(url, data).content.decode()
    for sentence in ("Say what was examined", "Say by what means", "Say what was seen", "Say which device was found"):
        assert sentence in page, sentence
    assert 'value="concern" selected' in page  # what was told is still there
    assert not Examination.objects.exists()
    data |= {"check_exam_what": "Messages", "check_exam_means": "By hand", "check_exam_notes": "A hidden folder",
             "check_found": "Old tablet", f"check_{condition.pk}_result": "concern",
             f"check_{condition.pk}_notes": "See the phone"}  # fmt: skip
    for _ in range(2):
        page = client.post(url, data)
        assert page.status_code == 302, page.content.decode()[page.content.decode().find("<main") :][:3000]
    assert Examination.objects.count() == 2
    assert ConditionCheck.objects.get().examined == ""
    page = client.get(reverse("orders:condition", args=["T-1", condition.order_id, condition.pk])).content.decode()
    assert "Black smartphone: concern (Messages; By hand)" in page


@pytest.mark.parametrize("bad", ["' OR 1=1", "9" * 30, "clear,clear"])
def test_odd_answers_are_messages(bad, nominal, device, condition, signed_in, officer):
    client = signed_in(officer)
    data = sent(**{f"check_device_{device.pk}": bad, "check_found": bad})
    assert client.post(reverse("visits:log", args=["T-1"]), data).status_code == 200
    for name, arguments in (("install", [device.pk]), ("examine", [device.pk])):
        posted = {"product": bad, "result": bad, "installed_on_0": bad, "examined_on_0": bad, "conditions": bad,
                  "token": bad}  # fmt: skip
        assert client.post(reverse(f"orders:{name}", args=["T-1", *arguments]), posted).status_code == 200
    assert not Examination.objects.exists()


# Pages, lists, access


ROUTES = {
    "devices": lambda s, a: [],
    "device": lambda s, a: [s.device_id],
    "examine": lambda s, a: [s.device_id],
    "serves": lambda s, a: [s.device_id],
    "install": lambda s, a: [s.device_id],
    "edit_software": lambda s, a: [s.pk],
    "add_alert": lambda s, a: [s.pk],
    "decide_alert": lambda s, a: [a.pk],
}
READ, CHECK = {"devices", "device"}, {"examine", "decide_alert"}
EXPECTED = {
    "officer": lambda name: 200,
    "supervisor": lambda name: 200,
    "support": lambda name: 403 if name in CHECK else 200,
    "inspector": lambda name: 200 if name in READ else 403,
    "coordinator": lambda name: 200 if name in READ else 403,
    "outsider": lambda name: 404,
    "foreigner": lambda name: 404,
    "auditor": lambda name: 403,
    "neighbourhood": lambda name: 403,
}


@pytest.mark.parametrize("who", EXPECTED)
def test_who_gets_which_page(software, alert, signed_in, request, who):
    client = signed_in(request.getfixturevalue(who))
    for name, arguments in ROUTES.items():
        response = client.get(reverse(f"orders:{name}", args=["T-1", *arguments(software, alert)]))
        assert response.status_code == EXPECTED[who](name), name
        if response.status_code != 200:
            assert b"CANARY" not in response.content


@pytest.mark.parametrize("who", ["outsider", "foreigner"])
def test_others_do_not_write(software, alert, device, who, request):
    by = request.getfixturevalue(who)
    with pytest.raises(NotVisible):
        actions.record_alert(software=software, by=by, on=today(), alerted_on=today(), what="x")
    with pytest.raises(NotVisible):
        decide(alert, by)
    with pytest.raises(NotVisible):
        actions.serve_conditions(device=device, by=by, on=today(), conditions=[])


def test_a_device_of_somebody_else_is_not_found_under_this_record(software, alert, make_nominal, signed_in, officer):
    make_nominal("T-2")
    client = signed_in(officer)
    for name, arguments in ROUTES.items():
        if arguments(software, alert):
            assert client.get(reverse(f"orders:{name}", args=["T-2", *arguments(software, alert)])).status_code == 404


def test_what_another_added_meanwhile_is_not_taken_off(software, device, condition, signed_in, officer, colleague):
    more = [make_condition(condition.order, number) for number in "23"]
    client, pages = (
        signed_in(officer),
        [
            reverse(f"orders:{name}", args=["T-1", pk])
            for name, pk in (("serves", device.pk), ("edit_software", software.pk))
        ],
    )
    shown = [client.get(page).context["form"] for page in pages]
    actions.serve_conditions(device=device, by=colleague, on=today(), conditions=[more[0].pk])
    actions.serve_conditions(device=device, by=colleague, on=today(), conditions=[more[0].pk], shown=[0])
    entry = {name: getattr(software, name) for name in ("product", "licence", "licence_ends_on", "installed_on")}
    actions.edit_software(
        software=software, by=colleague, on=today(), version=1, conditions=[condition.pk, more[0].pk], **entry
    )
    for page, form in zip(pages, shown, strict=True):
        sent = {"shown": form["shown"].value(), "conditions": [more[1].pk], "version": 1, "product": "SafeWatch",
                "licence": "L-20"}  # fmt: skip
        for name in ("licence_ends_on", "installed_on"):
            sent |= {f"{name}_{place}": part for place, part in enumerate(f"{entry[name]:%d %m %Y}".split())}
        assert client.post(page, {**sent, "shown": "x"}).status_code == 200
        assert client.post(page, sent).status_code == 302
    for of in ({"device": device}, {"software": software}):
        left = DeviceCondition.objects.counted().filter(**of).values_list("condition_id", flat=True)
        assert set(left) == {more[0].pk, more[1].pk}  # the one that was unticked is gone


def test_the_pages_say_what_is_there(software, alert, nominal, condition, signed_in, officer, supervisor):
    add_alias(
        nominal=nominal, by=officer, on=today(), kind="online", noted_on=today(), source="x", given_names="nightjar77",
        known_by="found",
    )  # fmt: skip
    client = signed_in(officer)
    listing = client.get(reverse("orders:devices", args=["T-1"])).content.decode()
    for words in ("Black smartphone", "Declared by the person", "SafeWatch since", "never examined", "nightjar77",
                  "Found, not declared", "Alerts to decide on (1)"):  # fmt: skip
        assert words in listing, words
    decide(alert, officer)
    page = client.get(reverse("orders:device", args=["T-1", software.device_id])).content.decode()
    for words in ("L-20", "No concern", "A news page", "SHPO O-1, condition 1", "Never examined."):
        assert words in page, words
    assert "Decision entered in error" not in page
    served = client.get(reverse("orders:condition", args=["T-1", condition.order_id, condition.pk])).content.decode()
    assert "SafeWatch on Black smartphone" in served
    page = signed_in(supervisor).get(reverse("orders:device", args=["T-1", software.device_id])).content.decode()
    assert "Decision entered in error" in page
    history = client.get(reverse("offenders:history", args=["T-1"])).content.decode()
    for words in ("Monitoring software installed: SafeWatch", "Monitoring alert: SafeWatch",
                  "Monitoring alert decided: no concern"):  # fmt: skip
        assert words in history, words


def test_the_timeline_strikes_through_what_was_wrong(alert, device, nominal, officer, supervisor):
    told = DoorExamination("clear", what="Messages", means="By hand")
    look = actions.record_examination(device=device, by=officer, on=today(), examined_on=today(), examination=told)
    actions.void_entry(entry=look, by=officer, on=today(), reason="Another phone")
    actions.void_entry(entry=alert, by=supervisor, on=today(), reason="Another person")
    assert [row.voided for row in examinations(nominal)] == ["Another phone"]
    assert [row.voided for row in alerts(nominal)] == ["Another person"]
    assert [row.voided for row in monitoring(nominal)] == [""]


def test_an_alert_outlives_a_device_entered_in_error(alert, device, nominal, officer, supervisor, signed_in):
    from offenders.actions import void_fact

    void_fact(fact=device, by=supervisor, on=today(), reason="His brother's")
    client, url = signed_in(officer), reverse("orders:device", args=["T-1", device.pk])
    page = client.get(url).content.decode()
    assert "Entered in error" in page
    assert "Record an examination" not in page
    assert owed() == {f"alert/{alert.pk}"}
    day = today()
    sent = {"outcome": "no_concern", "reason": "x", "decided_on_0": day.day, "decided_on_1": day.month,
            "decided_on_2": day.year, "token": str(uuid.uuid4())}  # fmt: skip
    response = client.post(reverse("orders:decide_alert", args=["T-1", alert.pk]), sent, follow=True)
    assert response.status_code == 200
    assert owed() == set()
    assert client.get(reverse("orders:examine", args=["T-1", device.pk])).status_code == 404


def test_every_change_is_on_the_log(alert, software, device, officer, nominal):
    decide(alert, officer)
    edit(software, officer, removed_on=today(), removed_why="Sold")
    told = DoorExamination("clear", what="Messages", means="By hand")
    actions.record_examination(device=device, by=officer, on=today(), examined_on=today(), examination=told)
    wanted = {"particular.added", "software.installed", "device.serves", "monitoring.alerted", "monitoring.decided",
              "software.removed", "device.examined"}  # fmt: skip
    assert wanted <= set(AuditEvent.objects.values_list("action", flat=True))


def test_undecided_alerts_are_the_officers_work_and_on_the_supervisors_list(
    alert, signed_in, officer, colleague, supervisor, outsider, world
):
    url, team = reverse("workday:monitoring"), f"?team={world.north.pk}"
    figures = signed_in(officer).get("/").context["day"]["figures"]
    assert [(one["number"], one["url"]) for one in figures if one["text"].startswith("Monitoring")] == [("1", url)]
    page = signed_in(officer).get(url).content.decode()
    assert "T-1" in page
    assert "CANARY" not in page  # what was reported stays on the record
    assert b"T-1" not in signed_in(colleague).get(url).content
    assert b"T-1" not in signed_in(outsider).get(url).content
    assert signed_in(outsider).get(url + team).status_code == 404
    client = signed_in(supervisor)
    assert f"{url}{team}" in client.get("/").content.decode()
    assert b"T-1" in client.get(url + team).content
    assert b"Monitoring alerts to decide on (1)" in client.get(reverse("caseloads:orders")).content
    decide(alert, officer)
    assert b"No alert waits" in client.get(url + team).content
    assert not [one for one in client.get("/").context["day"]["figures"] if one["text"].startswith("Monitoring")]


def test_a_merge_takes_devices_and_what_hangs_on_them_along(alert, nominal, make_nominal, supervisor):
    other = make_nominal("T-2")
    merge_nominals(survivor=other, merged=nominal, by=supervisor, on=today(), reason="One person")
    for model in (MonitoringAlert, MonitoringSoftware, DeviceCondition, Particular):
        assert set(model.objects.values_list("nominal__reference", flat=True)) == {"T-2"}, model


# As many queries, whatever the number


def fill(nominal, devices, conditions=1):
    order = make_order(nominal, f"O-{nominal.reference}", made=today() - 400 * DAY)
    for number in range(conditions):
        make_condition(order, str(number), check_value=3, check_unit="months")
    for number in range(devices):
        device = Particular.objects.create(
            nominal=nominal, kind="device", text=f"Phone {number}", source="x", noted_on=today() - 10 * DAY
        )
        software = MonitoringSoftware.objects.create(
            nominal=nominal, device=device, product="SafeWatch", installed_on=today() - 9 * DAY
        )
        for condition in order.conditions.all()[:2]:
            DeviceCondition.objects.create(nominal=nominal, condition=condition, software=software)
        MonitoringAlert.objects.create(nominal=nominal, software=software, alerted_on=today() - DAY, what="x")
        Examination.objects.create(
            nominal=nominal, device=device, examined_on=today(), result="clear", what="x", means="x"
        )


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


@pytest.mark.parametrize(
    "url",
    [
        "/nominals/{}/orders/devices/",
        "/nominals/{}/",
        "/nominals/{}/history/",
        "/nominals/{}/visits/log/?outcome=seen_at_address",
        "/nominals/{}/door-sheet/",
        "/monitoring-alerts/",
    ],
)
def test_as_many_queries_for_one_device_as_for_twelve(url, make_nominal, signed_in, officer):
    few, many = make_nominal("T-1", on=today()), make_nominal("T-2", on=today())
    fill(few, 1)
    client = signed_in(officer)
    one = queries(client, url.format("T-1"))
    fill(many, 12, conditions=15)
    assert queries(client, url.format("T-2")) == one


def test_as_many_queries_for_one_door_sheet_as_for_twenty(make_nominal, signed_in, officer):
    people = [make_nominal(f"T-{number}", on=today()) for number in range(20)]
    for nominal in people:
        fill(nominal, 2, conditions=3)
    client, url = signed_in(officer), reverse("workday:sheets")
    one = queries(client, f"{url}?nominal=T-0")
    every = "&".join(f"nominal=T-{number}" for number in range(20))
    assert queries(client, f"{url}?{every}") == one


def test_the_conditions_of_several_are_those_of_each(make_nominal, nominal, condition):
    other = make_nominal("T-2")
    make_condition(make_order(other, "O-2", made=today() - 30 * DAY), "7")
    bare = make_nominal("T-3")
    found = door_conditions_of([nominal.pk, other.pk, bare.pk], today())
    assert {id_: [one.number for one in some] for id_, some in found.items()} == {nominal.pk: ["1"], other.pk: ["7"]}
    assert found[other.pk] == door_conditions(other.pk, today())
    assert door_conditions(bare.pk, today()) == []


# The door sheet


def test_the_door_sheet_lists_devices_to_ask_for_and_what_to_take_into_account(
    nominal, device, software, officer, signed_in
):
    def on_sheet():
        return sheet(nominal, facts_of([nominal], today()), today())

    before = on_sheet()
    assert dict(before["living"])["Interpreter"] == ""
    assert {"language and interpreter", "hearing", "mental health"} <= set(before["unknown"])
    for kind, text in (("interpreter", "Polish, interpreter needed"), ("hearing", "Deaf in one ear"),
                       ("mental_health", "Anxious in small rooms")):  # fmt: skip
        add_particular(nominal=nominal, by=officer, on=today(), kind=kind, text=text, source="x", noted_on=today())
    shown = on_sheet()
    living = dict(shown["living"])
    assert (living["Interpreter"], living["Hearing"]) == ("Polish, interpreter needed", "Deaf in one ear")
    assert living["Mental health"] == "Anxious in small rooms"
    assert not {"hearing", "mental health"} & set(shown["unknown"])
    (line,) = shown["devices"]
    assert line.startswith("Black smartphone: declared by the person; SafeWatch since")
    assert line.endswith("never examined")
    page = signed_in(officer).get(reverse("workday:door_sheet", args=["T-1"])).content.decode()
    assert "Devices to ask for" in page
    assert "Polish, interpreter needed" in page
