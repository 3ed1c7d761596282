"""The files of the bundle that this version loads (contract, section 3), in the order in which they are loaded."""

from __future__ import annotations

from accounts.roles import Role
from deadlines import policy_keys
from exchange.bundle import values as v
from exchange.bundle.facts import (
    ADDRESSES,
    EFFECTIVE_FROM,
    EVENTS,
    MANAGEMENT,
    PLAN_INTERVALS,
    REFERENCE,
    RISK_LEVELS,
    STATUS_PERIODS,
    VISITS,
)
from exchange.bundle.mappa import MAPPA_ACTIONS, MAPPA_AGENDA, MAPPA_LEVELS, MAPPA_MEETINGS, MAPPA_REFERRALS
from exchange.bundle.notification import DISPOSALS, NOTIFICATIONS
from exchange.bundle.orders import CONDITION_CHECKS, CONDITIONS, ORDERS
from exchange.bundle.risk import ASSESSMENTS
from exchange.bundle.spec import (
    Column,
    Fault,
    FileSpec,
    Key,
    Present,
    Row,
    Writes,
    as_given,
    by,
    fixed,
    named,
    words,
)
from offenders.models import LeadAgency, Sex

FORCE = named("accounts_force", "s.force")
OFFICER = "(SELECT u.id FROM accounts_user u WHERE u.username = s.officer)"

FORCE_NAME, TEAM_NAME = Column("force", v.name(100)), Column("team", v.name(100))


def team_in(force: str) -> str:
    """SQL: the id of the team that a row names, in a force by SQL for its id."""
    return named("accounts_team", "s.team", f"x.force_id = {force}")


def _team(present: Present) -> str | None:
    if "team" not in present:
        return None
    return team_in(FORCE if "force" in present else "t.force_id")


PLACE = (by("force_id", FORCE, "force"), Writes("team_id", team_in(FORCE), _team))


def _judge_policy(row: Row) -> list[Fault]:
    key, unit, value = str(row["key"]), str(row.get("unit") or ""), str(row.get("value") or "")
    faults = policy_keys.validate(key, str(row.get("applies_to") or ""), value, unit)
    if not value:
        faults = [fault for fault in faults if fault[0] not in ("value", "unit")]
    if not faults:
        row["unit"] = unit or policy_keys.units_of(key)[0]
        row["value"] = str(int(value)) if value.isdigit() else value or None
    return faults


_MAY_BE_UNSET = ", ".join(f"'{key}'" for key in policy_keys.BY_KEY if policy_keys.may_be_unset(key))

POLICY = FileSpec(
    name="policy",
    table="deadlines_policyvalue",
    of_person=False,
    is_fact=False,
    same_key_at="key",
    judge=_judge_policy,
    content=("value",),
    speaks=f"s.key IN ({_MAY_BE_UNSET})",
    columns=(
        FORCE_NAME,
        EFFECTIVE_FROM,
        Column("key", v.small, required=True),
        Column("applies_to", v.small),
        Column("value", v.small),
        Column("unit", v.small),
        Column("source", v.text()),
    ),
    key=(
        Key("force", "t.force_id", staged=FORCE, may_be_blank=True),
        Key("effective_from", "t.effective_from"),
        Key("key", "t.key"),
        Key("applies_to", "t.applies_to", staged="coalesce(s.applies_to, '')"),
    ),
    writes=(
        fixed("force_id", FORCE),
        fixed("effective_from", "s.effective_from"),
        fixed("key", "s.key"),
        fixed("applies_to", "coalesce(s.applies_to, '')"),
        fixed("recorded_at", "statement_timestamp()"),
        words("value"),
        by("unit", "coalesce(s.unit, '')", "value"),
        words("source"),
    ),
)

OFFICERS = FileSpec(
    name="officers",
    table="accounts_user",
    of_person=False,
    is_fact=False,
    same_key_at="username",
    columns=(
        Column("username", v.username, required=True),
        Column("full_name", v.text(150)),
        Column("email", v.email),
        Column("role", v.code(Role.values), new_rows_need=True),
        FORCE_NAME,
        TEAM_NAME,
        Column("weekly_hours", v.hours, "numeric(4,1)"),
    ),
    key=(Key("username", "t.username"),),
    writes=(
        fixed("username", "s.username"),
        # Nobody can sign in with this; a password is set through the reset by e-mail or by an administrator.
        fixed("password", "'!' || replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')"),
        fixed("is_superuser", "false"),
        fixed("is_active", "true"),
        fixed("date_joined", "statement_timestamp()"),
        by("full_name", "coalesce(s.full_name, s.username)", "full_name"),
        words("email"),
        as_given("role"),
        *PLACE,
        as_given("weekly_hours"),
    ),
)


def _lead_since(present: Present) -> str | None:
    """The default goes along with `registered_on`; a day that was given stays."""
    registered = "s.registered_on" if "registered_on" in present else "t.registered_on"
    if "lead_since" in present:
        return f"coalesce(s.lead_since, {registered})"
    if "registered_on" in present:
        return "CASE WHEN t.lead_since IS NOT DISTINCT FROM t.registered_on THEN s.registered_on ELSE t.lead_since END"
    return None


NOMINALS = FileSpec(
    name="nominals",
    table="offenders_nominal",
    is_fact=False,
    columns=(
        REFERENCE,
        Column("family_name", v.text(200)),
        Column("given_names", v.text(200)),
        Column("date_of_birth", v.date, "date"),
        Column("sex", v.code(Sex.values)),
        FORCE_NAME,
        TEAM_NAME,
        Column("officer", v.known_username, wants_usernames=True),
        Column("mappa_category", v.whole(1, 4), "smallint"),
        Column("lead_agency", v.code(LeadAgency.values)),
        Column("lead_since", v.date, "date"),
        Column("licence_ends_on", v.date, "date"),
        Column("registered_on", v.date, "date"),
        Column("address", v.text(500)),
        Column("postcode", v.text(10)),
        Column("no_fixed_abode", v.yes_no, "boolean"),
    ),
    key=(Key("reference", "upper(t.reference)", staged="upper(s.reference)"),),
    writes=(
        fixed("id", "s.nominal_id"),
        fixed("reference", "s.reference"),
        fixed("recorded_at", "statement_timestamp()"),
        words("family_name"),
        words("given_names"),
        by("search_name", "s.search_name", "family_name", "given_names"),
        as_given("date_of_birth"),
        by("sex", "coalesce(s.sex, 'unknown')", "sex"),
        *PLACE,
        by("officer_id", OFFICER, "officer"),
        as_given("mappa_category"),
        words("lead_agency"),
        Writes("lead_since", "coalesce(s.lead_since, s.registered_on)", _lead_since),
        as_given("licence_ends_on"),
        as_given("registered_on"),
        Writes("version", "1", lambda present: "t.version + 1", compared=False),
    ),
)

FILES = (
    POLICY,
    OFFICERS,
    NOMINALS,
    ADDRESSES,
    RISK_LEVELS,
    PLAN_INTERVALS,
    MANAGEMENT,
    STATUS_PERIODS,
    VISITS,
    EVENTS,
    ASSESSMENTS,
    ORDERS,
    CONDITIONS,
    CONDITION_CHECKS,
    DISPOSALS,
    NOTIFICATIONS,
    MAPPA_LEVELS,
    MAPPA_REFERRALS,
    MAPPA_MEETINGS,
    MAPPA_AGENDA,
    MAPPA_ACTIONS,
)
BY_FILE = {spec.file: spec for spec in FILES}
RANKS = {spec.file: rank for rank, spec in enumerate(FILES, start=1)}
