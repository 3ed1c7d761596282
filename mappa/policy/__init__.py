"""The rules of MAPPA: values in, values out."""

from mappa.policy.clocks import (
    ACTION,
    FIRST_MEETING,
    KINDS,
    MINUTES,
    REVIEW,
    first_meeting_due,
    last_discussed,
    level_on,
    mappa_specs,
    met_on,
    minutes_due,
    out_of_category,
    review_on,
)
from mappa.policy.facts import NOTHING, ActionFact, Facts, ItemFact, LevelFact, ReferralFact
from mappa.policy.levels import Answers, Screening, category_on, level_fits_category, screen

__all__ = [
    "ACTION",
    "FIRST_MEETING",
    "KINDS",
    "MINUTES",
    "NOTHING",
    "REVIEW",
    "ActionFact",
    "Answers",
    "Facts",
    "ItemFact",
    "LevelFact",
    "ReferralFact",
    "Screening",
    "category_on",
    "first_meeting_due",
    "last_discussed",
    "level_fits_category",
    "level_on",
    "mappa_specs",
    "met_on",
    "minutes_due",
    "out_of_category",
    "review_on",
    "screen",
]
