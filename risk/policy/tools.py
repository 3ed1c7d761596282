"""What the actuarial tools give: published bands and probabilities of OSP/DC and OSP/IIC, and what others may say.

Advisory here, never the official score: that is probation's. Source: the published scoring of the Ministry of
Justice (hmpps-arns-risk-actuarial-api), as set out in the practice notes. RM2000 and OASys are recorded, not computed.
"""

from __future__ import annotations

import math
from typing import NamedTuple

NOT_APPLICABLE, LOW, MEDIUM, HIGH, VERY_HIGH = "not_applicable", "low", "medium", "high", "very_high"
YOUNGEST, NO_POINTS_FROM = 18, 63  # age at the start of follow-up

# From how many points up a band holds.
DC_BANDS = ((36, VERY_HIGH), (30, HIGH), (22, MEDIUM), (1, LOW), (0, NOT_APPLICABLE))
DC_MOST = 64
DC_CONSTANT, DC_PER_POINT = -8.6333, 0.1598
STRANGER = {"no": 0, "unknown": 2, "yes": 4}

BANDS = {
    "arms": (LOW, MEDIUM, HIGH),
    "osp_dc": (NOT_APPLICABLE, LOW, MEDIUM, HIGH, VERY_HIGH),
    "osp_iic": (LOW, MEDIUM, HIGH, VERY_HIGH),
    "rm2000_s": (LOW, MEDIUM, HIGH, VERY_HIGH),
    "rm2000_v": (LOW, MEDIUM, HIGH, VERY_HIGH),
    "rm2000_c": (LOW, MEDIUM, HIGH, VERY_HIGH),
    "oasys": (LOW, MEDIUM, HIGH, VERY_HIGH),
    "polygraph": (),
}


class NotScored(ValueError):
    """The tool does not apply to this person, or an answer makes no sense. `field` says which answer."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class DirectContact(NamedTuple):
    """The answers that OSP/DC asks for."""

    contact_adult: int  # sanctions for contact sexual offences against adults
    contact_child: int
    other_non_contact: int  # not indecent images
    age: int  # at the start of follow-up
    age_at_last: int  # at the last sexual sanction
    all_sanctions: int  # for any offence
    stranger: str  # yes, no, unknown


class Scored(NamedTuple):
    """What a tool gives."""

    band: str
    points: int | None
    probability: float  # 0 to 1


def osp_dc_band(points: int) -> str:
    """The published band of a number of points, 0 to 64. Raises `NotScored` outside them."""
    if not 0 <= points <= DC_MOST:
        raise NotScored(f"OSP/DC points run from 0 to {DC_MOST}", "score")
    return next(band for least, band in DC_BANDS if points >= least)


def osp_dc(answers: DirectContact, sex: str) -> Scored:
    """OSP/DC from its answers. Men only: for a woman there is no band (`NotScored`)."""
    if sex == "female":
        raise NotScored("OSP/DC gives no band for women")
    a = answers
    for field in ("contact_adult", "contact_child", "other_non_contact"):
        if getattr(a, field) < 0:
            raise NotScored("Must be 0 or more", field)
    if a.age < YOUNGEST:
        raise NotScored("OSP/DC is for adults: the age must be 18 or over", "age")
    if a.age_at_last < 10 or a.age_at_last > a.age:
        raise NotScored("The age at the last sexual sanction must be from 10 to the age now", "age_at_last")
    if a.all_sanctions < max(1, a.contact_adult, a.contact_child, a.other_non_contact):
        raise NotScored("Sanctions for any offence cannot be fewer than those for sexual offences", "all_sanctions")
    if a.stranger not in STRANGER:
        raise NotScored("Select yes, no or not known", "stranger")
    points = (
        5 * min(a.contact_adult, 3)
        + 3 * min(a.contact_child, 3)
        + 2 * min(a.other_non_contact, 3)
        + (20 - a.age // 3 if a.age < NO_POINTS_FROM else 0)
        + (10 if a.age_at_last >= 18 else 5 if a.age_at_last >= 16 else 0)
        + (6 if a.all_sanctions >= 2 else 0)
        + STRANGER[a.stranger]
    )
    return Scored(osp_dc_band(points), points, 1 / (1 + math.exp(-(DC_CONSTANT + DC_PER_POINT * points))))


def osp_iic(images: int, contact_child: int, any_sexual: bool) -> Scored:
    """OSP/IIC: the first test that matches gives band and probability."""
    if images < 0:
        raise NotScored("Must be 0 or more", "images")
    if contact_child < 0:
        raise NotScored("Must be 0 or more", "contact_child")
    if images >= 2:
        return Scored(VERY_HIGH, None, 0.10310)
    if images == 1:
        return Scored(HIGH, None, 0.03328)
    if contact_child >= 2:
        return Scored(MEDIUM, None, 0.00926)
    if contact_child == 1:
        return Scored(LOW, None, 0.00634)
    if not any_sexual:
        return Scored(LOW, None, 0.00062)
    return Scored(LOW, None, 0.00281)


def disagreement(tool: str, band: str, score: float | None) -> str:
    """Why a recorded result cannot be right, in a sentence; blank where nothing speaks against it."""
    allowed = BANDS.get(tool, ())
    if band and allowed and band not in allowed:
        names = ", ".join(code.replace("_", " ") for code in allowed)
        return f"The band is one of {names}"
    if tool == "osp_dc" and score is not None:
        if score != int(score):
            return "OSP/DC points are whole numbers"
        try:
            published = osp_dc_band(int(score))
        except NotScored as error:
            return str(error)
        if band and band != published:
            return f"{int(score)} points are in the band “{published.replace('_', ' ')}”"
    return ""


# How the result of a tool compares with the police risk level: a conflict is shown, and never decides.
RANK = {LOW: 0, MEDIUM: 1, HIGH: 2, VERY_HIGH: 3}
NAMES = {
    "arms": "ARMS priority",
    "osp_dc": "OSP/DC band",
    "osp_iic": "OSP/IIC band",
    "rm2000_s": "RM2000 S",
    "rm2000_v": "RM2000 V",
    "rm2000_c": "RM2000 C",
    "oasys": "RoSH level (OASys)",
    "polygraph": "Polygraph",
}


def conflict(tool: str, band: str, level: str | None) -> str:
    """A sentence where a tool says more or less than the level; blank where they agree or cannot be compared.

    ARMS has no very high: its high agrees with both.
    """
    if not level or band not in RANK or tool not in NAMES:
        return ""
    if tool == "arms" and band == HIGH and level == VERY_HIGH:
        return ""
    if RANK[band] == RANK[level]:
        return ""
    side = "higher" if RANK[band] > RANK[level] else "lower"
    named, own = band.replace("_", " "), level.replace("_", " ")
    return f"{NAMES[tool]} is {named}, {side} than the risk level {own}"
