"""What every form of ours shares: GOV.UK markup, our wording, an error summary, buttons."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

from crispy_forms.helper import FormHelper
from django import forms
from django.db import models
from django.forms.boundfield import BoundField

from common.forms.bound import GovukBoundField
from common.forms.dates import DateField
from common.forms.wording import fill_wording


class GovukHelper(FormHelper):
    """Crispy's helper, without its guess that an address may be the name of a route."""

    @property
    def form_action(self) -> str:
        """The address that the form goes to; '' is the page's own."""
        return str(self._form_action)

    @form_action.setter
    def form_action(self, action: str) -> None:
        self._form_action = action


class Button(NamedTuple):
    """A button at the foot of a form. `kind` is primary, secondary or warning."""

    text: str
    name: str = ""
    value: str = ""
    kind: str = "primary"


class ErrorEntry(NamedTuple):
    """A line of the error summary and the id it leads to ('' = nowhere)."""

    text: str
    target: str


def error_entries(form: forms.BaseForm) -> list[ErrorEntry]:
    """Every error of a form in the order of its fields, those of the form as a whole first."""
    entries = [ErrorEntry(str(text), "") for text in form.non_field_errors()]
    for bound in form:
        target = "" if bound.is_hidden else getattr(bound, "summary_id", bound.auto_id)
        entries += [ErrorEntry(str(text), target) for text in bound.errors]
    return entries


class GovukFormMixin:
    """Mix into a form (first in the list of bases). Class attributes say how `{% crispy form %}` writes it:

    `submit` is the text of the button (or give `buttons`); `method` post or get; `action` the address, '' for the
    page's own; `layout` a crispy `Layout`; `keep_words` keeps what was typed when saving fails on a bad line.
    The view may set `cancel_url` (and `cancel_text`) on the instance.
    """

    bound_field_class: type[BoundField] | None = GovukBoundField
    use_required_attribute = False
    template_name = "govuk/uni_form.html"
    submit = "Save"
    buttons: tuple[Button, ...] = ()
    method = "post"
    action = ""
    layout: Any = None
    keep_words = False
    cancel_url = ""
    cancel_text = "Cancel"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def full_clean(self) -> None:
        """Checks as Django does, once every field has our words (fields may come and go until now)."""
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            fill_wording(field, name)
        super().full_clean()  # type: ignore[misc]

    @cached_property
    def helper(self) -> FormHelper:
        helper = GovukHelper()
        helper.form_method = self.method
        helper.form_action = self.action
        helper.attrs = {"novalidate": True, **({"data-keep-words": True} if self.keep_words else {})}
        helper.layout = self.layout
        helper.render_hidden_fields = True
        helper.include_media = False
        return helper

    @property
    def shown_buttons(self) -> tuple[Button, ...]:
        return self.buttons or ((Button(self.submit),) if self.submit else ())

    @property
    def error_entries(self) -> list[ErrorEntry]:
        return error_entries(self)  # type: ignore[arg-type]


class GovukForm(GovukFormMixin, forms.Form):
    """The base of our forms."""


def govuk_formfield(db_field: models.Field, **kwargs: Any) -> forms.Field | None:
    """The form field of a model field: as Django chooses, but dates in three boxes."""
    if isinstance(db_field, models.DateField) and not isinstance(db_field, models.DateTimeField):
        kwargs = {"form_class": DateField, **kwargs}
        kwargs.pop("widget", None)
    return db_field.formfield(**kwargs)


class GovukModelForm(GovukFormMixin, forms.ModelForm):
    """The base of the few forms that edit reference data as it is stored; the rest are `GovukForm` plus an action."""

    class Meta:
        formfield_callback: Callable[..., Any] = govuk_formfield


class SearchForm(GovukForm):
    """A form in one line: a box and a button. By POST where a name may be typed, so that none is in an address."""

    submit = "Search"

    @cached_property
    def helper(self) -> FormHelper:
        helper = GovukFormMixin.helper.func(self)  # type: ignore[attr-defined]
        helper.form_class = "app-search"
        helper.attrs["role"] = "search"
        return helper
