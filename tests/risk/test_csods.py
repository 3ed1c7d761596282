"""Applications under the disclosure scheme: who sees the applicant, the clocks, naming a person, what was told."""

from __future__ import annotations

import datetime as dt
import re
from datetime import date as d

import pytest
from django.core.management import call_command
from django.urls import reverse

from audit.models import Event as AuditEvent
from common.clock import LONDON, today
from common.dates import WorkingDays
from common.models import OutboxMessage
from deadlines.models import Deadline
from deadlines.policy_keys import PolicyBook
from offenders.actions import record_contact, record_event
from offenders.actions.errors import Conflict, NotAllowed, NotVisible, Refused
from offenders.actions.restricting import restrict
from offenders.models import Bar, Event
from offenders.rights import may_void
from risk import named_mail
from risk.actions import csods as actions
from risk.actions.csods_person import disclose, name_person, take_back_name
from risk.models import CsodsApplication, CsodsDisclosure, CsodsFile
from risk.policy.csods import clocks, next_clock, standing

ON = d(2026, 11, 20)
AT = dt.datetime(2026, 11, 18, 9, 30, tzinfo=LONDON)
SECRET = "Quillfeather"  # the applicant: a word that nothing else holds
APPLICANT = {
    "applicant_name": f"Jo {SECRET}", "applicant_contact": f"{SECRET} Cottage", "relationship": "grandparent",
    "children": f"{SECRET} junior, 6", "asked_about": "Ash, about 45, her daughter’s new partner", "access": "Lives in",
}  # fmt: skip
pytestmark = pytest.mark.django_db


def apply(by, on=ON, received_at=AT, **more):
    return actions.receive_application(by=by, on=on, received_at=received_at, **APPLICANT | more)


def at(name, *args):
    return reverse(f"risk:{name}", args=args)


def day(name, when):
    return {f"{name}_0": str(when.day), f"{name}_1": str(when.month), f"{name}_2": str(when.year)}


def owed(nominal, kind="risk_review"):
    return list(Deadline.objects.open().filter(nominal=nominal, kind=kind).values_list("due_on", flat=True))


def worked(row, by):
    """Checks, interview and assessment done."""
    row = actions.save_checks(
        application=row, by=by, on=ON, version=row.version, checked_at=AT, checks_found="A record"
    )
    row = actions.save_interview(
        application=row, by=by, on=ON, version=row.version, interviewed_on=ON, identity_proved=True,
        interview_notes="She worries",
    )  # fmt: skip
    return actions.save_assessment(
        application=row, by=by, on=ON, version=row.version, assessed_on=ON, concern="some", assessment="Access daily"
    )


def decided(row, by, decision="disclose"):
    return actions.decide(
        application=row, by=by, on=ON, version=row.version, decided_on=ON, decision=decision, decision_reason="Needed"
    )


def tell(row, by, **more):
    given = {"made_on": ON, "recipient": f"Jo {SECRET}", "capacity": "applicant", "what": "Convictions",
             "why": "The child lives there", "undertaking": True}  # fmt: skip
    return disclose(application=row, by=by, on=ON, **given | more)


# Clocks

BOOK, DAYS = PolicyBook(()), WorkingDays([], d(2030, 12, 31))


def running(received, checked=None, interviewed=None, decided_on=None, book=BOOK):
    return clocks(received, checked, interviewed, decided_on, 1, book, DAYS)


@pytest.mark.parametrize(
    ("moment", "states"),
    [
        ("2026-11-18T09:31", ("upcoming", "upcoming", "upcoming")),
        ("2026-11-19T09:30", ("due_today", "upcoming", "upcoming")),
        ("2026-11-19T09:31", ("overdue", "upcoming", "upcoming")),
        ("2026-11-28T23:59", ("overdue", "due_today", "upcoming")),
        ("2026-11-29T00:00", ("overdue", "overdue", "upcoming")),
        ("2026-12-16T23:59", ("overdue", "overdue", "due_today")),
        ("2026-12-17T00:00", ("overdue", "overdue", "overdue")),
    ],
)
def test_24_hours_10_days_28_days(moment, states):
    at_ = dt.datetime.fromisoformat(moment).replace(tzinfo=LONDON)
    assert tuple(standing(clock, at_) for clock in running(AT)) == states


