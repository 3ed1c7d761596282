"""What the database itself refuses."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from mappa.models import Action, AgendaItem, Area, CategoryDecision, LevelDecision, Meeting, SeriousFurtherOffence

DAY = dt.date(2026, 3, 2)

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(make_nominal):
    return make_nominal()


def refused(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_one_level_a_day_and_only_one_to_three(person):
    LevelDecision.objects.create(nominal=person, level=2, effective_from=DAY)
    refused(lambda: LevelDecision.objects.create(nominal=person, level=3, effective_from=DAY))
    refused(lambda: LevelDecision.objects.create(nominal=person, level=4, effective_from=dt.date(2026, 3, 3)))


def test_a_category_has_a_reason(person):
    refused(lambda: CategoryDecision.objects.create(nominal=person, category=2, effective_from=DAY, decided_by="x"))


def test_an_area_has_one_name_whatever_its_case():
    Area.objects.create(name="Northshire")
    refused(lambda: Area.objects.create(name="northshire"))


def test_references_are_unique_whatever_their_case(person):
    Meeting.objects.create(meeting_ref="T-1")
    refused(lambda: Meeting.objects.create(meeting_ref="t-1"))
    refused(lambda: Meeting.objects.create(meeting_ref="not a reference"))


def test_minutes_are_not_sent_before_the_meeting():
    refused(lambda: Meeting.objects.create(meeting_ref="T-2", held_on=DAY, minutes_sent_on=DAY - dt.timedelta(days=1)))


def test_an_urgent_or_a_cancelled_meeting_says_why():
    refused(lambda: Meeting.objects.create(meeting_ref="T-3", urgent=True))
    refused(lambda: Meeting.objects.create(meeting_ref="T-4", status="cancelled"))


def test_a_case_is_on_an_agenda_once(person):
    meeting = Meeting.objects.create(meeting_ref="T-5", held_on=DAY)
    AgendaItem.objects.create(meeting=meeting, nominal=person)
    refused(lambda: AgendaItem.objects.create(meeting=meeting, nominal=person))


def test_an_action_is_closed_with_evidence(person, officer):
    refused(lambda: Action.objects.create(nominal=person, action_ref="A-1", done_on=DAY, closed_by=officer))


def test_a_serious_case_is_decided_with_reasons(person):
    refused(
        lambda: SeriousFurtherOffence.objects.create(
            nominal=person, offence="x", notified_on=DAY, decision="review", decided_on=DAY
        )
    )
