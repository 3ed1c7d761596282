"""A field together with its form, as the GOV.UK templates need it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from common.forms.widgets import DateParts, dress

ERROR_CLASSES = ("govuk-input", "govuk-select", "govuk-textarea", "govuk-file-upload")


class GovukBoundField(BoundField):
    """Adds the design system's classes and ids; Django itself writes the matching `aria-describedby`."""

    def __init__(self, form: Any, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        width = str(getattr(field, "width", "") or "")
        if width.isdigit():
            width = f"govuk-input--width-{width}"
        elif width:
            width = f"govuk-!-width-{width}"
        widget = field.widget
        if not widget.is_hidden and (css := dress(widget, width)):
            own = str(widget.attrs.get("class", ""))
            widget.attrs["class"] = f"{css} {own}".strip() if css not in own else own

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Mark the box of a field with an error, as the design system does."""
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        css = str(widget.attrs.get("class", ""))
        if self.errors and not widget.is_hidden and (kind := next((k for k in ERROR_CLASSES if k in css), "")):
            built["class"] = f"{css} {kind}--error"
        if isinstance(widget, DateParts):
            widget.faulty = self.field.faulty_parts(self.value()) if self.errors else set()  # type: ignore[attr-defined]
        return built

    @property
    def hint_id(self) -> str:
        return f"{self.auto_id}_helptext"

    @property
    def error_id(self) -> str:
        return f"{self.auto_id}_error"

    @property
    def summary_id(self) -> str:
        """Where a link of the error summary lands: the first box or option of a group."""
        if isinstance(self.field.widget, DateParts):
            first = min(self.field.faulty_parts(self.value()), default=0)  # type: ignore[attr-defined]
            return f"{self.auto_id}_{first}"
        return f"{self.auto_id}_0" if self.use_fieldset else self.auto_id

    @property
    def label_class(self) -> str:
        """Bold in the size that the field asks for ('' = ordinary text)."""
        size = getattr(self.field, "label_size", "s")
        base = "govuk-fieldset__legend" if self.use_fieldset else "govuk-label"
        return f"{base} {base}--{size}" if size else base

    @property
    def is_heading(self) -> bool:
        """Whether this label is also the page's h1 (one question on a page)."""
        return bool(getattr(self.field, "heading", False))

    @property
    def prefix(self) -> str:
        return str(getattr(self.field, "prefix", ""))

    @property
    def suffix(self) -> str:
        return str(getattr(self.field, "suffix", ""))

    @property
    def counted(self) -> int:
        """The most characters, where the page counts them while one types; else 0."""
        return int(getattr(self.field, "max_length", 0) or 0) if getattr(self.field, "count", False) else 0

    @property
    def is_single_checkbox(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_password(self) -> bool:
        return isinstance(self.field.widget, forms.PasswordInput)

    @property
    def is_optional(self) -> bool:
        """Whether '(optional)' belongs after the label: an optional field that does not already say so."""
        return (
            not self.field.required and getattr(self.field, "mark_optional", True) and "optional" not in str(self.label)
        )
