"""The agenda in words: what is proposed and why, what each case holds, how long it all takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from common.text import listed, plural, short_date, upper_first
from mappa.forms.agenda import ArrangeForm, BuildForm
from mappa.models import AgendaItem, Invitation, Meeting, PackVersion, WhyListed
from mappa.pack import collect
from mappa.pack.document import Pack
from mappa.policy.agenda import LeftOut, Proposed

SHOWN = 3  # sections of a case that stand open on the page: actions, identity, level


def papers_page(
    meeting: Meeting, items: Sequence[AgendaItem], form: ArrangeForm | None, on: dt.date
) -> dict[str, Any]:  # fmt: skip
    """The papers as a page with the form of their order, and the restricted cases that are not in them."""
    in_papers = [item for item in items if not collect.withheld(item)]
    papers = collect.pack_of(meeting, in_papers, on, collect.version_text(0, on))
    return {
        "papers": papers,
        "cases": cases(papers, in_papers, form, meeting.meeting_ref),
        "closed": [item for item in items if collect.withheld(item)],
        "total": time_booked(items),
    }


def cases(
    papers: Pack, items: Sequence[AgendaItem], form: ArrangeForm | None, meeting_ref: str
) -> list[dict[str, Any]]:  # fmt: skip
    """Each case of the papers beside its place on the agenda, with the way to its record."""
    return [
        {
            "item": item,
            "off_url": reverse("mappa:take_off", args=[meeting_ref, item.pk]),
            "boxes": form.boxes(item) if form is not None else [],
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


def added_text(item: AgendaItem, made: PackVersion | None) -> str:
    """What adding a case did, and what is still to do."""
    said = f"{item.nominal.reference} is on the agenda."
    if collect.withheld(item):
        return f"{said} The record is restricted: it is in the papers once the chair decides to share it."
    return f"{said} {_not_in(made)}".strip()


def _not_in(made: PackVersion | None) -> str:
    if made is None:
        return ""
    if made.issued_at is None:
        return f"Version {made.number} of the papers was made without it: make a new one."
    return f"Version {made.number} was issued without it: members see the case once a new version is issued to them."


def taking_off_note(issued: PackVersion | None) -> str:
    """What taking a case off will do to those to whom a version with it was issued, before it is done."""
    if issued is None:
        return ""
    return (
        f"Version {issued.number} of the papers, with this case in it, was issued. The record and that version close at"
        " once to those who see the record by this meeting alone; who received it stays on record. Make and issue a"
        " new version afterwards."
    )


def taken_off_text(item: AgendaItem, made: PackVersion | None) -> str:
    """What taking a case off did, and what is still to do."""
    said = f"{item.nominal.reference} is off the agenda."
    if made is None or item.pk not in made.items:
        return said
    return f"{said} Version {made.number} of the papers still holds it: make a new one."


def since_made(made: PackVersion, items: Iterable[AgendaItem], gone: Iterable[AgendaItem]) -> str:
    """How the agenda differs from the version made last; blank where it holds the same cases."""
    added = [item.nominal.reference for item in items if not (collect.withheld(item) or item.pk in made.items)]
    off = [item.nominal.reference for item in gone]
    parts = [f"{listed(added)} added"] if added else []
    parts += [f"{listed(off)} taken off"] if off else []
    return f"Since version {made.number} was made: {'; '.join(parts)}. Make a new version." if parts else ""


def proposal_rows(
    proposed: Sequence[Proposed],
    there: Collection[int],
    form: BuildForm,
    names: Mapping[int, str],
) -> list[dict[str, Any]]:
    """Each proposal, ticked unless it was left out before; as it was typed where the form comes back."""
    ticked = form.ticked()
    return [
        {
            "pk": row.nominal_id,
            "reference": row.reference,
            "name": names.get(row.nominal_id, ""),
            "url": reverse("offenders:record", args=[row.reference]),
            "why": WhyListed(row.why).label,
            "text": upper_first(row.why_text),
            "there": row.nominal_id in there,
            "ticked": str(row.nominal_id) in ticked,
            "boxes": [form[f"{name}_{row.nominal_id}"] for name in ("minutes", "line")]
            if row.nominal_id not in there
            else [],
        }
        for row in proposed
    ]


def left_out_rows(
    rest: Sequence[LeftOut], there: Collection[int], names: Mapping[int, str], add_url: str
) -> list[dict[str, str]]:
    """Cases of the level that need not be on this agenda, a line each, with the way to add one all the same."""
    return [
        {
            "reference": row.reference,
            "name": names.get(row.nominal_id, ""),
            "url": reverse("offenders:record", args=[row.reference]),
            "line": row.line,
            "add_url": f"{add_url}?{urlencode({'reference': row.reference})}",
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
