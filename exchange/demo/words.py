"""What officers write and where people live, put together from parts. All of it is invented."""

from __future__ import annotations

from itertools import product
from random import Random
from typing import TypeVar

Pool = tuple[str, ...]
Thing = TypeVar("Thing")


def _words(text: str, mark: str | None = None) -> Pool:
    return tuple(text.split(mark))


STREETS: Pool = tuple(
    f"{one} {two}"
    for one, two in product(
        _words(
            "Bobbin Chantry Cooper Dyehouse Elder Ferry Granary Heron Kiln Larkspur Linnet Maltings Orchard Plover"
            " Quarry Ropewalk Saddler Sorrel Tannery Teasel Wheelwright"
        ),
        _words("Avenue Close Court Crescent Gardens Lane Place Rise Road Street Terrace View Walk"),
    )
)
_TOWN_HEADS = (
    "Ambry Brindle Caster Dunnock Ember Fallow Gorse Hallow Kestle Loam Merrow Nettle Osier Pinder Thrush Wether"
)
_TOWN_TAILS = "bridge combe field ford haven minster ness port stow wick"
TOWNS: Pool = tuple(head + tail for head, tail in product(_TOWN_HEADS.split(), _TOWN_TAILS.split()))

# No postal area of the United Kingdom begins with Q, V or X, nor is there one called ZZ.
AREAS: Pool = ("ZZ", "XN", *(f"{one}{two}" for one, two in product("QVX", "ABDFGHJKLMPRSTW")))

FORCE_NAMES: Pool = tuple(
    f"{name} Police"
    for name in _words(
        "Northshire,Southmere,Ambershire,Blackmarsh,Calderfold,Deepvale,Eastmarch,Fairholm,Greywater,Highfell,Ironmoor,"
        "Jessamy,Kingsweald,Longreach,Midvale,Norwold,Oakshire,Penmarch,Quarryland,Redesmouth,Saltmarsh,Thornshire,"
        "Underfell,Vale of Arrow,Westmarch,Yarrowdale,Ashdown Coast,Barrowland,Copperfield Vale,Downshire,Elmshire,"
        "Fenshire,Glaisland,Harrowmoor,Isle Coast,Kelderland,Lowmarch,Marlshire,Northwold,Orrinshire,Peverland,"
        "Riverlands,Stonemarch",
        ",",
    )
)
TEAM_NAMES: Pool = ("North", "Central", "East", "West", "Coast", "Valley")

FOUND_AT: Pool = (
    "Day centre, {street}, {town}",
    "Soup run at the bus station, {town}",
    "Night shelter, {street}, {town}",
    "Car park behind the library, {town}",
)

_DOOR: Pool = (
    "Unannounced visit. Answered after the second knock and let us in without fuss.",
    "Unannounced. Door answered promptly, invited in.",
    "At home on arrival, still in work clothes. Let us in.",
    "Answered through the entry phone and came down to fetch us.",
    "Was in the garden when we arrived. Went inside to talk.",
    "Slow to answer, said he had been asleep after a night shift. Let us in.",
    "Evening visit to vary the pattern. At home and let us in.",
    "Morning visit. At home, about to leave for an appointment, stayed to speak.",
    "Guarded at first, more open once we sat down.",
)
_HOME: Pool = (
    "Flat clean and tidy, no change since last time.",
    "Flat cluttered but no concern. Nobody else present.",
    "Lives alone, no sign of anybody else staying.",
    "A brother was visiting and left the room while we spoke.",
    "Bedroom and living room seen with consent. Nothing of note.",
    "No children's belongings seen. Asked directly: no contact with under-18s.",
    "Landlord doing repairs to the kitchen; managing with a camp stove.",
    "New sofa, says bought second-hand. Post on the table in his own name only.",
    "Mentions a new neighbour on the same landing. Household not known, to be checked.",
)
_LIFE: Pool = (
    "Working full time at the warehouse, shifts unchanged.",
    "Still looking for work, sees the work coach fortnightly.",
    "Volunteers two mornings at a charity shop; the manager there is aware.",
    "Retired. Daily routine is shops, allotment, television.",
    "Signed off with his back. GP review next month.",
    "Started agency driving. Vehicle details taken and checked.",
    "Money tight, behind with the gas. Given the number for the advice centre.",
    "Sees his mother on Sundays. No change in who he spends time with.",
    "No new relationship. Asked about dating sites and apps: none, he says.",
    "Says he is drinking less. Two empty cans seen, sober when we spoke.",
)
_DEVICES: Pool = (
    "One smartphone and one television. Phone handed over with its code and looked through, nothing of concern.",
    "Phone and tablet shown. Browsing history intact.",
    "Same phone as before, same number.",
    "Laptop gone since the last visit, says sold. Receipt to be shown next time.",
    "No devices but a basic phone.",
    "New phone since last visit: number and make taken, the notification was already made.",
    "Devices not examined this time.",
)
_CLOSE: Pool = (
    "Mood settled. No new concern.",
    "Low in mood since the anniversary of his father's death. Signposted to the GP.",
    "Polite throughout. Next visit as planned.",
    "Reminded of the yearly notification, date confirmed.",
    "Nothing to suggest a change in risk.",
    "Evasive about Friday evenings. To be followed up.",
    "Asked about moving nearer to work; told what he would have to notify.",
    "National record to be updated.",
)
ATTEMPTS: dict[str, Pool] = {
    "no_reply": (
        "No reply. Curtains closed, no lights, no car outside.",
        "Knocked for ten minutes, no reply. Music could be heard but it may have been next door.",
        "No reply at the door or on the phone. Calling card not left.",
        "No reply. Neighbour across the landing has not seen him for a day or two.",
        "No reply. Bin out and post on the mat. Will try an evening.",
    ),
    "third_party_seen": (
        "Spoke to his mother, who says he is at work until six. She would not take a message.",
        "Door answered by a flatmate, says he has gone to the shops. Waited twenty minutes.",
        "Partner answered. Says he is away overnight for work. Phone rings out.",
        "Support worker at the accommodation says he signed out this morning.",
    ),
    "refused": (
        "Answered and refused entry, said it was not convenient. Calm. Door closed.",
        "Spoke through the window only and would not open the door.",
        "Refused entry, says he has had enough of visits. Seen briefly on the step, gave no reason.",
    ),
    "seen_elsewhere": (
        "Not at home. Seen at the station front desk the same day, well.",
        "Met by chance outside the supermarket. Brief conversation; home not seen.",
        "Seen at his place of work as arranged by phone. Home not seen.",
    ),
    "abandoned": (
        "Called away to an arrest on arrival. Not attempted further.",
        "Abandoned: incident in the street, not safe to go in.",
    ),
    "address_vacated": (
        "Flat empty, keys handed back on Monday according to the letting agent. No forwarding address.",
        "New tenant at the address. He left about a week ago. Custody, hospitals and other forces to be checked.",
    ),
}
FOUND: Pool = (
    "Found at the usual place. Sleeping in the shelter four nights a week. Well, no new concern.",
    "Met at the day centre by arrangement with staff. Weekly notifications up to date.",
    "Seen where he said he would be. Applied for a room, waiting to hear.",
)
OTHERS: Pool = ("Probation practitioner", "Social worker", "Housing officer", "Neighbourhood officer")

