"""An application to end an indefinite requirement (ss.91A to 91F): received, bodies asked, determined, appealed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from accounts import permissions as p
from common.text import plain_date
from deadlines.book import load_book
from notification.models import Review, ReviewBody
from notification.policy.facts import REFUSED
from notification.policy.switches import OF_OWN_MOTION
from offenders.actions.base import change, differences, hold, log, not_after, not_before, said, values
from offenders.actions.errors import Refused
from offenders.models import Nominal
from orders.actions.shared import already

DATES = ("acknowledged_on", "decided_on", "notice_received_on", "appealed_on", "appeal_allowed_on",
         "appeal_dismissed_on")  # fmt: skip
AFTER_IT = ("notice_received_on", "appealed_on", "appeal_allowed_on", "appeal_dismissed_on")
FIELDS = (*DATES, "decision", "reasons", "bar_years", "factors")
NOT_IN_LAW = "Ending it without an application is not in force in this force: the policy page has the switch"
REPLIED = "Its reply of {day} is on record. If that is wrong, mark the entry as entered in error"
LEAST_BAR, MOST_BAR = 8, 15


def record_application(
    *, nominal: Nominal, by: Any, on: dt.date, received_on: dt.date, own_motion: bool = False,
    form_token: uuid.UUID | None = None,
) -> Review:  # fmt: skip
    """A written application reached the chief officer: the clocks of the review run from that day.

    `own_motion`: the chief officer takes it up unasked; refused unless a force has switched that law on by the day.
    """
    if own_motion and not load_book().yes(OF_OWN_MOTION, nominal.force_id, on=received_on):
        raise Refused(NOT_IN_LAW, "own_motion")
    not_after(received_on, on, "received_on", "The day of receipt")
    with change(nominal, by=by, on=on, permission=p.RECORD_NOTIFICATION) as held:
        if done := already(Review, held, by, form_token):
            return done
        row = Review.objects.create(
            nominal=held, received_on=received_on, own_motion=own_motion, recorded_by=by, form_token=form_token
        )
        log("review.received", by=by, nominal=held, fact=row, after=values(row, "received_on", "own_motion"))
    return row


def update_review(*, review: Review, by: Any, on: dt.date, version: int, **fields: Any) -> Review:
    """What has happened in a review since: acknowledgment, factors, determination with reasons, notice, appeal.

    `version` is the one that was shown: a determination that somebody else saved meanwhile is not taken back unseen.
    """
    _check(fields, review, on)
    with change(review.nominal, by=by, on=on, permission=p.DECIDE_REQUIREMENT) as held:
        row = hold(Review, review.pk, held)
        before, changed = differences(row, fields, version)
        if not changed:
            return row
        for name, value in changed.items():
            setattr(row, name, value)
        row.version += 1
        row.save(update_fields=[*changed, "version"])
        log("review.updated", by=by, nominal=held, fact=row, before=before, after=changed)
    return row


def _check(fields: dict[str, Any], review: Review, on: dt.date) -> None:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"Not part of a review: {sorted(unknown)}")
    for name in DATES:
        not_after(fields.get(name), on, name, "The day")
        not_before(fields.get(name), review.received_on, name, "The day", "when the application was received")
    for name in AFTER_IT:
        if fields.get(name) is not None and fields.get("decided_on") is None:
            raise Refused("Enter the determination first", name)
        not_before(fields.get(name), fields.get("decided_on"), name, "The day", "when it was determined")
    if bool(fields.get("decision")) != (fields.get("decided_on") is not None):
        raise Refused(
            "Enter both the determination and its day", "decided_on" if fields.get("decision") else "decision"
        )
    if fields.get("decision"):
        said(fields.get("reasons", ""), "reasons", "Give the reasons")
    _check_appeal(fields)
    if not LEAST_BAR <= fields.get("bar_years", LEAST_BAR) <= MOST_BAR:
        raise Refused("After a refusal the bar is from 8 to 15 years", "bar_years")


def _check_appeal(fields: dict[str, Any]) -> None:
    """Only a refusal is appealed against (s.91E), and an appeal has one end."""
    if fields.get("decision") != REFUSED and fields.get("appealed_on") is not None:
        raise Refused("Only a refusal can be appealed against", "appealed_on")
    ends = [name for name in ("appeal_allowed_on", "appeal_dismissed_on") if fields.get(name) is not None]
    if len(ends) > 1:
        raise Refused("An appeal is allowed or dismissed: enter one day", ends[1])
    for name in ends:
        if fields.get("appealed_on") is None:
            raise Refused("Enter the day of the appeal first", name)
        not_before(fields[name], fields["appealed_on"], name, "The day", "when the appeal was made")


def ask_body(
    *, review: Review, by: Any, on: dt.date, name: str, received_on: dt.date, replied_on: dt.date | None = None,
    reply: str = "", form_token: uuid.UUID | None = None,
) -> ReviewBody:  # fmt: skip
    """A responsible body was asked; its 28 days run from its own receipt. A second entry of its name is its reply."""
    name = said(name, "name", "Enter the body")
    not_after(received_on, on, "received_on", "The day of its receipt")
    not_after(replied_on, on, "replied_on", "The day of the reply")
    not_before(replied_on, received_on, "replied_on", "The reply", "when it was asked")
    with change(review.nominal, by=by, on=on, permission=p.RECORD_NOTIFICATION) as held:
        if done := already(ReviewBody, held, by, form_token):
            return done
        row = hold(Review, review.pk, held)
        not_before(received_on, row.received_on, "received_on", "The day", "when the application was received")
        body = ReviewBody.objects.counted().filter(review=row, name__iexact=name).first()
        if body is not None and body.replied_on is not None and replied_on is None:
            raise Refused(REPLIED.format(day=plain_date(body.replied_on)), "replied_on")
        body = body or ReviewBody(nominal=held, review=row, name=name, recorded_by=by, form_token=form_token)
        body.received_on, body.replied_on, body.reply = received_on, replied_on, reply.strip()
        body.save()
        log("review.body", by=by, nominal=held, fact=body, after=values(body, "name", "received_on", "replied_on"))
    return body
