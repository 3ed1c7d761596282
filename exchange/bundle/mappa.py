"""MAPPA levels, referrals, meetings, agendas and actions (contract, section 3)."""

from __future__ import annotations

from exchange.bundle import values as v
from exchange.bundle.facts import EFFECTIVE_FROM, REASON, REFERENCE, WHOSE
from exchange.bundle.spec import (
    FACT,
    Column,
    Fault,
    FileSpec,
    Key,
    Known,
    Present,
    Row,
    Staged,
    Writes,
    as_given,
    by,
    fixed,
    named,
    words,
)
from mappa.models import Disclosure, ReferralDecision

LEVEL = v.whole(1, 3)
KNOWN = "bundle_known_meetings"
MEETING_REF = Column("meeting_ref", v.reference, required=True)
MEETING_ID = f"(SELECT k.id FROM {KNOWN} k WHERE k.key = upper(s.meeting_ref))"
VERSION = Writes("version", "1", lambda present: "t.version + 1", compared=False)


def _before(row: Row, first: str, second: str, message: str) -> list[Fault]:
    """ISO days compare as text."""
    early, late = row.get(first), row.get(second)
    return [(second, f"{message}: give a day on or after {early}")] if early and late and str(late) < str(early) else []


def _judge_referral(row: Row) -> list[Fault]:
    return _before(row, "referred_on", "decided_on", "Decided before it was made")


def _judge_meeting(row: Row) -> list[Fault]:
    return _before(row, "held_on", "minutes_sent_on", "Minutes sent before the meeting was held")


def _status(present: Present) -> str | None:
    """What a bundle gives a day is held from that day on, though it was planned here or moved by hand, even to that
    very day. One that was called off stays so until somebody plans it again, and final minutes stay final.
    """
    if "held_on" not in present:
        return None
    return "CASE WHEN s.held_on IS NOT NULL AND t.status IN ('planned', 'issued') THEN 'held' ELSE t.status END"


MAPPA_LEVELS = FileSpec(
    name="mappa_levels",
    table="mappa_leveldecision",
    same_key_at="effective_from",
    columns=(REFERENCE, Column("level", LEVEL, "smallint", required=True), EFFECTIVE_FROM, REASON),
    key=(Key("effective_from", "t.effective_from"),),
    writes=(*FACT, as_given("level"), fixed("effective_from", "s.effective_from"), words("reason")),
)

MAPPA_REFERRALS = FileSpec(
    name="mappa_referrals",
    table="mappa_referral",
    judge=_judge_referral,
    key_alone=True,
    in_order=(("referred_on", "decided_on"),),
    same_key_at="referral_ref",
    columns=(
        WHOSE,
        Column("referral_ref", v.reference, required=True),
        Column("referred_on", v.date, "date"),
        Column("proposed_level", LEVEL, "smallint"),
        Column("decision", v.code(ReferralDecision.values)),
        Column("decided_on", v.date, "date"),
    ),
    key=(Key("referral_ref", "upper(t.referral_ref)", staged="upper(s.referral_ref)"),),
    writes=(
        *FACT,
        fixed("referral_ref", "s.referral_ref"),
        as_given("referred_on"),
        as_given("proposed_level"),
        words("decision"),
        as_given("decided_on"),
        VERSION,
    ),
)

MAPPA_MEETINGS = FileSpec(
    name="mappa_meetings",
    table="mappa_meeting",
    judge=_judge_meeting,
    of_person=False,
    is_fact=False,
    in_order=(("held_on", "minutes_sent_on"),),
    same_key_at="meeting_ref",
    known=Known(KNOWN, "upper(s.meeting_ref)", "upper(t.meeting_ref)"),
    columns=(
        MEETING_REF,
        Column("area", v.name(200)),
        Column("level", LEVEL, "smallint"),
        Column("held_on", v.date, "date"),
        Column("minutes_sent_on", v.date, "date"),
    ),
    key=(Key("meeting_ref", "upper(t.meeting_ref)", staged="upper(s.meeting_ref)"),),
    writes=(
        fixed("id", "s.row_id"),
        *FACT,
        fixed("meeting_ref", "s.meeting_ref"),
        by("area_id", named("mappa_area", "s.area"), "area"),
        as_given("level"),
        as_given("held_on"),
        as_given("minutes_sent_on"),
        Writes("status", "'held'", _status),
        VERSION,
    ),
)

MAPPA_AGENDA = FileSpec(
    name="mappa_agenda",
    table="mappa_agendaitem",
    same_key_at="meeting_ref",
    also_names=(KNOWN,),
    columns=(
        MEETING_REF,
        REFERENCE,
        Column("decision_level", LEVEL, "smallint"),
        Column("disclosure", v.code(Disclosure.values)),
    ),
    key=(
        Key(
            "meeting_ref",
            "(SELECT upper(m.meeting_ref) FROM mappa_meeting m WHERE m.id = t.meeting_id)",
            staged="upper(s.meeting_ref)",
        ),
    ),
    writes=(
        *FACT,
        fixed("meeting_id", MEETING_ID),
        as_given("decision_level"),
        words("disclosure"),
        VERSION,
    ),
)

MAPPA_ACTIONS = FileSpec(
    name="mappa_actions",
    table="mappa_action",
    key_alone=True,
    same_key_at="action_ref",
    also_names=(KNOWN,),
    columns=(
        Column("action_ref", v.reference, required=True),
        Column("meeting_ref", v.reference),
        WHOSE,
        Column("action", v.text()),
        Column("agency", v.text(200)),
        Column("owner", v.known_username, wants_usernames=True),
        Column("due_on", v.date, "date"),
        Column("done_on", v.date, "date"),
    ),
    key=(Key("action_ref", "upper(t.action_ref)", staged="upper(s.action_ref)"),),
    writes=(
        *FACT,
        fixed("action_ref", "s.action_ref"),
        by("meeting_id", MEETING_ID, "meeting_ref"),
        words("action"),
        words("agency", "agency_name"),
        by("owner_id", "(SELECT u.id FROM accounts_user u WHERE u.username = s.owner)", "owner"),
        as_given("due_on"),
        as_given("done_on"),
        VERSION,
    ),
)

Found = tuple[str, str, str]  # name of the check, column, SQL that answers (line, message)


def meetings_of(one: Staged, unread: frozenset[str]) -> list[Found]:
    """That the meeting of an agenda row or an action is one that somebody knows."""
    spec = one.spec
    if spec not in (MAPPA_AGENDA, MAPPA_ACTIONS) or "meeting_ref" not in one.present or MAPPA_MEETINGS.file in unread:
        return []
    message = "'There is no meeting “' || s.meeting_ref || '”: add it to mappa_meetings.csv, or correct it'"
    return [
        (
            "unknown meeting",
            "meeting_ref",
            f"SELECT s.line, {message} AS message FROM {spec.matched} s WHERE s.meeting_ref IS NOT NULL"
            f" AND NOT EXISTS (SELECT FROM {KNOWN} k WHERE k.key = upper(s.meeting_ref))",
        )
    ]
