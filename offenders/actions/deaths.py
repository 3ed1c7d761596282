"""A death: reported by anybody, confirmed by a supervisor who did not report it, and reversible."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models.functions import Now

from accounts import permissions as p
from offenders.actions.base import change, hold, log, not_after, not_before, said, values
from offenders.actions.errors import NotAllowed, Refused
from offenders.actions.life import outline
from offenders.models import DeathReport, Nominal, Status, StatusPeriod
from offenders.rights import may_confirm_death

NOT_YOUR_OWN = "Nobody confirms a death that they reported: ask another supervisor"


def report_death(
    *, nominal: Nominal, by: Any, on: dt.date, reported_on: dt.date, source: str, died_on: dt.date | None = None
) -> DeathReport:
    """Somebody says that the person died. Nothing stops and nothing is hidden. Sent twice, it is one report."""
    source = outline(source, "source", "Enter who reported the death")
    not_after(reported_on, on, "reported_on", "The day of the report")
    not_after(died_on, on, "died_on", "The day of death")
    not_before(reported_on, died_on, "reported_on", "The day of the report", "the day of death")
    with change(nominal, by=by, on=on, permission=p.RECORD_CONTACT, reading=True) as held:
        if open_ := DeathReport.objects.counted().filter(nominal=held, period__isnull=True).first():
            if (open_.died_on, open_.reported_on, open_.source) == (died_on, reported_on, source):
                return open_
            raise Refused("A death is reported already, and waits for a supervisor to confirm it")
        if StatusPeriod.objects.counted().filter(nominal=held, status=Status.DECEASED).exists():
            raise Refused("The death is confirmed already")
        row = DeathReport.objects.create(
            nominal=held, died_on=died_on, reported_on=reported_on, source=source, recorded_by=by
        )
        log("death.reported", by=by, nominal=held, fact=row, after=values(row, "died_on", "reported_on", "source"))
    return row


def confirm_death(*, report: DeathReport, by: Any, on: dt.date, died_on: dt.date, evidence: str) -> DeathReport:
    """Confirmed on evidence: every date that is owed ends. Sent twice, it is one confirmation."""
    evidence = outline(evidence, "evidence", "Enter what proves it")
    not_after(died_on, on, "died_on", "The day of death")
    with change(report.nominal, by=by, on=on, permission=p.CONFIRM_DEATH) as held:
        row = hold(DeathReport, report.pk, held)
        if row.period_id is not None:
            if row.confirmed_by_id == by.pk and row.evidence == evidence:
                return row
            raise Refused("This death is confirmed already")
        if not may_confirm_death(by, row):
            raise NotAllowed(NOT_YOUR_OWN)
        if StatusPeriod.objects.counted().filter(nominal=held, status=Status.DECEASED).exists():
            raise Refused("The person is recorded as deceased already")
        row.period = StatusPeriod.objects.create(nominal=held, status=Status.DECEASED, from_on=died_on, recorded_by=by)
        row.confirmed_on, row.confirmed_by, row.evidence = on, by, evidence
        row.save(update_fields=["period", "confirmed_on", "confirmed_by", "evidence"])
        log(
            "death.confirmed", by=by, nominal=held, fact=row, before={"state": "reported"},
            after={"state": "confirmed", "died_on": died_on, "evidence": evidence},
        )  # fmt: skip
    return row


def undo_death(*, report: DeathReport, by: Any, on: dt.date, reason: str) -> DeathReport:
    """The person is alive, or it was somebody else: the dates are owed again. Sent twice, it is undone once."""
    reason = said(reason, "reason", "Enter why the death is undone")
    with change(report.nominal, by=by, on=on, permission=p.CONFIRM_DEATH) as held:
        row = hold(DeathReport, report.pk, held)
        period = row.period
        if period is None:
            raise Refused("This death is not confirmed. Mark the report as entered in error")
        if period.voided_at is None:
            period.voided_at, period.voided_by, period.void_reason = Now(), by, reason
            period.save(update_fields=["voided_at", "voided_by", "void_reason"])
            period.refresh_from_db(fields=["voided_at"])
            log(
                "death.undone", by=by, nominal=held, fact=row, before={"state": "confirmed"},
                after={"state": "undone", "reason": reason},
            )  # fmt: skip
    return row
