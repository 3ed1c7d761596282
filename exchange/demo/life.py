"""What is known of an invented person's life. Nothing here is owed a date by the engine, so no figure moves."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import TYPE_CHECKING

from exchange.demo.names import person_name
from exchange.demo.shape import CUSTODY, DECEASED, VISITED
from exchange.demo.tables import ALIAS, CHILDREN, CONTACT, DEATH, ENTRY, PARTICULAR, RELEASE, evening
from offenders.search import search_key

if TYPE_CHECKING:
    from exchange.demo.biography import Biography

DAY = dt.timedelta(days=1)
VISIT, NEIGHBOUR, PROBATION = "The person, at a visit", "Neighbourhood officer", "Probation, by telephone"
# Kind: how many of a hundred have one, and what it says.
PARTICULARS: dict[str, tuple[int, str, tuple[str, ...]]] = {
    "warning": (9, NEIGHBOUR, ("Large dog loose in the garden.", "Not to be visited alone: aggressive to officers.",
                               "Steep dark stairs at the back; the front door is not used.",
                               "Has spoken of ending his life: check welfare first.")),
    "household": (38, VISIT, ("Lives alone.", "Mother and an adult brother.", "Two adult lodgers.", "Elderly father.")),
    "partner": (14, VISIT, ("New partner since the summer; lives in another town.", "Partner stays at weekends.")),
    "employment": (34, VISIT, ("Night shifts in a warehouse.", "Delivery driver, mornings.", "Gardener, self-employed.",
                               "Volunteers in a charity shop.")),
    "vehicle": (32, VISIT, ("Silver hatchback, ZZ14 KLM.", "White van, ZZ67 PRT.", "Black bicycle, no car.")),
    "device": (40, VISIT, ("One smartphone, shown at each visit.", "Laptop in the bedroom and an old tablet.",
                           "Games console with a browser.")),
    "account": (16, VISIT, ("Two social media accounts under his own name.", "A marketplace account.")),
    "restraining_order": (4, "Court paper", ("Not to contact a former partner; made by the magistrates.",)),
    "bail": (2, "Custody suite", ("To live and sleep at the home address; to report on Mondays.",)),
    "victim_contact": (3, "Victim liaison", ("Victim liaison asks to be told of every change of address.",)),
    "exclusion_zone": (3, "Licence", ("The market square and the streets around the school beside it.",)),
    "interpreter": (6, VISIT, ("Polish; interpreter needed for anything that counts.", "Reads slowly: say it aloud.")),
    "hearing": (5, VISIT, ("Hears little on the left side.", "Deaf; lip-reads if faced in good light.")),
    "mental_health": (12, PROBATION, ("Anxious with more than two people in the room.",
                                      "Low in winter; ask how he sleeps.")),
}  # fmt: skip
CONTACTS = (
    ("Housing officer", "phone", "Rent is paid; neighbours have not complained. Asked to ring again if that changes."),
    ("The person", "phone", "Rang to say that he will be at work on Thursday afternoons from now on."),
    ("Neighbour", "office", "Asked who visits the flat. Told nothing; had nothing to report."),
    ("GP receptionist", "phone", "Wanted to know where to send a letter for the panel. Given the team’s address."),
    ("Employment adviser", "email", "Confirms that he attends every fortnight."),
)


def alias_of(reference: str, sex: str) -> tuple[str, str] | None:
    """Another name for about one in twelve: (family name, given names)."""
    rng = Random(f"alias/{reference}")  # noqa: S311 - invented data, nothing to guess
    if rng.random() > 0.08:
        return None
    given, family, _ = person_name(rng.randrange(100_000))
    return family, given if rng.random() < 0.5 else ""


def write(bio: Biography, alias: tuple[str, str] | None) -> None:
    """Every row about the person's life."""
    rng = Random(bio.rng.getrandbits(64))  # noqa: S311
    if alias is not None:
        day = bio.line.registered_on
        bio.rows.add(ALIAS, *_fact(bio, day), "alias", *alias, search_key(*alias), day, "Custody record")
    _particulars(bio, rng)
    if bio.case.situation == DECEASED:
        return
    _children(bio, rng)
    _registers(bio, rng)
    if bio.case.situation == CUSTODY:
        said = bio.on - rng.randint(90, 160) * DAY
        first = bio.on + rng.randint(150, 500) * DAY
        bio.rows.add(RELEASE, *_fact(bio, said), first, said, "Prison, by letter")
        if rng.random() < 0.6:
            again = bio.on - rng.randint(5, 60) * DAY
            bio.rows.add(RELEASE, *_fact(bio, again), first - rng.randint(20, 90) * DAY, again, PROBATION)
    if rng.random() < 0.12:
        who, how, text = CONTACTS[rng.randrange(len(CONTACTS))]
        day = _since(bio, rng, 120)
        bio.rows.add(CONTACT, *_fact(bio, day), day, None, how, who, "", text, False)
    if bio.case.situation == VISITED and rng.random() < 0.002:
        day = bio.on - DAY
        bio.rows.add(DEATH, *_fact(bio, day), None, day, "Sister, by telephone", "")


def _fact(bio: Biography, day: dt.date) -> tuple[object, ...]:
    return bio.id, evening(day), bio.author, ""


def _since(bio: Biography, rng: Random, days: int) -> dt.date:
    """A day of the last so many, not before management began."""
    return min(bio.on - DAY, max(bio.line.registered_on, bio.on - rng.randint(1, days) * DAY))


def _particulars(bio: Biography, rng: Random) -> None:
    for kind, (share, source, texts) in PARTICULARS.items():
        if rng.random() * 100 < share:
            day = _since(bio, rng, 700)
            text = bio.worded(texts[rng.randrange(len(texts))])
            bio.rows.add(PARTICULAR, *_fact(bio, day), kind, text, source, day, None, 1, "", bio.next_id(PARTICULAR))
    if bio.agency == "probation":
        given, family, _ = person_name(rng.randrange(100_000))
        text = f"{given} {family}, {bio.staff.town} office"
        day = bio.line.registered_on
        bio.rows.add(
            PARTICULAR, *_fact(bio, day), "practitioner", text, PROBATION, day, None, 1, "", bio.next_id(PARTICULAR)
        )


def _children(bio: Biography, rng: Random) -> None:
    roll = rng.random()
    if roll < 0.3:
        return  # not asked
    day, ages = _since(bio, rng, 400), ""
    answer, count = "none_known", 0
    if roll > 0.8:
        some = sorted(rng.randint(0, 16) for _ in range(rng.randint(1, 3)))
        answer, count, ages = "known", len(some), ",".join(map(str, some))
    bio.rows.add(CHILDREN, *_fact(bio, day), answer, day, count, f"{{{ages}}}", VISIT)


def _registers(bio: Biography, rng: Random) -> None:
    """Ticked for nearly all; a few entries are owed, some of them late."""
    begun = min(bio.on, bio.line.registered_on + rng.randint(0, 3) * DAY)
    if rng.random() < 0.99:
        bio.rows.add(ENTRY, *_fact(bio, begun), "national", "created", begun)
    if rng.random() < 0.98:
        bio.rows.add(ENTRY, *_fact(bio, begun), "local", "created", begun)
    last = max([*bio.line.since, *([bio.line.last_seen] if bio.line.last_seen else [])], default=None)
    if last is not None and rng.random() < 0.94:
        day = min(bio.on, last + rng.randint(0, 5) * DAY)
        bio.rows.add(ENTRY, *_fact(bio, day), "national", "updated", day)
