"""The period of one disposal: relevant date, category, last day, each step with its section (s.82)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from common.dates import DAYS, WEEKS, Interval, last_day_beginning_with, long_date, roll
from common.tuples import maker
from deadlines.policy_keys import PolicyBook
from notification.policy.facts import (
    ABSOLUTE,
    CAUTION,
    CAUTIONED,
    CONDITIONAL,
    DISABILITY,
    FOREIGN_NOTICE,
    GRANTED,
    HOSPITAL,
    HOSPITAL_RESTRICTION,
    INSANITY,
    LIFE,
    PRISON,
    SUSPENDED,
    CaseFacts,
    DisposalFact,
    ReviewFact,
)
from notification.policy.switches import reviews_in_law
from notification.policy.terms import (
    LONG,
    MIDDLE,
    SHORT,
    Combined,
    Length,
    Readings,
    band_of,
    combined_lengths,
    to_confirm,
)

INDEFINITE, ORDER_ONLY, NONE, CONDITIONAL_DISCHARGE = "indefinite", "order_only", "none", "conditional_discharge"
MONTHS = {"10y": 120, "7y": 84, "5y": 60, "2y": 24}
HALVED, OVERRIDE = "_halved", "Override"
ADULT_AT = 216  # months: 18 years
AS_ADULT = "date of birth not known, so treated as an adult"
LONGEST_CONDITIONAL = 36  # months
MOST = 1_200  # months: what was kept before longer ones were refused stops no calendar

FIRST_ACT = dt.date(1997, 9, 1)  # the Sex Offenders Act 1997, carried over by s.81
STILL_BOUND = (
    "{ref}: before 1 September 1997, so it counts only if the person was then still to be dealt with, serving,"
    " supervised or detained (s.81)"
)
LOST = "{ref}: it is entered with {other}, which is not among the disposals that count, so its term counts alone"
HOW_FAR = "{ref}: by how much it overlaps {other} is not recorded, so its term counts alone"

_DAY = dt.timedelta(days=1)
_BY_EVENT = {
    CAUTION: ("Caution", "s.82(6)(d)"),
    INSANITY: ("Finding", "s.82(6)(b)"),
    DISABILITY: ("Finding", "s.82(6)(c)"),
}
_BY_BAND = {
    LONG: ("30 months or more: indefinite", INDEFINITE),
    MIDDLE: ("more than 6 and less than 30 months: 10 years", "10y"),
    SHORT: ("6 months or less: 7 years", "7y"),
}


class Step(NamedTuple):
    """One step of an explanation, with the section it rests on."""

    text: str
    section: str


class Period(NamedTuple):
    """The requirement that one disposal makes by itself. `last_day` None: indefinite.

    `months` beginning with `counted_from` end on `last_day`, unless an override or a review set it.
    """

    disposal: DisposalFact
    relevant_date: dt.date
    begins_on: dt.date  # the first day subject through it: the notice, for a foreign event
    category: str
    counted_from: dt.date
    months: int | None
    last_day: dt.date | None
    under_18: bool
    steps: Sequence[Step]
    readings: Readings | None = None
    gaps: Sequence[str] = ()  # what is not recorded and what was taken instead
    override: bool = False

    def runs(self, on: dt.date) -> bool:
        """Whether the person is subject through it on a day."""
        return self.begins_on <= on and (self.last_day is None or self.last_day >= on)


_PERIOD = maker(Period)


def under_18(born: dt.date | None, on: dt.date) -> bool:
    """Whether a person was under 18 on a day: on the 18th birthday no longer (Family Law Reform Act 1969 s.9).

    Somebody born on 29 February comes of age on 1 March. A date of birth that is not known: an adult.
    """
    return born is not None and on.year - born.year <= ADULT_AT // 12 and on < roll(born, ADULT_AT)


def relevant_date(disposal: DisposalFact) -> tuple[dt.date, Step]:
    """The day on which the period begins (s.82(6), s.96ZC, s.132)."""
    day = disposal.event_on
    if disposal.event == FOREIGN_NOTICE:
        return day, Step(f"Foreign conviction, finding or caution on {long_date(day)}", "s.96ZC")
    if disposal.depends_on_sentence and disposal.event != CAUTION:
        passed = disposal.sentenced_on or day
        words = f"Listed only because of the sentence, so the day of the sentence: {long_date(passed)}"
        return passed, Step(words, "s.132")
    return day, _on_its_day(disposal.event, day)


@lru_cache(maxsize=65_536)
def _on_its_day(event: str, day: dt.date) -> Step:
    what, section = _BY_EVENT.get(event, ("Plea or verdict", "s.82(6)(a)"))
    return Step(f"{what} on {long_date(day)}", section)


def periods(case: CaseFacts, on: dt.date, book: PolicyBook) -> list[Period]:
    """The period of every Schedule 3 disposal known on a day, each by itself. Absolute discharge makes none (s.134)."""
    known = [one for one in case.disposals if one[2] <= on]
    lengths = combined_lengths([one for one in known if one[5] is None or one[5] <= on])
    reviews = reviews_in_law(case, book) if case.reviews else ()
    found = []
    for disposal in known:
        period = _period(disposal, case, lengths.get(disposal.ref), on, book)
        if period is not None:
            if disposal.consecutive_to or disposal.overlaps:
                period = _with_link_gap(period, case.disposals)
            found.append(_after_review(period, reviews, on) if reviews else period)
    return found


def _with_link_gap(period: Period, disposals: Sequence[DisposalFact]) -> Period:
    """The period with a gap where the sentence that its own is entered with does not count, or nobody says how far."""
    disposal = period.disposal
    refs = {one.ref.upper() for one in disposals}
    lost = [ref for ref in (disposal.consecutive_to, disposal.overlaps) if ref and ref.upper() not in refs]
    if lost:
        gap, other = LOST, lost[0]
    elif not disposal.consecutive_to and disposal.overlap is None:
        gap, other = HOW_FAR, disposal.overlaps
    else:
        return period
    return period._replace(gaps=(*period.gaps, gap.format(ref=disposal.ref, other=other)))


def _period(
    disposal: DisposalFact, case: CaseFacts, length: Combined | None, on: dt.date, book: PolicyBook
) -> Period | None:
    if not disposal.schedule_3:
        return None
    event, sentenced_on = disposal.event, disposal.sentenced_on
    sentenced = sentenced_on is None or sentenced_on <= on
    if sentenced and disposal.outcome == ABSOLUTE and event != CAUTION:
        return None
    old = disposal.event_on < FIRST_ACT
    if old and CAUTION in (event, disposal.outcome):  # cautions before it never count (s.81)
        return None
    day, first = relevant_date(disposal)
    begins: dt.date = day
    gaps = [STILL_BOUND.format(ref=disposal.ref)] if old else []
    if event == FOREIGN_NOTICE:
        begins, gaps = disposal.notice_served_on or day, [*gaps, *_notice_gap(disposal)]
    if day > on or begins > on:
        return None
    mixed = length is not None and length.length is not None and length.length.mixed
    weeks = mixed and book.yes("weeks_as_months", case.person.force, on=day)
    category, steps, more = _category(disposal, length, weeks) if sentenced else ("5y", [_not_yet()], [])
    readings = _readings(disposal, length) if sentenced and mixed else None
    born = case.born
    young = under_18(born, day)
    counted, months, last, closing = _length(disposal, category, day, young)
    if young and category in MONTHS:
        category += HALVED
    period: Period = _PERIOD((
        disposal, day, begins, category, counted, months, last, young, (first, *steps, *closing), readings,
        (*gaps, *more, *_birth_gap(born, disposal)) if gaps or more or born is None else (), False,
    ))  # fmt: skip
    return _overridden(period) if disposal.override_ends_on is not None else period


def _not_yet() -> Step:
    return Step("Not sentenced yet, so any other description: 5 years until it is", "s.82(1)")


def _notice_gap(disposal: DisposalFact) -> list[str]:
    if disposal.notice_served_on is not None:
        return []
    return [f"{disposal.ref}: the day on which the notice was served is not recorded"]


def _birth_gap(born: dt.date | None, disposal: DisposalFact) -> list[str]:
    return [] if born is not None else [f"{disposal.ref}: {AS_ADULT}"]


Row = tuple[str, Sequence[Step], Sequence[str]]  # category, steps, gaps


def _category(disposal: DisposalFact, length: Combined | None, weeks: bool) -> Row:
    """The row of the table of s.82(1), for an adult."""
    outcome = CAUTIONED if disposal.event == CAUTION else disposal.outcome
    if outcome in PRISON:
        return _of_prison(disposal, length, weeks)
    if outcome == LIFE:
        return INDEFINITE, [Step("Imprisonment for life, or for public protection: indefinite", "s.82(1)")], []
    if outcome == HOSPITAL_RESTRICTION:
        return INDEFINITE, [Step("Hospital with a restriction order: indefinite", "s.82(1)")], []
    if outcome == CONDITIONAL:
        return CONDITIONAL_DISCHARGE, [Step("Conditional discharge: the period of the discharge", "s.82(1)")], []
    if outcome == HOSPITAL:
        return "7y", [Step("Hospital without a restriction order: 7 years", "s.82(1)")], []
    if outcome == CAUTIONED:
        return "2y", [Step("Caution: 2 years", "s.82(1)")], []
    steps = [Step("Any other description: 5 years", "s.82(1)")]
    return "5y", steps, [] if outcome else [f"{disposal.ref}: the sentence or outcome is not recorded"]


def _of_prison(disposal: DisposalFact, combined: Combined | None, weeks: bool) -> Row:
    if combined is None or combined.length is None:
        words = "he term is not recorded, so no end can be worked out"
        return INDEFINITE, [Step(f"T{words}", "s.82(1)")], [f"{disposal.ref}: t{words}"]
    length = combined.length
    start = disposal.sentenced_on or disposal.event_on if length.mixed and not weeks else dt.date.min
    category, steps = _of_length(length, disposal.outcome == SUSPENDED, weeks, start)
    return category, [*(Step(*step) for step in combined.steps), *steps] if combined.steps else steps, ()


@lru_cache(maxsize=4096)  # the same few lengths in every register; `start` is told apart only where the calendar counts
def _of_length(length: Length, suspended: bool, weeks: bool, start: dt.date) -> tuple[str, Sequence[Step]]:
    words, category = _BY_BAND[band_of(length, start, weeks_as_months=weeks)]
    what = "A suspended term counts in full: " if suspended else ""
    if length.mixed:
        how = "52 weeks are 12 months, 365 days are 12 months" if weeks else "counted on the calendar"
        what += f"({how}) "
    text = f"{what}{length.text()} is {words}"
    return category, (Step(text[0].upper() + text[1:], "s.82(1)"),)


def _readings(disposal: DisposalFact, length: Combined | None) -> Readings | None:
    if length is None or length.length is None:
        return None
    return to_confirm(length.length, disposal.sentenced_on or disposal.event_on)


def _length(
    disposal: DisposalFact, category: str, day: dt.date, young: bool
) -> tuple[dt.date, int | None, dt.date | None, list[Step]]:
    """Counted from, months, last day, and the steps: halved for under 18 on the relevant date (s.82(2))."""
    if category == INDEFINITE:
        steps = [Step("An indefinite period is not halved", "s.82(2)")] if young else []
        return day, None, None, steps
    if category == CONDITIONAL_DISCHARGE:
        return _of_discharge(disposal)
    months = MONTHS[category]
    if not young:
        last, step = _ending(day, months)
        return day, months, last, [step]
    months //= 2
    last, step = _ending(day, months)
    halved = Step(f"Under 18 on the relevant date: halved to {_span(months)}", "s.82(2)")
    return day, months, last, [halved, step]


def read_as(period: Period, band: str) -> tuple[str, dt.date | None]:
    """Category and last day that a prison sentence would make by itself with its length in a band of s.82(1)."""
    category = _BY_BAND[band][1]
    if category == INDEFINITE:
        return category, None
    months = MONTHS[category] // (2 if period.under_18 else 1)
    return category + (HALVED if period.under_18 else ""), last_day_beginning_with(period.relevant_date, months)


@lru_cache(maxsize=65_536)
def _ending(day: dt.date, months: int) -> tuple[dt.date, Step]:
    """The last day of so many months beginning with a day, and the step that says so."""
    last = last_day_beginning_with(day, months)
    return last, Step(f"{_span(months)} beginning with {long_date(day)}: last day {long_date(last)}", "s.82(1)")


def _of_discharge(disposal: DisposalFact) -> tuple[dt.date, int | None, dt.date | None, list[Step]]:
    """The discharge runs from the day the order is made (SC s.80(5)) and is not halved."""
    made = disposal.sentenced_on or disposal.event_on
    term = disposal.term or Interval(LONGEST_CONDITIONAL, "months")
    months = None
    if term.unit == DAYS:
        last = made + dt.timedelta(days=term.value - 1)
    elif term.unit == WEEKS:
        last = made + dt.timedelta(days=7 * term.value - 1)
    else:
        months = min(term.value * (12 if term.unit == "years" else 1), MOST)
        last = last_day_beginning_with(made, months)
    given = term.text() if disposal.term else "length not recorded, so the longest there can be, 3 years,"
    words = f"{given} beginning with the day of the order, {long_date(made)}: last day {long_date(last)}"
    return made, months, last, [Step(words[0].upper() + words[1:], "SC s.80(5)")]


def _span(months: int) -> str:
    years, rest = divmod(months, 12)
    words = [f"{years} year{'' if years == 1 else 's'}"] if years else []
    return " ".join([*words, *([f"{rest} months"] if rest else [])])


def _overridden(period: Period) -> Period:
    """The last day set by hand, with its reason; the category is that whose period ends then, if there is one."""
    last = period.disposal.override_ends_on
    assert last is not None
    category = period.category
    for name, months in MONTHS.items():
        for code, span in ((name, months), (name + HALVED, months // 2)):
            if (HALVED in code) == period.under_18 and last_day_beginning_with(period.relevant_date, span) == last:
                category = code
    reason = period.disposal.override_reason or "no reason recorded"
    step = Step(f"Set by hand to {long_date(last)}: {reason}", OVERRIDE)
    return period._replace(category=category, last_day=last, months=None, steps=(*period.steps, step), override=True)


def ended_by_review(review: ReviewFact) -> dt.date | None:
    """The day on which a review ends the requirement: the notice is received (s.91C), or the appeal allowed (s.91E)."""
    if review.appeal_allowed_on is not None:
        return review.appeal_allowed_on
    return review.notice_received_on if review.decision == GRANTED else None


def _after_review(period: Period, reviews: Sequence[ReviewFact], on: dt.date) -> Period:
    """The first review granted by a day ends what was indefinite before its application; the last day is before it."""
    if period.last_day is not None:
        return period
    since = [ended_by_review(review) for review in reviews if review.received_on >= period.begins_on]
    ended = min((day for day in since if day is not None and day <= on), default=None)
    if ended is None:
        return period
    step = Step(f"The indefinite requirement ended on {long_date(ended)} by a review", "ss.91A to 91E")
    return period._replace(last_day=ended - _DAY, steps=(*period.steps, step))