def test_24_hours_are_hours_over_a_clock_change_and_days_may_lie_over_a_leap_day():
    received = dt.datetime(2026, 3, 28, 12, 0, tzinfo=LONDON)
    assert running(received)[0].due_at == dt.datetime(2026, 3, 29, 12, 0, tzinfo=LONDON)
    assert running(dt.datetime(2028, 2, 19, 23, 59, tzinfo=LONDON))[1].due_on == d(2028, 2, 29)
    assert running(dt.datetime(2028, 2, 1, 0, 0, tzinfo=LONDON))[2].due_on == d(2028, 2, 29)


def test_the_next_clock_is_the_one_that_runs_out_first_of_those_not_met():
    assert next_clock(running(AT)).name == "First checks"
    assert next_clock(running(AT, AT)).name == "Meeting the applicant"
    assert next_clock(running(AT, AT, None, d(2026, 11, 20))).name == "Meeting the applicant"
    assert next_clock(running(AT, AT, d(2026, 11, 20), d(2026, 11, 20))) is None


def test_a_force_may_set_its_own(world, supervisor):
    book = PolicyBook([(1, d(2026, 1, 1), "csods_outcome", "", "45", "days")])
    assert running(AT, book=book)[2].due_on == d(2027, 1, 2)


# Who sees the applicant


def test_only_those_who_handle_applications_of_the_force(
    signed_in, world, supervisor, support, inspector, officer, coordinator, administrator, auditor
):
    row = apply(supervisor)
    for person in (supervisor, support, inspector):
        assert SECRET in signed_in(person).get(at("csods_case", row.pk)).content.decode()
    for person in (officer, coordinator, administrator, auditor):
        assert signed_in(person).get(at("csods_case", row.pk)).status_code == 403
        assert signed_in(person).get(at("csods")).status_code == 403
    far = world.person("z.far", "supervisor", team=world.far)
    assert signed_in(far).get(at("csods_case", row.pk)).status_code == 404
    assert row.reference not in signed_in(far).get(at("csods")).content.decode()
    nowhere = world.person("z.none", "supervisor")
    nowhere.force = None
    nowhere.save()
    assert not CsodsApplication.objects.visible_to(nowhere).exists()


def test_the_applicant_is_nowhere_but_in_the_case(
    signed_in, capsys, supervisor, officer, auditor, make_nominal, tmp_path
):
    nominal = make_nominal(on=ON)
    row = name_person(application=apply(supervisor), by=supervisor, on=ON, reference=nominal.reference)
    row = decided(worked(row, supervisor), supervisor)
    tell(row, supervisor)
    pages = [reverse(f"offenders:{name}", args=[nominal.reference])
             for name in ("record", "risk", "history", "person", "contacts")]  # fmt: skip
    pages += [at("profile", nominal.reference), at("cohorts", nominal.reference), at("gaps"), "/", "/alerts/",
              reverse("caseloads:csv")]  # fmt: skip
    client = signed_in(officer)
    for path in pages:
        body = client.get(path).content.decode()
        assert SECRET not in body, path
    found = client.post(reverse("offenders:search"), {"name": SECRET}).content.decode()
    assert found.count(SECRET) <= 2  # the word as it was typed
    assert nominal.reference not in found
    assert SECRET not in signed_in(supervisor).get(at("csods")).content.decode()  # not in a list either
    for command in ("export_register", "export_deadlines", "export_alerts"):
        call_command(command)
    assert SECRET not in capsys.readouterr().out
    assert not AuditEvent.objects.filter(details__icontains=SECRET).exists()
    assert SECRET not in str(list(Event.objects.values()))


