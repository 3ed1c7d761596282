"""My day: what a working day begins and ends with, by role. It stands on top of the first page after sign-in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts import permissions as p
from caseloads import changes, coming, monitoring, presenters, proposals, writeups
from caseloads import owed as owed_besides
from caseloads import queries as q
from caseloads import round as rounds
from caseloads.filters import DECISIONS, Asked, counted
from caseloads.supervision import samples
from common.clock import LONDON
from common.holidays import load_calendar
from common.text import days_between, plural
from deadlines.book import load_book
from deadlines.models import Alert
from deadlines.status import OVERDUE
from offenders.models import Nominal
from risk.presenters import csods as applications
from visits import drafts
from visits.models import VisitDraft

LOGGED_AS = {"caseload": "caseload.listed", "backlog": "backlog.opened"}


def for_officer(user: Any, tallies: Sequence[q.Tally], on: dt.date, now: dt.datetime) -> dict[str, Any]:
    """Sentence, figures, what is new, today and tomorrow, what is not saved (a fixed number of queries)."""
    owed = writeups.of_officer(user, user).count()
    cases = Nominal.objects.visible_to(user).filter(officer_id=user.pk)
    reviews = owed_besides.plans_to_review(user, on)
    plans = list(rounds.plans_of(user, user, on, on + dt.timedelta(days=1)))
    made, names = rounds.outcomes(plans), rounds.names_of(plans)
    shown = [(plan.date, rounds.shown_plan(plan, made, names, on)) for plan in plans]
    return {
        "sentence": arrival(tallies, owed, reviews),
        "figures": officer_figures(user, tallies, owed, reviews, on),
        "news": news(user, cases, "caseload", now),
        "today": [row for day, row in shown if day == on],
        "tomorrow": [row for day, row in shown if day > on],
        "unsaved": unsaved(user, on),
        "officer": True,
    }


def for_team(user: Any, team: Any, tallies: Sequence[q.Tally], worst: Any, absent: set[int], cases: QuerySet[Any],
             on: dt.date, now: dt.datetime) -> dict[str, Any]:  # fmt: skip
    """The same for whoever watches a team: its figures and what is new among its cases."""
    owed = writeups.of_team(user, team).count()
    reviews = owed_besides.plan_reviews(on).of_team(user, team).count()
    return {
        "sentence": arrival(tallies, owed, reviews),
        "figures": [
            *team_figures(user, team, tallies, worst, absent, owed, on),
            *plans_figure(reviews, reverse("risk:reviews")),
            *samples_figure(user, team, on),
            *applications_figure(user, now),
        ],
        "news": news(user, cases, "backlog", now),
        "unsaved": unsaved(user, on),
        "officer": False,
    }


def arrival(tallies: Sequence[q.Tally], write_ups: int, reviews: int) -> str:
    """What a morning begins with: visits, decisions, write-ups, and plans to look at again where there are any."""
    sentence = f"{presenters.arrival_sentence(tallies)}, {plural(write_ups, 'write-up')} owed"
    return f"{sentence}, {plural(reviews, 'plan review')} owed" if reviews else sentence


def figure(number: int | str, text: str, url: str, *, state: str = "", note: str = "") -> dict[str, Any]:
    """One figure; where it is nothing it leads nowhere and alarms nobody."""
    shown = f"{number:,}" if isinstance(number, int) else number
    if shown == "0":
        url = state = ""
    return {"number": shown, "text": text, "url": url, "state": state, "note": note}


def alert_figure(number: int, query: str) -> list[dict[str, Any]]:
    """The alerts of monitoring software to decide on; no figure where there is none."""
    url = f"{reverse('workday:monitoring')}{query}"
    return [figure(number, "Monitoring alerts to decide on", url, state="overdue")] if number else []


def plans_figure(number: int, url: str) -> list[dict[str, Any]]:
    """The plans and intervals to look at again; no figure where there is none."""
    return [figure(number, "Plans and intervals to review", url, state="due_today")] if number else []


def samples_figure(user: Any, team: Any, on: dt.date) -> list[dict[str, Any]]:
    """The checks of dip samples that are owed, with how many of them are late; no figure where there is none."""
    if not user.can(p.SUPERVISE):
        return []
    owed, late = samples.number(user, team, on)
    url = f"{reverse('supervision:dip_samples')}?team={team.pk}"
    shown = figure(owed, "Dip-sample checks owed", url, state="overdue" if late else "", note=f"{late:,} late")
    return [shown] if owed else []


def applications_figure(user: Any, now: dt.datetime) -> list[dict[str, Any]]:
    """Applications under the disclosure scheme, of the force, with a clock that has run out or does by tomorrow."""
    if not user.can(p.HANDLE_APPLICATIONS):
        return []
    late, soon = applications.pressing(user, load_book(), load_calendar(), now.astimezone(LONDON))
    url, text = reverse("risk:csods"), "Disclosure scheme applications"
    found = [figure(late, f"{text} overdue", url, state="overdue")] if late else []
    return [*found, figure(soon, f"{text} due by tomorrow", url, state="due_today")] if soon else found


def risk_figure(number: int, query: str) -> dict[str, Any]:
    """The assessments and reviews of risk that are overdue."""
    return figure(number, "ARMS and risk reviews overdue", f"{reverse('workday:risk_owed')}{query}", state="overdue")


def notifications_figure(number: int, query: str) -> dict[str, Any]:
    """What was not notified in time or is to be notified within a week."""
    url = f"{reverse('workday:notifications_owed')}{query}"
    return figure(number, "Notifications missed or due in 7 days", url, state="due_today")


def officer_figures(user: Any, tallies: Sequence[q.Tally], owed: int, plans: int, on: dt.date) -> list[dict[str, Any]]:
    """What an offender manager looks at: the first five stand out, the page gives the rest in a line."""
    path = reverse("caseloads:mine")

    def number(**asked: str) -> tuple[int, str]:
        wanted = Asked(**asked)  # type: ignore[arg-type]
        return counted(tallies, wanted), f"{path}{wanted.query()}"

    late, late_url = number(show=OVERDUE)
    soon, soon_url = number(show="all", band=q.THIS_WEEK)
    decisions, decisions_url = number(show=DECISIONS)
    new, before_release = coming.figure(user, on)
    return [
        figure(late, "Overdue", late_url, state="overdue", note=presenters.worst_levels(tallies)),
        figure(soon, "Due today and in 7 days", soon_url, state="due_today"),
        figure(decisions, "Decisions owed", decisions_url),
        notifications_figure(owed_besides.notifications(on).of_officer(user, user).count(), ""),
        figure(new, "Releases and new cases, 28 days", reverse("workday:coming"), note=before_release),
        risk_figure(owed_besides.risk_reviews(on).of_officer(user, user).count(), ""),
        *alert_figure(monitoring.of_officer(user, user).count(), ""),
        *plans_figure(plans, reverse("workday:plans_owed")),
        figure(owed, "Write-ups owed", reverse("workday:write_ups")),
    ]


def team_figures(
    user: Any, team: Any, tallies: Sequence[q.Tally], worst: Any, absent: set[int], owed: int, on: dt.date
) -> list[dict[str, Any]]:
    """What a supervisor looks at: the first five stand out, the page gives the rest in a line."""
    path, key = reverse("caseloads:backlog_list"), str(team.pk)
    now = Asked(team=key, show=OVERDUE, place="can")
    levels = {level: counted(tallies, now.but(risk=level)) for level in ("very_high", "high")}
    risky = ", ".join(f"{n:,} {presenters.LEVEL_NAMES[level].lower()}" for level, n in levels.items() if n)
    nobody = sum(row.number for row in tallies if row.officer is None or row.officer in absent)
    shown = [figure(counted(tallies, now), "Overdue, could be visited today", f"{path}{now.query()}", state="overdue",
                    note=risky)]  # fmt: skip
    if worst is not None and worst.due_on is not None:
        url = reverse("offenders:record", args=[worst.reference])
        shown.append(figure((on - worst.due_on).days, "Days on the most overdue visit", url))
    shown.append(risk_figure(owed_besides.risk_reviews(on).of_team(user, team).count(), f"?team={key}"))
    uncovered = Asked(team=key, officer=q.UNCOVERED, show="all")
    shown.append(figure(nobody, "Unallocated, or officer absent", f"{path}{uncovered.query()}"))
    if user.can(p.APPROVE):
        waiting = proposals.waiting(user, on)
        oldest = f"the oldest from {days_between((waiting[0].row.recorded_at.date() - on).days)}" if waiting else ""
        shown.append(figure(len(waiting), "Approvals waiting", reverse("caseloads:approvals"), note=oldest))
        if offers := proposals.to_answer(user, on):
            shown.append(figure(offers, "Transfers to answer", reverse("caseloads:approvals")))
    decisions = Asked(team=key, show=DECISIONS)
    shown.append(figure(counted(tallies, decisions), "Decisions owed", f"{reverse('workday:decisions')}?team={key}"))
    shown.append(notifications_figure(owed_besides.notifications(on).of_team(user, team).count(), f"?team={key}"))
    shown += alert_figure(monitoring.of_team(user, team).count(), f"?team={key}")
    shown.append(figure(owed, "Write-ups owed", f"{reverse('workday:write_ups')}?team={key}"))
    return shown


def news(user: Any, cases: QuerySet[Any], page: str, now: dt.datetime) -> dict[str, Any]:
    """What changed since the last look (three queries)."""
    moment = changes.last_look(user, LOGGED_AS[page], now)
    rows = changes.since(user, cases, moment)
    alerts = Alert.objects.of(user).waiting().filter(raised_on__gte=moment.date()).count()
    return {
        "since": changes.since_words(moment, moment == now - changes.FIRST_TIME),
        "rows": changes.shown(rows[: changes.MOST]),
        "more": len(rows) > changes.MOST,
        "alerts": plural(alerts, "alert") if alerts else "",
        "references": sorted({row.reference for row in rows[: changes.MOST]}),
    }


def references(day: dict[str, Any] | None) -> list[str]:
    """Whom a day names, for the audit log."""
    if day is None:
        return []
    planned = [row["reference"] for row in (*day.get("today", ()), *day.get("tomorrow", ()))]
    return [*day["news"]["references"], *planned, *(row["reference"] for row in day["unsaved"])]


def unsaved(user: Any, on: dt.date) -> list[dict[str, str]]:
    """What the person began to type and has not saved, on records still open to them (one query)."""
    rows = VisitDraft.objects.filter(author=user, nominal__in=Nominal.objects.writable_by(user)).select_related(
        "nominal"
    )
    offers = [
        (draft.nominal.reference, drafts.offer(draft, draft.nominal, on)) for draft in rows.order_by("-updated_at")
    ]
    return [{"reference": reference, "url": one.url, "text": one.text} for reference, one in offers]
