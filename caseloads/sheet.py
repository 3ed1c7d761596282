"""The door sheet: what whoever goes to the door must know, on one printed page a person.

Warnings come first, dated and sourced. Facts about victims are counted here and read on the record: they are never
carried to a door on paper.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from caseloads.presenters import LEVEL_NAMES, STATUS_NAMES, full_name
from caseloads.round import attempt_words, names_of, people_words, when_words
from common.text import days_phrase, listed, plain_date, plural, short_date, upper_first
from deadlines.models import Deadline
from deadlines.registry import kind_name, subject_words
from offenders.models import Address, Children, ChildrenAnswer, Event, Nominal, Particular, ParticularKind
from offenders.models.facts import HOMES
from offenders.models.life import DIGITAL
from offenders.policy import place
from offenders.presenters.frame import owner_text
from orders.door import BY_CONSENT, DoorCondition, door_conditions_of
from orders.models import Examination, MonitoringSoftware
from orders.presenters.devices import running, software_words
from visits.models import PlannedVisit, Visit
from visits.presenters import names_of as people_on
from visits.presenters import when_text
from visits.prospect import Case, load_cases

K = ParticularKind
LAST_VISITS = 3
MOST_CONDITIONS = 7  # what is due first; the rest is counted
MOST_OWED = 8
MOST_WARNINGS = 5
LONGEST = 210  # characters of a condition's words on the sheet
LIVING = (("Interpreter", (K.INTERPRETER,)), ("Hearing", (K.HEARING,)), ("Mental health", (K.MENTAL_HEALTH,)),
          ("Household", (K.HOUSEHOLD, K.PARTNER)), ("Work", (K.EMPLOYMENT,)), ("Vehicles", (K.VEHICLE,)),
          ("Other restrictions", (K.RESTRAINING_ORDER, K.BAIL)), ("Probation", (K.PRACTITIONER,)))  # fmt: skip
ALWAYS = ("Interpreter", "Hearing", "Mental health", "Household")  # said to be not recorded where they are not
ASKED_FOR = {"Interpreter": "language and interpreter", "Hearing": "hearing", "Mental health": "mental health",
             "Household": "the household", "Work": "work", "Vehicles": "vehicles"}  # fmt: skip
MOST_DEVICES = 6


@dataclass
class Facts:
    """The rows of some nominals, each by nominal id (a fixed number of queries, whatever the number)."""

    particulars: dict[int, list[Particular]] = field(default_factory=dict)
    children: dict[int, Children] = field(default_factory=dict)
    addresses: dict[int, list[Address]] = field(default_factory=dict)
    visits: dict[int, list[Visit]] = field(default_factory=dict)
    owed: dict[int, list[Deadline]] = field(default_factory=dict)
    events: dict[int, list[Event]] = field(default_factory=dict)
    plans: dict[int, PlannedVisit] = field(default_factory=dict)
    conditions: Mapping[int, list[DoorCondition]] = field(default_factory=dict)
    software: dict[int, list[MonitoringSoftware]] = field(default_factory=dict)
    examinations: dict[int, list[Examination]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    cases: Mapping[int, Case] = field(default_factory=dict)


def facts_of(nominals: Sequence[Nominal], on: dt.date, day: dt.date | None = None) -> Facts:
    """Everything that the sheets show. `day` is the day of the round, where it is for one."""
    ids = [nominal.pk for nominal in nominals]
    of = {"nominal_id__in": ids}
    current = Q(from_on__isnull=True) | Q(from_on__lte=on), Q(to_on__isnull=True) | Q(to_on__gt=on)
    visits = grouped(Visit.objects.counted().filter(**of).order_by("-date", "-time", "-pk"))
    plans = PlannedVisit.objects.counted().filter(**of, date__gte=on).order_by("-date")
    if day is not None:
        plans = plans.filter(date=day)
    children = Children.objects.counted().filter(**of).order_by("asked_on", "pk")
    planned = {plan.nominal_id: plan for plan in plans}
    return Facts(
        particulars=grouped(Particular.objects.current(on).filter(**of).order_by("-noted_on", "-pk")),
        children={row.nominal_id: row for row in children},
        addresses=grouped(Address.objects.counted().filter(*current, **of).order_by("kind", "pk")),
        visits=visits,
        owed=grouped(Deadline.objects.open().filter(**of).order_by("suspended", "due_on", "kind", "subject")),
        events=grouped(Event.objects.counted().filter(**of, closed_on__isnull=True).order_by("-date", "-pk")),
        plans=planned,
        conditions=door_conditions_of(ids, on),
        software=grouped(MonitoringSoftware.objects.counted().filter(**of)),
        examinations=grouped(Examination.objects.counted().filter(**of)),
        names=people_on([one for some in visits.values() for one in some[:LAST_VISITS]]) | names_of(planned.values()),
        cases=load_cases(ids, on),
    )


def grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """Rows by the nominal they are about."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.nominal_id, []).append(row)
    return found