def test_reasons_that_may_say_who_applied_stay_with_the_application(signed_in, make_nominal, supervisor, officer):
    nominal = make_nominal(on=ON)
    row = name_person(application=apply(supervisor), by=supervisor, on=ON, reference=nominal.reference)
    with pytest.raises(Refused, match="Take that back first"):
        actions.void_application(application=row, by=supervisor, on=ON, reason=f"{SECRET} rang by mistake")
    row = take_back_name(application=row, by=supervisor, on=ON, reason=f"{SECRET} meant her other neighbour")
    assert SECRET in signed_in(supervisor).get(at("csods_case", row.pk)).content.decode()
    actions.void_application(application=row, by=supervisor, on=ON, reason=f"{SECRET} rang by mistake")
    client, event = signed_in(officer), Event.objects.get()
    for path in (
        reverse("offenders:record", args=[nominal.reference]),
        reverse("offenders:history", args=[nominal.reference]),
        reverse("offenders:fact", args=[nominal.reference, "event", event.pk]),
    ):
        assert SECRET not in client.get(path).content.decode(), path
    assert SECRET not in event.void_reason
    assert not AuditEvent.objects.filter(details__icontains=SECRET).exists()


@pytest.mark.parametrize("who", ["officer", "coordinator", "support", "supervisor"])
def test_nobody_types_an_application_into_a_record(request, signed_in, who, make_nominal):
    person, nominal = request.getfixturevalue(who), make_nominal(on=today())
    client = signed_in(person)
    event = {"kind": "csods_application", "summary": f"{SECRET} applied"} | day("date", today())
    contact = {"how": "telephone", "who": "A grandmother", "text": f"{SECRET} applied", "changes": "yes",
               "event_kind": "csods_application", "form_token": "6f1b5c3e-0000-4000-8000-000000000014"}  # fmt: skip
    client.post(reverse("offenders:add_event", args=[nominal.reference]), event)
    client.post(reverse("offenders:add_contact", args=[nominal.reference]), contact | day("date", today()))
    with pytest.raises((Refused, NotAllowed)):
        record_event(nominal=nominal, by=person, on=ON, date=ON, kind="csods_application", summary=SECRET)
    with pytest.raises(Refused):
        record_contact(
            nominal=nominal, by=person, on=ON, date=ON, how="telephone", who="A", text=SECRET, changes=True,
            event_kind="csods_application",
        )  # fmt: skip
    assert not Event.objects.exists()
    assert not AuditEvent.objects.filter(details__icontains=SECRET).exists()


def test_an_officer_cannot_undo_alone_that_an_application_names_their_case(make_nominal, officer, supervisor):
    nominal = make_nominal(on=ON)
    name_person(application=apply(supervisor), by=supervisor, on=ON, reference=nominal.reference)
    assert not may_void(officer, Event.objects.get())
    assert may_void(supervisor, Event.objects.get())


def test_an_application_that_names_a_record_closed_to_somebody_does_not_exist_for_them(
    signed_in, supervisor, other_supervisor, inspector, make_nominal
):
    nominal = make_nominal(on=ON)
    row = name_person(application=apply(supervisor), by=supervisor, on=ON, reference=nominal.reference)
    Bar.objects.create(nominal=nominal, user=other_supervisor, reason="Cousins", recorded_by=inspector)
    client = signed_in(other_supervisor)
    assert client.get(at("csods_case", row.pk)).status_code == 404
    assert row.reference not in client.get(at("csods")).content.decode()
    with pytest.raises(NotVisible):
        worked(row, other_supervisor)
    nominal.restricted = True
    nominal.save()
    assert signed_in(supervisor).get(at("csods_case", row.pk)).status_code == 404


def test_a_handler_of_another_team_sees_the_reference_without_a_way_in(signed_in, world, supervisor, make_nominal):
    nominal = make_nominal(on=ON)
    row = name_person(application=apply(supervisor), by=supervisor, on=ON, reference=nominal.reference)
    south = world.person("s.south", "unit_support", team=world.south)
    html = signed_in(south).get(at("csods_case", row.pk)).content.decode()
    assert f"Names {nominal.reference}." in html
    assert f"/nominals/{nominal.reference}/" not in html
    assert nominal.family_name.upper() not in html


# The steps


