"""The papers of a meeting: proposed, chosen, made by a worker, issued, opened; who may see what meanwhile."""

import datetime as dt
import io
import time

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from audit.models import Event as AuditEvent
from common.models import OutboxMessage
from mappa.actions import agenda, items, meetings, packs
from mappa.models import (
    Action,
    AgendaItem,
    Area,
    AreaPlacement,
    Invitation,
    LevelDecision,
    Meeting,
    NotSelected,
    PackRecipient,
    PackVersion,
    Referral,
)
from mappa.pack import facts
from mappa.proposals import proposals
from notification.models import Disposal, Failure, FailureStep
from offenders.actions.access import end_access
from offenders.actions.errors import NotAllowed, NotVisible, Refused
from offenders.actions.merging import merge_nominals
from offenders.actions.restricting import lift_restriction, restrict
from offenders.models import Bar, Event, Nominal, NominalAccess, Particular
from orders.models import Condition, Order
from tests.mappa.meetings import plan
from visits.models import Visit

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 10, 14, 10, tzinfo=dt.UTC)
DAY = NOW.date()
HELD = dt.date(2026, 3, 20)


@pytest.fixture(autouse=True)
def _tuesday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def area(world):
    area = Area.objects.create(name="Northshire")
    area.forces.add(world.force)
    return area


@pytest.fixture
def meeting(area):
    return Meeting.objects.create(meeting_ref="M-1", area=area, level=2, held_on=HELD, place="Room 1", chair="J Oak")


@pytest.fixture
def at_level(make_nominal):
    def make(reference, *, since=dt.date(2025, 12, 22), level=2, **more):
        person = make_nominal(reference, **more)
        LevelDecision.objects.create(nominal=person, level=level, effective_from=since)
        from deadlines.reconcile import batch_for, reconcile_batch

        reconcile_batch(batch_for(DAY, ids=[person.pk]))
        return person

    return make


def listed(meeting, *people, **more):
    return [
        AgendaItem.objects.create(meeting=meeting, nominal=person, position=place, why="review", **more)
        for place, person in enumerate(people, 1)
    ]


def url(name, *more):
    return reverse(f"mappa:{name}", args=["M-1", *more])


def test_the_builder_proposes_reviews_referrals_and_events_and_gives_a_line_for_the_rest(
    meeting, at_level, make_nominal, coordinator, world
):
    at_level("T-LATE", since=dt.date(2025, 12, 1))
    at_level("T-NEXT", since=dt.date(2026, 3, 1))
    at_level("T-THREE", level=3)
    event = at_level("T-EVENT", since=dt.date(2026, 3, 1))
    Event.objects.create(nominal=event, date=dt.date(2026, 3, 5), kind="arrest", summary="x")
    Event.objects.create(nominal=event, date=dt.date(2026, 2, 5), kind="intelligence", closed_on=DAY)
    referred = make_nominal("T-REFERRED")
    Referral.objects.create(
        nominal=referred, referral_ref="R-1", referred_on=dt.date(2026, 2, 20), proposed_level=2,
        decision="accepted", decided_on=dt.date(2026, 3, 2),
    )  # fmt: skip
    from deadlines.reconcile import batch_for, reconcile_batch

    reconcile_batch(batch_for(DAY, ids=[referred.pk]))
    at_level("T-FOREIGN", force=world.other_force, team=world.far)
    proposed, rest = proposals(meeting, coordinator, DAY)
    assert [(row.reference, row.why) for row in proposed] == [
        ("T-LATE", "review"),
        ("T-EVENT", "trigger"),
        ("T-REFERRED", "referral"),
    ]
    assert proposed[2].referral_ref == "R-1"
    assert [row.reference for row in rest] == ["T-NEXT"]
    assert "Review by 24 May 2026, proposed from 26 April 2026" in rest[0].line


@pytest.mark.parametrize(
    ("placements", "proposed"),
    [
        ([], True),
        ([("elsewhere", 1, False)], False),
        ([("elsewhere", 1, False), ("here", 2, False)], True),
        ([("here", 1, False), ("elsewhere", 2, False)], False),
        ([("here", 1, False), ("elsewhere", 2, True)], True),  # entered in error
        ([("elsewhere", 1, True)], True),
        ([("here", 1, False), ("elsewhere", 11, False)], True),  # from tomorrow on
    ],
)
def test_the_area_that_manages_a_case_goes_before_its_force(
    meeting, area, at_level, coordinator, world, placements, proposed
):
    areas = {"here": area, "elsewhere": Area.objects.create(name="Southmere")}
    areas["elsewhere"].forces.add(world.force)
    person = at_level("T-1", since=dt.date(2025, 12, 1))
    for name, number, wrong in placements:
        row = AreaPlacement.objects.create(
            nominal=person, area=areas[name], effective_from=dt.date(2026, 3, number), reason="Moved"
        )
        if wrong:
            AreaPlacement.objects.filter(pk=row.pk).update(voided_at=NOW, void_reason="Another person")
    assert [row.reference for row in proposals(meeting, coordinator, DAY)[0]] == (["T-1"] if proposed else [])


def test_whoever_is_placed_in_an_area_without_the_force_belongs_to_it(meeting, area, at_level, coordinator):
    area.forces.clear()
    placed, other = at_level("T-1", since=dt.date(2025, 12, 1)), at_level("T-2", since=dt.date(2025, 12, 1))
    AreaPlacement.objects.create(nominal=placed, area=area, effective_from=DAY, reason="x")
    assert [row.reference for row in proposals(meeting, coordinator, DAY)[0]] == ["T-1"]
    assert other.force_id is not None


def test_the_builder_asks_as_often_for_one_as_for_many(meeting, at_level, coordinator):
    at_level("T-1")
    with CaptureQueriesContext(connection) as one:
        proposals(meeting, coordinator, DAY)
    for number in range(2, 8):
        Event.objects.create(nominal=at_level(f"T-{number}"), date=DAY, kind="arrest")
    with CaptureQueriesContext(connection) as many:
        assert len(proposals(meeting, coordinator, DAY)[0]) == 7
    assert len(many) == len(one)


