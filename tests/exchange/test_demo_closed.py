"""The demonstration has a photograph, a merged pair, a confirmed death, a restricted record and a bar;

a transfer on offer, a dip sample and a welfare talk.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from accounts.models import User
from caseloads.models import DipSample, WelfareTalk
from caseloads.supervision import samples
from common.uploads import check
from exchange import demo
from exchange.demo.closed import drawing
from offenders.actions.files import read_file
from offenders.models import Bar, DeathReport, Merge, Nominal, NominalAccess, StoredFile, Transfer
from offenders.rights import may_answer_transfer

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 20)
SMALL = 240


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def closed() -> dict[str, list]:
    named = NominalAccess.objects.filter(kind="named").order_by("user__username")
    return {
        "named": list(named.values_list("content_object__reference", "user__username", "reason")),
        "restricted": list(Nominal.objects.filter(restricted=True).values_list("reference", flat=True)),
        "deaths": list(
            DeathReport.objects.filter(period__isnull=False).values_list("nominal__reference", "period__from_on")
        ),
        "merges": list(Merge.objects.values_list("survivor__reference", "merged__reference")),
        "drawn": list(DipSample.objects.values_list("seed", "drawn")),
        "offers": list(Transfer.objects.values_list("nominal__reference", "from_team__name")),
        "bars": list(Bar.objects.values_list("nominal__reference", "user__username")),
        "files": list(StoredFile.objects.values_list("nominal__reference", "sha256")),
    }


def test_the_same_seed_closes_the_same_records():
    found = []
    for _ in range(2):
        with transaction.atomic():
            demo.load(on=ON, password="not-a-secret-here", nominals=SMALL, seed=7)
            found.append(closed())
            _look()
            transaction.set_rollback(True)
    assert found[0] == found[1]
    assert {name: len(rows) for name, rows in found[0].items()} == {
        "named": 2, "restricted": 1, "deaths": 1, "merges": 1, "bars": 1, "files": 1, "drawn": 1,
        "offers": 1,
    }  # fmt: skip


def _look() -> None:
    officer = User.objects.get(username="t.ashgrave")
    hidden = Nominal.objects.get(restricted=True)
    assert not Nominal.objects.visible_to(hidden.officer).filter(pk=hidden.pk).exists()
    for row in hidden.exceptions.filter(kind="named"):
        assert Nominal.objects.visible_to(row.user).filter(pk=hidden.pk).exists()
    [offer] = Transfer.objects.waiting()
    supervisor = User.objects.get(username="k.bramwick")
    assert (offer.to_team, may_answer_transfer(supervisor, offer, ())) == (supervisor.team, True)
    assert [(talk.officer, talk.recorded_by) for talk in WelfareTalk.objects.all()] == [(officer, supervisor)]
    assert samples.number(supervisor, supervisor.team, ON) == (4, 0)
    [photograph] = StoredFile.objects.all()
    assert photograph.nominal.officer == officer
    assert read_file(file=photograph, by=officer) == check(drawing()).content
    [death] = DeathReport.objects.filter(period__isnull=False)
    assert death.recorded_by == death.nominal.officer
