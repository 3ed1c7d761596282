"""Every test of the lists stands on one Friday."""

import datetime as dt

import pytest
import time_machine

from tests.caseloads import cast


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def register(make_nominal, officer, colleague):
    cast.mixed(make_nominal, officer, colleague)