def test_choosing_lists_in_the_proposed_order_and_keeps_a_line_for_each_left_out(meeting, at_level, coordinator):
    first, second, third = (at_level(f"T-{n}", since=dt.date(2025, 12, n)) for n in (1, 2, 3))
    chosen = [agenda.Chosen(third.pk, 20), agenda.Chosen(first.pk, None)]
    with pytest.raises(Refused, match="T-2 is left out"):
        agenda.choose(meeting=meeting, chosen=chosen, lines={}, by=coordinator, on=DAY)
    assert not AgendaItem.objects.exists()
    result = agenda.choose(
        meeting=meeting, chosen=chosen, lines={second.pk: "Seen in court first"}, by=coordinator, on=DAY
    )
    assert result == (2, 1)
    rows = AgendaItem.objects.order_by("position").values_list("nominal__reference", "minutes_allotted", "why")
    assert list(rows) == [("T-1", None, "review"), ("T-3", 20, "review")]
    assert NotSelected.objects.get().line == "Seen in court first"
    assert agenda.choose(meeting=meeting, chosen=chosen, lines={second.pk: "x"}, by=coordinator, on=DAY) == (0, 1)
    assert AgendaItem.objects.count() == 2
    assert AuditEvent.objects.filter(action="mappa.agenda_chosen").count() == 2


@pytest.mark.parametrize("minutes", [0, 481])
def test_minutes_have_bounds(meeting, at_level, coordinator, minutes):
    person = at_level("T-1")
    with pytest.raises(Refused, match="from 1 to 480"):
        agenda.choose(meeting=meeting, chosen=[agenda.Chosen(person.pk, minutes)], lines={}, by=coordinator, on=DAY)


def test_a_case_that_is_not_proposed_is_not_listed(meeting, make_nominal, coordinator):
    with pytest.raises(Refused, match="proposals changed"):
        agenda.choose(
            meeting=meeting, chosen=[agenda.Chosen(make_nominal("T-1").pk, 5)], lines={}, by=coordinator, on=DAY
        )


def test_the_agenda_is_put_in_order(meeting, at_level, coordinator):
    items = listed(meeting, at_level("T-1"), at_level("T-2"), at_level("T-3"))
    places = {items[0].pk: agenda.Place(3, 10), items[1].pk: agenda.Place(1, 5), items[2].pk: agenda.Place(2, None)}
    seen = agenda.order_seen(items)
    agenda.arrange(meeting=meeting, places=places, seen=seen, by=coordinator, on=DAY)
    rows = AgendaItem.objects.order_by("position").values_list("position", "nominal__reference", "minutes_allotted")
    assert list(rows) == [(1, "T-2", 5), (2, "T-3", None), (3, "T-1", 10)]


def ready(meeting, coordinator):
    pack = packs.request_pack(meeting=meeting, by=coordinator, on=DAY)
    assert packs.make_packs(NOW) == 1
    pack.refresh_from_db()
    return pack


def make_full(person, officer):
    Action.objects.create(
        nominal=person, action_ref=f"A-2-{person.pk}", action="Newer", agency_name="Housing", due_on=DAY
    )
    Action.objects.create(
        nominal=person, action_ref=f"A-1-{person.pk}", action="Older", agency_name="Police", owner=officer,
        made_on=dt.date(2026, 1, 2), due_on=dt.date(2026, 2, 2),
    )  # fmt: skip
    order = Order.objects.create(nominal=person, order_ref=f"O-1-{person.pk}", kind="shpo", made_on=dt.date(2024, 1, 5))
    Condition.objects.create(
        nominal=person, order=order, number="1", kind="prohibition", text="Not to go near schools",
        starts_on=dt.date(2024, 1, 5),
    )  # fmt: skip
    Visit.objects.create(nominal=person, date=dt.date(2026, 2, 1), outcome="no_reply", officers=[officer.username])
    Event.objects.create(nominal=person, date=dt.date(2026, 2, 3), kind="arrest", summary="Arrested in Sample Street")
    Particular.objects.create(nominal=person, kind="warning", text="Dog", source="visit", noted_on=DAY)
    Particular.objects.create(nominal=person, kind="victim_contact", text="Not to approach", source="x", noted_on=DAY)
    return person


def test_a_pack_holds_every_part_of_a_case_open_actions_first_oldest_first(meeting, at_level, coordinator, officer):
    person = at_level("T-1")
    make_full(person, officer)
    listed(meeting, person)
    NotSelected.objects.create(meeting=meeting, nominal=at_level("T-9"), line="Not yet")
    pack = ready(meeting, coordinator)
    assert (pack.state, pack.number, pack.cases_done) == ("ready", 1, 1)
    document = Document(io.BytesIO(bytes(pack.files.get(kind="docx").content)))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 3"]
    assert headings[:3] == ["Open actions", "Identity", "MAPPA category and level"]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert cells.index("Older") < cells.index("Newer")
    assert "agreed 67 days ago; overdue by 36 days" in cells
    assert {"Not to go near schools", "No reply", "Arrested in Sample Street"} <= set(cells)
    text = "\n".join(p.text for p in document.paragraphs)
    assert "About victims" in text
    assert "T-9: Not yet" in text
    assert bytes(pack.files.get(kind="pdf").content).startswith(b"%PDF-1.7")


def test_the_papers_say_until_when_somebody_notifies_what_is_next_and_what_failed(
    meeting, at_level, coordinator, signed_in
):
    person, other = at_level("T-1"), at_level("T-2")
    Disposal.objects.create(
        nominal=person, disposal_ref="D-1", event="conviction", event_on=dt.date(2024, 1, 5), outcome="imprisonment",
        sentenced_on=dt.date(2024, 1, 5), term_value=8, term_unit="months",
    )  # fmt: skip
    failures = [
        Failure.objects.create(nominal=person, found_on=day, what=what)
        for day, what in ((dt.date(2026, 3, 1), "No bank card told"), (dt.date(2025, 6, 1), "Late by a week"))
    ]
    FailureStep.objects.create(
        nominal=person, failure=failures[1], kind="decision", on=dt.date(2025, 6, 9), outcome="excuse", note="Ill"
    )
    Failure.objects.create(nominal=person, found_on=HELD, what="Not yet found")
    listed(meeting, person, other)
    document = Document(io.BytesIO(bytes(ready(meeting, coordinator).files.get(kind="docx").content)))
    said = [p.text for p in document.paragraphs]
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert [line for line in said if line.startswith("Last day subject")] == [
        "Last day subject: Wednesday 4 January 2034"
    ]
    assert said.count("Notification") == 2
    assert any("No disposal is recorded" in line for line in said)
    assert not any("Not subject" in line for line in said)
    assert not any("failure-" in cell for row in rows for cell in row)
    assert ["1 March 2026", "No bank card told", "Possible failure to notify"] in rows
    assert ["1 June 2025", "Late by a week", "Reasonable excuse"] in rows
    assert not any("Not yet found" in row for row in rows)
    assert ["Initial notification D-1", "7 January 2024", "overdue by 793 days"] in rows
    page = signed_in(coordinator).get(url("agenda")).content.decode()
    assert "4 January 2034" in page
    assert "No bank card told" in page