def test_from_application_to_disclosure(supervisor, support):
    row = apply(support)
    assert (row.owner, row.force) == (support, support.force)
    with pytest.raises(NotAllowed):
        decided(row, support)
    with pytest.raises(Refused, match="checks and the risk assessment first"):
        decided(row, supervisor)
    with pytest.raises(Refused, match="before it was decided"):
        tell(row, support)
    row = decided(worked(row, support), supervisor)
    assert (row.decision, row.outcome, row.decided_on) == ("disclose", "Decided: disclose", ON)
    with pytest.raises(Refused):
        tell(row, support, made_on=d(2026, 11, 19))
    for wrong in ({"recipient": " "}, {"what": ""}, {"why": " "}, {"capacity": "x"}, {"made_on": d(2026, 11, 21)}):
        with pytest.raises(Refused):
            tell(row, support, **wrong)
    token = "6f1b5c3e-0000-4000-8000-000000000011"
    made = tell(row, support, form_token=token)
    assert tell(row, support, form_token=token).pk == made.pk
    logged = AuditEvent.objects.get(action="disclosure.made")
    assert (logged.details["application"], logged.details["capacity"]) == (row.reference, "applicant")
    with pytest.raises(Refused):
        decided(row, supervisor, "not_disclose")
    assert CsodsDisclosure.objects.count() == 1


def test_every_save_of_the_file_is_kept_and_a_later_version_is_a_conflict(supervisor, support):
    row = apply(supervisor)
    stale = row.version
    actions.save_applicant(application=row, by=support, on=ON, version=stale, **APPLICANT | {"children": "B, 4"})
    with pytest.raises(Conflict) as both:
        actions.save_applicant(application=row, by=supervisor, on=ON, version=stale, **APPLICANT | {"children": "C, 9"})
    assert (both.value.yours["children"], both.value.theirs["children"]) == ("C, 9", "B, 4")
    kept = list(CsodsFile.objects.order_by("version").values_list("version", "children", "saved_by__username"))
    assert kept == [(1, APPLICANT["children"], supervisor.username), (2, "B, 4", support.username)]
    same = actions.save_applicant(application=row, by=support, on=ON, version=stale, **APPLICANT | {"children": "B, 4"})
    assert same.version == stale + 1
    logged = AuditEvent.objects.get(action="csods.applicant_saved")
    assert logged.details["file"] == ["children"]


@pytest.mark.parametrize(
    "given", [{"applicant_name": " "}, {"relationship": "x"}, {"asked_about": ""},
              {"received_at": dt.datetime(2026, 11, 21, 1, tzinfo=LONDON)}],
)  # fmt: skip
def test_what_an_application_needs(supervisor, given):
    with pytest.raises(Refused):
        apply(supervisor, **given)
    assert not CsodsApplication.objects.exists()


def test_nothing_comes_before_the_application_nor_after_today(supervisor):
    row = apply(supervisor)
    for checked in (AT - dt.timedelta(minutes=1), dt.datetime(2026, 11, 21, 0, 0, tzinfo=LONDON)):
        with pytest.raises(Refused):
            actions.save_checks(application=row, by=supervisor, on=ON, version=1, checked_at=checked, checks_found="x")
    for met in (d(2026, 11, 17), d(2026, 11, 21)):
        with pytest.raises(Refused):
            actions.save_interview(
                application=row, by=supervisor, on=ON, version=1, interviewed_on=met, identity_proved=True,
                interview_notes="x",
            )  # fmt: skip


def test_only_a_handler_of_the_force_can_own_it(supervisor, support, officer, foreigner):
    row = apply(supervisor)
    for nobody in (officer, foreigner):
        with pytest.raises(Refused):
            actions.assign_owner(application=row, by=supervisor, on=ON, owner=nobody)
    assert actions.assign_owner(application=row, by=supervisor, on=ON, owner=support).owner == support


def test_nobody_owns_an_application_that_they_may_not_see(make_nominal, supervisor, support, inspector):
    nominal = make_nominal(on=ON)
    row = name_person(application=apply(supervisor), by=supervisor, on=ON, reference=nominal.reference)
    Bar.objects.create(nominal=nominal, user=support, reason="Cousins", recorded_by=inspector)
    with pytest.raises(Refused):
        actions.assign_owner(application=row, by=supervisor, on=ON, owner=support)


