"""The person behind the level: which questions are asked of everybody, and what is still a gap.

The questions are those that practice asks first (practice, "Risk assessment" and "What to record"); the grades are
the two of the national intelligence report, in plain words. Nothing is predicted from the answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

KNOWN, NONE_KNOWN, NOT_KNOWN = "known", "none_known", "not_known"
FINDINGS = {
    KNOWN: "Known",
    NONE_KNOWN: "Asked: there is none",
    NOT_KNOWN: "Asked: not known",
}
RELIABLE, UNTESTED, UNRELIABLE = "reliable", "untested", "unreliable"
SOURCES = {
    RELIABLE: "Reliable: known and right before",
    UNTESTED: "Not tested: may or may not be right",
    UNRELIABLE: "Not reliable: doubted, or wrong before",
}
DIRECT, CORROBORATED, HEARSAY, UNASSESSED, SUSPECTED_FALSE = (
    "direct", "corroborated", "hearsay", "unassessed", "suspected_false",
)  # fmt: skip
INFORMATION = {
    DIRECT: "The source saw or knows it directly",
    CORROBORATED: "Second hand, and borne out by something else",
    HEARSAY: "Second hand, not borne out",
    UNASSESSED: "It is not known how the source knows",
    SUSPECTED_FALSE: "Suspected to be false",
}


class Question(NamedTuple):
    """One question: its code, its short name, how it is asked."""

    code: str
    name: str
    asks: str


class Area(NamedTuple):
    """Questions that belong together."""

    code: str
    title: str
    questions: tuple[Question, ...]


AREAS = (
    Area("pattern", "Known pattern", (
        Question("offence_types", "Types of offence", "What kinds of offence make up the pattern?"),
        Question("places", "Places", "Where did they happen, and what had the places in common?"),
        Question("times", "Times", "At what hours, on what days, after what had happened?"),
        Question("victims", "Victims", "Who was harmed: age, sex, how the person came to know them? Never a name"),
    )),
    Area("motives", "Motives", (
        Question("motives", "Motives", "What does the person get from it, and what do they say about why?"),
    )),
    Area("history", "History", (
        Question("history", "History", "What in their past matters: relationships, work, health, earlier offending?"),
        Question("adversity", "Their own adversity", "What was done to them, or went wrong for them, when young?"),
    )),
    Area("enablers", "Enablers", (
        Question("vehicle", "Vehicle", "What can they drive or get a lift in?"),
        Question("reach", "Places they can use", "Which places give cover or access: sheds, vans, empty flats?"),
        Question("associates", "Associates", "Who helps, covers for them, or shares the interest?"),
        Question("trust", "Position of trust", "Which work, club, faith or family role puts them near people at risk?"),
        Question("devices", "Devices", "What do they go online with, and what is hidden or shared?"),
    )),
    Area("at_risk", "Who is at risk", (
        Question("at_risk", "Who is at risk", "Who could be harmed, how soon, where? Children by age, never a name"),
    )),
    Area("agencies", "Agencies and processes", (
        Question("agencies", "Agencies and processes", "Who else has a case open: courts, health, child protection?"),
    )),
)  # fmt: skip
QUESTIONS: dict[str, Question] = {question.code: question for area in AREAS for question in area.questions}


class AnswerFact(NamedTuple):
    """The latest answer to a question."""

    finding: str
    source_grade: str
    information_grade: str


def gap(answer: AnswerFact | None) -> str:
    """Why a question is still a gap, in words; blank where it is answered well enough to work from.

    Never asked, asked without finding out, or answered only by what is doubted. `Asked: there is none` is an answer.
    """
    if answer is None:
        return "Not asked yet"
    if answer.finding == NOT_KNOWN:
        return "Asked: not known"
    if answer.information_grade == SUSPECTED_FALSE:
        return "What is recorded is suspected to be false"
    if answer.source_grade == UNRELIABLE:
        return "What is recorded comes from a source that is not reliable"
    return ""


def gaps(answers: Mapping[str, AnswerFact]) -> list[tuple[Question, str]]:
    """Every question that is a gap with the reason, in the order in which they are asked."""
    found = ((question, gap(answers.get(code))) for code, question in QUESTIONS.items())
    return [(question, why) for question, why in found if why]


def names_of(codes: Iterable[str]) -> list[str]:
    """The short names of some questions, in their order."""
    wanted = set(codes)
    return [question.name for code, question in QUESTIONS.items() if code in wanted]
