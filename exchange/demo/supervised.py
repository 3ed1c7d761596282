"""What waits on the desk of the first force's supervisor: a transfer to answer, a dip sample on its way, a welfare day.

Made by the product's own actions once every date is worked out; none of them moves a date.
"""

from __future__ import annotations

import datetime as dt
import uuid

from accounts.models import User
from accounts.roles import Role
from caseloads.models import CheckWay, Stratum
from caseloads.supervision.actions import decide_check, draw_sample, record_findings, record_talk
from caseloads.supervision.samples import pool
from exchange.demo.closed import OFFICER, SUPERVISOR
from offenders.actions.transfers import offer_transfer
from offenders.models import Nominal

DAY = dt.timedelta(days=1)
DRAWN = 4


def write_supervised(on: dt.date, seed: int) -> None:
    """All of it, where the cast of the first force is there. In the caller's transaction."""
    supervisor = User.objects.filter(username=SUPERVISOR).select_related("team").first()
    officer = User.objects.filter(username=OFFICER).first()
    if supervisor is None or officer is None:
        return
    record_talk(officer=officer, held_on=on - 24 * DAY, by=supervisor, on=on)
    _sample(supervisor, on, seed)
    _offer(supervisor, on)


def _sample(supervisor: User, on: dt.date, seed: int) -> None:
    """One check is done and something follows, one has its day, the others are to be decided."""
    assert supervisor.team is not None
    size = min(DRAWN, pool(supervisor, supervisor.team, Stratum.ALL, on).count())
    if size < 2:
        return
    token = uuid.uuid5(uuid.NAMESPACE_URL, f"demonstration/{seed}")
    sample = draw_sample(
        team=supervisor.team, stratum=Stratum.ALL, size=size, by=supervisor, on=on, form_token=token, seed=f"{seed}"
    )
    done, planned, *_ = sample.checks.select_related("sample__team", "nominal").order_by("pk")
    decide_check(check=planned, way=CheckWay.FILE, due_on=on + 7 * DAY, version=1, by=supervisor, on=on)
    row = decide_check(check=done, way=CheckWay.FILE, due_on=on, version=1, by=supervisor, on=on)
    record_findings(
        check=row, done_on=on, findings="The reason for the risk level is not on the record", version=row.version,
        follow_up="Write the reason down with the next visit.", follow_on=on + 28 * DAY, by=supervisor, on=on,
    )  # fmt: skip


def _offer(supervisor: User, on: dt.date) -> None:
    """Another team of the force offers a case, where there is another team."""
    assert supervisor.team is not None
    others = User.objects.filter(role=Role.SUPERVISOR, force=supervisor.force, team__isnull=False)
    sender = others.exclude(team=supervisor.team).order_by("pk").first()
    if sender is None:
        return
    theirs = Nominal.objects.writable_by(sender).filter(team=sender.team, officer__is_active=True)
    case = theirs.exclude(standing__status="deceased").order_by("reference").first()
    if case is not None:
        reason = "Moves to a house in your area at the end of the month"
        offer_transfer(nominal=case, team=supervisor.team, reason=reason, by=sender, on=on)
