"""MAPPA of an invented force: levels, referrals, meetings past and planned, attendance, minutes, actions.

98.4 per cent of the people are at level 1 (practice, MAPPA). Nothing here is a home visit, so the published figures of
visits stay as they are. A few people at level 2 were left out of the last meetings, so that a review is overdue without
a meeting; some actions of other agencies are overdue.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any

from accounts.models import User
from common.bulk import copy_rows
from exchange.demo import mappa_words as w
from exchange.demo.mappa_dates import date_back
from exchange.demo.shape import ForceShape
from exchange.demo.staff import Crew
from exchange.demo.tables import evening
from mappa.models import (
    PILLARS,
    Action,
    ActionReview,
    Agency,
    AgencyContact,
    AgendaItem,
    Area,
    AreaPlacement,
    Invitation,
    Meeting,
    Minutes,
    MinutesInformation,
    NotSelected,
    Referral,
)
from offenders.models import Nominal

REVIEWS = 3  # yearly reviews of a case at level 1 on record
SHARE = 0.016  # at level 2 or 3
EVERY_2, EVERY_3 = 35, 28  # days between meetings of an area at level 2 and at level 3
PAST_2, PAST_3 = 10, 6  # meetings on record
AT_ONCE = 8  # cases for which the next meeting at level 2 has time
GROUPS = 2  # a case at level 2 is discussed at every second meeting
DAY = dt.timedelta(days=1)
LEVEL_COLUMNS = (
    "nominal_id", "recorded_at", "recorded_by_id", "void_reason", "level", "effective_from", "reason", "decided_by",
    "meeting_id",
)  # fmt: skip


@dataclass
class Person:
    """What the story needs to know of somebody."""

    id: int
    reference: str
    officer: int | None
    lead: str
    registered_on: dt.date
    level: int = 1
    stepped_down: bool = False
    first: int = 0  # the number of past meetings, counted back from the last, at which the case began
    group: int = 0


@dataclass
class Story:
    """Everything about one force, written table by table."""

    shape: ForceShape
    crew: Crew
    on: dt.date
    rng: Random
    area: Area
    coordinator: User
    agencies: list[tuple[Agency, AgencyContact, int]] = field(default_factory=list)
    levels: list[tuple[Any, ...]] = field(default_factory=list)
    refs: Any = field(default_factory=lambda: count(101))

    @property
    def code(self) -> str:
        return self.shape.code

    def said(self, pool: Sequence[str]) -> str:
        return pool[self.rng.randrange(len(pool))]

    def level(self, one: Person, level: int, day: dt.date, reason: str, by: str, meeting: int | None = None) -> None:
        """A row of the level; nobody has two of one day."""
        self.levels.append((one.id, evening(day), self.coordinator.pk, "", level, day, reason, by, meeting))


def write_mappa(shape: ForceShape, crew: Crew, on: dt.date, seed: int) -> None:
    """All of it for a force whose people are written. The same seed, size and day give the same."""
    rng = Random(f"{seed}/{shape.number}/mappa")  # noqa: S311 - invented data, nothing to guess
    coordinator = User.objects.filter(force=crew.force, role="mappa_coordinator").order_by("pk")[0]
    area = Area.objects.create(name=shape.name.removesuffix(" Police"))
    area.forces.add(crew.force)
    story = Story(shape, crew, on, rng, area, coordinator)
    _agencies(story)
    people = _people(story)
    chosen = _choose(story, people)
    _level_1(story, people)
    _meetings(story, [one for one in chosen if one.level == 2 or one.stepped_down], 2)
    _meetings(story, [one for one in chosen if one.level == 3], 3)
    _waiting(story, people)
    AreaPlacement.objects.bulk_create(
        AreaPlacement(
            nominal_id=one.id, area=area, effective_from=one.registered_on, reason="Lives in the area.",
            recorded_by=coordinator,
        )
        for one in chosen
    )  # fmt: skip
    copy_rows("mappa_leveldecision", LEVEL_COLUMNS, story.levels)
    date_back(area.pk, on)


def _agencies(story: Story) -> None:
    rows = Agency.objects.bulk_create(Agency(area=story.area, name=name, kind=kind) for name, kind, _, _ in w.AGENCIES)
    contacts = AgencyContact.objects.bulk_create(
        AgencyContact(
            agency=row, role=role, name=w.CONTACT_NAMES[(at + story.shape.number * 3) % len(w.CONTACT_NAMES)],
            email=f"mappa.{at + 1}@{story.area.name.lower()}.example",
        )
        for at, (row, (_, _, _, role)) in enumerate(zip(rows, w.AGENCIES, strict=True))
    )  # fmt: skip
    story.agencies = [
        (row, contact, share) for row, contact, (_, _, share, _) in zip(rows, contacts, w.AGENCIES, strict=True)
    ]


def _people(story: Story) -> list[Person]:
    rows = Nominal.objects.filter(force=story.crew.force, registered_on__isnull=False, registered_on__lt=story.on)
    rows = rows.exclude(status_periods__status="deceased").order_by("reference")
    names = ("pk", "reference", "officer_id", "lead_agency", "registered_on")
    return [Person(*row) for row in rows.values_list(*names)]


def _choose(story: Story, people: list[Person]) -> list[Person]:
    """Who is at level 2 or 3, and who was at level 2 and was stepped down: people of high risk, managed actively."""
    rng, wanted = story.rng, max(3, round(len(people) * SHARE))
    high = set(
        Nominal.objects.filter(force=story.crew.force, risk_levels__level__in=("high", "very_high"))
        .exclude(management_decisions__mode="reactive")
        .values_list("pk", flat=True)
    )
    long_known = story.on - dt.timedelta(days=EVERY_2 * (PAST_2 + 1))
    open_to = [one for one in people if one.id in high and one.registered_on < long_known]
    chosen = rng.sample(open_to, min(len(open_to), wanted + wanted // 2))
    for at, one in enumerate(chosen):
        one.stepped_down = at >= wanted
        one.level = 1 if one.stepped_down else 3 if at < max(1, wanted // 6) else 2
        one.group = at % GROUPS
        one.first = PAST_2 - 1 if one.stepped_down else rng.randrange(3, PAST_2)
    return chosen


def _level_1(story: Story, people: list[Person]) -> None:
    """Level 1 from registration, and its last yearly review where the police lead: a few of those are overdue."""
    main = story.crew.officers[0].pk if story.shape.main_officer else None
    supervisors = "Team supervisor"
    for one in people:
        story.level(one, 1, one.registered_on, story.said(w.LEVEL_1), supervisors)
        if one.lead != "police":
            continue
        late = story.rng.random() < 0.03 and one.officer != main
        reviewed = story.on - dt.timedelta(days=story.rng.randint(370, 420) if late else story.rng.randint(12, 350))
        for _ in range(REVIEWS):
            if one.level == 1 and not one.stepped_down and reviewed > one.registered_on:
                story.level(one, 1, reviewed, story.said(w.KEPT), supervisors)
            reviewed -= dt.timedelta(days=story.rng.randint(330, 372))


def _meetings(story: Story, cases: list[Person], level: int) -> None:
    """Those held, each with its cases, attendance, minutes and actions; then those to come."""
    every, past = (EVERY_2, PAST_2) if level == 2 else (EVERY_3, PAST_3)
    begun = 7 if level == 2 else 10  # days since the last one, whose minutes are owed
    for back in reversed(range(past)):
        day = story.on - dt.timedelta(days=begun + every * back)
        here = [one for one in cases if _is_discussed(one, back, past, level)]
        if here:
            meeting = _meeting(story, level, day, back)
            _hold(story, meeting, here, back)
    if cases:
        _to_come(story, cases, level)


def _is_discussed(one: Person, back: int, past: int, level: int) -> bool:
    first = min(one.first, past - 1)
    if level == 3:
        return back <= first
    if one.stepped_down:
        return back in (first, first - GROUPS, first - 2 * GROUPS)
    return back <= first and (first - back) % GROUPS == 0 and not (_left_out(one) and back < 3)


def _left_out(one: Person) -> bool:
    """Somebody whose review is overdue with no meeting."""
    return one.level == 2 and one.first == 5 and one.group == 0


def _meeting(story: Story, level: int, day: dt.date, back: int) -> Meeting:
    sent = None
    if back:
        sent = day + dt.timedelta(days=story.rng.choice((5, 6, 7, 8, 9, 12) if level == 2 else (3, 4, 5, 6, 9)))
    return Meeting.objects.create(
        meeting_ref=f"{story.code}-M{level}-{day:%Y%m%d}", area=story.area, level=level, held_on=day,
        starts_at=dt.time(10 if level == 3 else 13, 30), place=f"{story.area.name} County Hall, room {level}",
        chair=w.CHAIRS[level % len(w.CHAIRS)], status="finalised" if back else "held", statement_read=True,
        minutes_sent_on=sent, recorded_by=story.coordinator, finalised_by=story.coordinator if back else None,
    )  # fmt: skip


def _hold(story: Story, meeting: Meeting, here: list[Person], back: int) -> None:
    day = meeting.held_on
    assert day is not None
    assert meeting.level is not None
    items = AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting, nominal_id=one.id, position=at, minutes_allotted=20, recorded_by=story.coordinator,
            why="referral" if back == one.first else "review",
            why_text="New referral" if back == one.first else "Review due",
            decision_level=_decided(one, back, meeting.level) if back else None,
            disclosure=story.rng.choice(("not_disclose",) * 4 + ("disclose",)) if back else "",
        )
        for at, one in enumerate(here, 1)
    )  # fmt: skip
    _attendance(story, meeting)
    _minutes(story, meeting, items if back else items[: len(items) // 2])
    _actions(story, meeting, here, back)
    for one in here:
        if not back:
            continue
        decided = _decided(one, back, meeting.level)
        reason = w.DOWN if decided < meeting.level else w.UP if back == one.first else w.STAY
        story.level(one, decided, day, story.said(reason), f"MAPPA meeting {meeting.meeting_ref}", meeting.pk)
        if back == one.first:
            _referral(story, one, day, meeting.level)


def _decided(one: Person, back: int, level: int) -> int:
    return 1 if one.stepped_down and back == one.first - 2 * GROUPS else level


def _attendance(story: Story, meeting: Meeting, *, came: bool = True) -> None:
    rows = []
    for agency, contact, share in story.agencies:
        roll = story.rng.random() * 100
        missed = story.rng.choice(("report", "apologies", "apologies", "absent"))
        rows.append(
            Invitation(
                meeting=meeting, agency=agency, agency_name=agency.name, role=contact.role, contact=contact,
                contact_name=contact.name, email=contact.email, recorded_by=story.coordinator,
                invited_on=meeting.held_on - dt.timedelta(days=21) if meeting.held_on else None,
                attendance=("attended" if roll < share else missed) if came else "",
                represented_by=contact.name if came and roll < share else "",
            )
        )  # fmt: skip
    Invitation.objects.bulk_create(rows)


def _minutes(story: Story, meeting: Meeting, items: list[AgendaItem]) -> None:
    said, day = story.said, meeting.held_on
    assert day is not None
    rows = Minutes.objects.bulk_create(
        Minutes(
            item=item, nominal_id=item.nominal_id, recorded_by=story.coordinator, updated_by=story.coordinator,
            risk_assessment=said(w.RISK), **{pillar: said(w.PLAN[pillar]) for pillar in PILLARS},
            disclosure_considered=True if item.disclosure else None,
            disclosure_reasons=said(w.SAID_OF_DISCLOSURE[item.disclosure]),
            disclosure_to="The landlord" if item.disclosure == "disclose" else "",
            disclosure_by="Offender manager" if item.disclosure == "disclose" else "",
            disclosure_told=True if item.disclosure == "disclose" else None,
            victim_issues=said(w.VICTIM), diversity=said(w.DIVERSITY), person_view=said(w.VIEW), person_told=True,
            level_reason=said(w.STAY), next_review_on=day + dt.timedelta(weeks=10),
            dissent=said(w.DISSENT) if story.rng.random() < 0.06 else "",
        )
        for item in items
    )  # fmt: skip
    MinutesInformation.objects.bulk_create(
        MinutesInformation(minutes=row, agency=agency, agency_name=agency.name, text=said(w.INFORMATION[agency.name]))
        for row in rows
        for agency, _, _ in story.agencies
        if agency.name in w.INFORMATION and story.rng.random() < 0.7
    )


def _actions(story: Story, meeting: Meeting, here: list[Person], back: int) -> None:
    """One or two a case; those of the last three meetings are partly open, some past their day."""
    main = story.crew.officers[0].pk if story.shape.main_officer else None
    by_name = {agency.name: agency for agency, _, _ in story.agencies}
    day, rows = meeting.held_on, []
    assert day is not None
    for one in here:
        chased = one is here[0] and back in (1, 2)  # one of another agency that nobody has done, past its day
        names = sorted(name for name in w.ACTIONS if not (chased and name == "Police"))
        for name in story.rng.sample(names, story.rng.randint(1, 2)):
            due = day + dt.timedelta(days=story.rng.choice((14, 21, 28)))
            late = due < story.on
            done = day + dt.timedelta(days=story.rng.randint(4, 26)) if story.rng.random() < 0.85 or back > 2 else None
            if name == "Police" and one.officer == main and late and done is None:
                done = due
            done = done if done is not None and done <= story.on and not chased else None
            rows.append(
                Action(
                    nominal_id=one.id, meeting=meeting, action_ref=f"{story.code}-A{next(story.refs)}",
                    action=story.said(w.ACTIONS[name]), agency=by_name[name], agency_name=name, made_on=day, due_on=due,
                    owner_id=one.officer if name == "Police" else None, done_on=done, recorded_by=story.coordinator,
                    evidence=story.said(w.EVIDENCE) if done else "", closed_by=story.coordinator if done else None,
                )
            )  # fmt: skip
    Action.objects.bulk_create(rows)
    open_before = Action.objects.filter(meeting__area=story.area, nominal__in=[one.id for one in here], made_on__lt=day)
    carried = open_before.exclude(done_on__lt=day).order_by("action_ref")
    ActionReview.objects.bulk_create(
        ActionReview(action=row, meeting=meeting, note="Carried over; the day stays.", recorded_by=story.coordinator)
        for row in carried
    )


def _referral(story: Story, one: Person, first: dt.date, level: int) -> None:
    made = first - dt.timedelta(days=story.rng.randint(18, 30))
    decided = made + dt.timedelta(days=story.rng.randint(1, 4))
    _refer(story, one, made, level, decision="accepted", decided_on=decided, decided_level=level,
           decided_by=story.coordinator, decision_reasons=story.said(w.UP), screened_on=decided,
           screened_by=story.coordinator, meetings_add_value=True, high_risk_of_harm=True, coordination_needed=True,
           stepped_down=False, senior_needed=level == 3)  # fmt: skip


def _refer(story: Story, one: Person, made: dt.date, level: int, **more: Any) -> Referral:
    return Referral.objects.create(
        nominal_id=one.id, referral_ref=f"{story.code}-R{next(story.refs)}", referred_on=made, proposed_level=level,
        referred_by_id=one.officer, referring_agency="Police", form_code="MAPPA A", form_edition="2022",
        offences="As on the record.", detention="In the community.", risk=story.said(w.RISK),
        management=story.said(w.DONE_NOW), reasons=story.said(w.REASONS), recorded_by_id=one.officer, **more,
    )  # fmt: skip


def _to_come(story: Story, cases: list[Person], level: int) -> None:
    """One this week, with as many cases as there is time for; the rest at the next; one with no case yet."""
    days = (0, 28, 63) if level == 2 else (18, 46)
    chosen = [one for one in cases if not one.stepped_down and not _left_out(one)]
    first, later = (chosen[:AT_ONCE], chosen[AT_ONCE:]) if level == 2 else (chosen, [])
    for at, ahead in enumerate(days):
        day = story.on + dt.timedelta(days=ahead)
        day += DAY * max(0, day.weekday() - 4) * (1 if ahead else -1)  # never at a weekend, and today's in its week
        meeting = Meeting.objects.create(
            meeting_ref=f"{story.code}-M{level}-{day:%Y%m%d}", area=story.area, level=level, held_on=day,
            starts_at=dt.time(14), place=f"{story.area.name} County Hall, room {level}", status="planned",
            chair=w.CHAIRS[level % len(w.CHAIRS)], recorded_by=story.coordinator,
        )  # fmt: skip
        _attendance(story, meeting, came=False)
        AgendaItem.objects.bulk_create(
            AgendaItem(
                meeting=meeting, nominal_id=one.id, position=place, minutes_allotted=20, why="review",
                why_text="Review due", recorded_by=story.coordinator,
            )
            for place, one in enumerate(((first, later)[at] if at < 2 else []), 1)
        )  # fmt: skip
        NotSelected.objects.bulk_create(
            NotSelected(meeting=meeting, nominal_id=one.id, why="review", why_text="Review due",
                        line=story.said(w.LEFT_OUT), recorded_by=story.coordinator)
            for one in (later if at == 0 else [])
        )  # fmt: skip


def _waiting(story: Story, people: list[Person]) -> None:
    """Referrals that wait, one that was refused, one accepted that no meeting has discussed."""
    known = {row[0] for row in story.levels if row[4] > 1}
    free = [one for one in people if one.id not in known and one.officer is not None and not one.stepped_down]
    picked = story.rng.sample(free, min(5, len(free)))
    for at, one in enumerate(picked):
        made = story.on - dt.timedelta(days=3 + 2 * at)
        if at < 3 or made < one.registered_on:
            _refer(story, one, made, 2)
        elif at == 3:
            _refer(story, one, made, 2, decision="refused", decided_on=made + DAY, decided_by=story.coordinator,
                   decision_reasons="Meetings would add no value: one agency holds the case and the plan works.",
                   screened_on=made + DAY, screened_by=story.coordinator, meetings_add_value=False)  # fmt: skip
        else:
            _refer(story, one, made, 2, decision="accepted", decided_on=made + DAY, decided_by=story.coordinator,
                   decided_level=2, decision_reasons=story.said(w.UP), screened_on=made + DAY,
                   screened_by=story.coordinator, meetings_add_value=True, high_risk_of_harm=True,
                   coordination_needed=True, stepped_down=False, senior_needed=False)  # fmt: skip
