"""The policy book as the database holds it."""

from typing import Any

from django.db.models import QuerySet

from common.rows import rows_of
from deadlines.models import PolicyValue
from deadlines.policy_keys import PolicyBook


def load_book() -> PolicyBook:
    """Every force's own numbers over those that ship (one query)."""
    return PolicyBook(rows_of(_values))


def _values() -> QuerySet[Any]:
    return PolicyValue.objects.values_list("force_id", "effective_from", "key", "applies_to", "value", "unit")
