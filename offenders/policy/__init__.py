"""What is so of a person on a day, from dated facts: risk level, plan interval, management, status, home.

Pure: values in, value out. Every function takes all the facts it is given and leaves out those dated after the day
asked about, so the caller may pass later ones; the order of the facts does not matter. Facts are tuples in the order
of the classes below, so that rows of `values_list` serve as they are.

Approval is needed only for what lengthens (contract, "Approval"): a lower level, a plan interval longer than the
level's default, reactive management. The rules walk the proposals in the order of `effective_from` and, on any day,
pass over those that still wait; so an approval that comes after a later decision does not undo that decision.
"""

from offenders.policy.facts import (
    ABROAD,
    ACTIVE,
    AS_FOR_NO_LEVEL,
    COMMUNITY,
    CUSTODY,
    DECEASED,
    DETAINED,
    HIGH,
    HOME,
    HOSPITAL,
    LOW,
    MEDIUM,
    MISSING,
    NO_FIXED_ABODE,
    RANK,
    REACTIVE,
    STATUS_ORDER,
    VERY_HIGH,
    AddressFact,
    Gate,
    LevelFact,
    ManagementFact,
    PersonFacts,
    PlanFact,
    StatusFact,
    approved_from,
)
from offenders.policy.homes import (
    Place,
    first_move_after,
    home_on,
    no_fixed_abode_on,
    place,
)
from offenders.policy.levels import (
    ALWAYS_ACTIVE,
    NO_LEVEL,
    LevelChange,
    LevelHistory,
    Management,
    management_on,
    risk_level_on,
    settled_level,
)
from offenders.policy.plans import (
    BEGINNING,
    IntervalHistory,
    IntervalStep,
    interval_history,
)
from offenders.policy.status import (
    Stay,
    last_stay,
    open_status,
    status_on,
)

__all__ = [
    "ABROAD",
    "ACTIVE",
    "ALWAYS_ACTIVE",
    "AS_FOR_NO_LEVEL",
    "BEGINNING",
    "COMMUNITY",
    "CUSTODY",
    "DECEASED",
    "DETAINED",
    "HIGH",
    "HOME",
    "HOSPITAL",
    "LOW",
    "MEDIUM",
    "MISSING",
    "NO_FIXED_ABODE",
    "NO_LEVEL",
    "RANK",
    "REACTIVE",
    "STATUS_ORDER",
    "VERY_HIGH",
    "AddressFact",
    "Gate",
    "IntervalHistory",
    "IntervalStep",
    "LevelChange",
    "LevelFact",
    "LevelHistory",
    "Management",
    "ManagementFact",
    "PersonFacts",
    "Place",
    "PlanFact",
    "StatusFact",
    "Stay",
    "approved_from",
    "first_move_after",
    "home_on",
    "interval_history",
    "last_stay",
    "management_on",
    "no_fixed_abode_on",
    "open_status",
    "place",
    "risk_level_on",
    "settled_level",
    "status_on",
]
