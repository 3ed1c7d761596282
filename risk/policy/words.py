"""What ARMS is called for a person: it was made for adult men (contract, section 4; practice, "ARMS")."""

from __future__ import annotations

import datetime as dt

from common.dates import clamp
from risk.policy.facts import Lead

ADULT = 18  # years


def age_on(born_on: dt.date, on: dt.date) -> int:
    """Whole years. Somebody born on 29 February is a year older on the 28th of a common year's February."""
    years = on.year - born_on.year
    return years if clamp(born_on, 12 * years) <= on else years - 1


def for_whom_arms_was_made(lead: Lead, on: dt.date) -> bool:
    """Not a woman, nor anybody under 18. Date of birth not known: treated as an adult (contract, section 4)."""
    if lead.sex == "female" or lead.born_on is None:
        return lead.sex != "female"
    return on.year - lead.born_on.year > ADULT or age_on(lead.born_on, on) >= ADULT


def arms_name(lead: Lead, on: dt.date) -> str:
    """`ARMS`, or what it is called on screen for a person for whom ARMS was not made."""
    return "ARMS" if for_whom_arms_was_made(lead, on) else "Risk review"
