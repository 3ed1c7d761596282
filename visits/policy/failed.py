"""After failed visits: the decision owed, the attempts at each address, the test for a warrant, the whereabouts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from common.dates import WorkingDays, long_date
from deadlines.policy_keys import PolicyBook
from deadlines.spec import Spec
from offenders.policy import (
    ABROAD,
    DETAINED,
    MISSING,
    NO_FIXED_ABODE,
    AddressFact,
    PersonFacts,
    Place,
    home_on,
    open_status,
    place,
)
from visits.policy import reasons
from visits.policy.facts import DecisionFact, Situation, VisitFact, sees, situation

VISIT_DECISION, WHEREABOUTS = "visit_decision", "whereabouts"
WARRANT_ATTEMPTS, FAILED_ATTEMPTS = "warrant_attempts", "failed_attempts"
VACATED_RULE, MISSING_RULE = "address_vacated", "missing"
BARRED = (*DETAINED, ABROAD)  # s.96B(4): not available then


class AttemptsAt(NamedTuple):
    """The failed attempts at one address, in order of their days."""

    address: str  # as it is best known; blank = a home that is not recorded
    days: Sequence[dt.date]  # every attempt, whatever its purpose
    search_days: Sequence[dt.date]  # those that sought entry to search for risk assessment (s.96B)


def in_order(visits: Iterable[VisitFact]) -> list[VisitFact]:
    """By day, then time, those without a time first; the same for any order of the facts."""
    return sorted(visits, key=lambda v: (v[0], v[1] is not None, v[1] or dt.time.min, v[2], v[3] or ""))


def attempts_by_address(person: PersonFacts, attempts: Iterable[VisitFact]) -> list[AttemptsAt]:
    """Groups failed attempts by place. A blank address is the home of that day; of no fixed abode, the stated place."""
    places: list[tuple[Place, str, list[dt.date], list[dt.date]]] = []
    met: dict[Place, tuple[list[dt.date], list[dt.date]]] = {}  # the same words again: found without looking
    for visit in in_order(attempts):
        where, name = _place_of(person, visit)
        if where not in met:
            met[where] = _days_at(places, where, name)
        days, search_days = met[where]
        days.append(visit[0])
        if visit[4]:
            search_days.append(visit[0])
    return [AttemptsAt(name, days, search_days) for _, name, days, search_days in places]


def _days_at(
    places: list[tuple[Place, str, list[dt.date], list[dt.date]]], where: Place, name: str
) -> tuple[list[dt.date], list[dt.date]]:
    """The days of the place met before that this is, else of a new one. The fuller postcode and name are kept."""
    for number, (known, known_name, days, search_days) in enumerate(places):
        if known.same_as(where):
            if where.postcode and not known.postcode:
                places[number] = (where, name, days, search_days)
            elif not known_name:
                places[number] = (known, name, days, search_days)
            return days, search_days
    places.append((where, name, [], []))
    return places[-1][2], places[-1][3]


def _place_of(person: PersonFacts, visit: VisitFact) -> tuple[Place, str]:
    if visit[3] and visit[3].strip():
        return place(visit[3]), visit[3].strip()
    home = home_on(person.addresses, visit[0])
    if home is None:
        return Place("", ""), ""
    return place(home[1], home[2]), ", ".join(part for part in (home[1], home[2]) if part)


def all_attempts_by_address(person: PersonFacts, visits: Iterable[VisitFact], on: dt.date) -> list[AttemptsAt]:
    """Every failed attempt ever made, at each address: the Act does not say that being seen later wipes them out."""
    return attempts_by_address(person, [v for v in visits if v[0] <= on and not sees(v[2])])


def visit_decision(
    person: PersonFacts,
    visits: Iterable[VisitFact],
    on: dt.date,
    book: PolicyBook,
    calendar: WorkingDays,
    decisions: Iterable[DecisionFact] = (),
) -> Spec | None:
    """The decision owed after failed visits, as of a day (contract, `visit_decision`)."""
    return visit_decision_for(person, situation(person, visits, on, book, calendar), on, book, decisions)


def visit_decision_for(
    person: PersonFacts, s: Situation, on: dt.date, book: PolicyBook, decisions: Iterable[DecisionFact] = ()
) -> Spec | None:
    """The same, from a situation already worked out.

    Owed from the attempt that makes `warrant_min_attempts` at one address that sought entry to search for risk
    assessment, or `failed_attempts_decision` of any purpose; each by the policy of the day of that attempt.
    """
    if not s.attempts or s.deceased or person.requirement_ended:
        return None
    if s.detained is not None or s.abroad is not None:
        return None  # s.96B(4)
    decided_on = max((row[0] for row in decisions if row[0] <= on), default=dt.date.min)
    attempts = [visit for visit in s.attempts if visit[0] > decided_on]
    if not attempts:
        return None
    counted_from = s.anchor or (s.start.on if s.start is not None else None)
    afresh = decided_on > (counted_from or dt.date.min)
    after = f"since the decision of {long_date(decided_on)}" if afresh else reasons.since_text(s)
    found = [*_search_attempts(person, attempts, after, book), *_any_attempts(person, attempts, after, book)]
    if not found:
        return None
    due_on, _, rule, text = min(found)
    reason = f"{text}; a decision is owed since {long_date(due_on)}"
    return Spec(VISIT_DECISION, "", due_on, rule, reason, False, counted_from, len(attempts))


Reached = tuple[dt.date, int, str, str]  # the day, which goes first on one day, the rule, the facts


def _search_attempts(
    person: PersonFacts, attempts: Sequence[VisitFact], after: str, book: PolicyBook
) -> Iterator[Reached]:
    """Enough attempts at one address that sought entry to search (s.96B, `warrant_min_attempts`)."""
    if not any(visit[4] for visit in attempts):
        return
    for at in attempts_by_address(person, attempts):
        day = _reached(at.search_days, "warrant_min_attempts", person, book)
        if day is not None:
            number = reasons.times(len(at.search_days), "attempt")
            yield day, 0, WARRANT_ATTEMPTS, f"{number} to enter and search at one address {after}"


def _any_attempts(
    person: PersonFacts, attempts: Sequence[VisitFact], after: str, book: PolicyBook
) -> Iterator[Reached]:
    """Enough attempts of any purpose anywhere (`failed_attempts_decision`)."""
    day = _reached(sorted(visit[0] for visit in attempts), "failed_attempts_decision", person, book)
    if day is not None:
        yield day, 1, FAILED_ATTEMPTS, f"{reasons.times(len(attempts), 'failed attempt')} {after}"


def _reached(days: Sequence[dt.date], key: str, person: PersonFacts, book: PolicyBook) -> dt.date | None:
    """The first day on which so many attempts, in order, were enough."""
    for number, day in enumerate(days, start=1):
        if number >= book.count(key, person.force, on=day):
            return day
    return None


def whereabouts(
    person: PersonFacts, visits: Iterable[VisitFact], on: dt.date, book: PolicyBook, calendar: WorkingDays
) -> Spec | None:
    """The whereabouts enquiry that is open on a day (contract, `whereabouts`)."""
    return whereabouts_for(person, situation(person, visits, on, book, calendar), on)


def whereabouts_for(person: PersonFacts, s: Situation, on: dt.date) -> Spec | None:
    """The same, from a situation already worked out.

    Opened by a visit that found the address vacated, or a missing period; closed by a later visit that saw the person
    anywhere, or by the end of the period (which closes an enquiry opened before it too: found is found).
    """
    if s.deceased or person.requirement_ended or (not s.vacated and s.missing is None):
        return None
    found_on = max(
        (row[2] for row in person.statuses if row[0] == MISSING and row[2] is not None and row[2] <= on),
        default=dt.date.min,
    )
    opened = [
        (visit[0], 1, VACATED_RULE, f"Gone from the address on {long_date(visit[0])} and not seen since")
        for visit in s.vacated
        if visit[0] >= found_on and not _sighted_after(s, visit[0], visit[1])
    ]
    if s.missing is not None and not _sighted_after(s, s.missing[1], None):
        opened.append((s.missing[1], 0, MISSING_RULE, f"Missing since {long_date(s.missing[1])}"))
    if not opened:
        return None
    due_on, _, rule, reason = min(opened)
    return Spec(WHEREABOUTS, "", due_on, rule, reason, False, due_on)


def _sighted_after(s: Situation, day: dt.date, at: dt.time | None) -> bool:
    """Whether a visit saw the person later; on the same day only where both times say so."""
    if s.sighted_on is None or s.sighted_on < day:
        return False
    return s.sighted_on > day or (at is not None and s.sighted_at is not None and s.sighted_at > at)


class WarrantPart(NamedTuple):
    """One part of the test for a warrant. `met` None = for a person to judge, or not recorded."""

    code: str
    met: bool | None
    text: str


def warrant_test(person: PersonFacts, visits: Iterable[VisitFact], on: dt.date, book: PolicyBook) -> list[WarrantPart]:
    """The test of section 96B of the Sexual Offences Act 2003, part by part, as far as the record can tell.

    Every attempt ever made counts here, not only those since the person was last seen.
    """
    least = book.count("warrant_min_attempts", person.force, on=on)
    changed = book.yes("cpa2026_entry_warrant_test", person.force, on=on)
    return [
        *([_CHANGED] if changed else []),
        _address_part(home_on(person.addresses, on)),
        _availability_part(person, on),
        WarrantPart("needed", None, "Whether entry and search are needed to assess the risk is for the officer."),
        _attempts_part(all_attempts_by_address(person, visits, on), least, changed=changed),
        WarrantPart(
            "applicant",
            None,
            "A superintendent or above of the force for the area of the premises applies.",
        ),
    ]


_CHANGED = WarrantPart(
    "changed",
    None,
    "This force has switched the changed test of the Crime and Policing Act 2026 on. Its text is not in this system:"
    " read the section as it is in force. What was recorded under the test before it stands below.",
)


def _address_part(home: AddressFact | None) -> WarrantPart:
    if home is None or not (home[1] or home[2]):
        return WarrantPart(
            "address", None, "No home is recorded: there must be reasonable grounds to think the person lives there."
        )
    where = ", ".join(part for part in (home[1], home[2]) if part)
    if home[0] == NO_FIXED_ABODE:
        return WarrantPart("address", True, f"No fixed abode; the person can be found at {where}.")
    return WarrantPart("address", True, f"The home on record is {where}. Check that it is the last one notified.")


def _availability_part(person: PersonFacts, on: dt.date) -> WarrantPart:
    barred = open_status(person.statuses, on, BARRED)
    if barred is None:
        return WarrantPart("available", True, "Not shown as in custody, in hospital or abroad.")
    where = "abroad" if barred[0] == ABROAD else f"in {barred[0]}"
    return WarrantPart("available", False, f"Shown as {where} since {long_date(barred[1])}.")


def _attempts_part(places: Sequence[AttemptsAt], least: int, *, changed: bool) -> WarrantPart:
    searches = [at for at in places if at.search_days]
    met = None if changed else any(len(at.search_days) >= least for at in searches)
    needed = f"Entry to search for risk assessment must have been sought {times_text(least)} at one address and failed"
    if not searches:
        return WarrantPart("attempts", None if changed else False, f"{needed}; none is recorded.")
    counts = "; ".join(f"{at.address or 'home address'}: {_days_text(at.search_days)}" for at in searches)
    return WarrantPart("attempts", met, f"{needed}. {counts}.")


def times_text(number: int) -> str:
    """`once`, `at least twice`, `at least 3 times`."""
    return {1: "at least once", 2: "at least twice"}.get(number, f"at least {number} times")


def _days_text(days: Sequence[dt.date]) -> str:
    return f"{len(days)} ({', '.join(long_date(day) for day in days)})"
