"""Why an action did not go through: one plain sentence, and the field it is about where there is one."""

from __future__ import annotations

from collections.abc import Mapping


class Refused(Exception):
    """The rules do not allow it. `field` names the form field that the sentence is about; '' = the whole form."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.field = sentence, field


class NotAllowed(Refused):
    """The person may know of the record but not do this (403)."""


class NotVisible(Refused):
    """The person may not know of the record (404)."""


class Conflict(Refused):
    """Somebody else changed the same thing meanwhile. Both texts are here, by field; nothing was written."""

    def __init__(self, yours: Mapping[str, object], theirs: Mapping[str, object], version: int) -> None:
        super().__init__("Somebody else has changed this since you opened it. Nothing has been saved yet")
        self.yours, self.theirs, self.version = dict(yours), dict(theirs), version
