"""The cast of the tests of meetings: a Friday, an area with its agencies, somebody to talk about, a meeting."""

import datetime as dt

import pytest
import time_machine

from mappa import actions
from tests.mappa.meetings import NOW, ON, make_area, plan


@pytest.fixture
def friday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def area(world):
    return make_area(world.force)


@pytest.fixture
def nominal(make_nominal):
    return make_nominal("T-1", seen=dt.date(2026, 11, 1), on=ON, lead_agency="police", mappa_category=1)


@pytest.fixture
def meeting(area, coordinator):
    return actions.plan_meeting(area=area, plan=plan(ON), by=coordinator, on=ON, meeting_ref="M-1")


@pytest.fixture
def member(world):
    return world.person("p.ash", "offender_manager", team=world.far)
