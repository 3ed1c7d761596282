"""The verbs of supervision: a welfare talk, a dip sample, each of its checks. None of them moves a deadline."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from accounts import permissions as p
from accounts.models import Team, User
from audit.events import record
from caseloads import teams
from caseloads.models import CheckWay, DipSample, SampleCheck, Stratum, WelfareTalk
from caseloads.supervision import samples
from caseloads.supervision.one_to_one import may_supervise
from deadlines.book import load_book
from offenders.actions.base import NOT_YOURS, change, differences, hold, log, not_after, not_before, said
from offenders.actions.errors import NotAllowed, Refused
from offenders.models import Nominal
from visits.models import Visit

FURTHEST = dt.timedelta(days=366)  # a slip of the pen beyond
MISTAKEN = "Entered in error"
LOG_FIRST = "No unannounced visit to this person is logged for that day. Log the visit first"


def record_talk(*, officer: User, held_on: dt.date, by: Any, on: dt.date) -> WelfareTalk:
    """A talk about the officer's welfare took place on a day; no more is kept. Sent twice, it is one."""
    _may_talk(by, officer)
    not_after(held_on, on, "held_on", "The day of the talk")
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=officer.pk)
        if same := WelfareTalk.objects.counted().filter(officer=officer, held_on=held_on).first():
            return same
        row = WelfareTalk.objects.create(officer=officer, held_on=held_on, recorded_by=by)
        record("welfare_talk.recorded", by=by, details={"officer": officer.username, "held_on": held_on, "id": row.pk})
    return row


def void_talk(*, talk: WelfareTalk, by: Any) -> None:
    """There was no talk on that day. Sent twice, it is once."""
    _may_talk(by, talk.officer)
    with transaction.atomic():
        rows = WelfareTalk.objects.counted().filter(pk=talk.pk)
        if rows.update(voided_at=Now(), voided_by=by, void_reason=MISTAKEN):
            details = {"officer": talk.officer.username, "held_on": talk.held_on, "id": talk.pk}
            record("welfare_talk.voided", by=by, details=details)


def _may_talk(by: Any, officer: User) -> None:
    if not may_supervise(by, officer):
        raise NotAllowed(NOT_YOURS)


def draw_sample(
    *, team: Team, stratum: str, size: int | None, by: Any, on: dt.date, form_token: uuid.UUID, seed: str = ""
) -> DipSample:
    """Draw some of a team's cases at random: so many, or `dip_sample_rate` per cent. The same form draws once.

    The seed is made here, so that nobody chooses it, and is kept with the pool. Raises `NotAllowed`, `Refused`.
    """
    if not by.can(p.SUPERVISE) or team not in teams.teams_of(by):
        raise NotAllowed(NOT_YOURS)
    if stratum not in Stratum.values:
        raise Refused("Select from which cases", "stratum")
    with transaction.atomic():
        Team.objects.select_for_update(no_key=True).get(pk=team.pk)
        if done := DipSample.objects.filter(form_token=form_token, recorded_by=by).first():
            return done
        found = dict(samples.pool(by, team, stratum, on).order_by("reference").values_list("reference", "pk"))
        if not found:
            raise Refused("The team has no such case", "stratum")
        if size is None:
            size = samples.usual_size(len(found), load_book(), team.force_id, on)
        if not 1 <= size <= len(found):
            raise Refused(f"Enter how many, from 1 to {len(found):,}", "size")
        seed = seed or secrets.token_hex(8)
        drawn = samples.draw(found, seed, size)
        row = DipSample.objects.create(
            team=team,
            drawn_on=on,
            stratum=stratum,
            seed=seed,
            pool=list(found),
            drawn=drawn,
            recorded_by=by,
            form_token=form_token,
        )
        SampleCheck.objects.bulk_create(SampleCheck(sample=row, nominal_id=found[ref], recorded_by=by) for ref in drawn)
        details = {"id": row.pk, "team": team.name, "stratum": stratum, "seed": seed, "of": len(found)}
        record("dip_sample.drawn", by=by, subjects=drawn, details=details)
    return row