def sheet(nominal: Nominal, facts: Facts, on: dt.date) -> dict[str, Any]:
    """One page, as the template prints it."""
    pk = nominal.pk
    rows, plan = facts.particulars.get(pk, []), facts.plans.get(pk)
    addresses = shown_addresses(facts.addresses.get(pk, []), plan)
    conditions, devices = facts.conditions.get(pk, []), device_words(pk, facts, on)
    living = [(name, "; ".join(row.text for row in rows if row.kind in kinds)) for name, kinds in LIVING]
    warnings = [row for row in rows if row.kind == K.WARNING]
    victims = sum(row.sensitive for row in rows)
    return {
        "nominal": nominal,
        "name": full_name(nominal.given_names, nominal.family_name),
        "identity": identity(nominal, on),
        "plan": f"{short_date(plan.date)}{when_words(plan)}: {people_words(plan, facts.names)}" if plan else "",
        "warnings": [f"{row.text} ({plain_date(row.noted_on)}, {row.source})" for row in warnings[:MOST_WARNINGS]],
        "more_warnings": max(0, len(warnings) - MOST_WARNINGS),
        "victims": f"{plural(victims, 'fact')} about victims: read on the record before you go" if victims else "",
        "addresses": addresses,
        "children": children_words(facts.children.get(pk)),
        "living": [(name, said) for name, said in living if said or name in ALWAYS],
        "devices": devices[:MOST_DEVICES],
        "more_devices": max(0, len(devices) - MOST_DEVICES),
        "visits": [visit_words(visit, facts.names) for visit in facts.visits.get(pk, [])[:LAST_VISITS]],
        "attempts": attempts_words(facts.cases.get(pk), addresses, facts.visits.get(pk, [])),
        "owed": owed_words(facts.owed.get(pk, []), facts.events.get(pk, []), on),
        "conditions": [condition_words(one) for one in conditions[:MOST_CONDITIONS]],
        "more_conditions": max(0, len(conditions) - MOST_CONDITIONS),
        "by_consent": BY_CONSENT,
        "unknown": unknown(nominal, facts, living),
    }


def identity(nominal: Nominal, on: dt.date) -> list[tuple[str, str]]:
    """Who it is, in a line: born, risk level, status, officer."""
    standing = getattr(nominal, "standing", None)
    born = nominal.date_of_birth
    age = f", {on.year - born.year - ((on.month, on.day) < (born.month, born.day))} years old" if born else ""
    return [
        ("Born", f"{plain_date(born)}{age}"),
        ("Sex", nominal.get_sex_display()),
        ("Risk level", LEVEL_NAMES[(standing.risk_level if standing else "") or "none"]),
        ("Status", STATUS_NAMES[standing.status if standing else "community"]),
        ("Officer", owner_text(nominal)),
    ]


def shown_addresses(rows: Sequence[Address], plan: PlannedVisit | None) -> list[dict[str, Any]]:
    """Every current address by kind, homes first; the one to visit is marked: the planned one, else the home."""
    ordered = sorted(rows, key=lambda row: (row.kind not in HOMES, row.kind, row.pk))
    wanted = place(plan.address) if plan is not None and plan.address else None
    marked = next((row for row in ordered if wanted and place(row.address, row.postcode).same_as(wanted)), None)
    if marked is None and wanted is None:
        marked = next((row for row in ordered if row.kind in HOMES), None)
    shown = [
        {
            "kind": row.get_kind_display(),
            "text": str(row) or "not recorded",
            "since": row.from_on,
            "visit": row is marked,
        }
        for row in ordered
    ]
    if wanted is not None and marked is None and plan is not None:
        shown.insert(0, {"kind": "As planned", "text": plan.address, "since": None, "visit": True})
    return shown


