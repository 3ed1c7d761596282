"""The rules for civil orders and their conditions: pure functions that name their section.

Every function leaves out facts dated after the day asked about, so the caller may pass later ones. Sections without an
Act are those of the Sexual Offences Act 2003; SC is the Sentencing Code (Sentencing Act 2020). The choices made where
the rules leave room, and which sections were read and which were not, are in `docs/adr/0020-rules-for-orders.md`.
"""

from orders.policy.breaches import BREACH_DECISION, BreachFact, breach_specs, breach_subject
from orders.policy.deadlines import (
    CONDITION_CHECK,
    CONDITION_END,
    CONDITION_START,
    KINDS,
    LAST_CHECK,
    ORDER_END,
    check_interval,
    order_specs,
)
from orders.policy.devices import MONITORING_ALERT, AlertFact, alert_specs, alert_subject, calls_for_examination
from orders.policy.facts import NOT_KNOWN, ConditionFact, OrderFact, VersionFact
from orders.policy.kinds import (
    RULES,
    KindRule,
    cited,
    earliest_discharge,
    passports_to_surrender,
    supersedes,
    treated_as,
)
from orders.policy.standing import (
    Orders,
    OrderSpan,
    Standing,
    Term,
    active_refs,
    all_ended,
    order_spans,
    standings,
    terms_on,
)
from orders.policy.terms import TermWarning, term_warnings

__all__ = [
    "BREACH_DECISION",
    "CONDITION_CHECK",
    "CONDITION_END",
    "CONDITION_START",
    "KINDS",
    "LAST_CHECK",
    "MONITORING_ALERT",
    "NOT_KNOWN",
    "ORDER_END",
    "RULES",
    "AlertFact",
    "BreachFact",
    "ConditionFact",
    "KindRule",
    "OrderFact",
    "OrderSpan",
    "Orders",
    "Standing",
    "Term",
    "TermWarning",
    "VersionFact",
    "active_refs",
    "alert_specs",
    "alert_subject",
    "all_ended",
    "breach_specs",
    "breach_subject",
    "calls_for_examination",
    "check_interval",
    "cited",
    "earliest_discharge",
    "order_spans",
    "order_specs",
    "passports_to_surrender",
    "standings",
    "supersedes",
    "term_warnings",
    "terms_on",
    "treated_as",
]