@contextmanager
def _changing(check: SampleCheck, by: Any, on: dt.date) -> Iterator[tuple[SampleCheck, Nominal]]:
    """The check, held, for those who supervise the team that it was drawn from."""
    if check.sample.team not in teams.teams_of(by):
        raise NotAllowed(NOT_YOURS)
    with change(check.nominal, by=by, on=on, permission=p.SUPERVISE) as held:
        yield hold(SampleCheck, check.pk, held), held


def _save(row: SampleCheck, by: Any, nominal: Nominal, verb: str, version: int, **fields: Any) -> SampleCheck:
    before, after = differences(row, fields, version)
    if after:
        for name, value in after.items():
            setattr(row, name, value)
        row.version += 1
        row.save(update_fields=[*after, "version"])
        log(f"dip_sample.{verb}", by=by, nominal=nominal, fact=row, before=before, after=after)
    return row


def decide_check(*, check: SampleCheck, way: str, due_on: dt.date, version: int, by: Any, on: dt.date) -> SampleCheck:
    """A file check or an unannounced visit, by a day of its own. It can be decided otherwise until it is done."""
    if way not in CheckWay.values:
        raise Refused("Select how the case is looked at", "way")
    with _changing(check, by, on) as (row, nominal):
        if row.done_on is not None:
            raise Refused("This check is done")
        if due_on != row.due_on:
            _a_day_to_come(due_on, on, "due_on", "The day of the check")
        return _save(row, by, nominal, "check_decided", version, way=way, due_on=due_on)


def record_findings(
    *, check: SampleCheck, done_on: dt.date, findings: str, follow_up: str, follow_on: dt.date | None, version: int,
    by: Any, on: dt.date,
) -> SampleCheck:  # fmt: skip
    """What was found, and what follows by which day. Of an unannounced visit, once it is logged as any other visit.

    They can be put right until what follows is done. Raises `Refused`, `Conflict`.
    """
    findings, follow_up = said(findings, "findings", "Enter what was found"), follow_up.strip()
    with _changing(check, by, on) as (row, nominal):
        if not row.way:
            raise Refused("Say first how the case is looked at")
        if row.followed_on is not None:
            raise Refused("What follows from this check is done")
        not_after(done_on, on, "done_on", "The day of the check")
        not_before(done_on, row.sample.drawn_on, "done_on", "The day of the check", "when the case was drawn")
        if row.way == CheckWay.VISIT:
            _logged(nominal, done_on)
        if bool(follow_up) != (follow_on is not None):
            field = "follow_on" if follow_up else "follow_up"
            raise Refused("Enter what follows and by when, or neither", field)
        if follow_on is not None and follow_on != row.follow_on:
            _a_day_to_come(follow_on, on, "follow_on", "The day by which it follows")
        return _save(row, by, nominal, "findings_recorded", version, done_on=done_on, findings=findings,
                     follow_up=follow_up, follow_on=follow_on)  # fmt: skip


def finish_follow_up(
    *, check: SampleCheck, followed_on: dt.date, came_of_it: str, version: int, by: Any, on: dt.date
) -> SampleCheck:
    """What followed from a check is done: when, and what came of it. That settles it."""
    came_of_it = said(came_of_it, "came_of_it", "Enter what came of it")
    with _changing(check, by, on) as (row, nominal):
        if row.done_on is None or row.follow_on is None:
            raise Refused("Nothing is to follow from this check")
        not_after(followed_on, on, "followed_on", "The day")
        not_before(followed_on, row.done_on, "followed_on", "The day", "when the check was made")
        return _save(row, by, nominal, "followed_up", version, followed_on=followed_on, came_of_it=came_of_it)


def _a_day_to_come(day: dt.date, on: dt.date, field: str, noun: str) -> None:
    if not on <= day <= on + FURTHEST:
        raise Refused(f"{noun} must be today or later, within a year", field)


def _logged(nominal: Nominal, day: dt.date) -> None:
    """The visit is on record for the day, and nobody announced it."""
    if not Visit.objects.counted().filter(nominal=nominal, date=day).exclude(announced=True).exists():
        raise Refused(LOG_FIRST, "done_on")
