"""How the requirement reads on the pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from common.text import days_phrase, long_date, plain_date
from deadlines.policy_keys import PolicyBook
from deadlines.registry import kind_name, subject_words
from deadlines.spec import Spec
from deadlines.status import state
from notification.cards import (
    COUNTED,
    failure_clock,
    late_words,
    parental_card,
    premises_card,
    recorded_text,
    review_card,
    told_text,
)
from notification.models import (
    Disposal,
    EventKind,
    Failure,
    FailureStep,
    Jurisdiction,
    Notification,
    Outcome,
    Section,
)
from notification.models.failures import DECIDING
from notification.picture import Picture
from notification.policy import (
    CHANGE,
    INITIAL,
    LIMITED,
    PERIODIC,
    RETURNED,
    TRAVEL,
    YES,
    Requirement,
    in_person_enough,
    not_needed,
    under_18,
)
from notification.policy.changes import RULE_NOT_HAPPENED, came_late
from notification.policy.periods import FIRST_ACT, Period, read_as
from notification.policy.premises import PREFIX
from notification.policy.terms import LONG, MIDDLE, SHORT
from offenders.models import Nominal

SUBJECT = {
    YES: "Subject to notification",
    LIMITED: "Names and home address only (SRO)",
    "no": "Not subject to notification",
}
CATEGORIES = {
    "indefinite": "indefinite", "order_only": "while the order lasts", "conditional_discharge": "conditional discharge",
    "none": "none",
    **{f"{years}y": f"{years} years" for years in (10, 7, 5, 2)},
    **{f"{years}y_halved": f"{years} years, halved (under 18)" for years in (10, 7, 5, 2)},
}  # fmt: skip
SECTIONS = {INITIAL: "s83", CHANGE: "s84", PERIODIC: "s85"}
BANDS = {SHORT: "6 months or less", MIDDLE: "between 6 and 30 months", LONG: "30 months or more"}
NOT_COMPUTED = (
    "Dealt with in {name}, whose law has periods and clocks of its own. They are not worked out here: ask the police of"
    " {name} until when, and what has to be notified."
)
UNKNOWN = "Not subject by what is worked out here, but a disposal is recorded whose period is not worked out"
NOT_ON_THE_DAY = "It did not happen on that day"
NO_DISPOSALS = "No disposal is recorded, so the requirement cannot be worked out. Visits and other dates stand."


class Owed(NamedTuple):
    """A clock that runs."""

    kind: str
    about: str
    day: str
    state: str
    words: str
    reason: str
    rule: str
    key: str
    url: str
    action: str


def to_record(
    reference: str, kind: str, subject: str, rule: str, entries: Mapping[str, Notification] | None = None
) -> tuple[str, str]:
    """One tap to where it is recorded, filled in as far as it is known, and what that is called.

    What came of a notice in advance and journeys are dealt with from their entries on the notification page; where it
    has these at hand (`entries`, by reference), at once.
    """
    row = entries.get(subject) if entries else None
    if row is not None and rule == RULE_NOT_HAPPENED:
        return reverse("notification:cancel", args=[reference, row.pk]), NOT_ON_THE_DAY
    if row is not None and kind in (TRAVEL, RETURNED):
        route = "return" if kind == RETURNED and row.section == Section.DEPARTURE else "journey"
        return reverse(f"notification:{route}", args=[reference, row.pk]), "Record it"
    if kind not in SECTIONS or rule == RULE_NOT_HAPPENED:
        return reverse("notification:tab", args=[reference]) + "#history", "Open"
    about = {"section": SECTIONS[kind]}
    if kind == CHANGE and subject.startswith("release/"):
        about |= {"matter": "release", "day": subject.removeprefix("release/")}
    elif kind == CHANGE and subject.startswith(PREFIX):
        about |= {"matter": "other_address", "premises": subject.removeprefix(PREFIX)}
    elif kind == CHANGE:
        about["owed"] = subject
    return f"{reverse('notification:notify', args=[reference])}?{urlencode(about)}", "Record it"


def subject_text(found: Requirement, *, unknown: bool = False) -> str:
    """`Subject to notification until 4 May 2027`. `unknown`: something is recorded whose end is not worked out."""
    words = UNKNOWN if unknown and found.subject == "no" else SUBJECT[found.subject]
    if found.subject == "no":
        return words
    if found.last_day is not None:
        return f"{words}: last day subject {plain_date(found.last_day)}"
    by_order = found.governing is None or found.governing.last_day is not None
    return f"{words} {'until further order' if by_order else 'indefinitely'}"


def status_rows(found: Requirement, *, unknown: bool = False) -> list[tuple[str, str]]:
    """The answer in a list of facts."""
    if found.subject == "no":
        return [("Requirement", subject_text(found, unknown=unknown))]
    by_order = found.governing is None or found.governing.last_day is not None
    last = long_date(found.last_day) if found.last_day else "until further order" if by_order else "indefinite"
    if found.governing is not None and found.governing.override and found.governing.last_day == found.last_day:
        last += ", set by hand"
    return [
        ("Requirement", SUBJECT[found.subject]),
        ("Relevant date", long_date(found.relevant_date)),
        ("Notification category", CATEGORIES[found.category]),
        ("Last day subject", last),
    ]


def owed_rows(
    specs: Iterable[Spec], on: dt.date, reference: str, entries: Mapping[str, Notification] | None = None
) -> list[Owed]:
    """What is owed, earliest first."""
    return [
        Owed(
            kind_name(spec.kind), subject_words(spec.kind, spec.subject, ""), long_date(spec.due_on),
            state(spec.due_on, on, suspended=False),
            days_phrase((spec.due_on - on).days), f"{spec.reason}.", spec.rule, f"{spec.kind}|{spec.subject}",
            *to_record(reference, spec.kind, spec.subject, spec.rule, entries),
        )
        for spec in specs
    ]  # fmt: skip


def _term(value: int | None, unit: str) -> str:
    return f"{value} {unit[:-1] if value == 1 else unit}" if value else ""


def disposal_card(row: Disposal, periods: Sequence[Period]) -> dict[str, Any]:
    """A disposal with the period that it makes by itself."""
    period = next((one for one in periods if one.disposal.ref == row.disposal_ref), None)
    near = period if row.voided_at is None else None
    rows = [
        ("Court or police station", row.court),
        ("Listed", "" if row.schedule_3 else "not a Schedule 3 offence"),
        ("Listed", "only because of the sentence (s.132)" if row.schedule_3 and row.depends_on_sentence else ""),
        ("Outcome", row.get_outcome_display() or "not recorded"),
        ("Term", _term(row.term_value, row.term_unit)),
        ("Extension", _term(row.extension_value, row.extension_unit)),
        ("Sentenced", plain_date(row.sentenced_on) if row.sentenced_on else ""),
        ("Consecutive to", row.consecutive_to),
        ("Partly concurrent with",
         f"{row.overlaps}, by {_term(row.overlap_value, row.overlap_unit) or 'a time not recorded'}"
         if row.overlaps else ""),
        ("For the breach of", row.breach_of),
        ("Notice served", plain_date(row.notice_served_on) if row.notice_served_on else ""),
        ("By itself", _alone(row, period)),
    ]  # fmt: skip
    if row.override_ends_on:
        author = row.override_by.full_name if row.override_by else "an import"
        text = f"{plain_date(row.override_ends_on)}, by {author}: {row.override_reason}"
        rows.append(("Last day set by hand", text))
    return {
        "row": row,
        "title": f"{row.get_event_display()}, {plain_date(row.event_on)}",
        "facts": [(term, value) for term, value in rows if value],
        "readings": readings_text(near),
        "confirmed": _confirmed(row),
        "elsewhere": row.jurisdiction != Jurisdiction.ENGLAND_WALES,
        "recorded": recorded_text(row),
    }


def _alone(row: Disposal, period: Period | None) -> str:
    if row.voided_at is not None:
        return ""
    if row.jurisdiction != Jurisdiction.ENGLAND_WALES:
        return f"not worked out: {row.get_jurisdiction_display()} has an Act and clocks of its own"
    if row.event_on is None:
        return "not worked out: the day is not recorded"
    if period is None:
        return _none(row)
    return f"{CATEGORIES[period.category]}, {'no end' if period.last_day is None else plain_date(period.last_day)}"


def _none(row: Disposal) -> str:
    if row.breach_of:
        return "the full requirement until the order ends (s.122I)"
    if not row.schedule_3:
        return "makes no requirement: not a Schedule 3 offence (s.80(1))"
    if row.outcome == Outcome.ABSOLUTE_DISCHARGE and row.event != EventKind.CAUTION:
        if row.event in (EventKind.INSANITY_FINDING, EventKind.DISABILITY_FINDING):
            return "not settled what follows an absolute discharge after a finding: refer it to the solicitor"
        return "makes no requirement: an absolute discharge (s.134)"
    if row.event_on is not None and row.event_on < FIRST_ACT:
        return "makes no requirement: a caution before 1 September 1997 never counts (s.81)"
    return "makes no requirement yet"


def readings_text(period: Period | None) -> str:
    """Both readings of a length in weeks or days close to a boundary, each with its last day."""
    if period is None or period.readings is None:
        return ""
    readings = period.readings
    return (
        f"{readings.length.text()} is close to a boundary. At 52 weeks to 12 months: {_reading(period, readings[1])}."
        f" On the calendar: {_reading(period, readings[2])}."
    )


def _reading(period: Period, band: str) -> str:
    category, last = read_as(period, band)
    return f"{BANDS[band]}, {CATEGORIES[category]}{f', last day {plain_date(last)}' if last else ''}"


def _confirmed(row: Disposal) -> str:
    if row.length_confirmed_on is None:
        return ""
    by = f" by {row.length_confirmed_by.full_name}" if row.length_confirmed_by else ""
    return f"Length confirmed on {plain_date(row.length_confirmed_on)}{by}"


def notification_row(
    row: Notification, picture: Picture, force: int | None, overdue: Iterable[str] = ()
) -> dict[str, Any]:
    """A notification in the history, or what is still to be notified. `overdue`: dates met too late."""
    late = row.notified_on is not None and came_late(row.expected_on, row.event_on)
    return_owed = any(spec.kind == RETURNED and spec.subject == row.notification_ref for spec in picture.specs)
    parts = [
        row.get_matter_display() if row.matter else "",
        row.premises.address if row.premises else "",
        f"happened {plain_date(row.event_on)}" if row.event_on else "",
        f"expected {plain_date(row.expected_on)}" if row.expected_on else "",
        f"did not happen: told {plain_date(row.cancelled_on)}" if row.cancelled_on else "",
        f"leaves {plain_date(row.departs_on)}" if row.departs_on else "",
        f"details known {plain_date(row.details_known_on)}" if row.details_known_on else "",
        "day and point of return given beforehand" if row.return_prenotified else "",
        f"returned {plain_date(row.returned_on)}" if row.returned_on else "",
        row.station,
        f"taken by {row.taken_by}" if row.taken_by else "",
        *_taken(row),
    ]
    return {
        "row": row,
        "section": row.get_section_display(),
        "day": told_text(row, picture),
        "what": "; ".join(part for part in parts if part),
        "flag": "" if _as_the_law_asks(row, picture.book, force) else "not at a listed station in person (s.87)",
        "late": overdue,
        "recorded": recorded_text(row),
        "journey": row.section == "s86_departure" and row.returned_on is None and row.voided_at is None,
        "return_owed": row.section == "s86_departure" and row.returned_on is not None and return_owed,
        "journey_owed": row.section.startswith("s86_") and row.notified_on is None
        and row.cancelled_on is None and row.voided_at is None,
        "cancellable": row.cancelled_on is None and row.voided_at is None
        and (row.notified_on is None or (row.expected_on is not None and (row.event_on is None or late))),
        "came_of_it": NOT_ON_THE_DAY if late else
        "It happened, or did not" if row.notified_on is not None else "It did not happen",
    }  # fmt: skip


def _as_the_law_asks(row: Notification, book: PolicyBook, force: int | None) -> bool:
    return in_person_enough(row.means, row.remote_approved_by, row.notified_on, force, book)


def _taken(row: Notification) -> list[str]:
    """What was given and taken at the counter, as far as it was recorded; how, where not in person."""
    answers = [
        (row.acknowledged, "acknowledgment given", "no acknowledgment given"),
        (row.fingerprints, "fingerprints taken", "fingerprints not taken"),
        (row.photograph, "photograph taken", "photograph not taken"),
        (row.national_record, "details on the national record", "details not on the national record yet"),
    ]
    how = [row.get_means_display()] if row.means not in ("", "in_person") else []
    approved = [f"approved by {row.remote_approved_by}"] if row.remote_approved_by else []
    return [*how, *approved, *(yes if answer else no for answer, yes, no in answers if answer is not None)]


def _elsewhere(picture: Picture) -> list[str]:
    """A clear statement for what Scotland or Northern Ireland dealt with."""
    names = dict.fromkeys(
        row.get_jurisdiction_display()
        for row in picture.disposals
        if row.voided_at is None and row.jurisdiction != Jurisdiction.ENGLAND_WALES
    )
    return [NOT_COMPUTED.format(name=name) for name in names]


def _decision(row: Failure) -> FailureStep | None:
    """The step that decided last about a possible failure."""
    decided = [step for step in row.steps.all() if step.voided_at is None and step.kind in DECIDING]
    return decided[-1] if decided else None


def stage_text(row: Failure) -> str:
    """What was decided about a possible failure; until then it is a possible one."""
    decided = _decision(row)
    return str(decided.get_outcome_display()) if decided is not None else "Possible failure to notify"


def missed_text(row: Failure) -> str:
    """The date that was missed, where somebody named one: `Periodic notification, Monday 23 November 2026`."""
    return f"{kind_name(row.kind)}, {long_date(row.due_on)}" if row.due_on else ""


def failure_card(row: Failure, clock: dict[str, Any]) -> dict[str, Any]:
    """A possible failure with its steps; a breach is a decision, never the passing of a date."""
    decided = _decision(row)
    return {
        "row": row,
        "stage": stage_text(row),
        "open": decided is None and row.voided_at is None,
        "day": long_date(row.found_on) + (f", {row.found_at:%H:%M}" if row.found_at else ""),
        "missed": missed_text(row),
        **clock,
        "steps": [
            {"row": step, "day": plain_date(step.on), "recorded": recorded_text(step)} for step in row.steps.all()
        ],
        "recorded": recorded_text(row),
    }  # fmt: skip


def page_of(picture: Picture, nominal: Nominal, now: dt.datetime) -> dict[str, Any]:
    """The context of the notification page. `now`: for the clock that runs in hours."""
    found = picture.requirement
    on, force = picture.on, nominal.force_id
    late = late_words(picture)
    return {
        "subject": subject_text(found, unknown=picture.unknown),
        "status": status_rows(found, unknown=picture.unknown),
        "steps": [*found.steps, *not_needed(picture.case, found, on)],
        "gaps": [*found.gaps, *_review_gap(picture), *([] if picture.disposals else [NO_DISPOSALS])],
        "owed": owed_rows(
            picture.specs,
            on,
            nominal.reference,
            {row.notification_ref: row for row in picture.notifications if row.voided_at is None},
        ),
        "disposals": [disposal_card(row, found.periods) for row in picture.disposals],
        "notifications": [
            notification_row(row, picture, force, late.get(row.notification_ref, ()) if row.voided_at is None else ())
            for row in picture.notifications
        ],
        "failures": [failure_card(row, failure_clock(row, picture, force, now)) for row in picture.failures],
        "reviews": [review_card(row, picture) for row in picture.reviews],
        "premises": [premises_card(row, picture) for row in picture.premises],
        "counted": COUNTED,
        "parental": [parental_card(row, picture) for row in picture.parental],
        "young": picture.case.born is not None and under_18(picture.case.born, on),
        "elsewhere": _elsewhere(picture),
        "indefinite": found.governing is not None and found.governing.last_day is None,
    }


def _review_gap(picture: Picture) -> list[str]:
    answer = picture.qualifying
    return [answer.reason] if answer is not None and answer.day is None else []