def test_the_decision_is_not_moved_past_what_was_told(supervisor):
    row = decided(worked(apply(supervisor), supervisor), supervisor)
    tell(row, supervisor)
    later = ON + dt.timedelta(days=1)
    with pytest.raises(Refused, match="has been made"):
        actions.decide(
            application=row, by=supervisor, on=later, version=row.version, decided_on=later, decision="disclose",
            decision_reason="Needed",
        )  # fmt: skip


def test_withdrawn_and_entered_in_error(supervisor, support):
    assert decided(apply(supervisor), supervisor, "withdrawn").outcome == "Withdrawn"
    row = apply(supervisor)
    with pytest.raises(NotAllowed):
        actions.void_application(application=row, by=support, on=ON, reason="x")
    actions.void_application(application=row, by=supervisor, on=ON, reason="A test call")
    assert actions.void_application(application=row, by=supervisor, on=ON, reason="x").void_reason == "A test call"
    assert not CsodsApplication.objects.running().exists()
    with pytest.raises(Refused):
        worked(row, supervisor)


# Naming a person


def test_naming_makes_an_event_opens_a_review_and_tells_the_officer(make_nominal, supervisor, officer):
    nominal = make_nominal(on=ON)
    row = apply(supervisor)
    named = name_person(application=row, by=supervisor, on=ON, reference=nominal.reference.lower())
    assert name_person(application=row, by=supervisor, on=ON, reference=nominal.reference).pk == named.pk
    event = Event.objects.get()
    assert (event.kind, event.date, event.summary) == (
        "csods_application", ON, f"Application under the disclosure scheme {row.reference}",
    )  # fmt: skip
    assert owed(nominal) == [d(2026, 11, 27)]
    message = OutboxMessage.objects.get(kind=named_mail.KIND)
    mail = named_mail.compose(message, AT)
    assert mail.to == officer.email
    assert nominal.reference in mail.body
    assert not {nominal.family_name, SECRET, row.reference} & set(mail.body.split())
    assert AuditEvent.objects.filter(action="csods.officer_told", subjects=[nominal.reference]).exists()
    other = make_nominal()
    with pytest.raises(Refused):
        name_person(application=row, by=supervisor, on=ON, reference=other.reference)


def test_nobody_allocated_the_supervisors_are_told_and_nobody_tells_themselves(
    make_nominal, supervisor, other_supervisor, officer
):
    name_person(application=apply(supervisor), by=supervisor, on=ON, reference=make_nominal(officer=None).reference)
    assert [one.payload["user"] for one in OutboxMessage.objects.all()] == [other_supervisor.pk]
    OutboxMessage.objects.all().delete()
    actions.record_application(nominal=make_nominal(), by=officer, on=ON, received_at=AT)
    assert not OutboxMessage.objects.exists()


def test_where_the_record_is_closed_to_its_officer_the_nearest_who_may_know_is_told(
    make_nominal, supervisor, other_supervisor, inspector, officer
):
    barred = make_nominal()
    Bar.objects.create(nominal=barred, user=officer, reason="Cousin", recorded_by=inspector)
    named_mail.tell_manager(barred, 1, by=supervisor)
    assert [one.payload["user"] for one in OutboxMessage.objects.all()] == [other_supervisor.pk]
    OutboxMessage.objects.all().delete()
    restricted = make_nominal()
    restrict(nominal=restricted, named=[other_supervisor], reason="Threats", by=inspector, on=ON)
    named_mail.tell_manager(restricted, 2, by=supervisor)
    assert [one.payload["user"] for one in OutboxMessage.objects.all()] == [other_supervisor.pk]


def test_the_mail_says_nothing_to_somebody_who_may_not_open_the_record_any_more(make_nominal, supervisor, officer):
    nominal = make_nominal()
    name_person(application=apply(supervisor), by=supervisor, on=ON, reference=nominal.reference)
    nominal.restricted = True
    nominal.save()
    assert named_mail.compose(OutboxMessage.objects.get(), AT) is None


