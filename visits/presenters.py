"""Visits in words: what a visit would change, and the rows of the list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.models import User
from common.clock import LONDON
from common.text import WEEKDAYS, days_phrase, listed, long_date, plain_date, plural, short_date, upper_first
from deadlines.registry import kind_name
from deadlines.spec import Spec
from deadlines.status import OVERDUE, SUSPENDED, days_overdue, state
from offenders.policy import PersonFacts, home_on, management_on, place
from offenders.presenters.registers import Registers
from visits.models import Outcome, Visit
from visits.policy import (
    HOME_VISIT,
    VISIT_DECISION,
    WHEREABOUTS,
    AttemptsAt,
    VisitFact,
    WarrantPart,
    counts,
    sees,
    warrant_test,
)
from visits.prospect import Case, Prospect

MOVES, STAYS, UNKNOWN = "moves", "stays", "unknown"
OFFICE_HOURS = (9, 17)


@dataclass(frozen=True)
class Outlook:
    """What saving a visit would do, for the page: the date first, then whatever else follows."""

    tone: str  # moves, stays, unknown
    headline: str
    reason: str
    lines: Sequence[str] = ()
    short: str = ""  # the headline where there is little room


NO_DATE = Outlook(UNKNOWN, "Give the date of the visit to see the next one", "", (), "Give the date of the visit")


def outlook(found: Prospect) -> Outlook:
    """'Next visit due Monday 4 May 2026', or 'This does not move the date', each with why."""
    if found.impossible:
        return Outlook(UNKNOWN, "The next date cannot be worked out", found.impossible, (), "Next date not known")
    before, after = found.before.get(HOME_VISIT), found.after.get(HOME_VISIT)
    lines = tuple(_consequences(found))
    if after is None:
        return Outlook(UNKNOWN, "No home visit is owed", _why_none(found), lines, "No home visit is owed")
    if found.counts and (before is None or (after.due_on, after.counted_from) != (before.due_on, before.counted_from)):
        headline = f"Next visit due {long_date(after.due_on)}"
        if after.suspended:
            headline = f"Suspended; the date would be {long_date(after.due_on)}"
        short = f"Next visit due {short_date(after.due_on)}"
        return Outlook(MOVES, headline, _sentence(after.reason), lines, headline if after.suspended else short)
    standing = _standing(after, found.on)
    short = f"Does not move the date: {_standing_short(after, found.on)}"
    return Outlook(STAYS, f"This does not move the date: {standing}", _why_not(found, after), lines, short)


def _standing(spec: Spec, on: dt.date) -> str:
    """'overdue since Monday 4 May 2026, by 12 days'; 'due today'; 'due Monday 4 May 2026'."""
    now = state(spec.due_on, on, suspended=spec.suspended)
    if now == SUSPENDED:
        return f"suspended, due {long_date(spec.due_on)}"
    if now == OVERDUE:
        days = days_overdue(spec.due_on, on, suspended=False)
        return f"due {long_date(spec.due_on)}, overdue by {plural(days, 'day')}"
    return "due today" if spec.due_on == on else f"due {long_date(spec.due_on)}"


def _standing_short(spec: Spec, on: dt.date) -> str:
    """'overdue by 12 days'; 'due today'; 'due Mon 4 May 2026'."""
    if spec.suspended:
        return "suspended"
    return days_phrase((spec.due_on - on).days) if spec.due_on <= on else f"due {short_date(spec.due_on)}"


def _why_not(found: Prospect, after: Spec) -> str:
    if found.counts:
        if found.last_seen is not None and found.last_seen > found.visit.on:
            return f"They were last seen at home on {plain_date(found.last_seen)}, after this visit."
        return _sentence(after.reason)
    if found.sees:
        return "Being seen somewhere else is not a home visit."
    return "An attempt is kept and counted, but only seeing the person at home moves the date."


def _why_none(found: Prospect) -> str:
    person, on = found.person, found.on
    if person.registered_on is None or person.registered_on > on:
        return "The day of registration is not recorded, so no date can be worked out."
    if management_on(person.management, on).mode == "reactive":
        return "Managed reactively: no visits are scheduled."
    return "Nothing on record calls for one."


def _consequences(found: Prospect) -> Iterable[str]:
    if found.here is not None:
        where = found.here.address or "the home address"
        since = f"since last seen {plain_date(found.last_seen)}" if found.last_seen else "so far"
        text = f"With this, {plural(len(found.here.days), 'attempt')} at {where} {since}"
        searches = len(found.here.search_days)
        yield f"{text}; {searches} of them to enter and search." if searches else f"{text}."
    if VISIT_DECISION in found.after:
        if VISIT_DECISION not in found.before:
            yield "A decision will be owed: warrant, arrest, whereabouts enquiry or something else."
        else:
            yield f"A decision is owed already, since {plain_date(found.before[VISIT_DECISION].due_on)}."
    elif VISIT_DECISION in found.before:
        yield "The decision owed after failed visits falls away."
    if WHEREABOUTS in found.after and WHEREABOUTS not in found.before:
        yield "A whereabouts enquiry opens."
    elif WHEREABOUTS in found.before and WHEREABOUTS not in found.after:
        yield "The whereabouts enquiry closes."


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def saved_sentence(visit: Visit, case: Case) -> str:
    """What the page says once a visit is saved: the next date and why. No address and no name."""
    fact, person, on = fact_of(visit), case.person, case.on
    specs, impossible = case.owed_or_why()
    seen, spec = sees(visit.outcome), specs.get(HOME_VISIT)
    head = "Visit saved." if seen else "Attempt saved."
    if impossible:
        text = f"{head} The next date cannot be worked out: {impossible}"
    elif spec is None:
        text = f"{head} No home visit is owed."
    elif counts(fact, person) and spec.counted_from == visit.date:
        due = (
            f"Suspended; the next visit would be due {long_date(spec.due_on)}."
            if spec.suspended
            else (f"Next visit due {long_date(spec.due_on)}.")
        )
        text = f"{head} {due} {_sentence(spec.reason)}"
    else:
        text = f"{head} The date has not moved: {_standing(spec, on)}."
    if VISIT_DECISION in specs and not seen:
        text += " A decision after failed visits is owed."
    if WHEREABOUTS in specs and visit.outcome == Outcome.ADDRESS_VACATED:
        text += " A whereabouts enquiry is open."
    return f"{text} The write-up is owed." if visit.write_up_owed else text


def fact_of(visit: Visit) -> VisitFact:
    """A stored visit as the rules read it."""
    return VisitFact(visit.date, visit.time, visit.outcome, visit.address, visit.entry_sought_for_risk_search)


@dataclass(frozen=True)
class VisitRow:
    """A visit or an attempt as the list shows it."""

    id: int
    outcome: str
    when: str
    where: str
    at_home: bool
    who: str
    announced: str
    effect: str  # whether it moved the date, or is an attempt
    counted: bool
    entry: str
    third_party: str
    third_party_said: str
    notes: str
    write_up_owed: bool
    despite: Sequence[str]
    despite_reason: str
    recorded: str
    voided: str  # the reason, where it was entered in error
    voided_by: str
    corrects: bool
    can_change: bool
    national: str = ""  # whether it is on the national record


DESPITE = {
    "nobody": "nobody recorded as present",
    "one_person": "fewer people than a visit takes",
    "announced": "announced",
    "before_registration": "before registration",
    "deceased": "shown as deceased",
    "in_custody": "shown as in custody",
    "in_hospital": "shown as in hospital",
    "abroad": "shown as abroad",
    "over_a_week_ago": "recorded more than a week later",
}


def names_of(visits: Iterable[Visit]) -> dict[str, str]:
    """Full names by username, for everybody on these visits (one query)."""
    wanted = {name for visit in visits for name in visit.officers}
    return dict(User.objects.filter(username__in=wanted).values_list("username", "full_name")) if wanted else {}


def visit_rows(visits: Sequence[Visit], person: PersonFacts, registers: Registers) -> list[VisitRow]:
    """The rows of the list, in the order given. The visits come with `recorded_by` and `voided_by`."""
    names = names_of(visits)
    return [_row(visit, person, names, registers) for visit in visits]


def _row(visit: Visit, person: PersonFacts, names: dict[str, str], registers: Registers) -> VisitRow:
    home = home_on(person.addresses, visit.date)
    where = visit.address or (", ".join(part for part in (home.address, home.postcode) if part) if home else "")
    present = [names.get(name, name) for name in visit.officers] + list(visit.others_present)
    seen, moved = sees(visit.outcome), counts(fact_of(visit), person)
    return VisitRow(
        id=visit.pk,
        outcome=visit.get_outcome_display(),
        when=when_text(visit),
        where=where or "Address not recorded",
        at_home=not visit.address,
        who=listed(present) if present else "not recorded",
        announced=_yes_no(visit.announced, "Announced", "Unannounced", "Announced or not: not recorded"),
        effect="Counted" if moved else "Sighting only" if seen else "Attempt",
        counted=moved,
        entry="" if seen else _yes_no(visit.entry_sought_for_risk_search, "yes", "no", "not recorded"),
        third_party=visit.third_party,
        third_party_said=visit.third_party_said,
        notes=visit.notes,
        write_up_owed=visit.write_up_owed and visit.voided_at is None,
        despite=[DESPITE.get(code, code.replace("_", " ")) for code in visit.saved_despite],
        despite_reason=visit.despite_reason,
        recorded=recorded_text(visit),
        voided=visit.void_reason if visit.voided_at is not None else "",
        voided_by=visit.voided_by.full_name if visit.voided_by else "",
        corrects=visit.corrects_id is not None,
        can_change=visit.voided_at is None,
        national=registers.of_visit(visit.date) if visit.voided_at is None else "",
    )


def _yes_no(answer: bool | None, yes: str, no: str, unknown: str) -> str:
    return unknown if answer is None else yes if answer else no


def when_text(visit: Visit) -> str:
    """'Friday 20 November 2026 at 14:10'."""
    return f"{long_date(visit.date)} at {visit.time:%H:%M}" if visit.time else long_date(visit.date)


def recorded_text(visit: Visit) -> str:
    """Who recorded it, and when where that was later than the day itself."""
    day = visit.recorded_at.astimezone(LONDON).date()
    who = visit.recorded_by.full_name if visit.recorded_by else "an import"
    return f"Recorded by {who}" if day == visit.date else f"Recorded by {who} on {short_date(day)}"


@dataclass(frozen=True)
class AddressRow:
    """The attempts at one address: since last seen, and ever with entry sought to search (s.96B)."""

    address: str
    since_seen: int
    ever: int
    search_days: str
    searches: int


def address_rows(ever: Sequence[AttemptsAt], since: Sequence[AttemptsAt]) -> list[AddressRow]:
    """By address, the most searches first."""

    def recent(address: str) -> int:
        same = (group for group in since if place(group.address).same_as(place(address)))
        return sum(len(group.days) for group in same)

    rows = [
        AddressRow(
            group.address or "Home, address not recorded",
            recent(group.address),
            len(group.days),
            listed([plain_date(day) for day in group.search_days]),
            len(group.search_days),
        )
        for group in ever
    ]
    return sorted(rows, key=lambda row: (-row.searches, -row.since_seen, -row.ever, row.address))


@dataclass(frozen=True)
class Owed:
    """A deadline about visits, as the pages of visits show it."""

    name: str
    state: str
    words: str
    due: str
    reason: str
    rule: str


def owed_rows(case: Case, *kinds: str) -> list[Owed]:
    """What is owed about visits on the day, in the order of the kinds."""
    specs, impossible = case.owed_or_why()
    if impossible:
        return [Owed("Home visit", "unknown", "not known", "cannot be worked out", impossible, "")]
    return [_owed(specs[kind], case.on) for kind in kinds or (HOME_VISIT, VISIT_DECISION, WHEREABOUTS) if kind in specs]


def _owed(spec: Spec, on: dt.date) -> Owed:
    now = state(spec.due_on, on, suspended=spec.suspended)
    words = "suspended" if now == SUSPENDED else days_phrase((spec.due_on - on).days)
    return Owed(
        kind_name(spec.kind), now, upper_first(words), long_date(spec.due_on), _sentence(spec.reason), spec.rule
    )


@dataclass(frozen=True)
class WarrantRow:
    """One part of the test for a warrant: what the record says, and in one word whether it is met."""

    name: str
    state: str
    words: str
    text: str


WARRANT_NAMES = {
    "address": "Home address, or where they can be found",
    "available": "Not in custody, in hospital or abroad",
    "needed": "Entry and search needed to assess risk",
    "attempts": "Entry sought and failed, at one address",
    "applicant": "Who applies",
}
WARRANT_WORDS = {True: ("done", "Met"), False: ("overdue", "Not met"), None: ("judge", "For you to judge")}
NO_TEST = ("", "")  # who applies is no part that the record could meet


def warrant_rows(case: Case) -> list[WarrantRow]:
    """The test of section 96B of the Sexual Offences Act 2003, part by part."""
    parts = warrant_test(case.person, case.visits, case.on, case.batch.book)
    return [
        WarrantRow(WARRANT_NAMES.get(part.code, upper_first(part.code)), *_verdict(part), part.text) for part in parts
    ]


def _verdict(part: WarrantPart) -> tuple[str, str]:
    return NO_TEST if part.code == "applicant" else WARRANT_WORDS[part.met]


def habit(visits: Iterable[Visit]) -> str:
    """A nudge when the latest visits all fell on one weekday or in office hours; '' where they vary."""
    recent = [visit for visit in visits if visit.voided_at is None][:4]
    if len(recent) < 3:
        return ""
    days = {visit.date.weekday() for visit in recent}
    if len(days) == 1:
        return f"The last {len(recent)} visits and attempts were all on a {WEEKDAYS[days.pop()]}. Try another day."
    start, end = OFFICE_HOURS
    if all(visit.time and visit.date.weekday() < 5 and start <= visit.time.hour < end for visit in recent):
        return f"The last {len(recent)} visits and attempts were all in office hours. Try an evening or a weekend."
    return ""