LOWERED: Pool = (
    "ARMS completed, priority reduced. Settled in work and accommodation.",
    "No event since the last review, engaged at every visit. Protective factors strong.",
    "Treatment programme completed; report seen. Risk assessed as reduced.",
)
RAISED: Pool = (
    "New relationship not disclosed until asked. Raised while enquiries are made.",
    "Arrest, released under investigation. Raised pending the outcome.",
    "Accommodation lost and drinking more. Dynamic factors worse on ARMS.",
    "Undeclared device found at the visit.",
)
FIRST_LEVEL: Pool = ("Assessed on release.", "First assessment after conviction.", "Assessed on transfer in.")
PLAN_SHORTER: Pool = (
    "Seen more often while he settles at the new address.",
    "New relationship: closer contact until the disclosure decision.",
    "Recently lost his job; more frequent visits for the next year.",
)
PLAN_LONGER: Pool = (
    "Seen weekly by the hospital's community team, who report to us.",
    "In a care home; staff report any change at once.",
)
REACTIVE: Pool = (
    "Low for over three years, no event, no order, no licence. Yearly notification goes on.",
    "Meets every criterion. Agreed with the detective inspector.",
)
RETURNED: Pool = (
    "Please say what has changed since the last ARMS, and cover the gap in visits in spring.",
    "Not yet: the last two visits did not see the bedroom or the devices. Propose again after the next.",
)
EVENTS: dict[str, Pool] = {
    "intelligence": (
        "Anonymous report that he has been seen near the play area on Saturday mornings.",
        "Housing officer reports a second person staying at the address.",
        "Internet provider check shows a device we do not know of.",
    ),
    "arrest": (
        "Arrested for drunk and disorderly, released without charge.",
        "Arrested on suspicion of failing to notify; interviewed and released under investigation.",
    ),
    "change_of_circumstances": (
        "New partner, met through work. No children, she says.",
        "Lost his job; benefits claim opened.",
        "Moved rooms within the same house.",
        "Sister with two children has moved into the next street.",
    ),
    "csods_application": ("Application under the disclosure scheme.",),
}
CLOSED: Pool = (
    "Checked with the source: mistaken identity. Level unchanged.",
    "Covered at the visit. No reassessment needed.",
    "Already known and part of the plan.",
)
DECISIONS: dict[str, Pool] = {
    "whereabouts_enquiry": ("Three attempts at different times of day. Enquiry opened with family and housing.",),
    "warrant": ("Entry sought twice to assess risk and not obtained. Warrant to be applied for.",),
    "other": ("Spoke to him by phone, away for work until Friday. Visit fixed for the weekend.",),
}


def visit_note(rng: Random) -> str:
    """An account of a visit as an officer writes it: door, home, life, devices, close."""
    pick = rng.random
    parts = [_DOOR[int(pick() * len(_DOOR))], _HOME[int(pick() * len(_HOME))], _LIFE[int(pick() * len(_LIFE))]]
    if pick() < 0.6:
        parts.append(_DEVICES[int(pick() * len(_DEVICES))])
    parts.append(_CLOSE[int(pick() * len(_CLOSE))])
    return " ".join(parts)


def choose(rng: Random, pool: tuple[Thing, ...]) -> Thing:
    """One of a pool; quicker than `Random.choice`."""
    return pool[int(rng.random() * len(pool))]


def street_address(rng: Random, town: str) -> str:
    """A house or flat that does not exist."""
    street = choose(rng, STREETS)
    if rng.random() < 0.25:
        return f"Flat {rng.randint(1, 24)}, {street.split()[0]} House, {street}, {town}"
    return f"{rng.randint(1, 140)} {street}, {town}"


def postcode(rng: Random, area: str) -> str:
    """A postcode of an area that does not exist."""
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    return f"{area}{rng.randint(1, 18)} {rng.randint(1, 9)}{choose(rng, tuple(letters))}{choose(rng, tuple(letters))}"
