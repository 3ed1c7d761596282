"""The form pack: markup, ids, errors, and no wording of Django's."""

import importlib
import re
import uuid

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms as django_forms

from common import forms
from common.forms.wording import SENTENCES
from tests.guards.source import LAYERS, PROJECT


class Sample(forms.GovukForm):
    name = forms.TextField(label="Family name", max_length=5, error_messages={"required": "Enter the family name"})
    number = forms.WholeNumberField(
        label="Interval", suffix="months", max_value=12, error_messages={"required": "Enter the interval"}
    )
    sought = forms.YesNoField(label="Was entry sought?", error_messages={"required": "Select yes if entry was sought"})
    kind = forms.RadioField(
        label="Kind",
        choices=[("a", "First"), ("b", "<b>Second</b>")],
        hints={"a": "The first & best"},
        big=True,
        error_messages={"required": "Select the kind"},
    )
    others = forms.CheckboxesField(label="Others", choices=[("x", "X"), ("y", "Y")], required=False)
    notes = forms.TextAreaField(label="Notes", help_text="What was seen", max_length=100, count=True, required=False)
    token = forms.FormToken()
    buttons = (forms.Button("Save"), forms.Button("Later", "later", "yes", "secondary"))
    cancel_url = "/back/"


GOOD = {"name": "Vale", "number": "3", "sought": "no", "kind": "b", "token": str(uuid.uuid4())}


def rendered(form):
    return render_crispy_form(form, context={"csrf_token": "token"})


def test_a_good_form():
    form = Sample({**GOOD, "others": ["x", "y"], "notes": "one\r\ntwo"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["sought"] is False
    assert form.cleaned_data["others"] == ["x", "y"]
    assert form.cleaned_data["notes"] == "one\ntwo"


def test_yes_and_no_have_no_default():
    assert " checked" not in str(Sample()["sought"])
    assert Sample({}).errors["sought"] == ["Select yes if entry was sought"]
    assert 'value="yes" id="id_sought_0" checked' in str(Sample(initial={"sought": True})["sought"])


def test_markup_of_a_whole_form():
    html = rendered(Sample())
    assert html.count("<form ") == 1
    assert 'name="csrfmiddlewaretoken"' in html
    assert " novalidate" in html
    assert " required" not in html
    assert "&lt;b&gt;Second&lt;/b&gt;" in html
    assert "The first &amp; best" in html
    assert 'name="later" value="yes"' in html
    assert 'href="/back/"' in html
    assert '<div class="govuk-input__suffix" aria-hidden="true">months</div>' in html
    assert html.count("(optional)") == 2
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    pointed = {target for group in re.findall(r'(?:for|aria-describedby)="([^"]+)"', html) for target in group.split()}
    assert pointed <= set(ids)


def test_errors_are_described_and_linked():
    form = Sample({"number": "x", "notes": "n" * 101})
    html = rendered(form)
    assert 'aria-describedby="id_notes_helptext id_notes_error"' in html
    assert 'id="id_notes_helptext"' in html
    assert 'id="id_notes_error"' in html
    assert [(entry.text, entry.target) for entry in form.error_entries] == [
        ("Enter the family name", "id_name"),
        ("Interval must be a whole number, like 3", "id_number"),
        ("Select yes if entry was sought", "id_sought_0"),
        ("Select the kind", "id_kind_0"),
        ("Notes must be 100 characters or fewer", "id_notes"),
        ("This page was not complete. Open it again and save once more", ""),
    ]
    ids = set(re.findall(r'\sid="([^"]+)"', html))
    assert {entry.target for entry in form.error_entries if entry.target} <= ids
    assert html.count("govuk-form-group--error") == 5


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": "Longer"}, "Family name must be 5 characters or fewer"),
        ({"number": "13"}, "Interval must be 12 or fewer"),
        ({"number": "-1"}, "Interval must be 0 or more"),
        ({"number": "9" * 5000}, "Interval must be a whole number, like 3"),
        ({"kind": "z"}, "Select kind from the list"),
        ({"others": ["z"]}, "Select others from the list"),
    ],
)
def test_derived_wording(changed, words):
    assert Sample({**GOOD, **changed}).error_entries[0].text == words


def test_the_token_is_new_for_each_form_and_kept_when_it_is_shown_again():
    first, second = (re.search(r'name="token" value="([^"]+)"', rendered(Sample()))[1] for _ in range(2))
    assert first != second
    assert f'value="{first}"' in rendered(Sample({"token": first}))
    assert re.search(r'name="token" value="[0-9a-f-]{36}"', rendered(Sample({"token": "nonsense"})))


def test_plain_django_widgets_are_dressed():
    class Plain(forms.GovukForm):
        text = django_forms.CharField(required=False)
        choice = django_forms.ChoiceField(choices=[("a", "A")], widget=django_forms.RadioSelect, required=False)
        many = django_forms.MultipleChoiceField(
            choices=[("a", "A")], widget=django_forms.CheckboxSelectMultiple, required=False
        )
        one = django_forms.BooleanField(required=False)
        pick = django_forms.ChoiceField(choices=[("a", "A")], required=False)
        file = django_forms.FileField(required=False)

    html = rendered(Plain())
    for css in ("govuk-input", "govuk-radios__input", "govuk-checkboxes__input", "govuk-select", "govuk-file-upload"):
        assert f'class="{css}' in html
    assert 'enctype="multipart/form-data"' in html


def test_one_tap_buttons_answer_and_send():
    class Door(forms.GovukForm):
        outcome = forms.ChoiceButtonsField(
            label="What happened?", choices=[("a", "Seen"), ("b", "No reply")], heading=True,
            error_messages={"required": "Select what happened"},
        )  # fmt: skip
        submit = ""

    html = rendered(Door())
    assert html.count('<button type="submit" class="app-choice" name="outcome"') == 2
    assert html.count("<h1") == 1
    assert "govuk-button-group" not in html
    assert Door({"outcome": "b"}).is_valid()


def own_forms():
    """Every form class of the product."""
    for layer in LAYERS:
        folder = PROJECT / layer
        for path in [*folder.glob("forms.py"), *folder.glob("forms/*.py"), *folder.glob("*/forms.py")]:
            parts = path.relative_to(PROJECT).with_suffix("").parts
            module = importlib.import_module(".".join(part for part in parts if part != "__init__"))
            for value in vars(module).values():
                if (
                    isinstance(value, type)
                    and issubclass(value, forms.GovukFormMixin)
                    and value.__module__ == module.__name__
                ):
                    yield value


def test_every_form_of_the_product_speaks_our_words():
    faults = [
        f"{form.__module__}.{form.__name__}: {fault}"
        for form in own_forms()
        if hasattr(form, "base_fields")
        for fault in forms.wording_faults(form)
    ]
    assert faults == []


def test_the_check_finds_missing_words():
    class Wordless(forms.GovukForm):
        name = forms.TextField(label="Name")
        when = forms.DateField(label="When", error_messages={"required": "Enter when"})

    assert forms.wording_faults(Wordless) == ["name: required"]
    assert Wordless({}).errors["name"] == ["Enter name"]


def test_no_field_of_django_can_say_its_own_words():
    """Every code that a form field of Django's can raise has a sentence of ours."""
    codes = {
        code
        for kind in vars(django_forms).values()
        if isinstance(kind, type) and issubclass(kind, django_forms.Field)
        for code in kind.default_error_messages
    }
    assert codes - {"required"} <= set(SENTENCES) | {"list", "invalid_date", "invalid_time"}
