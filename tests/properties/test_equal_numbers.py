"""One number, wherever it stands: figure, tab, list, file, export, alerts, badge and e-mail (lessons, acceptance 1).

Random registers on awkward days. What the number should be is reckoned here, from the facts as they were made.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import re
from collections import Counter

import pytest
import time_machine
from django.core import mail

from common import outbox
from common.clock import now
from common.dates import clamp
from deadlines import nightly
from deadlines.models import Alert
from offenders.models import StatusPeriod
from tests.exchange.driver import exported
from tests.fixtures import Reader

pytestmark = pytest.mark.django_db
ONE = dt.timedelta(days=1)
MONTHS = {"very_high": 1, "high": 3, "medium": 6, "low": 12, None: 3}
ESCALATE = {"very_high": 1, "high": 7, "medium": 14, "low": 28, None: 7}
# Both nights on which the clocks change, a leap day, the ends of a month and of a year, and their neighbours' hours.
MOMENTS = [
    dt.datetime(2026, 3, 29, 0, 30, tzinfo=dt.UTC),
    dt.datetime(2026, 10, 24, 23, 30, tzinfo=dt.UTC),
    dt.datetime(2028, 2, 29, 12, 0, tzinfo=dt.UTC),
    dt.datetime(2026, 12, 31, 23, 59, tzinfo=dt.UTC),
    dt.datetime(2027, 5, 31, 22, 59, tzinfo=dt.UTC),
]
LEVELS = ("very_high", "high", "medium", "low", "none")
BANDS = ((1, 7), (8, 28), (29, 90), (91, None))
SHOWN = ("overdue", "due_today", "next_14", "suspended")


class Register:
    """Random cases of one team, and what should be said of them on a day."""

    def __init__(self, chance, on, officers, make_nominal):
        self.on, self.state, self.alerts, self.detail = on, {}, {}, {}
        for number in range(28):
            reference, level = f"R-{number:02}", chance.choice([*MONTHS])
            officer = chance.choice([*officers, None])
            due = on + chance.choice([-100, -30, -14, -13, -8, -7, -2, -1, 0, 0, 1, 13, 14, 15, 40]) * ONE
            seen = clamp(due, -MONTHS[level])
            nominal = make_nominal(reference, level=level, seen=seen, officer=officer)
            due = clamp(seen, MONTHS[level])
            away = chance.choices(["", "custody", "abroad"], [7, 2, 1])[0]
            if away:
                StatusPeriod.objects.create(nominal=nominal, status=away, from_on=seen + ONE)
            stopped = away == "custody"
            self.state[reference] = (officer, self.part(due, stopped))
            self.detail[reference] = (level or "none", (on - due).days, away)
            self.alerts[reference] = (officer, () if stopped else self.stages(due, level))

    def part(self, due, stopped):
        days = (due - self.on).days
        if stopped:
            return "suspended"
        return "overdue" if days < 0 else "due_today" if days == 0 else "next_14" if days <= 14 else "later"

    def stages(self, due, level):
        late = (self.on - due).days
        stage = ["overdue"] if late > 0 else ["due"] if late == 0 else ["due_soon"] if late >= -14 else []
        return [*stage, *(["escalated"] if late >= ESCALATE[level] else [])]

    def held(self, part, officer=None):
        """The references in a part of a list, of one officer or of the team."""
        return sorted(ref for ref, (whose, what) in self.state.items() if what == part and officer in (None, whose))

    def late(self, level=None, first=1, last=None, officer=None):
        """How many are overdue by some days and could be visited today: abroad the date stands, and nobody can call."""
        rows = [self.detail[reference] for reference in self.held("overdue", officer)]
        return sum(not away and level in (None, of) and first <= days <= (last or days) for of, days, away in rows)

    def cells(self, officer):
        """What the row of somebody, or of nobody, says on the board; of the team with `all`."""
        mine = [ref for ref, (whose, _) in self.state.items() if officer == "all" or whose == officer]
        levels = Counter(self.detail[ref][0] for ref in mine)
        parts = Counter(self.state[ref][1] for ref in mine)
        return [
            len(mine),
            *(levels[level] for level in LEVELS),
            parts["overdue"],
            parts["due_today"],
            parts["next_14"],
            0,
        ]

    def waiting(self, who):
        """How many alerts somebody has: the officer of the cases, or the supervisor."""
        if who.role == "supervisor":
            return sum(
                ("escalated" in stages) + (officer is None and bool(stages)) for officer, stages in self.alerts.values()
            )
        return sum(officer == who and bool(stages) for officer, stages in self.alerts.values())


def signed_in(user):
    client = Reader()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def listed(page):
    assert page.status_code == 200
    return sorted(row["reference"] for row in page.context["rows"])


def file_of(client, address):
    text = client.get(address).content.decode("utf-8-sig")
    return sorted(row["Reference"] for row in csv.DictReader(io.StringIO(text)))


def tabs_of(page):
    return {re.search(r"show=(\w+)", tab["url"])[1]: int(tab["count"].replace(",", "")) for tab in page.context["tabs"]}


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment:%Y-%m-%d}")
def test_one_number_everywhere(moment, world, officer, colleague, supervisor, make_nominal):
    with time_machine.travel(moment, tick=False):
        on = moment.astimezone(nightly.LONDON).date()
        register = Register(random.Random(str(moment)), on, [officer, colleague], make_nominal)
        nightly.run(on)
        says = exported("export_deadlines", on.isoformat())
        visits = [row for row in says if row["kind"] == "home_visit"]
        for who in (officer, colleague):
            figures_of_an_officer(register, who, visits)
        figures_of_the_team(register, supervisor, visits)
        mail.outbox.clear()
        outbox.relay(now())
        for who in (officer, colleague, supervisor):
            alerts_of(register, who, on)


STATES = {"overdue": "overdue", "due_today": "due_today", "next_14": "upcoming", "suspended": "suspended"}


def in_export(visits, part, references):
    """The same part in the export, whose `upcoming` does not end after 14 days."""
    found = [row["reference"] for row in visits if row["state"] == STATES[part] and row["reference"] in references]
    return sorted(found)


def figures_of_an_officer(register, who, visits):
    """Tabs, lists, files, the export, and the day's own figures."""
    client = signed_in(who)
    tabs = tabs_of(client.get("/caseload/"))
    for part in SHOWN:
        expected = register.held(part, who)
        assert listed(client.get("/caseload/", {"show": part})) == expected
        assert tabs.get(part, 0) == len(expected)
        assert file_of(client, f"/caseload.csv?show={part}") == expected
        assert in_export(visits, part, expected) == expected
    day = {one["text"]: one for one in client.get("/").context["day"]["figures"]}
    assert int(day["Overdue"]["number"]) == len(register.held("overdue", who))
    soon = [
        ref for part in ("due_today", "next_14") for ref in register.held(part, who) if register.detail[ref][1] >= -7
    ]
    assert int(day["Due today and in 7 days"]["number"]) == len(soon)
    if soon:
        assert listed(client.get(day["Due today and in 7 days"]["url"])) == sorted(soon)


