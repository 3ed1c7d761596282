"""The review of an indefinite requirement: application, bodies, the factors of s.91D, determination, appeal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crispy_forms.layout import Fieldset, Layout

from common.forms import CheckboxField, DateField, FormToken, SelectField, TextAreaField, TextField, WholeNumberField
from notification.law import Law
from offenders.actions.errors import Conflict
from offenders.forms.base import DayForm, VersionedForm, version_field

# In short words; the letters of s.91D(2) as they stand in the Act are to be read beside it.
FACTORS = (
    ("seriousness", "Seriousness of the offence"),
    ("time", "Time passed since the offence"),
    ("failures", "Offences under s.91"),
    ("age", "Age at the offence, and now"),
    ("victim_age", "Age of any victim, and the age gap"),
    ("mappa", "Assessment under MAPPA"),
    ("victim", "Evidence of or about a victim"),
    ("other_offences", "Other convictions, findings and cautions"),
    ("own", "The person’s own evidence"),
    ("bodies", "What responsible bodies say"),
    ("other", "Anything else that bears on the risk of sexual harm"),
)


def _date(label: str) -> DateField:
    return DateField(label=label, noun="The day", required=False, mark_optional=False)


def _spread(texts: Mapping[str, object]) -> dict[str, object]:
    factors: Any = texts.get("factors") or {}
    return {name: text for name, text in texts.items() if name != "factors"} | {
        f"factor_{code}": words for code, words in factors.items()
    }


class ApplicationForm(DayForm):
    """A written application arrived."""

    submit = "Save the application"
    token = FormToken()
    received_on = DateField(
        label="Application received on", noun="The day of receipt", error_messages={"required": "Enter the day"}
    )
    own_motion = CheckboxField(
        label="There is no application: the chief officer takes it up unasked, from that day", required=False
    )

    def __init__(self, *args: Any, law: Law, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not law.own_motion:
            del self.fields["own_motion"]


class BodyForm(DayForm):
    """A responsible body was asked, or replied."""

    submit = "Save"
    token = FormToken()
    name = TextField(label="Body", max_length=150, error_messages={"required": "Enter the body"})
    received_on = DateField(
        label="Our request reached it on", noun="The day of its receipt", error_messages={"required": "Enter the day"}
    )
    replied_on = _date("Replied on")
    reply = TextAreaField(label="Its reply", rows=4, required=False)


class ReviewForm(VersionedForm):
    """Everything that has happened in the review."""

    submit = "Save"
    version = version_field()
    acknowledged_on = _date("Acknowledged on")
    decision = SelectField(
        label="Determination", choices=[("", "Not yet"), ("granted", "Granted: no longer necessary"),
                                        ("refused", "Refused")], required=False, mark_optional=False,
    )  # fmt: skip
    decided_on = _date("Determined on")
    reasons = TextAreaField(label="Reasons", rows=5, required=False, mark_optional=False)
    bar_years = WholeNumberField(
        label="After a refusal: years until a further application", width="2", min_value=8, max_value=15, initial=8,
        help_text="8, or up to 15 where the chief officer sets it",
        error_messages={"required": "Enter a number from 8 to 15"},
    )  # fmt: skip
    notice_received_on = _date("Notice received by the person on")
    appealed_on = _date("Appealed on")
    appeal_allowed_on = _date("Appeal allowed on")
    appeal_dismissed_on = _date("Appeal dismissed on")

    def __init__(self, *args: Any, factors: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in FACTORS:
            self.fields[f"factor_{code}"] = TextAreaField(
                label=label, rows=2, required=False, mark_optional=False, initial=factors.get(code, "")
            )
        self.layout = Layout(
            "version",
            "acknowledged_on",
            Fieldset("The factors (s.91D), with the evidence on each", *(f"factor_{code}" for code, _ in FACTORS)),
            Fieldset("Determination", "decision", "decided_on", "reasons", "bar_years", "notice_received_on"),
            Fieldset("Appeal", "appealed_on", "appeal_allowed_on", "appeal_dismissed_on"),
        )

    def show_conflict(self, conflict: Conflict) -> list[tuple[str, str, str]]:
        """Each factor by itself, where somebody else changed it."""
        yours, theirs = (_spread(texts) for texts in (conflict.yours, conflict.theirs))
        differ = [name for name in yours | theirs if yours.get(name, "") != theirs.get(name, "")]
        return super().show_conflict(
            Conflict({n: yours.get(n, "") for n in differ}, {n: theirs.get(n, "") for n in differ}, conflict.version)
        )

    def clean(self) -> dict[str, Any]:
        """The factors as one; both the determination and its day."""
        data = super().clean() or {}
        data["factors"] = {code: data.pop(f"factor_{code}", "") for code, _ in FACTORS}
        data["factors"] = {code: words for code, words in data["factors"].items() if words}
        return data