def test_a_pack_of_many_cases_asks_as_often_as_one_of_few(at_level, officer):
    people = [at_level(f"T-{number}") for number in range(8)]
    make_full(people[0], officer)
    Failure.objects.create(nominal=people[0], found_on=DAY, what="x")
    with CaptureQueriesContext(connection) as one:
        facts.load([people[0].pk], DAY)
    with CaptureQueriesContext(connection) as many:
        assert len(facts.load([person.pk for person in people], DAY)) == 8
    assert len(many) <= len(one)


def test_only_what_happened_since_the_last_meeting_is_in_the_papers(meeting, area, at_level, coordinator):
    person = at_level("T-1")
    earlier = Meeting.objects.create(meeting_ref="M-0", area=area, level=2, held_on=dt.date(2026, 2, 2), status="held")
    listed(earlier, person)
    for day in (dt.date(2026, 2, 1), dt.date(2026, 2, 2), dt.date(2026, 2, 3)):
        Visit.objects.create(nominal=person, date=day, outcome="no_reply", officers=["x"])
    found = facts.load([person.pk], DAY, before=HELD)[person.pk]
    assert found.since == dt.date(2026, 2, 2)
    assert [visit.date.day for visit in found.visits] == [3, 2]


def test_forty_full_cases_are_made_within_two_seconds_and_the_progress_is_seen_on_the_way(
    meeting, make_nominal, coordinator, officer, signed_in, monkeypatch
):
    people = [make_full(make_nominal(f"T-{number}"), officer) for number in range(40)]
    listed(meeting, *people)
    pack = packs.request_pack(meeting=meeting, by=coordinator, on=DAY)
    seen, load = [], facts.load

    def watched(*args, **more):
        seen.append(PackVersion.objects.values_list("cases_done", flat=True).get())
        return load(*args, **more)

    monkeypatch.setattr(facts, "load", watched)
    begun = time.process_time()
    assert packs.make_packs(NOW) == 1
    assert time.process_time() - begun < 2  # the worker's own seconds, whatever else the machine is doing
    assert seen == [0, 10, 20, 30]
    pack.refresh_from_db()
    assert (pack.cases, pack.cases_done, len(pack.items)) == (40, 40, 40)
    PackVersion.objects.update(state="building", cases_done=10)
    assert "Being made: 10 of 40 cases done." in signed_in(coordinator).get(url("packs")).content.decode()


def test_asked_for_twice_it_is_made_once_and_the_next_has_the_next_number(meeting, at_level, coordinator):
    listed(meeting, at_level("T-1"))
    first = packs.request_pack(meeting=meeting, by=coordinator, on=DAY)
    assert packs.request_pack(meeting=meeting, by=coordinator, on=DAY) == first
    assert packs.make_packs(NOW) == 1
    assert packs.make_packs(NOW) == 0
    assert packs.request_pack(meeting=meeting, by=coordinator, on=DAY).number == 2


def test_an_empty_agenda_has_no_papers(meeting, coordinator):
    with pytest.raises(Refused, match="no case"):
        packs.request_pack(meeting=meeting, by=coordinator, on=DAY)


def test_what_a_worker_left_unfinished_is_taken_up_again(meeting, at_level, coordinator, monkeypatch):
    listed(meeting, at_level("T-1"))
    pack = packs.request_pack(meeting=meeting, by=coordinator, on=DAY)

    def killed(*_args, **_more):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(packs, "papers_of", killed)
        with pytest.raises(SystemExit):
            packs.make_packs(NOW)
    assert packs.make_packs(NOW + dt.timedelta(minutes=4)) == 0
    assert packs.make_packs(NOW + dt.timedelta(minutes=6)) == 1
    assert PackVersion.objects.get(pk=pack.pk).state == "ready"


def test_papers_that_cannot_be_made_say_so_and_can_be_asked_for_again(meeting, at_level, coordinator, monkeypatch):
    listed(meeting, at_level("T-1"))
    packs.request_pack(meeting=meeting, by=coordinator, on=DAY)

    def broken(*_args, **_more):
        raise RuntimeError("no")

    with monkeypatch.context() as patch:
        patch.setattr(packs, "papers_of", broken)
        assert packs.make_packs(NOW) == 0
    assert PackVersion.objects.get().state == "failed"
    assert ready(meeting, coordinator).number == 2


