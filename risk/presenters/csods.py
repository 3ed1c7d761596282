"""Applications under the disclosure scheme, for those who handle them: the list with clocks, one case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from accounts import permissions as p
from common.clock import LONDON
from common.dates import WorkingDays
from common.text import days_phrase, hours_phrase, plain_date
from deadlines.policy_keys import PolicyBook
from offenders.models import Nominal
from risk.actions.csods import latest_file
from risk.models import CsodsApplication, CsodsFile, Decision
from risk.policy.csods import DUE_TODAY, OVERDUE, Clock, clocks, next_clock, standing

NOT_YET = "not recorded yet"
FIRST = {OVERDUE: 0, DUE_TODAY: 1}


def clocks_of(row: CsodsApplication, book: PolicyBook, calendar: WorkingDays) -> list[Clock]:
    """The three clocks of an application."""
    checked = row.checked_at.astimezone(LONDON) if row.checked_at else None
    received = row.received_at.astimezone(LONDON)
    return clocks(received, checked, row.interviewed_on, row.decided_on, row.force_id, book, calendar)


def clock_words(clock: Clock, moment: dt.datetime) -> dict[str, str]:
    """One clock: what it asks, by when, and how it stands."""
    when = f"{plain_date(clock.due_on)} at {clock.due_at:%H:%M}" if clock.due_at else plain_date(clock.due_on)
    state = standing(clock, moment)
    if not state:
        words = "Done in time" if clock.met else "Done late"
    elif clock.due_at:
        words = hours_phrase(clock.due_at - moment)
    else:
        words = days_phrase((clock.due_on - moment.date()).days)
    return {"name": clock.name, "asks": clock.asks, "when": when, "state": state or "done", "words": words}


def received(row: CsodsApplication) -> str:
    """`3 March 2026 at 09:30`; of an imported one only the day is known, and the clocks run from its beginning."""
    local = row.received_at.astimezone(LONDON)
    if not row.time_known:
        return f"{plain_date(local.date())}, time not known"
    return f"{plain_date(local.date())} at {local:%H:%M}"


def running_rows(
    rows: Sequence[CsodsApplication], book: PolicyBook, calendar: WorkingDays, moment: dt.datetime, user: Any
) -> list[dict[str, Any]]:
    """Those not decided, overdue first, then by the clock that runs out first. No applicant stands in a list."""
    seen = visible_of(rows, user)
    found = []
    for row in rows:
        running = clocks_of(row, book, calendar)
        following = next_clock(running)
        state = standing(following, moment) if following else ""
        place = (FIRST.get(state, 2), following.due_on if following else dt.date.max, row.pk)
        found.append((place, _row(row, seen, user) | {
            "clocks": [clock_words(clock, moment) for clock in running],
            "next": clock_words(following, moment) if following else None,
            "overdue": state == OVERDUE,
        }))  # fmt: skip
    return [row for _, row in sorted(found, key=lambda one: one[0])]


def pressing(user: Any, book: PolicyBook, calendar: WorkingDays, moment: dt.datetime) -> tuple[int, int]:
    """How many of the applications that somebody may see have a clock that has run out, and how many of the rest one
    that runs out by tomorrow (one query).
    """
    late = soon = 0
    for row in CsodsApplication.objects.visible_to(user).running():
        open_ = [clock for clock in clocks_of(row, book, calendar) if clock.met is None]
        if any(standing(clock, moment) == OVERDUE for clock in open_):
            late += 1
        elif any(clock.due_on <= moment.date() + dt.timedelta(days=1) for clock in open_):
            soon += 1
    return late, soon


def decided_rows(rows: Sequence[CsodsApplication], user: Any) -> list[dict[str, Any]]:
    """Those decided, entered in error or not, the latest first."""
    seen = visible_of(rows, user)
    return [
        _row(row, seen, user)
        | {
            "decided": plain_date(row.decided_on) if row.decided_on else "",
            "decision": row.get_decision_display() or row.outcome,
            "voided": row.void_reason if row.voided_at else "",
        }
        for row in rows
    ]


def visible_of(rows: Sequence[CsodsApplication], user: Any) -> set[int]:
    """Which of the people named have a record that the reader may open (one query)."""
    named = [row.nominal_id for row in rows if row.nominal_id is not None]
    return set(Nominal.objects.visible_to(user).filter(pk__in=named).values_list("pk", flat=True)) if named else set()


def _row(row: CsodsApplication, seen: set[int], user: Any) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "reference": row.reference,
        "url": reverse("risk:csods_case", args=[row.pk]),
        "received": received(row),
        "owner": row.owner.full_name if row.owner else "Nobody yet",
        "mine": row.owner_id == user.pk,
        **named(row, seen),
    }


def named(row: CsodsApplication, seen: set[int]) -> dict[str, str]:
    """The managed person: by reference, with a link where the record is open to the reader."""
    if row.nominal is None:
        return {"nominal": "", "nominal_url": ""}
    url = reverse("offenders:record", args=[row.nominal.reference]) if row.nominal_id in seen else ""
    return {"nominal": row.nominal.reference, "nominal_url": url}


def case(
    row: CsodsApplication, book: PolicyBook, calendar: WorkingDays, moment: dt.datetime, user: Any
) -> dict[str, Any]:
    """The context of `risk/csods_case.html`."""
    file = latest_file(row)
    told = row.disclosures.select_related("recorded_by").order_by("made_on", "pk")
    return {
        "application": _row(row, visible_of([row], user), user),
        "clocks": [clock_words(clock, moment) for clock in clocks_of(row, book, calendar)],
        "voided": row.void_reason if row.voided_at else "",
        "sections": [_section(row, *one) for one in _sections(row, file)],
        "disclosures": [
            {"on": plain_date(one.made_on), "recipient": one.recipient, "capacity": one.get_capacity_display(),
             "what": one.what, "why": one.why, "undertaking": "given" if one.undertaking else "not given",
             "by": one.recorded_by.full_name if one.recorded_by else ""}
            for one in told
        ],
        "may_disclose": row.decision == Decision.DISCLOSE and not row.voided_at,
        "may_decide": user.can(p.APPROVE),
        "open": row.voided_at is None,
        "not_them": file.not_them,
        "versions": versions(row),
    }  # fmt: skip


def _sections(row: CsodsApplication, file: CsodsFile) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The parts of a case: step, title, facts."""
    checked = row.checked_at.astimezone(LONDON) if row.checked_at else None
    proved = {None: NOT_YET, True: "Yes", False: "No"}[file.identity_proved]
    applicant = [
        ("Applicant", file.applicant_name or NOT_YET),
        ("How to reach them", file.applicant_contact or NOT_YET),
        ("What they are to the child", file.get_relationship_display() or NOT_YET),
        ("Children", file.children or NOT_YET),
        ("Asked about", file.asked_about or NOT_YET),
        ("Access to the child", file.access or NOT_YET),
    ]
    checks = [("Made", f"{plain_date(checked.date())} at {checked:%H:%M}" if checked else NOT_YET),
              ("Found", file.checks_found or NOT_YET)]  # fmt: skip
    interview = [("Met on", plain_date(row.interviewed_on) if row.interviewed_on else NOT_YET),
                 ("Proved who they are", proved), ("What was said", file.interview_notes or NOT_YET)]  # fmt: skip
    assessment = [("Assessed on", plain_date(row.assessed_on) if row.assessed_on else NOT_YET),
                  ("Comes to", file.get_concern_display() or NOT_YET),
                  ("Assessment", file.assessment or NOT_YET)]  # fmt: skip
    decision = [("Decided on", plain_date(row.decided_on) if row.decided_on else NOT_YET),
                ("Decision", row.get_decision_display() or row.outcome or NOT_YET),
                ("Reasons", file.decision_reason or NOT_YET)]  # fmt: skip
    return [
        ("applicant", "Applicant", applicant), ("checks", "First checks", checks),
        ("interview", "Interview", interview), ("assessment", "Risk assessment", assessment),
        ("decision", "Decision", decision),
    ]  # fmt: skip


def _section(row: CsodsApplication, step: str, title: str, facts: list[tuple[str, str]]) -> dict[str, Any]:
    return {"step": step, "title": title, "facts": facts, "url": reverse("risk:csods_step", args=[row.pk, step])}


def versions(row: CsodsApplication) -> list[str]:
    """Who saved the file when, the latest first."""
    rows = CsodsFile.objects.filter(application=row).select_related("saved_by").order_by("-version")
    return [
        f"Version {one.version}, {plain_date(one.saved_at.astimezone(LONDON).date())}"
        + (f", {one.saved_by.full_name}" if one.saved_by else "")
        for one in rows
    ]