def test_a_person_of_another_team_can_be_named_one_of_another_force_or_restricted_cannot(
    world, make_nominal, support, foreigner, outsider
):
    south = make_nominal(team=world.south, officer=outsider, on=ON)
    name_person(application=apply(support), by=support, on=ON, reference=south.reference)
    assert owed(south) == [d(2026, 11, 27)]
    for closed in (
        make_nominal(restricted=True),
        make_nominal(force=world.other_force, team=world.far, officer=foreigner),
    ):
        with pytest.raises(Refused) as error:
            name_person(application=apply(support), by=support, on=ON, reference=closed.reference)
        assert str(error.value) == "There is no record with that reference that you may open"
    with pytest.raises(NotAllowed):
        name_person(application=apply(support), by=outsider, on=ON, reference=south.reference)


def test_a_name_taken_back_takes_the_review_with_it(make_nominal, supervisor, support):
    nominal = make_nominal(on=ON)
    row = name_person(application=apply(support), by=support, on=ON, reference=nominal.reference)
    with pytest.raises(NotAllowed):
        take_back_name(application=row, by=support, on=ON, reason="Another Ash")
    row = take_back_name(application=row, by=supervisor, on=ON, reason="Another Ash")
    assert (row.nominal, row.event) == (None, None)
    assert Event.objects.get().void_reason == "The application is about somebody else"
    assert actions.latest_file(row).not_them == "Another Ash"
    assert owed(nominal) == []
    assert take_back_name(application=row, by=supervisor, on=ON, reason="Another Ash").nominal is None


def test_one_recorded_on_the_record_is_a_case_that_waits_for_its_applicant(
    signed_in, make_nominal, officer, supervisor
):
    nominal = make_nominal(on=today())
    row = actions.record_application(nominal=nominal, by=officer, on=ON, received_at=AT)
    html = signed_in(supervisor).get(at("csods")).content.decode()
    assert row.reference in html
    assert "Nobody yet" in html
    page = signed_in(supervisor).get(reverse("offenders:risk", args=[nominal.reference])).content.decode()
    assert at("csods_case", row.pk) in page


# Pages


def test_the_list_has_the_overdue_first_and_who_owns_each(signed_in, supervisor, support, officer):
    now = dt.datetime.now(LONDON)
    fresh = apply(support, on=today(), received_at=now - dt.timedelta(minutes=5))
    late = apply(supervisor, on=today(), received_at=now - dt.timedelta(days=2))
    later = apply(supervisor, on=today(), received_at=now - dt.timedelta(days=12))
    html = signed_in(supervisor).get(at("csods")).content.decode()
    places = [html.index(row.reference) for row in (later, late, fresh)]
    assert places == sorted(places)
    assert support.full_name in html
    assert "overdue by 11 days" in html
    actions.void_application(application=late, by=supervisor, on=today(), reason="A test call")
    client = signed_in(supervisor)
    assert late.reference not in client.get(at("csods")).content.decode()
    assert "A test call" in client.get(at("csods") + "?show=decided").content.decode()


def test_whoever_handles_them_sees_on_the_first_page_that_a_clock_ran_out(
    signed_in, make_nominal, supervisor, support, inspector, officer
):
    now = dt.datetime.now(LONDON)
    apply(supervisor, on=today(), received_at=now - dt.timedelta(hours=23))
    nominal = make_nominal(on=today())
    barred = name_person(
        application=apply(supervisor, on=today(), received_at=now - dt.timedelta(hours=25)), by=supervisor, on=today(),
        reference=nominal.reference,
    )  # fmt: skip
    Bar.objects.create(nominal=nominal, user=support, reason="Cousins", recorded_by=inspector)
    text = "Disclosure scheme applications overdue"

    def figure(person):
        day = signed_in(person).get("/").context["day"]
        return [(one["number"], one["url"]) for one in day["figures"] if one["text"] == text]

    assert figure(supervisor) == figure(inspector) == [("1", at("csods"))]
    soon = [
        one["number"]
        for one in signed_in(supervisor).get("/").context["day"]["figures"]
        if "by tomorrow" in one["text"]
    ]
    assert soon == ["1"]  # the one whose 24 hours still run
    assert figure(support) == figure(officer) == []
    assert barred.reference in signed_in(supervisor).get(at("csods")).content.decode()


