"""What each kind of order is by law: its section, how long its terms may be, what it does to the requirement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from common.dates import roll
from orders.policy.facts import FOREIGN_TRAVEL, NOT_KNOWN

SHPO, INTERIM_SHPO, SRO, INTERIM_SRO, SOPO, FTO, ROSHO, NOTIFICATION_ORDER = (
    "shpo", "interim_shpo", "sro", "interim_sro", "sopo", "foreign_travel_order", "rosho", "notification_order",
)  # fmt: skip

NEW_ORDERS_FROM = dt.date(2015, 3, 8)  # ASB14 Sch 5: SHPO and SRO in, SOPO, RoSHO and foreign travel order out
OLD_ORDERS_AS_NEW_FROM = dt.date(2020, 3, 8)  # a SOPO as if an SHPO, a RoSHO as if an SRO
REQUIREMENTS_FROM = dt.date(2022, 11, 29)  # PCSC ss.175-176; the same day ended notification orders (s.169)

FULL, NAME_AND_ADDRESS, TRAVEL_ONLY, ON_BREACH, ITSELF = "full", "name_and_address", "travel", "on_breach", "itself"


class KindRule(NamedTuple):
    """One kind. Lengths in whole years; None = the Act sets none. `fixed`: no term may run until further order."""

    law: str
    term_section: str
    least_years: int | None
    most_years: int | None
    fixed: bool
    bar_years: int | None  # no discharge before this without the consent of the subject and the police
    notification: str
    first_day: dt.date | None = None  # none could be made before
    last_day: dt.date | None = None  # none could be made after (but applications already made)
    gone: str = ""  # why, in a sentence


_DAY = dt.timedelta(days=1)

RULES: dict[str, KindRule] = {
    SHPO: KindRule("s.103A, or SC ss.343 to 358 on conviction", "s.103C", 5, None, False, 5, FULL, NEW_ORDERS_FROM),
    INTERIM_SHPO: KindRule("s.103F", "s.103F", None, None, True, None, FULL, NEW_ORDERS_FROM),
    SRO: KindRule("s.122A", "s.122A", 2, None, False, 2, NAME_AND_ADDRESS, NEW_ORDERS_FROM),
    INTERIM_SRO: KindRule("s.122E", "s.122E", None, None, True, None, NAME_AND_ADDRESS, NEW_ORDERS_FROM),
    SOPO: KindRule(
        "ss.104 to 110", "ss.104 to 110", 5, None, False, 5, FULL, None, NEW_ORDERS_FROM - _DAY,
        "SOPOs gave way to SHPOs on 8 March 2015; one already made is saved",
    ),
    FTO: KindRule(
        "s.114", "s.114", None, 5, True, None, TRAVEL_ONLY, None, NEW_ORDERS_FROM - _DAY,
        "Foreign travel orders ended in England and Wales on 8 March 2015",
    ),
    ROSHO: KindRule(
        "s.123", "s.123", 2, None, False, 2, ON_BREACH, None, NEW_ORDERS_FROM - _DAY,
        "RoSHOs gave way to SROs on 8 March 2015; one already made is saved",
    ),
    NOTIFICATION_ORDER: KindRule(
        "s.97", "s.98", None, None, False, None, ITSELF, None, REQUIREMENTS_FROM - _DAY,
        "Notification orders gave way to notices under s.96ZA on 29 November 2022; one applied for before is valid",
    ),
}  # fmt: skip

# Sections whose number no text that was read confirms: the rule was read, its place was not (ADR 20).
ASSUMED = ("s.97", "s.103C", "s.103D", "s.122C", "s.122D", "s.125", "SC s.348")

TRAVEL_YEARS = 5  # ss.103D, 122C; SC s.348: renewable, five at a time
MONITORING_MONTHS = 12  # PCSC s.178

# What a later order of a kind ends from the day it is made (s.103C(6), SC s.349, numbers assumed; contract, "Orders").
_ENDS = {
    SHPO: frozenset((SHPO, INTERIM_SHPO, SOPO, FTO)),
    SRO: frozenset((SRO, INTERIM_SRO)),
}
_UNLESS_KEPT = frozenset((SOPO, FTO))  # unless the court says otherwise
_INTERIM_OF = {INTERIM_SHPO: SHPO, INTERIM_SRO: SRO}


def cited(section: str) -> str:
    """A section as the pages show it: marked where its number is assumed and to be confirmed by a solicitor."""
    return f"{section}, section number assumed" if any(part in ASSUMED for part in section.split("; ")) else section


def treated_as(kind: str, on: dt.date) -> str:
    """Since 8 March 2020 a SOPO is as if an SHPO and a RoSHO as if an SRO: varied, renewed and discharged so."""
    if on >= OLD_ORDERS_AS_NEW_FROM:
        return {SOPO: SHPO, ROSHO: SRO}.get(kind, kind)
    return kind


def supersedes(
    later_kind: str, later_made: dt.date, keeps_earlier: bool, earlier_kind: str, earlier_made: dt.date
) -> bool:
    """Whether a later order ends an earlier one from the day on which the later was made (s.103C, SC s.349: assumed).

    A SOPO or foreign travel order stands where the court says so. An order of the same day is not earlier, save an
    interim one, which ends when the main application is decided (ss.103F, 122E). Of one whose making is not recorded
    nobody can say whether it is earlier.
    """
    if NOT_KNOWN in (later_made, earlier_made) or earlier_kind not in _ENDS.get(later_kind, ()):
        return False
    if keeps_earlier and earlier_kind in _UNLESS_KEPT:
        return False
    if earlier_made == later_made:
        return _INTERIM_OF.get(earlier_kind) == later_kind
    return earlier_made < later_made


def earliest_discharge(kind: str, made_on: dt.date, condition_kinds: Collection[str]) -> dt.date | None:
    """The first day on which the court may discharge it without the consent of the subject and the police.

    The day after the end of 5 years (SHPO: s.103E, SC s.350; SOPO: ss.104 to 110) or 2 (SRO: s.122D; RoSHO: s.125; both
    numbers assumed) beginning with the day it was made: SHPO of 1 June 2022, 1 June 2027. None: no such bar, as for one
    that only bans travel.
    """
    years = RULES[kind].bar_years
    if (
        years is None
        or made_on == NOT_KNOWN
        or (condition_kinds and all(one == FOREIGN_TRAVEL for one in condition_kinds))
    ):
        return None
    return roll(made_on, 12 * years)


def passports_to_surrender(kind: str, all_countries: bool) -> bool:
    """A ban on travel to every country outside the United Kingdom: all passports are surrendered (ss.103D, 122C)."""
    return kind == FOREIGN_TRAVEL and all_countries
