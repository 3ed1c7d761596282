"""How a list reads: words for a row, a tab, a caseload. Plain functions of values; nothing here asks the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse

from caseloads import queries as q
from caseloads.filters import ALL, DECISIONS, NOBODY, Asked, counted
from caseloads.queries import CaseRow, Tally
from caseloads.teams import Worst
from common.text import days_phrase, listed, plain_date, plural, short_date, upper_first
from deadlines.status import DUE_TODAY, OVERDUE, SUSPENDED, days_overdue
from offenders.models.nominal import full_name
from offenders.presenters.frame import waiting_text

LEVEL_NAMES = {"very_high": "Very high", "high": "High", "medium": "Medium", "low": "Low", "none": "Not set"}
LEVEL_BARS = {"very_high": 4, "high": 3, "medium": 2, "low": 1, "none": 0}
STATUS_NAMES = {
    "community": "Community",
    "custody": "In custody",
    "hospital": "In hospital",
    "missing": "Missing",
    "abroad": "Abroad",
    "deceased": "Deceased",
}
TONES = {OVERDUE: "red", DUE_TODAY: "orange", q.NEXT: "teal", q.LATER: "teal", SUSPENDED: "grey"}
TABS = {
    "overdue": "Overdue",
    "due_today": "Due today",
    "next_14": "Next 14 days",
    "suspended": "Suspended",
    "no_date": "No date",
    DECISIONS: "Decisions owed",
    ALL: "All",
}
ALWAYS_SHOWN = ("overdue", "due_today", "next_14", ALL)
SHOW_NAMES = {
    **TABS,
    "no_date": "No date can be worked out",
    DECISIONS: "Decisions owed after failed visits",
    ALL: "All nominals",
}
PART_NAMES = {
    q.CAN_VISIT: "Can be visited",
    q.CANNOT_VISIT: "Cannot be visited now: missing or abroad. The date stands",
    q.STOPPED: "Suspended: in custody or hospital. The clock is stopped",
    q.UNDATED: "No date can be worked out: put the record right",
    q.NONE_OWED: "No home visit is owed",
}
CSV_HEADER = (
    "Reference", "Given names", "Family name", "Risk level", "Home visit due", "State", "Days overdue", "Why",
    "Last seen at home", "Attempts since", "Postcode district", "Status", "Decision owed since",
    "Whereabouts enquiry since", "Officer",
)  # fmt: skip
STATE_NAMES = {
    OVERDUE: "overdue", DUE_TODAY: "due today", q.NEXT: "upcoming", q.LATER: "upcoming", SUSPENDED: "suspended",
    q.NO_DATE: "no date", q.NOT_OWED: "none owed",
}  # fmt: skip
_ANY = "REFERENCE"


def shown_rows(rows: Sequence[CaseRow], on: dt.date, *, log: bool = True) -> list[dict[str, Any]]:
    """What the template prints, row by row, as text. `part` heads the first row of each part of the list.

    Dictionaries, since they are what a template reads quickest. `log` where the reader may log a visit.
    """
    record = reverse("offenders:record", args=[_ANY])
    visit = reverse("visits:log", args=[_ANY]) if log else ""
    shown, part = [], None
    for row in rows:
        shown.append(_shown(row, on, record, visit, new_part=row.place != part))
        part = row.place
    if len({row.place for row in rows}) == 1 and part == q.CAN_VISIT:
        shown[0]["part"] = ""  # one ordinary part needs no heading
    return shown


def _shown(row: CaseRow, on: dt.date, record: str, visit: str, *, new_part: bool) -> dict[str, Any]:
    due, why = "", row.reason or ""
    if row.due_on is not None:
        due = short_date(row.due_on)
        state = "Suspended" if row.bucket == SUSPENDED else upper_first(days_phrase((row.due_on - on).days))
    else:
        state, why = why_no_date(row, on)
    return {
        "url": record.replace(_ANY, row.reference),
        "log": visit.replace(_ANY, row.reference) if row.status != "deceased" else "",
        "name": full_name(row.given_names, row.family_name),
        "reference": row.reference,
        "risk": LEVEL_NAMES[row.level],
        "bars": LEVEL_BARS[row.level],
        "due": due,
        "state": state,
        "tone": TONES.get(row.bucket, "grey"),
        "why": why,
        "seen": short_date(row.seen_on) if row.seen_on else "Not recorded",
        "attempts": str(row.attempts) if row.attempts else "None",
        "district": row.district or "Not known",
        "status": STATUS_NAMES[row.status],
        "also": also_owed(row, on),
        "officer": officer_name(row),
        "part": PART_NAMES[row.place] if new_part else "",
    }


def officer_name(row: CaseRow | Worst) -> str:
    """Whose case it is, said plainly where that is nobody who is at work."""
    if row.officer is None:
        return "Unallocated"
    if not row.officer_active:
        return f"{row.officer} (account inactive)"
    return row.officer if row.officer_opens else f"{row.officer} (cannot open this record)"


def why_no_date(row: CaseRow, on: dt.date) -> tuple[str, str]:
    """The state of a nominal without a home visit, and the sentence that explains it."""
    if row.bucket == q.NO_DATE:
        if row.failure:
            return "No date", f"The dates could not be worked out: {row.failure}"
        if row.registered_on is None:
            return "No date", "The day on which management in the community began is not recorded."
        if row.registered_on > on:
            return "No date", f"Management in the community begins on {plain_date(row.registered_on)}."
        return "No date", "The dates have not been worked out yet."
    if row.status == "deceased":
        return "None owed", "Deceased."
    if row.management == "reactive":
        return "None owed", "Reactive management: no scheduled home visits."
    return "None owed", "No home visit is owed."


def also_owed(row: CaseRow, on: dt.date) -> list[str]:
    """What else the row has to say: the decision, the whereabouts enquiry, a transfer, dates that may be old."""
    lines = []
    if row.decision_on is not None:
        lines.append(f"Decision owed since {short_date(row.decision_on)}")
    if row.enquiry_on is not None:
        lines.append(f"Whereabouts enquiry since {short_date(row.enquiry_on)}")
    if row.offered_on is not None:
        lines.append(waiting_text(row.offered_to or "", row.offered_on))
    if row.failure and row.due_on is not None:
        lines.append("The last run could not work the dates out; this one may be old")
    return lines


def csv_row(row: CaseRow, on: dt.date) -> tuple[Any, ...]:
    """The same row for a download, columns as in `CSV_HEADER`."""
    suspended = row.bucket == SUSPENDED
    late = days_overdue(row.due_on, on, suspended=suspended) if row.due_on else ""
    return (
        row.reference, row.given_names, row.family_name, LEVEL_NAMES[row.level], row.due_on, STATE_NAMES[row.bucket],
        late, row.reason or why_no_date(row, on)[1], row.seen_on, row.attempts or 0, row.district,
        STATUS_NAMES[row.status], row.decision_on, row.enquiry_on, officer_name(row) if row.officer is not None else "",
    )  # fmt: skip


def arrival_sentence(tallies: Sequence[Tally]) -> str:
    """'4 overdue (1 high), 2 due today, 9 in 14 days, 1 decision owed': what a morning begins with."""
    numbers = {show: counted(tallies, Asked(show=show)) for show in ("overdue", "due_today", "next_14", DECISIONS)}
    overdue = f"{numbers['overdue']:,} overdue"
    if worst := worst_levels(tallies):
        overdue += f" ({worst})"
    return (
        f"{overdue}, {numbers['due_today']:,} due today, {numbers['next_14']:,} in 14 days,"
        f" {plural(numbers[DECISIONS], 'decision')} owed"
    )


def worst_levels(tallies: Sequence[Tally]) -> str:
    """The riskiest of the overdue: '1 very high, 3 high, 1 with no level', or where there are none, the next level.

    No level ranks as high (design section 4), so it is said too.
    """
    numbers = {level: counted(tallies, Asked(show=OVERDUE, risk=level)) for level in q.LEVELS}
    top = [level for level in ("very_high", "high", "none") if numbers[level]]
    top = top or [level for level in ("medium", "low") if numbers[level]][:1]
    words = {level: name.lower() for level, name in LEVEL_NAMES.items()} | {"none": "with no level"}
    return ", ".join(f"{numbers[level]:,} {words[level]}" for level in top)


def tabs(tallies: Sequence[Tally], asked: Asked, path: str) -> list[dict[str, Any]]:
    """The tabs of a list with their counts under its filters; rare ones only where they hold somebody."""
    made = []
    for show, text in TABS.items():
        number = counted(tallies, asked.but(show=show))
        if number or show in ALWAYS_SHOWN or show == asked.show:
            url = f"{path}{asked.query(show=show)}"
            made.append({"text": text, "url": url, "current": show == asked.show, "count": f"{number:,}"})
    return made


def headers(asked: Asked, path: str, columns: Iterable[str]) -> list[dict[str, str]]:
    """The heads of the columns that sort, with the address of the next order and `aria-sort`."""
    made = []
    current, down = asked.sort.removeprefix("-"), asked.sort.startswith("-")
    for code in columns:
        turned = f"-{code}" if code == current and not down else code
        made.append(
            {
                "text": q.SORTS[code].text,
                "url": f"{path}{asked.query(sort=turned)}",
                "aria": ("descending" if down else "ascending") if code == current else "none",
                "code": code,
            }
        )
    return made


def choices(asked: Asked, tallies: Sequence[Tally]) -> list[dict[str, Any]]:
    """The boxes of the filter: name, label, and (value, words, chosen) for each option that holds somebody."""
    present = {
        "risk": [(code, LEVEL_NAMES[code]) for code in q.LEVELS if any(row.level == code for row in tallies)],
        "district": [(code, code) for code in sorted({row.district for row in tallies if row.district})],
        "status": [(code, STATUS_NAMES[code]) for code in q.STATUSES if any(row.status == code for row in tallies)],
    }
    labels = {"risk": "Risk level", "district": "Postcode district", "status": "Status"}
    boxes = []
    for name, options in present.items():
        chosen = getattr(asked, name)
        if chosen and chosen not in dict(options):
            options = [*options, (chosen, LEVEL_NAMES.get(chosen) or STATUS_NAMES.get(chosen) or chosen)]
        boxes.append(_box(name, labels[name], [("", "Any"), *options], chosen))
    sorts = [(code, sort.text) for code, sort in q.SORTS.items() if code != "officer"]
    boxes.append(_box("sort", "Sort by", sorts, asked.sort.removeprefix("-")))
    return boxes


def _box(name: str, label: str, options: list[tuple[str, str]], chosen: str) -> dict[str, Any]:
    return {"name": name, "label": label, "options": [(code, words, code == chosen) for code, words in options]}


def filter_words(asked: Asked) -> str:
    """What narrows the list, in words: 'risk level high and postcode district ZZ1'."""
    parts = []
    if asked.risk:
        parts.append(f"risk level {LEVEL_NAMES[asked.risk].lower()}")
    if asked.district:
        parts.append(f"postcode district {asked.district.upper()}")
    if asked.status:
        parts.append(f"status {STATUS_NAMES[asked.status].lower()}")
    if asked.band == q.THIS_WEEK:
        parts.append("due today or in the next 7 days")
    elif asked.band:
        parts.append(f"{BAND_NAMES[asked.band].lower()} overdue")
    if asked.place:
        parts.append("could be visited today")
    return listed(parts)


BAND_NAMES = {"1-7": "1 to 7 days", "8-28": "8 to 28 days", "29-90": "29 to 90 days", "over-90": "Over 90 days"}


def frame(tallies: Sequence[Tally], asked: Asked, path: str) -> dict[str, Any]:
    """What stands around a caseload's table: tabs, filter, its words, the address of the download."""
    return {
        "tabs": tabs(tallies, asked, path),
        "boxes": choices(asked, tallies),
        "asked": asked,
        "kept": [(name, value) for name in ("team", "officer", "band", "place") if (value := getattr(asked, name))],
        "path": path,
        "narrowed_to": filter_words(asked),
        "clear_url": f"{path}{asked.query(risk='', district='', status='', band='', place='')}",
        "title": SHOW_NAMES[asked.show],
        "everybody": counted(tallies, Asked()),
    }


def heading(asked: Asked, rows: Sequence[CaseRow]) -> str:
    """What a team's list is called: 'Overdue: cases of A. Hollis'."""
    if asked.officer == NOBODY:
        return f"{SHOW_NAMES[asked.show]}: unallocated"
    if asked.officer == q.UNCOVERED:
        return f"{SHOW_NAMES[asked.show]}: unallocated, or the officer is absent or cannot open the record"
    if asked.officer:
        name = next((row.officer for row in rows if row.officer), None)
        return f"{SHOW_NAMES[asked.show]}: cases of {name or asked.officer}"
    return SHOW_NAMES[asked.show]