def test_issue_opens_the_cases_to_a_member_until_the_follow_up_ends(meeting, at_level, coordinator, member, signed_in):
    person, other = at_level("T-1"), at_level("T-2")
    listed(meeting, person)
    invitation = Invitation.objects.create(
        meeting=meeting, agency_name="Probation", contact_name="P Ash", email="p@example.org", user=member
    )
    outside = Invitation.objects.create(meeting=meeting, agency_name="Housing", contact_name="Q Elm")
    pack = ready(meeting, coordinator)
    assert signed_in(member).get(url("agenda")).status_code == 404
    assert not Nominal.objects.visible_to(member).exists()
    packs.issue_pack(pack=pack, invitations=[invitation.pk, outside.pk], by=coordinator, on=DAY)
    assert packs.issue_pack(pack=pack, invitations=[invitation.pk], by=coordinator, on=DAY) == 1
    assert list(Nominal.objects.visible_to(member)) == [person]
    assert NominalAccess.objects.get().expires_on == HELD + dt.timedelta(days=28)
    assert Meeting.objects.get().status == "issued"
    assert OutboxMessage.objects.filter(kind="mappa_pack").count() == 1
    event = AuditEvent.objects.filter(action="disclosure.pack_issued").latest("pk")
    assert event.subjects == ["T-1"]
    page = signed_in(member).get(url("agenda"))
    assert page.status_code == 200
    assert "T-1" in page.content.decode()
    answer = signed_in(member).get(url("agenda_pdf"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    opened = AuditEvent.objects.filter(action="disclosure.pack_opened", username=member.username)
    assert {row.details["form"] for row in opened} == {"page", "pdf"}
    assert pack.recipients.get(user=member).first_opened_at is not None
    assert other not in Nominal.objects.visible_to(member)
    with time_machine.travel(dt.datetime(2026, 4, 18, 12, tzinfo=dt.UTC), tick=False):
        assert not Nominal.objects.visible_to(member).exists()
        member.refresh_from_db()
        assert signed_in(member).get(url("agenda_pdf")).status_code == 404


def issued_to(meeting, coordinator, member):
    invitation = Invitation.objects.create(
        meeting=meeting, agency_name="Probation", contact_name="P Ash", email="p@example.org", user=member
    )
    pack = ready(meeting, coordinator)
    packs.issue_pack(pack=pack, invitations=[invitation.pk], by=coordinator, on=DAY)
    PackRecipient.objects.filter(pack=pack).update(sent_at=NOW)  # the database has a clock of its own
    return pack


def files(client, pack):
    """What each address of the whole papers answers."""
    addresses = (url("agenda_pdf"), url("agenda_docx"), url("pack_file", pack.number, "pdf"))
    return {client.get(address).status_code for address in addresses}


@pytest.mark.parametrize("listed_too", [True, False])
def test_a_bar_keeps_the_whole_papers_from_whoever_received_or_runs_them(
    meeting, at_level, coordinator, member, inspector, signed_in, listed_too
):
    person, other = at_level("T-1"), at_level("T-2")
    listed(meeting, *([person, other] if listed_too else [other]))
    if not listed_too:
        NotSelected.objects.create(meeting=meeting, nominal=person, line="Not yet")
    pack = issued_to(meeting, coordinator, member)
    assert files(signed_in(member), pack) == files(signed_in(coordinator), pack) == {200}
    for reader in (member, coordinator):
        Bar.objects.create(nominal=person, user=reader, reason="Cousin", recorded_by=inspector)
        assert files(signed_in(reader), pack) == {404}
        body = signed_in(reader).get(url("agenda")).content.decode()
        assert "T-2" in body
        assert "T-1" not in body
        assert url("agenda_pdf") not in body
    Bar.objects.update(until=DAY - dt.timedelta(days=1))
    assert files(signed_in(member), pack) == {200}


def test_a_restriction_closes_the_papers_that_were_made_before_it(
    meeting, at_level, coordinator, member, inspector, supervisor, signed_in
):
    person, other = at_level("T-1"), at_level("T-2")
    listed(meeting, person, other)
    pack = issued_to(meeting, coordinator, member)
    with time_machine.travel(NOW + dt.timedelta(minutes=1), tick=False):
        restrict(nominal=person, named=[supervisor], reason="Threats", by=inspector, on=DAY)
        for reader in (member, coordinator):
            assert files(signed_in(reader), pack) == {404}
        later = ready(meeting, coordinator)
        assert later.number == 2
        assert signed_in(coordinator).get(url("agenda_pdf")).status_code == 200


def test_a_copy_for_whoever_does_not_sign_in_is_a_disclosure(meeting, at_level, coordinator):
    listed(meeting, at_level("T-1"))
    outside = Invitation.objects.create(meeting=meeting, agency_name="Housing", contact_name="Q Elm")
    pack = ready(meeting, coordinator)
    packs.issue_pack(pack=pack, invitations=[outside.pk], by=coordinator, on=DAY)
    row = pack.recipients.get()
    with pytest.raises(Refused, match="lie ahead"):
        packs.record_copy(recipient=row, how="paper", sent_on=HELD, by=coordinator, on=DAY)
    with pytest.raises(Refused, match="how"):
        packs.record_copy(recipient=row, how="link", sent_on=DAY, by=coordinator, on=DAY)
    packs.record_copy(recipient=row, how="paper", sent_on=DAY, by=coordinator, on=DAY)
    row.refresh_from_db()
    assert (row.how, row.sent_at.date()) == ("paper", DAY)
    assert AuditEvent.objects.get(action="disclosure.pack_sent").subjects == ["T-1"]


def test_a_restricted_record_is_in_no_paper_unless_the_chair_shares_it(
    meeting, at_level, coordinator, inspector, signed_in
):
    open_one, closed_one = at_level("T-1"), at_level("T-SECRET", restricted=True)
    items = listed(meeting, open_one, closed_one)
    Meeting.objects.update(chair_user=inspector)
    text = "".join(
        p.text
        for p in Document(io.BytesIO(bytes(ready(meeting, coordinator).files.get(kind="docx").content))).paragraphs
    )
    assert "T-1" in text
    assert "T-SECRET" not in text
    assert "T-SECRET" not in signed_in(coordinator).get(url("agenda")).content.decode()
    with pytest.raises((NotAllowed, NotVisible)):
        packs.decide_sharing(item=items[1], sharing="share", reason="Needed", by=coordinator, on=DAY)
    items[1].refresh_from_db()
    packs.decide_sharing(item=items[1], sharing="share", reason="Needed", by=inspector, on=DAY)
    text = "".join(
        p.text
        for p in Document(io.BytesIO(bytes(ready(meeting, coordinator).files.get(kind="docx").content))).paragraphs
    )
    assert "T-SECRET" in text
    assert not NominalAccess.objects.exists()


def test_other_roles_and_other_forces(meeting, at_level, coordinator, officer, foreigner, supervisor, signed_in, world):
    listed(meeting, at_level("T-1"))
    far = world.person("z.far", "mappa_coordinator", force=world.other_force)
    for user in (foreigner, far):
        for name in ("agenda", "agenda_pdf", "agenda_docx", "build_agenda", "packs"):
            assert signed_in(user).get(url(name)).status_code in (403, 404), (user, name)
    assert signed_in(officer).get(url("agenda")).status_code == 200
    assert signed_in(officer).get(url("agenda_pdf")).status_code == 404
    assert signed_in(officer).get(url("build_agenda")).status_code == 403
    assert signed_in(officer).post(url("packs"), {"note": ""}).status_code == 403
    with pytest.raises(NotAllowed):
        packs.request_pack(meeting=meeting, by=supervisor, on=DAY)
    with pytest.raises((NotAllowed, NotVisible)):
        packs.request_pack(meeting=meeting, by=far, on=DAY)


def test_the_co_ordinator_has_a_draft_before_any_version(meeting, at_level, coordinator, signed_in):
    listed(meeting, at_level("T-1"))
    for name, begin in (("agenda_pdf", b"%PDF"), ("agenda_docx", b"PK"), ("agenda_pdf_below", b"%PDF")):
        answer = signed_in(coordinator).get(url(name))
        assert answer.content.startswith(begin)
        assert "M-1-draft" in answer["Content-Disposition"]


def test_the_pages_of_the_builder(meeting, at_level, coordinator, signed_in):
    person, other = at_level("T-1", since=dt.date(2025, 12, 1)), at_level("T-2", since=dt.date(2025, 12, 2))
    client = signed_in(coordinator)
    page = client.get(url("build_agenda")).content.decode()
    assert page.index("T-1") < page.index("T-2")
    data = {"case": [str(person.pk)], f"minutes_{person.pk}": "20", f"line_{other.pk}": ""}
    again = client.post(url("build_agenda"), data)
    assert "Say in a line why T-2 is left out" in again.content.decode()
    assert client.post(url("build_agenda"), {**data, f"line_{other.pk}": "Later"}).status_code == 302
    item = AgendaItem.objects.get()
    assert (item.minutes_allotted, NotSelected.objects.get().line) == (20, "Later")
    odd = {**data, f"minutes_{person.pk}": "1\x00", f"line_{other.pk}": "x"}
    assert client.post(url("build_agenda"), odd).status_code in (200, 400)
    assert AgendaItem.objects.count() == 1
    order = {"seen": f"{item.pk}:20", f"place_{item.pk}": "1", f"time_{item.pk}": "25"}
    assert client.post(url("arrange_agenda"), order).status_code == 302
    item.refresh_from_db()
    assert item.minutes_allotted == 25
    assert client.post(url("packs"), {"note": "First"}).status_code == 302
    assert "Waiting for a worker" in client.get(url("packs")).content.decode()
    packs.make_packs(NOW)
    assert "Version 1 as PDF" in client.get(url("packs")).content.decode()
    assert client.get(url("pack_file", 1, "docx")).status_code == 200
    assert client.get(url("pack_file", 1, "zip")).status_code == 404
    Invitation.objects.create(meeting=meeting, agency_name="Housing", contact_name="Q Elm")
    row = Invitation.objects.get()
    assert client.post(url("issue_pack", 1), {"invitations": [str(row.pk)]}).status_code == 302
    recipient = PackVersion.objects.get().recipients.get()
    answer = client.post(url("record_copy", 1, recipient.pk), {"how": "paper", "sent_on": "2026-03-10"})
    assert answer.status_code == 302


def test_the_papers_close_again_to_a_member_who_has_a_case_of_their_own_there(
    meeting, at_level, coordinator, outsider, world, signed_in
):
    own = at_level("T-OWN", officer=outsider, team=world.south)
    listed(meeting, own, at_level("T-1"))
    row = Invitation.objects.create(meeting=meeting, agency_name="Police", contact_name="C Vale", user=outsider)
    packs.issue_pack(pack=ready(meeting, coordinator), invitations=[row.pk], by=coordinator, on=DAY)
    PackVersion.objects.update(issued_at=NOW)
    PackRecipient.objects.update(sent_at=NOW)
    assert signed_in(outsider).get(url("agenda_pdf")).status_code == 200
    with time_machine.travel(dt.datetime(2026, 4, 18, 12, tzinfo=dt.UTC), tick=False):
        client = signed_in(outsider)
        assert client.get(url("agenda")).status_code == 200
        assert client.get(url("agenda_pdf")).status_code == 404
        assert client.get(url("pack_file", 1, "pdf")).status_code == 404


def test_a_case_kept_back_after_all_closes_the_version_that_has_it(
    meeting, at_level, coordinator, inspector, signed_in
):
    items = listed(meeting, at_level("T-1"), at_level("T-SECRET", restricted=True))
    Meeting.objects.update(chair_user=inspector)
    packs.decide_sharing(item=items[1], sharing="share", reason="Needed", by=inspector, on=DAY)
    ready(meeting, coordinator)
    assert signed_in(coordinator).get(url("pack_file", 1, "pdf")).status_code == 200
    items[1].refresh_from_db()
    packs.decide_sharing(item=items[1], sharing="withhold", reason="No longer", by=inspector, on=DAY)
    AgendaItem.objects.filter(pk=items[1].pk).update(sharing_at=NOW + dt.timedelta(hours=1))
    PackVersion.objects.update(requested_at=NOW)
    assert signed_in(coordinator).get(url("pack_file", 1, "pdf")).status_code == 404


def test_what_was_typed_about_a_closed_case_is_not_on_the_page_of_the_meeting(
    meeting, at_level, coordinator, signed_in
):
    listed(meeting, at_level("T-SECRET", restricted=True))
    Meeting.objects.update(urgent=True, urgent_trigger="breach", urgent_why="Ash Larkmoor broke his order")
    page = signed_in(coordinator).get(reverse("mappa:meeting", args=["M-1"])).content.decode()
    assert "breach" in page
    assert "broke his order" not in page


def test_a_wrong_number_of_minutes_lists_nobody(meeting, at_level, coordinator):
    chosen = [agenda.Chosen(at_level("T-1").pk, 20), agenda.Chosen(at_level("T-2").pk, 999)]
    with pytest.raises(Refused, match="from 1 to 480"):
        agenda.choose(meeting=meeting, chosen=chosen, lines={}, by=coordinator, on=DAY)
    assert not AgendaItem.objects.exists()


# ---- the exceptions of members go with the meeting -------------------------------------------------------------------


def opened_until(member):
    return sorted(NominalAccess.objects.filter(user=member, ended_at=None).values_list("expires_on", flat=True))


def change(meeting, by, day, **more):
    meeting.refresh_from_db()
    return meetings.change_details(meeting=meeting, plan=plan(day), version=meeting.version, by=by, on=DAY, **more)


def test_what_a_meeting_opened_goes_with_its_day(meeting, at_level, coordinator, member):
    listed(meeting, at_level("T-1"), at_level("T-2"))
    issued_to(meeting, coordinator, member)
    later = HELD + dt.timedelta(days=14)
    change(meeting, coordinator, later)
    assert opened_until(member) == [later + dt.timedelta(days=28)] * 2
    assert AuditEvent.objects.filter(action="access.moved").latest("pk").subjects == ["T-2"]
    change(meeting, coordinator, HELD)
    assert opened_until(member) == [HELD + dt.timedelta(days=28)] * 2
    earlier = DAY + dt.timedelta(days=1)
    meeting.refresh_from_db()
    with time_machine.travel(dt.datetime(2026, 3, 21, 12, tzinfo=dt.UTC), tick=False):
        meetings.hold_meeting(meeting=meeting, held_on=earlier, chair="J Oak", statement_read=True,
                              version=meeting.version, by=coordinator, on=HELD + dt.timedelta(days=1))  # fmt: skip
    assert opened_until(member) == [earlier + dt.timedelta(days=28)] * 2


def test_called_off_it_closes_and_planned_again_it_opens(meeting, at_level, coordinator, member, signed_in):
    person = at_level("T-1")
    listed(meeting, person)
    pack = issued_to(meeting, coordinator, member)
    PackVersion.objects.update(issued_at=NOW)
    meeting.refresh_from_db()
    stale = meeting.version
    meetings.cancel_meeting(meeting=meeting, reason="Chair ill", by=coordinator, on=DAY)
    assert not Nominal.objects.visible_to(member).exists()
    assert files(signed_in(member), pack) == {404}
    ended = AuditEvent.objects.get(action="access.ended")
    assert (ended.subjects, ended.details["reason"]) == (["T-1"], "Meeting M-1 was called off: Chair ill")
    with pytest.raises(Refused, match="cancelled"):  # by somebody whose page is older than that
        meetings.change_details(meeting=meeting, plan=plan(HELD), version=stale, by=coordinator, on=DAY)
    with pytest.raises(Refused, match="today or later"):
        change(meeting, coordinator, DAY - dt.timedelta(days=1), again=True)
    again = change(meeting, coordinator, HELD + dt.timedelta(days=7), again=True)
    assert (again.status, again.cancel_reason) == ("issued", "")
    assert opened_until(member) == [HELD + dt.timedelta(days=35)]
    assert list(Nominal.objects.visible_to(member)) == [person]


def test_what_two_meetings_of_one_day_opened_stays_until_both_are_called_off(meeting, at_level, coordinator, member):
    person = at_level("T-1")
    other = Meeting.objects.create(meeting_ref="M-2", area=meeting.area, level=2, held_on=HELD)
    for one in (meeting, other):
        listed(one, person)
        issued_to(one, coordinator, member)
    assert opened_until(member) == [HELD + dt.timedelta(days=28)]
    meetings.cancel_meeting(meeting=meeting, reason="Too many", by=coordinator, on=DAY)
    assert opened_until(member) == [HELD + dt.timedelta(days=28)]
    meetings.cancel_meeting(meeting=other, reason="Too many", by=coordinator, on=DAY)
    assert opened_until(member) == []


def test_what_was_closed_by_hand_does_not_open_with_another_day(meeting, at_level, coordinator, member, inspector):
    listed(meeting, at_level("T-1"))
    issued_to(meeting, coordinator, member)
    end_access(access=NominalAccess.objects.get(), by=inspector, on=DAY)
    change(meeting, coordinator, HELD + dt.timedelta(days=7))
    assert opened_until(member) == []


def test_a_meeting_called_off_is_planned_again_on_its_page(meeting, at_level, coordinator, signed_in):
    listed(meeting, at_level("T-1"))
    meetings.cancel_meeting(meeting=meeting, reason="Chair ill", by=coordinator, on=DAY)
    client = signed_in(coordinator)
    assert url("plan_again") in client.get(url("meeting")).content.decode()
    data = {"level": "2", "held_on_0": "27", "held_on_1": "3", "held_on_2": "2026", "chair": "J Oak", "version": "2"}
    assert "The meeting was cancelled" in client.post(url("edit_meeting"), data).content.decode()
    assert client.post(url("plan_again"), data).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.status, meeting.held_on) == ("planned", dt.date(2026, 3, 27))
    assert url("plan_again") not in client.get(url("meeting")).content.decode()


@pytest.fixture
def chair(world, meeting):
    """A supervisor of a team that has none of the cases."""
    user = world.person("s.far", "supervisor", team=world.far)
    meeting.chair_user = user
    meeting.save()
    return user


def test_a_chair_who_is_not_named_decides_from_a_page_that_shows_the_reference_alone(
    meeting, at_level, coordinator, chair, signed_in
):
    person = at_level("T-SECRET", restricted=True, given_names="Ash", family_name="Larkmoor")
    (item,) = listed(meeting, person, why_text="Seen at a school")
    client = signed_in(chair)
    assert client.get(url("meeting")).status_code == 200
    agenda = client.get(url("agenda")).content.decode()
    page = client.get(url("decide_sharing", item.pk))
    assert page.status_code == 200
    for text in (agenda, page.content.decode()):
        assert "T-SECRET" in text
        assert not any(word in text.lower() for word in ("larkmoor", "ash ", "at a school"))
    assert AuditEvent.objects.get(action="mappa.form_opened").subjects == ["T-SECRET"]
    answer = client.post(url("decide_sharing", item.pk), {"sharing": "share", "reason": "The school must know"})
    assert answer.status_code == 302
    item.refresh_from_db()
    assert (item.sharing, item.sharing_by) == ("share", chair)
    assert not Nominal.objects.visible_to(chair).exists()
    assert client.get(reverse("offenders:record", args=["T-SECRET"])).status_code == 404
    assert client.get(url("minutes", "T-SECRET")).status_code == 404
    client.post(url("decide_sharing", item.pk), {"sharing": "withhold", "reason": "Told another way"})
    item.refresh_from_db()
    assert item.sharing == "withhold"


def test_nobody_but_the_chair_or_a_named_runner_decides(
    meeting, at_level, coordinator, chair, inspector, officer, signed_in, world
):
    person, open_one = at_level("T-SECRET", restricted=True), at_level("T-1", officer=chair, team=world.far)
    secret, plain = listed(meeting, person, open_one)
    NominalAccess.objects.create(
        user=officer, content_object=person, kind="named", permission=Permission.objects.get(codename="view_nominal")
    )
    data = {"sharing": "share", "reason": "x"}
    for user, status in ((coordinator, 404), (inspector, 404), (officer, 403)):
        assert signed_in(user).get(url("decide_sharing", secret.pk)).status_code == status
        assert signed_in(user).post(url("decide_sharing", secret.pk), data).status_code == status
    Bar.objects.create(nominal=person, user=chair, reason="A neighbour")
    assert signed_in(chair).get(url("decide_sharing", secret.pk)).status_code == 404
    assert "T-SECRET" not in signed_in(chair).get(url("agenda")).content.decode()
    with pytest.raises(NotVisible):
        packs.decide_sharing(item=secret, sharing="share", reason="x", by=chair, on=DAY)
    assert signed_in(chair).get(url("decide_sharing", plain.pk)).status_code == 404  # not restricted


def test_the_chairs_decision_locks_the_meeting_before_the_case(meeting, at_level, chair):
    (item,) = listed(meeting, at_level("T-SECRET", restricted=True))
    with CaptureQueriesContext(connection) as made:
        packs.decide_sharing(item=item, sharing="share", reason="x", by=chair, on=DAY)
    locks = [row["sql"] for row in made if "FOR UPDATE" in row["sql"]]
    assert ["mappa_meeting" in locks[0][:200], "mappa_agendaitem" in locks[1][:60]] == [True, True]


# ---- what must stay closed -------------------------------------------------------------------------------------------


def named_on(person, *users):
    for user in users:
        NominalAccess.objects.create(
            user=user, content_object=person, kind="named", permission=Permission.objects.get(codename="view_nominal")
        )


def test_whoever_runs_the_meeting_gains_nothing_by_taking_its_chair(meeting, at_level, coordinator, world, signed_in):
    person = at_level("T-9", restricted=True)
    (item,) = listed(meeting, person)
    Meeting.objects.update(chair_user=coordinator)
    client = signed_in(coordinator)
    assert "T-9" not in client.get(url("agenda")).content.decode()
    assert client.post(url("decide_sharing", item.pk), {"sharing": "share", "reason": "x"}).status_code == 404
    named_on(person, coordinator)
    assert client.post(url("decide_sharing", item.pk), {"sharing": "share", "reason": "x"}).status_code == 302


def test_a_chair_whose_role_decides_nothing_any_more_sees_no_reference(meeting, at_level, chair, signed_in):
    (item,) = listed(meeting, at_level("T-SECRET", restricted=True))
    assert signed_in(chair).get(url("decide_sharing", item.pk)).status_code == 200
    chair.role = "offender_manager"
    chair.save()
    assert "T-SECRET" not in signed_in(chair).get(url("agenda")).content.decode()
    assert signed_in(chair).get(url("decide_sharing", item.pk)).status_code == 404
    with pytest.raises(NotVisible):
        packs.decide_sharing(item=item, sharing="share", reason="x", by=chair, on=DAY)


def other_meeting(meeting, ref="M-2", held_on=HELD, **more):
    return Meeting.objects.create(meeting_ref=ref, area=meeting.area, level=2, held_on=held_on, **more)


@pytest.mark.parametrize("ends", ["called off", "moved", "taken off"])
def test_a_meeting_called_off_opens_nothing_by_another_whose_papers_never_held_the_case(
    meeting, at_level, coordinator, member, ends
):
    listed(meeting, at_level("T-1"))
    issued_to(meeting, coordinator, member)
    person = at_level("T-2")
    listed(meeting, person)  # by hand, and no second version
    other = other_meeting(meeting)
    (item,) = listed(other, person)
    issued_to(other, coordinator, member)
    other.refresh_from_db()
    if ends == "called off":
        meetings.cancel_meeting(meeting=other, reason="x", by=coordinator, on=DAY)
    elif ends == "moved":
        change(other, coordinator, HELD + dt.timedelta(days=7))
        meetings.cancel_meeting(meeting=other, reason="x", by=coordinator, on=DAY)
    else:
        items.take_off_agenda(item=item, by=coordinator, on=DAY, reason="x")
    assert person not in Nominal.objects.visible_to(member)


def test_a_meeting_of_long_ago_keeps_nothing_open(meeting, at_level, coordinator, member):
    person = at_level("T-1")
    old = other_meeting(meeting, "M-OLD", HELD)
    for one in (old, meeting):
        listed(one, person)
        issued_to(one, coordinator, member)
    NominalAccess.objects.update(reason="Meeting M-1 on 20 March 2026")
    Meeting.objects.filter(pk=old.pk).update(held_on=dt.date(2024, 3, 1), status="held")
    PackRecipient.objects.filter(pack__meeting=old).update(sent_at=dt.datetime(2024, 2, 1, tzinfo=dt.UTC))
    meetings.cancel_meeting(meeting=meeting, reason="x", by=coordinator, on=DAY)
    assert opened_until(member) == []


def test_what_stays_open_by_another_meeting_is_on_the_log(meeting, at_level, coordinator, member):
    person, other = at_level("T-1"), other_meeting(meeting)
    for one in (meeting, other):
        listed(one, person)
        issued_to(one, coordinator, member)
    meetings.cancel_meeting(meeting=meeting, reason="x", by=coordinator, on=DAY)
    event = AuditEvent.objects.get(action="access.kept")
    assert (event.subjects, event.details["after"]["reason"]) == (["T-1"], "Meeting M-2 on 20 March 2026")


def test_a_meeting_that_leant_on_anothers_exception_takes_its_own_along(meeting, at_level, coordinator, member):
    person, other = at_level("T-1"), other_meeting(meeting)
    for one in (other, meeting):  # the row is the other's
        listed(one, person)
        issued_to(one, coordinator, member)
    later = HELD + dt.timedelta(days=14)
    change(meeting, coordinator, later)
    assert opened_until(member) == [HELD + dt.timedelta(days=28), later + dt.timedelta(days=28)]
    change(meeting, coordinator, later + dt.timedelta(days=1))
    assert opened_until(member) == [HELD + dt.timedelta(days=28), later + dt.timedelta(days=29)]


def issue_again(pack, meeting, coordinator):
    late, _ = Invitation.objects.get_or_create(meeting=meeting, agency_name="Housing", contact_name="Q Elm")
    packs.issue_pack(pack=pack, invitations=[late.pk], by=coordinator, on=DAY)


@pytest.mark.parametrize("closed", ["taken off", "kept back", "restricted", "left out and restricted"])
def test_a_version_with_a_closed_case_is_issued_no_more(meeting, at_level, coordinator, inspector, member, closed):
    person, secret, left = at_level("T-1"), at_level("T-2", restricted=True), at_level("T-3")
    first, second = listed(meeting, person, secret)
    AgendaItem.objects.filter(pk=second.pk).update(sharing="share", sharing_reason="x", sharing_at=NOW)
    NotSelected.objects.create(meeting=meeting, nominal=left, line="Not yet")
    pack = issued_to(meeting, coordinator, member)
    if closed == "taken off":
        items.take_off_agenda(item=first, by=coordinator, on=DAY, reason="x")
    elif closed == "kept back":
        AgendaItem.objects.filter(pk=second.pk).update(sharing="withhold")
    else:
        Nominal.objects.filter(pk=(person if closed == "restricted" else left).pk).update(restricted=True)
    with pytest.raises(Refused, match="make a new version"):
        issue_again(pack, meeting, coordinator)
    issue_again(ready(meeting, coordinator), meeting, coordinator)


@pytest.mark.parametrize("closed", ["bar", "restriction"])
@pytest.mark.parametrize("since", ["listed", "proposed no more"])
def test_the_line_of_a_case_left_out_is_guarded_in_the_version_that_has_it(
    meeting, at_level, coordinator, member, inspector, supervisor, signed_in, closed, since
):
    person, other = at_level("T-5"), at_level("T-1")
    listed(meeting, other)
    NotSelected.objects.create(meeting=meeting, nominal=person, line="Seen last week")
    pack = issued_to(meeting, coordinator, member)
    assert files(signed_in(member), pack) == files(signed_in(coordinator), pack) == {200}
    if since == "listed":
        items.put_on_agenda(meeting=meeting, nominal=person, by=coordinator, on=DAY, why="other")
    NotSelected.objects.all().delete()
    with time_machine.travel(NOW + dt.timedelta(minutes=1), tick=False):
        if closed == "restriction":
            restrict(nominal=person, named=[supervisor], reason="Threats", by=inspector, on=DAY)
        for reader in (member, coordinator):
            if closed == "bar":
                Bar.objects.create(nominal=person, user=reader, reason="Cousin", recorded_by=inspector)
            assert files(signed_in(reader), pack) == {404}


def test_lines_about_another_forces_cases_are_not_for_whoever_runs_the_meeting(
    meeting, area, at_level, coordinator, world, signed_in
):
    area.forces.add(world.other_force)
    listed(meeting, at_level("T-1"))
    theirs = at_level("B-12", force=world.other_force, team=world.far)
    client = signed_in(coordinator)
    assert client.get(url("agenda_pdf")).status_code == 200
    NotSelected.objects.create(meeting=meeting, nominal=theirs, line="Inside until May")
    for _ in range(2):  # the draft, then a version that is not issued to the reader
        assert client.get(url("agenda_pdf")).status_code == 404
        pack = ready(meeting, coordinator)
    assert client.get(url("pack_file", pack.number, "pdf")).status_code == 404


def test_a_late_copy_opens_as_long_as_the_record(meeting, at_level, coordinator, member, signed_in, world):
    listed(meeting, at_level("T-1"))
    NotSelected.objects.create(meeting=meeting, nominal=at_level("T-2"), line="Not yet")
    pack = issued_to(meeting, coordinator, member)
    late = dt.datetime(2026, 4, 30, 12, tzinfo=dt.UTC)
    PackVersion.objects.update(issued_at=NOW)
    with time_machine.travel(late, tick=False):
        other = world.person("q.elm", "offender_manager", team=world.far)
        row = Invitation.objects.create(meeting=meeting, agency_name="Housing", contact_name="Q Elm", user=other)
        packs.issue_pack(pack=pack, invitations=[row.pk], by=coordinator, on=late.date())
        PackRecipient.objects.filter(user=other).update(sent_at=late)
        client = signed_in(other)
        assert client.get(url("agenda")).status_code == client.get(url("agenda_pdf")).status_code == 200


def test_the_page_does_not_count_as_the_opening_of_a_version_that_is_closed(
    meeting, at_level, coordinator, member, inspector, signed_in
):
    person, other = at_level("T-1"), at_level("T-2")
    listed(meeting, person, other)
    pack = issued_to(meeting, coordinator, member)
    bar = Bar.objects.create(nominal=person, user=member, reason="Cousin", recorded_by=inspector)
    assert signed_in(member).get(url("agenda")).status_code == 200
    assert pack.recipients.get().first_opened_at is None
    bar.delete()
    assert signed_in(member).get(url("agenda")).status_code == 200
    assert pack.recipients.get().first_opened_at is not None


def test_a_case_placed_with_another_force_is_proposed_by_its_own(meeting, area, at_level, coordinator, world):
    theirs = Area.objects.create(name="Southmere")
    theirs.forces.add(world.other_force)
    person = at_level("T-1", since=dt.date(2025, 12, 1))
    AreaPlacement.objects.create(nominal=person, area=theirs, effective_from=dt.date(2026, 3, 1), reason="Moved")
    assert [row.reference for row in proposals(meeting, coordinator, DAY)[0]] == ["T-1"]


@pytest.mark.parametrize(("status", "days"), [("planned", 10), ("held", 10)])
def test_a_case_of_another_meeting_to_come_is_not_proposed(meeting, at_level, coordinator, status, days):
    person = at_level("T-1", since=dt.date(2025, 12, 1))
    listed(other_meeting(meeting, held_on=DAY + dt.timedelta(days=days), status=status), person)
    assert "T-1" not in {row.reference for row in proposals(meeting, coordinator, DAY)[0]}


def test_a_version_that_names_one_of_two_merged_records_follows_the_one_that_is_left(
    meeting, at_level, coordinator, supervisor, inspector, signed_in
):
    kept, gone = at_level("T-1", date_of_birth=DAY), at_level("T-2", date_of_birth=DAY)
    listed(meeting, at_level("T-3"))
    NotSelected.objects.create(meeting=meeting, nominal=gone, line="Not yet")
    ready(meeting, coordinator)
    merge_nominals(survivor=kept, merged=gone, by=supervisor, on=DAY, reason="One person")
    assert signed_in(coordinator).get(url("agenda_pdf")).status_code == 200
    Bar.objects.create(nominal=kept, user=coordinator, reason="Cousin", recorded_by=inspector)
    assert signed_in(coordinator).get(url("agenda_pdf")).status_code == 404


def test_a_decision_to_share_ends_with_the_restriction_that_it_was_about(
    meeting, at_level, coordinator, inspector, supervisor, chair, signed_in
):
    person = at_level("T-1")
    (item,) = listed(meeting, person)
    told = {"nominal": person, "reason": "Threats", "by": inspector, "on": DAY}
    restrict(named=[supervisor, coordinator], **told)
    packs.decide_sharing(item=item, sharing="share", reason="x", by=chair, on=DAY)
    AgendaItem.objects.update(sharing_at=NOW)
    pack = ready(meeting, coordinator)
    assert pack.items == [item.pk]
    assert signed_in(coordinator).get(url("agenda_pdf")).status_code == 200
    with time_machine.travel(NOW + dt.timedelta(minutes=1), tick=False):
        lift_restriction(**told)
        restrict(named=[supervisor, coordinator], **told)
        assert packs.items_for(meeting) == []
        assert "not decided, so not in the papers" in signed_in(chair).get(url("agenda")).content.decode()
        packs.decide_sharing(item=item, sharing="share", reason="x", by=chair, on=DAY)
        assert packs.items_for(meeting) == [item]


def test_a_restricted_case_that_is_not_in_the_papers_is_taken_off_by_whoever_is_named(
    meeting, at_level, coordinator, world, signed_in
):
    person = at_level("T-SECRET", restricted=True)
    (item,) = listed(meeting, person)
    other = world.person("q.elm", "mappa_coordinator")
    named_on(person, coordinator)
    page = signed_in(coordinator).get(url("agenda")).content.decode()
    assert url("take_off", item.pk) in page
    assert "not shared with the meeting" in page
    assert "T-SECRET" not in signed_in(other).get(url("agenda")).content.decode()
