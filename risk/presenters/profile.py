"""The person behind the level, as the record shows it: areas, answers with their history, gaps as work."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.urls import reverse

from accounts import permissions as p
from accounts.kinds import PersonKind
from accounts.models import Training
from common.text import lower_first, plain_date
from offenders.models import Nominal
from offenders.rights import may_void, may_write
from risk.models import ManagedAs, ProfileAnswer, ProfileGap
from risk.people import lapsed, why, without_trained_manager
from risk.policy import profile as rules
from risk.policy.kinds import kind_of


def rights(nominal: Nominal, user: Any) -> dict[str, bool]:
    """What the reader may do here."""
    writes = may_write(user, nominal)
    return {"answer": writes and user.can(p.ASSESS), "edit": writes and user.can(p.EDIT_NOMINAL)}


def page(nominal: Nominal, user: Any, on: dt.date) -> dict[str, Any]:
    """The context of `risk/profile.html`: a fixed number of queries."""
    rows = ProfileAnswer.objects.filter(nominal=nominal).select_related("recorded_by")
    by_question: dict[str, list[ProfileAnswer]] = defaultdict(list)
    for row in rows.order_by("-answered_on", "-pk"):
        by_question[row.question].append(row)
    current = {
        code: last for code, found in by_question.items() if (last := next((r for r in found if not r.voided_at), None))
    }
    writes, may = may_write(user, nominal), rights(nominal, user)
    areas = [
        {"title": area.title, "code": area.code,
         "questions": [_question(nominal, user, one, by_question[one.code], current.get(one.code), may, writes)
                       for one in area.questions]}
        for area in rules.AREAS
    ]  # fmt: skip
    unknown = list(
        ProfileGap.objects.filter(nominal=nominal).select_related("recorded_by").order_by("-raised_on", "-pk")
    )
    work = [{"name": one.name, "why": reason, "url": _answer_url(nominal, one.code) if may["answer"] else ""}
            for one, reason in rules.gaps({code: fact(row) for code, row in current.items()})]  # fmt: skip
    open_ = [_gap(nominal, row, user, may, writes) for row in unknown if not row.closed_on and not row.voided_at]
    return {
        "areas": areas,
        "work": work,
        "unknown": open_,
        "found_out": [_gap(nominal, row, user, may, writes) for row in unknown if row.closed_on or row.voided_at],
        "count": len(work) + len(open_),
        "may": may,
        **managed(nominal, user, on, writes),
    }


def fact(row: ProfileAnswer) -> rules.AnswerFact:
    """What the rules read of an answer."""
    return rules.AnswerFact(row.finding, row.source_grade, row.information_grade)


def _answer_url(nominal: Nominal, code: str) -> str:
    return reverse("risk:answer", args=[nominal.reference, code])


def _question(
    nominal: Nominal, user: Any, question: rules.Question, rows: list[ProfileAnswer], current: ProfileAnswer | None,
    may: dict[str, bool], writes: bool,
) -> dict[str, Any]:  # fmt: skip
    shown = [_answer(nominal, user, row, writes) for row in rows]
    now = next((one for one in shown if current is not None and one["pk"] == current.pk), None)
    return {
        "name": question.name,
        "asks": question.asks,
        "now": now,
        "gap": rules.gap(fact(current) if current else None),
        "earlier": [one for one in shown if one is not now],
        "url": _answer_url(nominal, question.code) if may["answer"] else "",
    }


def _answer(nominal: Nominal, user: Any, row: ProfileAnswer, writes: bool) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "finding": row.get_finding_display(),
        "text": row.text,
        "on": plain_date(row.answered_on),
        "source": row.source,
        "grades": f"{row.get_source_grade_display()}. {row.get_information_grade_display()}.",
        "by": row.recorded_by.full_name if row.recorded_by else "",
        "voided": row.void_reason if row.voided_at else "",
        "void_url": void_url(nominal, "answer", row.pk) if writes and may_void(user, row) else "",
    }


def void_url(nominal: Nominal, code: str, pk: int) -> str:
    """Where an entry is marked as entered in error."""
    return reverse("risk:void_entry", args=[nominal.reference, code, pk])


def _gap(nominal: Nominal, row: ProfileGap, user: Any, may: dict[str, bool], writes: bool) -> dict[str, Any]:
    return {
        "what": row.what,
        "how": row.how,
        "raised": plain_date(row.raised_on),
        "by": row.recorded_by.full_name if row.recorded_by else "",
        "closed": plain_date(row.closed_on) if row.closed_on else "",
        "found": row.found,
        "voided": row.void_reason if row.voided_at else "",
        "close_url": reverse("risk:close_gap", args=[nominal.reference, row.pk]) if may["answer"] else "",
        "void_url": void_url(nominal, "unknown", row.pk) if writes and may_void(user, row) else "",
    }


def managed(nominal: Nominal, user: Any, on: dt.date, writes: bool) -> dict[str, Any]:
    """As whom the person is managed, since when and why; whether the officer is trained for it (four queries)."""
    rows = list(ManagedAs.objects.filter(nominal=nominal).order_by("-from_on", "-pk"))
    now = next((row for row in rows if not row.voided_at and row.from_on <= on), None)
    kind = kind_of(now.kind if now else "", nominal.mappa_category)
    words = PersonKind(kind).label if kind else "Not recorded"
    source = (f"since {plain_date(now.from_on)}: {now.reason}" if now
              else f"by MAPPA category {nominal.mappa_category}" if kind else "")  # fmt: skip
    lacking = without_trained_manager(Nominal.objects.filter(pk=nominal.pk), on).select_related("officer").first()
    ended = lapsed([nominal.officer_id], on) if lacking is not None and nominal.officer_id else {}
    return {
        "managed_as": words,
        "managed_source": source,
        "lacking": why(lacking, ended.get((nominal.officer_id or 0, kind))) if lacking is not None else "",
        "trained": _trained(nominal, kind, on) if lacking is None else "",
        "managed_history": [
            {"text": str(row), "reason": row.reason, "voided": row.void_reason if row.voided_at else "",
             "void_url": void_url(nominal, "kind", row.pk) if writes and may_void(user, row) else ""}
            for row in rows
        ],
    }  # fmt: skip


def _trained(nominal: Nominal, kind: str, on: dt.date) -> str:
    """`Ash Hollis, trained for it on 3 March 2024`."""
    row = Training.objects.holding(on).filter(user=nominal.officer_id, covers=kind).first()
    if row is None or nominal.officer is None:
        return ""
    return f"{nominal.officer.full_name}, training completed {plain_date(row.completed_on)}"


def panel(nominal: Nominal, user: Any, on: dt.date) -> dict[str, Any]:
    """The context of `risk/_profile.html` on the page of risk: what is still a gap (two queries)."""
    rows = ProfileAnswer.objects.current().filter(nominal=nominal)
    missing = rules.gaps({row.question: fact(row) for row in rows})
    unknown = ProfileGap.objects.open().filter(nominal=nominal).count()
    return {
        "reference": nominal.reference,
        "missing": [lower_first(question.name) for question, _ in missing],
        "unknown": unknown,
        "count": len(missing) + unknown,
        "questions": len(rules.QUESTIONS),
    }
