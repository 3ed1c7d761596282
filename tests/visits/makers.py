"""Short names for facts, so that a case reads as a sentence."""

import itertools
from datetime import date as d

from deadlines.policy_keys import PolicyBook
from offenders.policy import AddressFact, LevelFact, PersonFacts
from visits.policy import (
    VisitFact,
)

BOOK = PolicyBook()
REGISTERED = d(2019, 3, 4)
ON = d(2026, 4, 10)
HOME = AddressFact("home", "4 Sample Street", "ZZ1 1AA", None, None)
SEEN, ELSEWHERE, NO_REPLY = "seen_at_address", "seen_elsewhere", "no_reply"


def person(level="high", **facts):
    facts.setdefault("registered_on", REGISTERED)
    facts.setdefault("levels", [LevelFact(REGISTERED, level, True, None)] if level else [])
    return PersonFacts("Northshire", **facts)


def rose(first, *changes):
    return [LevelFact(REGISTERED, first, True, None), *(LevelFact(day, code, True, None) for day, code in changes)]


def seen(*days):
    return [VisitFact(day, None, SEEN) for day in days]


def tried(day, outcome=NO_REPLY, address="", search=False, at=None):
    return VisitFact(day, at, outcome, address, search)


def moved(*days, first=REGISTERED):
    homes = [AddressFact("home", f"{number} Model Road", "", day, None) for number, day in enumerate([first, *days])]
    return [row._replace(ended_on=following.began_on) for row, following in itertools.pairwise(homes)] + homes[-1:]


FEB = [d(2026, 2, day) for day in range(1, 29)]
AT_HOME = person(addresses=[HOME])
