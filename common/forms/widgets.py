"""Widgets that write the markup of the GOV.UK Design System.

Plain Django widgets are dressed by `dress` when a form of ours binds them; the classes here are for what needs
more than a class attribute.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms

WHOLE_DATE = re.compile(
    r"\s*(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/.\- ]([A-Za-z]+|\d{1,2})[/.\- ](\d{4}))\s*", re.ASCII
)


class _HintedOptions:
    """Options that may each carry a line of explanation below the label."""

    hints: Mapping[str, str]

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, label, *args, **kwargs)  # type: ignore[misc]
        option["hint"] = self.hints.get(str(value), "")
        if option["hint"] and "id" in option["attrs"]:
            option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}_hint"
        option["attrs"].pop("aria-invalid", None)  # belongs on the group, which the error message names
        return option


class Radios(_HintedOptions, forms.RadioSelect):
    """One of a few. `big` makes full-width buttons for a thumb; `inline` is for short pairs such as yes and no."""

    template_name = "govuk/widgets/radios.html"

    def __init__(
        self,
        *args: Any,
        hints: Mapping[str, str] | None = None,
        inline: bool = False,
        small: bool = False,
        big: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.hints = hints or {}
        names = {"govuk-radios--inline": inline, "govuk-radios--small": small, "app-radios--big": big}
        self.modifiers = "".join(f" {name}" for name, wanted in names.items() if wanted)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["modifiers"] = self.modifiers
        return context


class Checkboxes(_HintedOptions, forms.CheckboxSelectMultiple):
    """Any number of a few."""

    template_name = "govuk/widgets/checkboxes.html"

    def __init__(self, *args: Any, hints: Mapping[str, str] | None = None, small: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = hints or {}
        self.modifiers = " govuk-checkboxes--small" if small else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["modifiers"] = self.modifiers
        return context


class ChoiceButtons(_HintedOptions, forms.RadioSelect):
    """Full-width submit buttons: one tap both answers and sends the form. For a page with one question."""

    template_name = "govuk/widgets/choice_buttons.html"

    def __init__(self, *args: Any, hints: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = hints or {}


class DateParts(forms.MultiWidget):
    """Day, month and year in three boxes, named `x_0`, `x_1`, `x_2`; a whole date sent as `x` is taken apart."""

    template_name = "govuk/widgets/date.html"
    use_fieldset = True
    labels = ("Day", "Month", "Year")

    def __init__(self, attrs: dict[str, Any] | None = None, *, birthday: bool = False) -> None:
        boxes = []
        for label, width in zip(self.labels, (2, 2, 4), strict=True):
            box = {"class": f"govuk-input govuk-date-input__input govuk-input--width-{width}", "inputmode": "numeric"}
            if birthday:
                box["autocomplete"] = "off"  # the birthday asked for is never the reader's own
            boxes.append(forms.TextInput(attrs={**box, "data-part": label.lower()}))
        super().__init__(boxes, attrs)
        self.faulty: set[int] = set()

    def decompress(self, value: Any) -> list[Any]:
        return [value.day, value.month, value.year] if value else [None, None, None]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        parts = super().value_from_datadict(data, files, name)
        if data.get(name) and all(part is None for part in parts):
            parts = [data.get(name), "", ""]
        day, month, year = (str(part).strip() if part is not None else "" for part in parts)
        if not month and not year and (whole := WHOLE_DATE.fullmatch(day)):
            day, month, year = (whole[3], whole[2], whole[1]) if whole[1] else (whole[4], whole[5], whole[6])
        return [day, month, year]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and super().value_omitted_from_data(data, files, name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        shared = {key: text for key, text in (attrs or {}).items() if key != "aria-invalid"}
        context = super().get_context(name, value, shared)
        for index, part in enumerate(context["widget"]["subwidgets"]):
            part["part_label"] = self.labels[index]
            if index in self.faulty:
                part["attrs"]["class"] += " govuk-input--error"
                part["attrs"]["aria-invalid"] = "true"
        return context


def dress(widget: forms.Widget, width: str) -> str:
    """The GOV.UK class of a plain widget, '' where its template already writes everything; sets that template."""
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple | forms.MultiWidget):
        if type(widget) is forms.RadioSelect:
            widget.__class__ = Radios
            widget.hints, widget.modifiers = {}, ""  # type: ignore[attr-defined]
        elif type(widget) is forms.CheckboxSelectMultiple:
            widget.__class__ = Checkboxes
            widget.hints, widget.modifiers = {}, ""  # type: ignore[attr-defined]
        return ""
    if isinstance(widget, forms.CheckboxInput):
        return "govuk-checkboxes__input"
    if isinstance(widget, forms.Select):
        return "govuk-select"
    if isinstance(widget, forms.Textarea):
        return "govuk-textarea"
    if isinstance(widget, forms.FileInput):
        return "govuk-file-upload"
    if isinstance(widget, forms.PasswordInput):
        return "govuk-input govuk-password-input__input govuk-js-password-input-input"
    return "govuk-input" + (f" {width}" if width else "")
