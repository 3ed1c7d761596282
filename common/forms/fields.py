"""The fields of our forms: what each question of a kind is made of."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms

from common.forms.widgets import Checkboxes, ChoiceButtons, Radios

LARGEST = 1_000_000


class Presented:
    """How a field looks, said where the field is declared.

    `label_size` s, m, l, xl or '' (ordinary text); `heading` makes the label the page's h1; `width` is a number of
    characters (2, 3, 4, 5, 10, 20, 30) or 'one-half' and the like; `prefix` and `suffix` stand beside the box;
    `noun` is what errors call the field where its label is a question; `mark_optional` writes '(optional)'.
    """

    def __init__(
        self,
        *args: Any,
        label_size: str = "s",
        heading: bool = False,
        width: str | int = "",
        prefix: str = "",
        suffix: str = "",
        noun: str = "",
        mark_optional: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.label_size, self.heading, self.width = label_size, heading, str(width)
        self.prefix, self.suffix, self.noun, self.mark_optional = prefix, suffix, noun, mark_optional


class TextField(Presented, forms.CharField):
    """One line of text. 200 characters unless told."""

    def __init__(self, *, max_length: int = 200, autocomplete: str = "off", inputmode: str = "", **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.widget.attrs.pop("maxlength", None)  # a box that swallows what is pasted loses words
        self.widget.attrs["autocomplete"] = autocomplete
        if inputmode:
            self.widget.attrs["inputmode"] = inputmode


class TextAreaField(Presented, forms.CharField):
    """Several lines. `count` shows the characters left; line ends count once, as on the screen."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int = 4000, rows: int = 5, count: bool = False, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.count = count
        if count:
            self.widget.attrs["class"] = "govuk-textarea govuk-js-character-count"
        self.widget.attrs.pop("maxlength", None)
        self.widget.attrs.pop("cols", None)
        self.widget.attrs["rows"] = rows

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if text else ""


class EmailField(Presented, forms.EmailField):
    """An e-mail address."""

    def __init__(self, *, autocomplete: str = "email", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update({"autocomplete": autocomplete, "spellcheck": "false"})
        self.widget.attrs.pop("maxlength", None)


class PasswordField(Presented, forms.CharField):
    """A password, never shown again and never trimmed."""

    widget = forms.PasswordInput

    def __init__(self, *, autocomplete: str = "current-password", **kwargs: Any) -> None:
        super().__init__(max_length=4096, strip=False, **kwargs)
        self.widget.attrs.pop("maxlength", None)
        self.widget.attrs.update({"autocomplete": autocomplete, "spellcheck": "false", "autocapitalize": "none"})


class WholeNumberField(Presented, forms.IntegerField):
    """A whole number from 0 to a million unless told; a plain box, since spinners change numbers by accident."""

    widget = forms.TextInput

    def __init__(self, *, min_value: int = 0, max_value: int = LARGEST, **kwargs: Any) -> None:
        kwargs.setdefault("width", "5")
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)
        self.widget.attrs["inputmode"] = "numeric"


class SelectField(Presented, forms.ChoiceField):
    """One of many, from a list. Begin the choices with ('', 'Select …') so that nothing is chosen by default."""


class RadioField(Presented, forms.ChoiceField):
    """One of a few, none chosen beforehand. `big` gives full-width buttons for a thumb; `hints` explain choices."""

    widget = Radios

    def __init__(
        self,
        *,
        hints: Mapping[str, str] | None = None,
        big: bool = False,
        inline: bool = False,
        small: bool = False,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("widget", Radios(hints=hints, big=big, inline=inline, small=small))
        super().__init__(**kwargs)


class ChoiceButtonsField(Presented, forms.ChoiceField):
    """Full-width submit buttons: one tap answers and sends. The form needs no button of its own."""

    def __init__(self, *, hints: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("widget", ChoiceButtons(hints=hints))
        super().__init__(**kwargs)


class YesNoField(Presented, forms.TypedChoiceField):
    """Yes or no, with no default: the value is True, False, or None where it is optional and unanswered."""

    def __init__(
        self, *, yes: str = "Yes", no: str = "No", hints: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("widget", Radios(inline=not hints, hints=hints))
        super().__init__(
            choices=(("yes", yes), ("no", no)), coerce=lambda answer: answer == "yes", empty_value=None, **kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class CheckboxesField(Presented, forms.MultipleChoiceField):
    """Any number of a few; the value is a list of codes."""

    def __init__(self, *, hints: Mapping[str, str] | None = None, small: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("widget", Checkboxes(hints=hints, small=small))
        super().__init__(**kwargs)


class CheckboxField(Presented, forms.BooleanField):
    """One box to tick. Not for yes or no: an unticked box cannot tell 'no' from 'not answered'."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("mark_optional", False)
        super().__init__(**kwargs)


class FormToken(forms.UUIDField):
    """A hidden value, new for every form shown, by which an action recognises the same form sent twice."""

    widget = forms.HiddenInput
    default_error_messages = {
        "required": "This page was not complete. Open it again and save once more",
        "invalid": "This page was not complete. Open it again and save once more",
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("initial", uuid.uuid4)
        super().__init__(**kwargs)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """A form shown again keeps its token; one that came without a readable token gets a new one."""
        try:
            return self.clean(data)
        except forms.ValidationError:
            return initial
