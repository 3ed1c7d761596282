"""The people behind the levels of an invented force: profiles, cohorts, sanctions, training, and the disclosure scheme.

A stream of random numbers of its own for each person, so that everything else of the demonstration stays as it was.
No event is added, so no date moves: applications that name somebody are those of the events already there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

from accounts.kinds import PersonKind
from accounts.models import Training, User
from common.bulk import copy_rows
from common.clock import LONDON
from exchange.demo import behind_words as w
from exchange.demo.shape import ForceShape
from exchange.demo.staff import Crew
from exchange.demo.tables import evening
from offenders.models import Event, EventKind, Nominal
from risk.actions.csods import OUTCOMES
from risk.models import CsodsApplication, CsodsDisclosure, CsodsFile, Decision
from risk.policy import profile as rules

DAY = dt.timedelta(days=1)
CHUNK = 1000
PROFILED, SANCTIONED, IN_COHORT, DANGEROUS = 0.25, 0.12, 0.03, 0.01  # shares; the first officer's are all profiled
_FACT = ("nominal_id", "recorded_at", "recorded_by_id", "void_reason")
COLUMNS: dict[str, tuple[str, ...]] = {
    "risk_profileanswer": (
        *_FACT, "question", "finding", "text", "answered_on", "source", "source_grade", "information_grade",
    ),
    "risk_profilegap": (*_FACT, "what", "how", "raised_on", "closed_on", "found"),
    "risk_managedas": (*_FACT, "kind", "from_on", "reason"),
    "risk_cohortperiod": (*_FACT, "cohort", "from_on", "reason", "to_on", "end_reason"),
    "risk_sanction": (*_FACT, "sanctioned_on", "offence", "count"),
}  # fmt: skip
ANSWER, GAP, KIND, COHORT, SANCTION = COLUMNS
_FINDINGS = (rules.KNOWN,) * 7 + (rules.NONE_KNOWN, rules.NOT_KNOWN)
_GRADES = (rules.RELIABLE, rules.RELIABLE, rules.UNTESTED, rules.UNTESTED, rules.UNTESTED, rules.UNRELIABLE)
_KNOWS = (rules.DIRECT, rules.DIRECT, rules.CORROBORATED, rules.HEARSAY, rules.UNASSESSED)


class Person(NamedTuple):
    """What is read of somebody."""

    id: int
    reference: str
    officer: int | None
    born: dt.date | None
    registered: dt.date | None


def write_behind(shape: ForceShape, crew: Crew, on: dt.date, seed: int) -> None:
    """Everything of one force. In the caller's transaction; memory stays flat."""
    assert crew.inspector is not None
    train(crew, on)
    first, spare = crew.officers[0].pk, crew.supervisors[crew.teams[0].pk]
    for chunk in _people(crew):
        rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in COLUMNS}
        for person in chunk:
            rng = Random(f"{seed}/{person.reference}/behind")  # noqa: S311 - invented data, nothing to guess
            _Behind(person, on, person.officer or spare.pk, rng, rows).write(whole=person.officer == first)
        for table, found in rows.items():
            copy_rows(table, COLUMNS[table], found)
    write_applications(crew, on, Random(f"{seed}/{shape.number}/applications"))  # noqa: S311


def _people(crew: Crew) -> Iterator[list[Person]]:
    rows = Nominal.objects.filter(force=crew.force, merged_into__isnull=True).order_by("pk")
    last = 0
    columns = ("pk", "reference", "officer_id", "date_of_birth", "registered_on")
    while chunk := [Person(*row) for row in rows.filter(pk__gt=last).values_list(*columns)[:CHUNK]]:
        yield chunk
        last = chunk[-1].id


def train(crew: Crew, on: dt.date) -> None:
    """Every officer for sexual offenders but the last ones; most for violent ones; few for the dangerous."""
    rows = []
    for number, user in enumerate(crew.officers):
        kinds = {PersonKind.SEXUAL: number % 7 != 5, PersonKind.VIOLENT: number % 4 != 3,
                 PersonKind.DANGEROUS: number % 5 == 0}  # fmt: skip
        lapses = on - 40 * DAY if number % 9 == 8 else None
        rows += [
            Training(user=user, covers=kind, completed_on=on - (500 + 11 * number) * DAY, valid_until=lapses,
                     course="Force course")
            for kind, done in kinds.items() if done
        ]  # fmt: skip
    Training.objects.bulk_create(rows)