def figures_of_the_team(register, who, visits):
    """The board's figures, their lists, files and the export; officer by officer they add up to the team's."""
    client = signed_in(who)
    page = client.get("/backlog/")
    board = {cell["text"]: cell for cell in page.context["headline"]}
    names = {"overdue": "Overdue", "due_today": "Due today", "next_14": "Next 14 days", "suspended": "Suspended"}
    for part, name in names.items():
        expected = register.held(part)
        cell = board[name]
        assert int(cell["number"]) == len(expected), name
        if expected:
            assert listed(client.get(cell["url"])) == expected
            assert file_of(client, cell["url"].replace("/list/", "/list.csv")) == expected
        assert in_export(visits, part, expected) == expected
    all_overdue = sum(row["state"] == "overdue" for row in visits)
    assert all_overdue == len(register.held("overdue"))
    tiles_of_the_board(register, client, page.context)
    day = {one["text"]: one for one in client.get("/").context["day"]["figures"]}
    assert int(day["Overdue, could be visited today"]["number"]) == register.late()
    nobody = [ref for ref, (whose, _) in register.state.items() if whose is None]
    assert listed(client.get(day["Unallocated, or officer absent"]["url"])) == sorted(nobody)


def tiles_of_the_board(register, client, board):
    """Overdue by risk and lateness, and officer by officer: each tile, and the list that each row's first one opens."""
    tiles = {row["name"]: [int(cell["number"]) for cell in row["cells"]] for row in board["lateness"]["rows"]}
    names = dict(zip(LEVELS, ("Very high", "High", "Medium", "Low", "Not set"), strict=True))
    for level, name in names.items():
        expected = [*(register.late(level, *band) for band in BANDS), register.late(level)]
        assert tiles.get(name, [0] * 5) == expected, name
    total = board["lateness"]["total"]
    assert [int(cell["number"]) for cell in total] == [*(register.late(None, *band) for band in BANDS), register.late()]
    for cell in total:
        assert not cell["url"] or len(listed(client.get(cell["url"]))) == int(cell["number"])
    people = {row["username"]: [int(cell["number"]) for cell in row["cells"]] for row in board["officers"]["rows"]}
    holders = {whose for whose, _ in register.state.values()}
    for whose in holders:
        assert people[whose.username if whose else ""] == register.cells(whose)
    assert [int(cell["number"]) for cell in board["officers"]["total"]["cells"]] == register.cells("all")


def alerts_of(register, who, on):
    """Alerts page, badge, export and the e-mail of the night."""
    expected = register.waiting(who)
    page = signed_in(who).get("/alerts/")
    badge = next(item["count"] for item in page.context["navigation"] if item["text"] == "Alerts")
    assert page.context["page"].total == Alert.objects.of(who).waiting().count() == expected
    assert badge == (str(expected) if expected else "")
    rows = [row for row in exported("export_alerts", on.isoformat()) if row["recipient"] == who.username]
    assert len(rows) == expected
    letters = [message for message in mail.outbox if message.to == [who.email]]
    assert len(letters) == (1 if expected else 0)
    if expected:
        assert re.search(rf"\b{expected} alerts? (is|are) waiting", letters[0].body)
        named = set(re.findall(r"^(R-\d+)$", letters[0].body, re.M))
        assert named == {row["reference"] for row in rows}