def children_words(answer: Children | None) -> str:
    """One of three answers: not asked, none known, known; with the day."""
    if answer is None:
        return "not asked"
    if answer.answer == ChildrenAnswer.NONE_KNOWN:
        return f"none known, asked {plain_date(answer.asked_on)}"
    ages = f", aged {listed([str(age) for age in sorted(answer.ages)])}" if answer.ages else ""
    return f"{plural(answer.count, 'child', 'children')}{ages}; asked {plain_date(answer.asked_on)}"


def visit_words(visit: Visit, names: Mapping[str, str]) -> str:
    """'Friday 20 November 2026 at 14:10: Seen at the address. A Hollis and B Thorne'."""
    who = listed([names.get(name, name) for name in visit.officers] + list(visit.others_present))
    return f"{when_text(visit)}: {visit.get_outcome_display()}. {who}".rstrip(". ")


def attempts_words(case: Case | None, addresses: Sequence[Mapping[str, Any]], visits: Sequence[Visit]) -> str:
    """The attempts at the address to visit: since last seen with their days, and ever with entry sought to search."""
    target = next((one["text"] for one in addresses if one["visit"]), "")
    if case is None or not target:
        return "no address to count them for"
    here = place(target)
    since = [group for group in case.attempts_since_seen() if place(group.address).same_as(here)]
    ever = [group for group in case.attempts_ever() if place(group.address).same_as(here)]
    days = sorted({day for group in since for day in group.days}, reverse=True)
    searches = sum(len(group.search_days) for group in ever)
    found = [attempt_words(visit) for visit in visits if visit.date in days and visit.outcome][:3]
    number = sum(len(group.days) for group in since)
    words = f"{number} since last seen ({'; '.join(found)})" if number else "none since last seen"
    return f"{words}; {plural(searches, 'attempt')} ever to enter and search (section 96B)"


def owed_words(owed: Sequence[Deadline], events: Sequence[Event], on: dt.date) -> list[str]:
    """What is open: deadlines first, then events that nobody has closed. No offence detail."""
    lines = []
    for row in owed:
        about = subject_words(row.kind, row.subject, row.reason)
        subject = f" {about}" if about == row.subject else f" ({about})"
        subject = subject if about else ""
        state = "suspended" if row.suspended else days_phrase((row.due_on - on).days)
        lines.append(f"{upper_first(kind_name(row.kind))}{subject}: {short_date(row.due_on)}, {state}")
    lines += [f"Open since {short_date(event.date)}: {event.get_kind_display().lower()}" for event in events]
    if len(lines) > MOST_OWED:
        return [*lines[:MOST_OWED], f"and {len(lines) - MOST_OWED} more on the record"]
    return lines


def condition_words(one: Any) -> dict[str, str]:
    """What may be asked for, and under which condition of which order."""
    text = one.text if len(one.text) <= LONGEST else f"{one.text[: LONGEST - 1].rstrip()}…"
    return {
        "under": f"{one.order_kind} {one.order_ref}, {one.number}",
        "ask": one.may_ask,
        "text": text,
        "due": one.due,
    }


def device_words(pk: int, facts: Facts, on: dt.date) -> list[str]:
    """The devices and accounts to ask for: how each became known, what watches it, when it was last examined."""
    found = []
    for row in facts.particulars.get(pk, []):
        if row.kind in DIGITAL:
            watched = [one for one in facts.software.get(pk, []) if one.device_id == row.pk]
            looks = [one.examined_on for one in facts.examinations.get(pk, []) if one.device_id == row.pk]
            said = [row.get_known_by_display().lower()] if row.known_by else []
            said += [software_words(one, on) for one in running(watched, on)]
            said.append(f"last examined {plain_date(max(looks))}" if looks else "never examined")
            found.append(f"{row.text}: {'; '.join(said)}")
    return found


def unknown(nominal: Nominal, facts: Facts, living: Sequence[tuple[str, str]]) -> list[str]:
    """What nobody has recorded: to be asked at the door."""
    missing = [ASKED_FOR[name] for name, said in living if not said and name in ASKED_FOR]
    if nominal.pk not in facts.children:
        missing.insert(0, "children (not asked)")
    if not any(row.kind == K.DEVICE for row in facts.particulars.get(nominal.pk, [])):
        missing.append("devices")
    if not any(row.kind in HOMES for row in facts.addresses.get(nominal.pk, [])):
        missing.insert(0, "a home address")
    if nominal.date_of_birth is None:
        missing.append("the date of birth")
    if not facts.visits.get(nominal.pk):
        missing.append("any earlier visit")
    return missing