class _Behind:
    """Writes the rows of one person."""

    def __init__(self, person: Person, on: dt.date, author: int, rng: Random, rows: dict[str, Any]) -> None:
        self.id, self.born, self.registered = person.id, person.born, person.registered
        self.on, self.author, self.rng, self.rows = on, author, rng, rows

    def _add(self, table: str, day: dt.date, *values: Any) -> None:
        self.rows[table].append((self.id, evening(day), self.author, "", *values))

    def _ago(self, most: int, least: int = 1) -> dt.date:
        """A day before today, not before management began."""
        day = self.on - self.rng.randint(least, most) * DAY
        return max(day, self.registered) if self.registered and self.registered < self.on else day

    def write(self, *, whole: bool) -> None:
        """All of it; `whole`: most questions are answered."""
        if whole or self.rng.random() < PROFILED:
            self._answers(0.85 if whole else self.rng.uniform(0.2, 1.0))
            self._unknown()
        if self.rng.random() < SANCTIONED and self.born:
            self._sanctions(self.born)
        if self.rng.random() < IN_COHORT:
            self._cohort()
        if self.rng.random() < DANGEROUS:
            day = self._ago(700)
            self._add(KIND, day, PersonKind.DANGEROUS.value, day, w.DANGEROUS)

    def _answers(self, share: float) -> None:
        for question, texts in w.ANSWERS.items():
            if self.rng.random() > share:
                continue
            days = sorted({self._ago(900) for _ in range(self.rng.choice((1, 1, 1, 2)))})
            for day in days:
                finding = self.rng.choice(_FINDINGS)
                text = self.rng.choice(texts) if finding == rules.KNOWN else ""
                source, grade, knows = (self.rng.choice(pool) for pool in (w.SOURCES, _GRADES, _KNOWS))
                self._add(ANSWER, day, question, finding, text, day, source, grade, knows)

    def _unknown(self) -> None:
        for what, how in self.rng.sample(w.UNKNOWN, self.rng.choice((0, 0, 1, 1, 2))):
            raised = self._ago(300, 20)
            closed = min(self.on - DAY, raised + 15 * DAY) if self.rng.random() < 0.3 else None
            closed = closed if closed and closed >= raised else None
            self._add(GAP, raised, what, how, raised, closed, self.rng.choice(w.FOUND) if closed else "")

    def _sanctions(self, born: dt.date) -> None:
        """On days from the age of ten to yesterday: at most one entry a day and offence."""
        first, last = born + 10 * 366 * DAY, self.on - DAY
        found = {
            (first + self.rng.randint(0, (last - first).days) * DAY, self.rng.choice(w.OFFENCES))
            for _ in range(self.rng.randint(1, 14))
            if first < last
        }
        for day, offence in sorted(found):
            self._add(SANCTION, day, day, offence, self.rng.choice((1, 1, 1, 2, 3)))

    def _cohort(self) -> None:
        day = self._ago(500, 30)
        cohort = self.rng.choice(("fixed", "fixed", "flex", "free"))
        left = self.on - DAY if self.rng.random() < 0.2 and day < self.on - DAY else None
        reason, ended = self.rng.choice(w.COHORT_REASONS), "Nothing new for a year" if left else ""
        self._add(COHORT, day, cohort, day, reason, left, ended)


def write_applications(crew: Crew, on: dt.date, rng: Random) -> None:
    """Those of the events that are there, and a few that name nobody: one overdue, one of yesterday."""
    owners = [*crew.supervisors.values()]
    named = Event.objects.filter(kind=EventKind.CSODS_APPLICATION, nominal__force=crew.force, date__lt=on)
    for event in named.select_related("nominal").order_by("nominal__reference", "date")[:60]:
        _application(crew, event.date, on, rng, owners, event=event)
    for age in (1, 6, 13, 27, 90):
        _application(crew, on - age * DAY, on, rng, owners)


def _application(
    crew: Crew, day: dt.date, on: dt.date, rng: Random, owners: list[User], event: Event | None = None
) -> None:
    """One as it would stand today: checks by the next day, interview within ten, decided within 28; some late."""
    owner, age = rng.choice(owners), (on - day).days
    name, relationship, access = rng.choice(w.APPLICANTS)
    received = dt.datetime.combine(day, dt.time(10, rng.randint(0, 59)), LONDON)
    checked = received + dt.timedelta(hours=rng.randint(2, 23)) if age > 1 else None
    met = day + rng.randint(2, 9) * DAY if age > 9 and rng.random() < 0.8 else None
    over = age > 28 and met is not None
    decision = rng.choice(("disclose", "not_disclose", "nothing")) if over else ""
    row = CsodsApplication.objects.create(
        nominal=event.nominal if event else None, event=event, force=crew.force, owner=owner, received_at=received,
        checked_at=checked, interviewed_on=met, assessed_on=met + DAY if met and over else None,
        decided_on=day + rng.randint(15, 27) * DAY if over else None, decision=decision,
        outcome=str(OUTCOMES[Decision(decision)]) if over else "", recorded_by=owner,
    )  # fmt: skip
    CsodsFile.objects.create(
        application=row, version=1, saved_by=owner, applicant_name=name, relationship=relationship, access=access,
        children="One child, 7", asked_about="A man of about 40, by his first name",
        checks_found=w.CHECKS if checked else "", interview_notes=w.INTERVIEW if met else "",
        identity_proved=True if met else None,
        concern="some" if over else "", assessment=w.ASSESSMENT if over else "",
        decision_reason=w.DECIDED if over else "",
    )  # fmt: skip
    if decision == "disclose" and row.decided_on is not None:
        CsodsDisclosure.objects.create(
            application=row, made_on=row.decided_on, recipient="The mother", capacity="parent", what=w.WHAT,
            why=w.DECIDED, undertaking=True, recorded_by=owner,
        )  # fmt: skip
