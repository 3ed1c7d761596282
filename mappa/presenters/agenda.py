"""The agenda in words: what is proposed and why, what each case holds, how long it all takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from common.text import plural, short_date, upper_first
from mappa.models import AgendaItem, Invitation, Meeting, PackVersion, WhyListed
from mappa.pack import collect
from mappa.pack.document import Pack
from mappa.policy.agenda import LeftOut, Proposed

USUAL_MINUTES = 15
SHOWN = 3  # sections of a case that stand open on the page: actions, identity, level


def papers_page(meeting: Meeting, items: Sequence[AgendaItem], on: dt.date) -> dict[str, Any]:
    """The papers as a page, and the restricted cases that are not in them."""
    in_papers = [item for item in items if not collect.withheld(item)]
    papers = collect.pack_of(meeting, in_papers, on, collect.version_text(0, on))
    return {
        "papers": papers,
        "cases": cases(papers, in_papers),
        "closed": [item for item in items if collect.withheld(item)],
        "total": time_booked(items),
    }


def cases(papers: Pack, items: Sequence[AgendaItem]) -> list[dict[str, Any]]:
    """Each case of the papers beside its place on the agenda, with the way to its record."""
    return [
        {
            "item": item,
            "paper": paper,
            "why": collect.why_text(item),
            "first": paper.sections[:SHOWN],
            "rest": paper.sections[SHOWN:],
            "anchor": f"case-{item.pk}",
            "url": reverse("offenders:record", args=[item.nominal.reference]),
        }
        for item, paper in zip(items, papers.cases, strict=True)
    ]


def time_booked(items: Sequence[AgendaItem]) -> str:
    """'4 cases, 1 hour 15 minutes; 1 without a time'."""
    minutes = sum(item.minutes_allotted or 0 for item in items)
    without = sum(1 for item in items if not item.minutes_allotted)
    hours, rest = divmod(minutes, 60)
    parts = [plural(hours, "hour")] if hours else []
    parts += [plural(rest, "minute")] if rest or not hours else []
    text = f"{plural(len(items), 'case')}, {' '.join(parts)}"
    return f"{text}; {without} without a time" if without and items else text


def chosen_text(listed: int, left: int) -> str:
    """What was done with the proposals."""
    return f"{plural(listed, 'case')} put on the agenda, {left} left out."


def proposal_rows(
    proposed: Sequence[Proposed],
    there: Collection[int],
    lines: Mapping[int, str],
    typed: QueryDict | None,
    names: Mapping[int, str],
) -> list[dict[str, Any]]:
    """Each proposal, ticked unless it was left out before; as it was typed where the form comes back."""
    ticked = set(typed.getlist("case")) if typed is not None else set()
    return [
        {
            "pk": row.nominal_id,
            "reference": row.reference,
            "name": names.get(row.nominal_id, ""),
            "url": reverse("offenders:record", args=[row.reference]),
            "why": WhyListed(row.why).label,
            "text": upper_first(row.why_text),
            "there": row.nominal_id in there,
            "ticked": str(row.nominal_id) in ticked if typed is not None else row.nominal_id not in lines,
            "minutes": typed.get(f"minutes_{row.nominal_id}", "") if typed is not None else USUAL_MINUTES,
            "line": typed.get(f"line_{row.nominal_id}", "") if typed is not None else lines.get(row.nominal_id, ""),
        }
        for row in proposed
    ]


def left_out_rows(rest: Sequence[LeftOut], there: Collection[int], names: Mapping[int, str]) -> list[dict[str, str]]:
    """Cases of the level that need not be on this agenda, a line each."""
    return [
        {
            "reference": row.reference,
            "name": names.get(row.nominal_id, ""),
            "url": reverse("offenders:record", args=[row.reference]),
            "line": row.line,
        }
        for row in rest
        if row.nominal_id not in there
    ]


STATES = {"queued": "owed", "building": "owed", "ready": "done", "failed": "overdue"}


def version_rows(packs: Sequence[PackVersion], meeting_ref: str) -> list[dict[str, Any]]:
    """Each version of the papers: how far it is, its files, who received it."""
    return [
        {
            "pack": pack,
            "tag": STATES[pack.state],
            "state": "Issued" if pack.issued_at else pack.get_state_display(),
            "progress": f"{pack.cases_done} of {plural(pack.cases, 'case')}" if pack.state == "building" else "",
            "as_at": short_date(pack.as_at),
            "going": pack.state in ("queued", "building"),
            "files": [
                {
                    "text": f"{file.get_kind_display()}, {max(1, file.size // 1024):,} kB",
                    "url": reverse("mappa:pack_file", args=[meeting_ref, pack.number, file.kind]),
                }
                for file in pack.files.all()
            ],
            "recipients": [
                {
                    "row": row,
                    "copy_url": reverse("mappa:record_copy", args=[meeting_ref, pack.number, row.pk]),
                }
                for row in pack.recipients.all()
            ],
            "issue_url": reverse("mappa:issue_pack", args=[meeting_ref, pack.number]) if pack.state == "ready" else "",
        }
        for pack in packs
    ]


def not_yet(pack: PackVersion) -> list[tuple[str, str]]:
    """Those asked to the meeting who have not received the version, as choices."""
    had = set(pack.recipients.values_list("invitation_id", flat=True))
    rows = [row for row in Invitation.objects.filter(meeting=pack.meeting_id) if row.pk not in had]
    return [(str(row.pk), ", ".join(filter(None, [row.contact_name, row.role, row.agency_name]))) for row in rows]
