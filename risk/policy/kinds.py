"""As which kind of person somebody is managed (practice, "MAPPA" and "IOM, PPO, CSODS and others")."""

from __future__ import annotations

SEXUAL, VIOLENT, DANGEROUS = "sexual", "violent", "dangerous"
BY_CATEGORY = {1: SEXUAL, 2: VIOLENT, 3: VIOLENT}


def kind_of(recorded: str, category: int | None) -> str:
    """What is recorded, else what the MAPPA category says; blank where neither does.

    A potentially dangerous person is in no category, so that one is always recorded.
    """
    return recorded or BY_CATEGORY.get(category or 0, "")