def test_a_case_by_its_pages(signed_in, supervisor, make_nominal):
    client, nominal = signed_in(supervisor), make_nominal(on=today())
    received = {"received_time": "00:05", "token": "6f1b5c3e-0000-4000-8000-000000000012"} | day("received_on", today())
    assert client.get(at("csods_add")).status_code == 200
    assert client.post(at("csods_add"), APPLICANT | received).status_code == 302
    row = CsodsApplication.objects.get()
    done = {
        "name": {"reference": nominal.reference, "sure": "on"},
        "checks": {"checked_time": "00:10", "checks_found": "A record"} | day("checked_on", today()),
        "interview": {"identity_proved": "yes", "interview_notes": "She worries"} | day("interviewed_on", today()),
        "assessment": {"concern": "immediate", "assessment": "Daily access"} | day("assessed_on", today()),
        "decision": {"decision": "disclose", "decision_reason": "Needed"} | day("decided_on", today()),
        "disclose": {"recipient": "The mother", "capacity": "parent", "what": "Convictions", "why": "Protects",
                     "undertaking": "yes", "token": "6f1b5c3e-0000-4000-8000-000000000013"} | day("made_on", today()),
        "owner": {"owner": supervisor.username},
    }  # fmt: skip
    for step, data in done.items():
        row.refresh_from_db()
        url = at("csods_step", row.pk, step)
        shown = client.get(url)
        assert shown.status_code == 200
        assert client.post(url, {}).status_code == 200, step
        assert client.post(url, data | {"version": row.version}).status_code == 302, step
    html = client.get(at("csods_case", row.pk)).content.decode()
    for words in ("The mother", "Undertaking given", "Immediate risk of harm", "Decision", nominal.reference):
        assert words in html
    again = client.get(at("csods_step", row.pk, "interview")).content.decode()
    assert re.search(r'value="yes"[^>]*checked', again)
    page = client.get(reverse("offenders:risk", args=[nominal.reference])).content.decode()
    assert "Decided: disclose" in page
    assert client.get(at("csods_step", row.pk, "nothing")).status_code == 404


def test_unit_support_is_not_offered_the_decision(signed_in, support):
    row = apply(support)
    client = signed_in(support)
    for step in ("decision", "unname", "error"):
        assert client.get(at("csods_step", row.pk, step)).status_code == 403
        assert at("csods_step", row.pk, step) not in client.get(at("csods_case", row.pk)).content.decode()


def test_a_conflict_on_the_page_shows_both(signed_in, supervisor):
    row = apply(supervisor)
    client, url = signed_in(supervisor), at("csods_step", row.pk, "applicant")
    assert client.post(url, APPLICANT | {"children": "B, 4", "version": "1"}).status_code == 302
    clash = client.post(url, APPLICANT | {"children": "C, 9", "version": "1"})
    assert clash.status_code == 409
    assert "B, 4" in clash.content.decode()


def test_opening_a_case_is_on_the_log(signed_in, supervisor, make_nominal):
    nominal = make_nominal()
    row = name_person(application=apply(supervisor), by=supervisor, on=ON, reference=nominal.reference)
    signed_in(supervisor).get(at("csods_case", row.pk))
    logged = AuditEvent.objects.filter(action="csods.opened").latest("id")
    assert (logged.subjects, logged.details["application"]) == ([nominal.reference], row.reference)


def test_as_many_queries_for_many_rows(signed_in, supervisor, make_nominal, django_assert_max_num_queries):
    client = signed_in(supervisor)
    row = name_person(application=apply(supervisor), by=supervisor, on=ON, reference=make_nominal().reference)
    paths = [at("csods"), at("csods_case", row.pk)]

    def count():
        found = []
        for path in paths:
            client.get(path)
            with django_assert_max_num_queries(40) as asked:
                assert client.get(path).status_code == 200
            found.append(len(asked))
        return found

    one = count()
    for _ in range(5):
        name_person(application=apply(supervisor), by=supervisor, on=ON, reference=make_nominal().reference)
    decided_row = decided(worked(row, supervisor), supervisor)
    for _ in range(3):
        tell(decided_row, supervisor)
    assert count() == one
