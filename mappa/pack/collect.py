"""Puts the facts of a meeting's cases into the words of its pack. Open actions come first, oldest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from common.text import days_phrase, plain_date, plural, upper_first
from deadlines.registry import kind_name, subject_words
from mappa.models import Action, AgendaItem, Category, Meeting, SharingDecision, WhyListed
from mappa.models.levels import MappaLevel
from mappa.pack import facts
from mappa.pack.document import Block, Case, Lines, Pack, Paragraphs, Points, Section, Table
from mappa.pack.facts import MOST_VISITS, CaseFacts
from notification.presenters import NO_DISPOSALS, stage_text, status_rows
from offenders.models import Nominal, Particular, Status
from offenders.models.facts import HOMES
from offenders.models.levels import Level
from offenders.presenters.frame import owner_text
from orders.picture import OrderPicture
from orders.presenters.words import last_day_text, term_text
from risk.plan import TITLES, texts
from visits.policy.facts import sees

VICTIM_NOTE = "About victims: not to be passed on without the agreement of whoever gave it"
NOTHING = "Nothing on record."
PORTION = 10  # cases read at once


def pack_of(
    meeting: Meeting,
    items: Sequence[AgendaItem],
    on: dt.date,
    version: str,
    left_out: Sequence[str] = (),
    tell: Callable[[int], None] = lambda done: None,
) -> Pack:
    """The papers of a meeting as they stand on a day, `items` in their order. What is withheld is not in them at all.

    Read in portions, `tell` hearing after each how many cases are done.
    """
    items = [item for item in items if not withheld(item)]
    shown = [item.nominal_id for item in items]
    known: dict[int, CaseFacts] = {}
    for begin in range(0, len(shown), PORTION):
        known |= facts.load(shown[begin : begin + PORTION], on, before=meeting.held_on)
        tell(len(known))
    cases = [case(place, item, known[item.nominal_id], on) for place, item in enumerate(items, 1)]
    closing = [Section("Cases not selected", [Points(left_out)])] if left_out else []
    return Pack(title_of(meeting), version, opening(meeting, items), cases, closing)


def withheld(item: AgendaItem) -> bool:
    """A restricted record is in the papers only where the chair decided to share it."""
    return item.nominal.restricted and item.decided != SharingDecision.SHARE


def title_of(meeting: Meeting) -> str:
    """'MAPPA level 2 meeting, Northshire, 12 March 2026'."""
    level = f"MAPPA level {meeting.level} meeting" if meeting.level else "MAPPA meeting"
    area = [meeting.area.name] if meeting.area else []
    return ", ".join([level, *area, plain_date(meeting.held_on)])


def version_text(number: int, on: dt.date) -> str:
    """'Version 2, as at 10 March 2026'; 0 is what nobody has issued."""
    return f"{f'Version {number}' if number else 'Draft'}, as at {plain_date(on)}"


def opening(meeting: Meeting, items: Sequence[AgendaItem]) -> list[Section]:
    """The first page: when and where, what everybody is bound to, and the order of the cases."""
    time = f" at {meeting.starts_at:%H:%M}" if meeting.starts_at else ""
    where = " ".join(part for part in (meeting.place, meeting.link) if part)
    facts_ = [("When", plain_date(meeting.held_on) + time), ("Where", where or "not recorded")]
    facts_ += [("Chair", meeting.chaired_by or "not recorded"), ("Reference", meeting.meeting_ref)]
    rows = [
        (str(place), named(item.nominal), why_text(item), minutes_text(item)) for place, item in enumerate(items, 1)
    ]
    statement = (
        "What is shared here is shared to protect the public. It is used for that alone, kept safe, and disclosed to"
        " nobody outside the meeting without the agreement of the agency that gave it. Every person discussed is"
        " treated fairly, whoever they are."
    )
    return [
        Section("Meeting", [Lines(facts_)]),
        Section("Purpose, confidentiality and diversity", [Paragraphs([statement])]),
        Section("Agenda", [Table("", ["No.", "Case", "Why", "Time"], rows)] if rows else [Paragraphs([NOTHING])]),
    ]


def named(nominal: Nominal) -> str:
    """'Samuel HOLLIS (T-1)'."""
    return f"{nominal.full_name} ({nominal.reference})"


def why_text(item: AgendaItem) -> str:
    """Why a case is on the agenda."""
    label = WhyListed(item.why).label if item.why else ""
    text = item.why_text if item.why_text.lower() != label.lower() else ""
    return ": ".join(part for part in (label, text) if part) or "not recorded"


def minutes_text(item: AgendaItem) -> str:
    """'15 minutes', or blank."""
    return plural(item.minutes_allotted, "minute") if item.minutes_allotted else ""


def case(place: int, item: AgendaItem, found: CaseFacts, on: dt.date) -> Case:
    """One case, open actions first."""
    since = f"since the last meeting on {plain_date(found.since)}" if found.since else "no earlier meeting on record"
    summary = "; ".join(part for part in (why_text(item), minutes_text(item), since) if part)
    sections = [
        ("Open actions", [actions(found.actions, on)]),
        ("Identity", [identity(found, on)]),
        ("MAPPA category and level", [category_and_level(found)]),
        ("Warnings", [points([particular_text(row) for row in found.particulars if row.kind == "warning"])]),
        ("Orders and conditions", orders(found.orders)),
        ("Notification", notification(found, on)),
        ("Visits and attempts", visits(found)),
        ("Events", [events(found)]),
        ("Risk", risk(found)),
        ("What is owed", [owed(found, on)]),
        ("Risk management plan", the_plan(found)),
        ("Victims", victims(found)),
    ]
    return Case(f"{place}. {named(found.nominal)}", summary, [Section(name, blocks) for name, blocks in sections])


def points(items: Sequence[str]) -> Block:
    """A list, or that there is nothing."""
    return Points(items) if items else Paragraphs([NOTHING])


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Block:
    """A table, or that there is nothing."""
    return Table("", heads, rows) if rows else Paragraphs([NOTHING])


def actions(rows: Sequence[Action], on: dt.date) -> Block:
    """Every open action with owner, original date and age."""
    shown = [
        (row.action or "not recorded", row.agency_name or "not recorded", row.owner.full_name if row.owner else "",
         plain_date(row.due_on), age_text(row, on))
        for row in rows
    ]  # fmt: skip
    return table(["Action", "Agency", "Owner", "Due", "Age"], shown)


def age_text(row: Action, on: dt.date) -> str:
    """'agreed 40 days ago; overdue by 12 days'."""
    agreed = row.made_on or (row.meeting.held_on if row.meeting else None)
    parts = [f"agreed {plural((on - agreed).days, 'day')} ago"] if agreed and agreed <= on else []
    parts += [days_phrase((row.due_on - on).days)] if row.due_on else []
    return "; ".join(parts)


def identity(found: CaseFacts, on: dt.date) -> Block:
    """Who it is, where they live, who manages them."""
    nominal, standing = found.nominal, getattr(found.nominal, "standing", None)
    born = nominal.date_of_birth
    age = f", {on.year - born.year - ((on.month, on.day) < (born.month, born.day))} years old" if born else ""
    homes = [home for home in found.homes if home.kind in HOMES]
    others = [f"{row.get_kind_display()}: {row}" for row in found.homes if row.kind not in HOMES]
    lead = nominal.get_lead_agency_display() or "not recorded"
    lines = [
        ("Born", plain_date(born) + age),
        ("Sex", nominal.get_sex_display()),
        ("Home", "; ".join(str(home) for home in homes) or "not recorded"),
        ("Other addresses", "; ".join(others)),
        (
            "Status",
            Status(standing.status).label if standing and standing.status in Status.values else "In the community",
        ),
        ("Officer", owner_text(nominal)),
        ("Force", nominal.force.name if nominal.force else "not recorded"),
        ("Lead agency", lead + (f" since {plain_date(nominal.lead_since)}" if nominal.lead_since else "")),
        ("Licence ends", plain_date(nominal.licence_ends_on) if nominal.licence_ends_on else ""),
    ]
    return Lines([(label, value) for label, value in lines if value])


def category_and_level(found: CaseFacts) -> Block:
    """The category, the level, and who decided it when and why."""
    number = found.nominal.mappa_category
    lines = [
        ("Category", Category(number).label if number else "not recorded"),
        ("Level", MappaLevel(found.level).label if found.level else "not recorded"),
    ]
    latest = max(found.levels, key=lambda row: (row.effective_from, row.pk), default=None)
    if latest is not None:
        why = f": {latest.reason}" if latest.reason else ""
        by = f" by {latest.decided_by}" if latest.decided_by else ""
        lines.append(("Last decision", f"level {latest.level} on {plain_date(latest.effective_from)}{by}{why}"))
    return Lines(lines)


def particular_text(row: Particular) -> str:
    """What is known, since when and from whom."""
    return f"{row.text} ({plain_date(row.noted_on)}, {row.source})"


def orders(found: Sequence[OrderPicture]) -> list[Block]:
    """The live orders, each with the conditions that bind today and when each was last checked."""
    blocks: list[Block] = []
    for order in found:
        if order.standing.over:
            continue
        head = f"{order.row.get_kind_display()} {order.row.order_ref}, {last_day_text(order.standing.last_day)}"
        rows = [
            (one.row.number, one.now.text, term_text(one),
             plain_date(one.last_on) if one.last_on else "never checked")
            for one in order.live
        ]  # fmt: skip
        heads = ["No.", "Condition", "Term", "Last checked"]
        blocks.append(Table(head, heads, rows) if rows else Paragraphs([f"{head}. No condition on record."]))
    return blocks or [Paragraphs(["No live order on record."])]


def notification(found: CaseFacts, on: dt.date) -> list[Block]:
    """Whether and until when the person is subject, what is to be notified next, and possible failures."""
    answer = found.notification
    if answer is None:
        return [Paragraphs([NOTHING])]
    found_ = answer.requirement
    nothing = found_.subject == "no" and not (answer.case.disposals or answer.unknown)
    status = Paragraphs([NO_DISPOSALS]) if nothing else Lines(status_rows(found_, unknown=answer.unknown))
    clocks = [(_what(row), plain_date(row.due_on), days_phrase((row.due_on - on).days)) for row in answer.specs]
    failures = [(plain_date(row.found_on), row.what, stage_text(row)) for row in found.failures]
    return [
        status,
        *([Points(found_.gaps)] if found_.gaps else []),
        Table("Next clocks", ["What", "Due", "State"], clocks) if clocks else Paragraphs(["No clock is running."]),
        Table("Possible failures to notify", ["Found", "What", "How far"], failures)
        if failures
        else Paragraphs(["No possible failure to notify on record."]),
    ]


def visits(found: CaseFacts) -> list[Block]:
    """Visits and attempts since the last meeting, the latest first."""
    rows = [
        (plain_date(visit.date), visit.get_outcome_display(), "seen" if sees(visit.outcome) else "attempt",
         ", ".join([*(found.names.get(name, name) for name in visit.officers), *visit.others_present]), visit.notes)
        for visit in found.visits[:MOST_VISITS]
    ]  # fmt: skip
    blocks = [table(["Day", "Outcome", "Seen or not", "Who went", "Notes"], rows)]
    more = len(found.visits) - MOST_VISITS
    return [*blocks, Paragraphs([f"{plural(more, 'earlier one')} on the record."])] if more > 0 else blocks


def events(found: CaseFacts) -> Block:
    """What happened since the last meeting: events, and being in custody, hospital, abroad or missing."""
    rows = [(row.date, row.get_kind_display(), row.summary) for row in found.events]
    rows += [
        (row.from_on, row.get_status_display(), f"until {plain_date(row.to_on)}" if row.to_on else "still so")
        for row in found.statuses
    ]
    rows.sort(key=lambda row: row[0], reverse=True)
    return table(["Day", "What", "Details"], [(plain_date(day), what, text) for day, what, text in rows])


def risk(found: CaseFacts) -> list[Block]:
    """The level now, its changes, and the latest result of each tool."""
    standing = getattr(found.nominal, "standing", None)
    level = standing.risk_level if standing else ""
    now = Lines([("Risk level", Level(level).label if level else "No level on record")])
    changes = [
        (plain_date(row.effective_from), row.get_level_display(), "agreed" if row.approved else "proposed", row.reason)
        for row in found.risk_levels[:4]
    ]
    latest: dict[str, Any] = {}
    for one in found.assessments:
        latest.setdefault(one.tool, one)
    tools = [
        (one.get_tool_display(), plain_date(one.completed_on), upper_first(one.band.replace("_", " ")), one.notes)
        for one in latest.values()
    ]
    return [
        now,
        Table("Changes of level", ["From", "Level", "State", "Reason"], changes)
        if changes
        else Paragraphs(["No change."]),
        Table("Assessments", ["Tool", "Completed", "Band", "Notes"], tools)
        if tools
        else Paragraphs(["No assessment on record."]),
    ]


def owed(found: CaseFacts, on: dt.date) -> Block:
    """Every open deadline, what is overdue first, each with its reason."""
    rows = [
        (_what(row), plain_date(row.due_on),
         "suspended" if row.suspended else days_phrase((row.due_on - on).days), row.reason)
        for row in found.owed
    ]  # fmt: skip
    return table(["What", "Due", "State", "Why"], rows)


def _what(row: Any) -> str:
    """The kind, and what it is about where the reason beside it does not say so."""
    about = subject_words(row.kind, row.subject, "")
    return upper_first(kind_name(row.kind)) + (f" {about}" if about else "")


def the_plan(found: CaseFacts) -> list[Block]:
    """The plan under the four pillars with its contingency."""
    if found.plan is None:
        return [Paragraphs(["No risk management plan on record."])]
    parts = texts(found.plan)
    lines = [(TITLES[name], text or "nothing written") for name, text in parts.items()]
    lines.append(("Written", plain_date(found.plan.written_on)))
    lines.append(("To be reviewed", plain_date(found.plan.review_on)))
    return [Lines(lines)]


def victims(found: CaseFacts) -> list[Block]:
    """Facts about victims, marked."""
    rows = [f"{row.get_kind_display()}: {particular_text(row)}" for row in found.particulars if row.sensitive]
    return [Paragraphs([VICTIM_NOTE]), Points(rows)] if rows else [Paragraphs([NOTHING])]
