"""The policy book as the database holds it."""

from deadlines.models import PolicyValue
from deadlines.policy_keys import PolicyBook


def load_book() -> PolicyBook:
    """Every force's own numbers over those that ship (one query)."""
    return PolicyBook(
        PolicyValue.objects.values_list("force_id", "effective_from", "key", "applies_to", "value", "unit")
    )
