"""Find a nominal. Always by POST, so that no name is ever in an address."""

from __future__ import annotations

from typing import Any

from common.forms import CheckboxField, DateField, GovukForm, TextField
from common.forms.widgets import DateParts
from offenders.search import typed_words

TERMS = ("reference", "name", "date_of_birth")


class NominalSearchForm(GovukForm):
    """Reference, names and date of birth; a nominal found meets all that are filled in."""

    submit = "Search"
    name = TextField(
        label="Name",
        required=False,
        mark_optional=False,
        help_text="Any part of the name that you know, in any order. The beginning of a name is enough",
    )
    reference = TextField(
        label="Reference",
        required=False,
        mark_optional=False,
        max_length=40,
        width="20",
        help_text="All of it, or how it begins",
    )
    date_of_birth = DateField(
        label="Date of birth",
        required=False,
        mark_optional=False,
        widget=DateParts(birthday=True),
        help_text="For example, 27 3 1978",
    )

    whole_force = CheckboxField(
        label="Search the whole force",
        required=False,
        help_text="Outside your team you see the name, the team and the officer. To open a record you give a reason",
    )

    def __init__(self, *args: Any, whole_force: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not whole_force:
            del self.fields["whole_force"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if not any(data.get(term) for term in TERMS):
            self.add_error("name", "Enter a name, a reference or a date of birth")
        elif data["name"] and not typed_words(data["name"]):
            self.add_error("name", "Enter letters of the name")
        return data
