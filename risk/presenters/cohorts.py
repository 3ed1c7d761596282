"""Cohorts, sanctions and the persistent offender test, in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from accounts import permissions as p
from common.text import plain_date, plural
from offenders.models import Nominal
from offenders.rights import may_plan, may_void, may_write
from risk.models import CohortPeriod, Sanction
from risk.policy import persistent as rules
from risk.policy.words import age_on
from risk.presenters.profile import void_url

RESULTS = {
    rules.MET: "The test is met",
    rules.NOT_MET: "The test is not met",
    rules.NOT_KNOWN: "The test cannot be worked out: the date of birth is not recorded",
    rules.NOT_FOR: "The test does not apply",
}


def answer_for(nominal: Nominal, on: dt.date) -> rules.Answer:
    """The test from the sanctions on record (one query)."""
    rows = Sanction.objects.counted().filter(nominal=nominal).values_list("sanctioned_on", "count")
    return rules.persistent(nominal.date_of_birth, [rules.SanctionFact(*row) for row in rows], on)


def test(nominal: Nominal, on: dt.date) -> dict[str, Any]:
    """The context of `risk/persistent.html`."""
    answer = answer_for(nominal, on)
    return {
        "result": RESULTS[answer.result],
        "as_of": plain_date(on),
        "met": answer.result == rules.MET,
        "steps": [
            {"asks": step.asks, "finds": step.finds, "state": _state(step.met), "words": _words(step.met)}
            for step in answer.steps
        ],
        "groups": [_group(group) for group in rules.GROUPS],
        "sanctions": sanctions(nominal),
    }


def _state(met: bool | None) -> str:
    return "suspended" if met is None else "done" if met else "upcoming"


def _words(met: bool | None) -> str:
    return "Not known" if met is None else "Yes" if met else "No"


def _group(group: rules.Group) -> str:
    within = ""
    if group.within:
        ages = "at 21 or over" if group.code == "adult" else f"at {group.first} to {group.last}"
        within = f", {group.within} or more of them {ages}"
    return f"{group.name}: {group.total} or more previous sanctions{within}"


def sanctions(nominal: Nominal, user: Any = None) -> list[dict[str, Any]]:
    """Every sanction with the age at which it came, latest first, those entered in error too (one query)."""
    writes = user is not None and may_write(user, nominal)
    rows = Sanction.objects.filter(nominal=nominal).order_by("-sanctioned_on", "-pk")
    return [
        {
            "on": plain_date(row.sanctioned_on),
            "offence": row.offence,
            "count": row.count,
            "age": str(age_on(nominal.date_of_birth, row.sanctioned_on)) if nominal.date_of_birth else "not known",
            "voided": row.void_reason if row.voided_at else "",
            "void_url": void_url(nominal, "sanction", row.pk) if writes and may_void(user, row) else "",
        }
        for row in rows
    ]


def page(nominal: Nominal, user: Any, on: dt.date) -> dict[str, Any]:
    """The context of `risk/cohorts.html`: a fixed number of queries."""
    writes = may_write(user, nominal)
    rows = list(CohortPeriod.objects.filter(nominal=nominal).order_by("-from_on", "-pk"))
    now = next((row for row in rows if not row.voided_at and row.to_on is None), None)
    answer = answer_for(nominal, on)
    return {
        "now": {"text": str(now), "reason": now.reason,
                "url": reverse("risk:leave_cohort", args=[nominal.reference, now.pk])} if now else None,
        "periods": [_period(nominal, row, user, writes) for row in rows],
        "result": RESULTS[answer.result],
        "total": plural(answer.total, "sanction"),
        "sanctions": sanctions(nominal, user),
        "may": {"plan": may_plan(user, nominal), "edit": writes and user.can(p.EDIT_NOMINAL)},
    }  # fmt: skip


def _period(nominal: Nominal, row: CohortPeriod, user: Any, writes: bool) -> dict[str, Any]:
    return {
        "cohort": row.get_cohort_display(),
        "from": plain_date(row.from_on),
        "to": plain_date(row.to_on) if row.to_on else "",
        "reason": row.reason,
        "end_reason": row.end_reason,
        "voided": row.void_reason if row.voided_at else "",
        "void_url": void_url(nominal, "cohort", row.pk) if writes and may_void(user, row) else "",
    }


def panel(nominal: Nominal, user: Any, on: dt.date) -> dict[str, Any]:
    """The context of `risk/_cohort.html` on the page of risk (two queries)."""
    now = CohortPeriod.objects.on(on).filter(nominal=nominal).first()
    answer = answer_for(nominal, on)
    return {
        "reference": nominal.reference,
        "cohort": f"In the {now.get_cohort_display().lower()} cohort since {plain_date(now.from_on)}" if now else "",
        "result": RESULTS[answer.result] if answer.total else "No sanction is recorded",
    }
