"""Answer the questions about the person behind the level; raise and close what is not known; say who it is."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from accounts import permissions as p
from accounts.kinds import PersonKind
from offenders.actions.base import change, hold, log, not_after, not_before, said, values
from offenders.actions.errors import Conflict, Refused
from offenders.actions.life import WHO_SAYS, outline
from offenders.models import Nominal
from risk.models import ManagedAs, ProfileAnswer, ProfileGap
from risk.policy import profile as rules

ANSWER = ("finding", "text", "answered_on", "source", "source_grade", "information_grade")
_LISTS = (
    ("finding", rules.FINDINGS, "Select what was found out"),
    ("source_grade", rules.SOURCES, "Select how reliable the source is"),
    ("information_grade", rules.INFORMATION, "Select how far the information can be relied on"),
)


def answer_question(
    *,
    nominal: Nominal,
    by: Any,
    on: dt.date,
    question: str,
    shown: int,
    finding: str,
    answered_on: dt.date,
    source: str,
    source_grade: str,
    information_grade: str,
    text: str = "",
) -> ProfileAnswer:
    """A further answer to a question; the earlier ones stay as its history, and the latest by date counts.

    `shown` is the number of the answer that was on the page (0: none). Where another counts by now, `Conflict`.
    Sent twice, it is one. Numbers of accounts and documents are refused.
    """
    if question not in rules.QUESTIONS:
        raise Refused("Select the question", "question")
    new = {
        "finding": finding, "text": text.strip(), "answered_on": answered_on, "source": source,
        "source_grade": source_grade, "information_grade": information_grade,
    }  # fmt: skip
    _check(new, on)
    with change(nominal, by=by, on=on, permission=p.ASSESS) as held:
        last = latest(held, question)
        if last is not None and all(getattr(last, name) == value for name, value in new.items()):
            return last
        if (last.pk if last else 0) != shown:
            theirs = values(last, *ANSWER) if last else dict.fromkeys(ANSWER, "") | {"answered_on": None}
            raise Conflict(new, theirs, last.pk if last else 0)
        row = ProfileAnswer.objects.create(nominal=held, question=question, recorded_by=by, **new)
        before = values(last, *ANSWER) if last else None
        log("profile.answered", by=by, nominal=held, fact=row, before=before, after=values(row, "question", *ANSWER))
    return row


def latest(nominal: Nominal, question: str) -> ProfileAnswer | None:
    """The answer that counts."""
    rows = ProfileAnswer.objects.counted().filter(nominal=nominal, question=question)
    return rows.order_by("-answered_on", "-pk").first()


def _check(new: dict[str, Any], on: dt.date) -> None:
    for field, allowed, sentence in _LISTS:
        if new[field] not in allowed:
            raise Refused(sentence, field)
    if new["finding"] == rules.KNOWN and not new["text"]:
        raise Refused("Enter what is known", "text")
    if new["text"]:
        _keep_out(new["text"], "text")
    new["source"] = outline(new["source"], "source", WHO_SAYS)
    not_after(new["answered_on"], on, "answered_on", "The day of the answer")


def _keep_out(text: str, field: str) -> None:
    outline(text, field, "Enter what is known")


def raise_gap(
    *, nominal: Nominal, by: Any, on: dt.date, what: str, how: str, form_token: uuid.UUID | None = None
) -> ProfileGap:
    """Something that is not known and matters, and how it is to be found out. Sent twice, it is one."""
    what = outline(what, "what", "Enter what is not known")
    how = outline(how, "how", "Enter how it is to be found out")
    with change(nominal, by=by, on=on, permission=p.ASSESS) as held:
        if form_token is not None and (sent := ProfileGap.objects.filter(form_token=form_token).first()):
            return sent
        if same := ProfileGap.objects.open().filter(nominal=held, what=what).first():
            return same
        row = ProfileGap.objects.create(
            nominal=held, what=what, how=how, raised_on=on, recorded_by=by, form_token=form_token
        )
        log("profile.gap_raised", by=by, nominal=held, fact=row, after=values(row, "what", "how", "raised_on"))
    return row


def close_gap(*, gap: ProfileGap, by: Any, on: dt.date, closed_on: dt.date, found: str) -> ProfileGap:
    """What was found out. It leaves the work, and stays on the record. Sent twice, it is closed once."""
    found = said(found, "found", "Enter what was found out")
    _keep_out(found, "found")
    not_after(closed_on, on, "closed_on", "The day it was found out")
    with change(gap.nominal, by=by, on=on, permission=p.ASSESS) as held:
        row = hold(ProfileGap, gap.pk, held)
        if (row.closed_on, row.found) == (closed_on, found):
            return row
        if row.closed_on is not None:
            raise Refused("Somebody has closed this already")
        not_before(closed_on, row.raised_on, "closed_on", "The day it was found out", "the day it was raised")
        row.closed_on, row.found = closed_on, found
        row.save(update_fields=["closed_on", "found"])
        log("profile.gap_closed", by=by, nominal=held, fact=row, after=values(row, "closed_on", "found"))
    return row


def manage_as(*, nominal: Nominal, by: Any, on: dt.date, kind: str, from_on: dt.date, reason: str) -> ManagedAs:
    """As which kind of person somebody is managed, from a day. What was so before stays. Sent twice, it is one."""
    if kind not in PersonKind.values:
        raise Refused("Select who it is", "kind")
    reason = said(reason, "reason", "Enter the reason")
    not_after(from_on, on, "from_on", "The day from which it holds")
    with change(nominal, by=by, on=on, permission=p.EDIT_NOMINAL) as held:
        if same := ManagedAs.objects.counted().filter(nominal=held, from_on=from_on).first():
            if (same.kind, same.reason) == (kind, reason):
                return same
            raise Refused("Something is recorded from that day. Mark it as entered in error first", "from_on")
        before = ManagedAs.objects.on(on).filter(nominal=held).first()
        row = ManagedAs.objects.create(nominal=held, kind=kind, from_on=from_on, reason=reason, recorded_by=by)
        log(
            "nominal.managed_as", by=by, nominal=held, fact=row, before={"kind": before.kind if before else None},
            after=values(row, "kind", "from_on", "reason"),
        )  # fmt: skip
    return row
