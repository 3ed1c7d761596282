"""No form ever shows Django's own error text.

Every error code that Django's fields and validators can raise has a sentence here, built from the field's noun
('Date of visit'). A form may say it better in `error_messages`, and must for *required*, because only the form
knows how its question asks to be answered; `wording_faults` finds the forms that do not.
"""

from __future__ import annotations

from django import forms
from django.forms.utils import pretty_name

from common.text import lower_first, upper_first

CHOICE_FIELDS = (forms.ChoiceField, forms.ModelChoiceField, forms.BooleanField)

# {Noun} begins the sentence, {noun} stands inside it; %(…)s is filled by Django when the error is raised.
SENTENCES = {
    "invalid": "{Noun} is not in a form that can be read",
    "invalid_choice": "Select {noun} from the list",
    "invalid_list": "Select {noun} from the list",
    "invalid_pk_value": "Select {noun} from the list",
    "incomplete": "{Noun} is not complete",
    "max_length": "{Noun} must be %(limit_value)s characters or fewer",
    "min_length": "{Noun} must be %(limit_value)s characters or more",
    "max_value": "{Noun} must be %(limit_value)s or fewer",
    "min_value": "{Noun} must be %(limit_value)s or more",
    "step_size": "{Noun} must be a multiple of %(limit_value)s",
    "max_digits": "{Noun} has too many digits",
    "max_decimal_places": "{Noun} has too many decimal places",
    "max_whole_digits": "{Noun} has too many digits",
    "overflow": "{Noun} is too large",
    "unique": "{Noun} is already in use",
    "null_characters_not_allowed": "{Noun} contains a character that cannot be stored",
    "missing": "Choose a file for {noun} again",
    "empty": "The file for {noun} is empty",
    "contradiction": "Either choose a file for {noun} or clear it, not both",
    "invalid_image": "The file for {noun} must be a picture",
    "surrogate_characters_not_allowed": "{Noun} contains a character that cannot be stored",
}
WHOLE_NUMBER = "{Noun} must be a whole number, like 3"
BY_KIND: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.IntegerField, WHOLE_NUMBER),
    (forms.EmailField, "{Noun} must be an e-mail address, like name@example.police.uk"),
    (forms.DateTimeField, "{Noun} must be a real date and time"),
    (forms.DateField, "{Noun} must be a real date"),
)


def noun_of(field: forms.Field, name: str) -> str:
    """What errors call the field: its `noun`, else its label, else its name."""
    return upper_first(str(getattr(field, "noun", "") or field.label or pretty_name(name)).rstrip("?:"))


def _required(field: forms.Field, noun: str) -> str:
    verb = "Select" if isinstance(field, CHOICE_FIELDS) else "Enter"
    return f"{verb} {lower_first(noun)}"


def _sentence(field: forms.Field, code: str, noun: str) -> str | None:
    if code == "required":
        return _required(field, noun)
    template = SENTENCES.get(code)
    if code == "invalid":
        template = next((text for kind, text in BY_KIND if isinstance(field, kind)), template)
    return (
        template.format(Noun=noun.replace("%", "%%"), noun=lower_first(noun.replace("%", "%%"))) if template else None
    )


def _django_texts(field: forms.Field) -> dict[str, set[str]]:
    """For each code, the texts that come from Django's own classes."""
    texts: dict[str, set[str]] = {}
    for kind in type(field).__mro__:
        if kind.__module__.startswith("django."):
            for code, text in kind.__dict__.get("default_error_messages", {}).items():
                texts.setdefault(code, set()).add(str(text))
    return texts


def fill_wording(field: forms.Field, name: str) -> None:
    """Put our sentence wherever the field would still say Django's, or nothing of its own."""
    noun = noun_of(field, name)
    if hasattr(field, "noun"):
        field.noun = noun
    django_texts = _django_texts(field)
    for code in {*SENTENCES, "required", *field.error_messages}:
        current = field.error_messages.get(code)
        is_django = current is None or str(current) in django_texts.get(code, ())
        if is_django and (sentence := _sentence(field, code, noun)):
            field.error_messages[code] = sentence


def wording_faults(form_class: type[forms.BaseForm]) -> list[str]:
    """The fields of a form class that lack their own words: 'field: code' for each.

    *required* has to be written by the form itself; any other code may be left to the sentences above, and is
    reported only where there is none.
    """
    faults = []
    for name, field in form_class.base_fields.items():  # type: ignore[attr-defined]
        django_texts = _django_texts(field)
        for code, text in field.error_messages.items():
            if str(text) not in django_texts.get(code, ()):
                continue
            if code == "required":
                needs_words = field.required and not field.widget.is_hidden
            else:
                needs_words = _sentence(field, code, "x") is None
            if needs_words:
                faults.append(f"{name}: {code}")
    return faults
