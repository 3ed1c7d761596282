"""Sign-in and password forms: allauth's, with our markup and words. None tells whether an account exists."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.core.exceptions import ValidationError

from common.forms import EmailField, GovukForm, GovukFormMixin, PasswordField, RadioField, TextAreaField, TextField

NOT_SIGNED_IN = "The username or the password is not right. Check both and try again"
TOO_MANY = "There have been too many attempts. Wait a quarter of an hour, then try again"
RULES = "Use 12 characters or more. Three random words are easy to remember and hard to guess"
NO_MATCH = "The two passwords are not the same. Enter the new password again"
WEAK = {
    "password_too_short": "The new password must be 12 characters or longer",
    "password_too_common": "The new password is one that is often used. Choose another",
    "password_too_similar": "The new password is too like your name, username or e-mail address",
    "password_entirely_numeric": "The new password must not be only numbers",
}


def _password(label: str, required: str, *, hint: str = "", autocomplete: str = "new-password") -> PasswordField:
    words = {"required": required}
    return PasswordField(label=label, help_text=hint, autocomplete=autocomplete, error_messages=words)


class SignInForm(GovukFormMixin, allauth.LoginForm):
    """Username and password. Wrong, unknown and inactive accounts get the same answer."""

    submit = "Sign in"

    login = TextField(
        label="Username",
        max_length=150,
        autocomplete="username",
        width="one-half",
        error_messages={"required": "Enter your username"},
    )
    password = _password("Password", "Enter your password", autocomplete="current-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = deepcopy(self.base_fields["login"])  # allauth puts its own in its place
        self.fields["login"].widget.attrs.update({"autocapitalize": "none", "spellcheck": "false"})

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except ValidationError as error:
            words = TOO_MANY if error.code == "too_many_login_attempts" else NOT_SIGNED_IN
            raise ValidationError(words, code=error.code) from error


class ResetPasswordForm(GovukFormMixin, allauth.ResetPasswordForm):
    """Asks for an e-mail address; the answer is the same whether an account has it or not."""

    submit = "Send a link"

    email = EmailField(label="E-mail address", error_messages={"required": "Enter your e-mail address"})

    def save(self, request: Any, **kwargs: Any) -> str:
        """Owe the link and go on: nobody waits for a mail server, so the time taken tells nothing."""
        from accounts import reset_mail

        reset_mail.queue(self.users)
        return str(self.cleaned_data["email"])


class _NewPasswords(GovukFormMixin, forms.Form):
    """The new password twice, held against the rules with the person known, so that it is not like their name."""

    password1 = _password("New password", "Enter a new password", hint=RULES)
    password2 = _password("New password again", "Enter the new password again")
    field_order = ("oldpassword", "password1", "password2")

    def clean_password1(self) -> str:
        """Our words for each rule that the password breaks."""
        password: str = self.cleaned_data["password1"]
        try:
            allauth.get_adapter().clean_password(password, user=self.user)  # type: ignore[attr-defined]
        except ValidationError as error:
            raise ValidationError([WEAK.get(str(part.code), part.messages[0]) for part in error.error_list]) from error
        return password

    def add_error(self, field: str | None, error: Any) -> None:
        """Allauth's own sentence for two different passwords, in our words."""
        if field == "password2" and not isinstance(error, ValidationError):
            error = NO_MATCH
        super().add_error(field, error)


class NewPasswordForm(_NewPasswords, allauth.ResetPasswordKeyForm):
    """A new password after following the link of a reset."""

    submit = "Save the new password"


class ChangePasswordForm(_NewPasswords, allauth.ChangePasswordForm):
    """A new password while signed in; the present one has to be known."""

    submit = "Change password"

    oldpassword = _password("Present password", "Enter your present password", autocomplete="current-password")

    def clean_oldpassword(self) -> str:
        try:
            return str(super().clean_oldpassword())
        except ValidationError as error:
            raise ValidationError("The present password is not right", code=error.code) from error


class ReauthenticateForm(GovukFormMixin, allauth.ReauthenticateForm):
    """The password once more, before what needs a fresh one."""

    submit = "Continue"

    password = _password("Password", "Enter your password", autocomplete="current-password")

    def clean_password(self) -> str:
        try:
            return str(super().clean_password())
        except ValidationError as error:
            raise ValidationError("The password is not right", code=error.code) from error


PURPOSES = (
    ("case", "Work on the case"),
    ("supervision", "Supervision or a performance review"),
    ("meeting", "A meeting or a briefing"),
    ("enquiry", "An enquiry, an investigation or a court"),
    ("check", "Checking or correcting what is recorded"),
    ("other", "Something else"),
)


class WhyForm(GovukForm):
    """Why something is taken out or opened: one of a list, and in the reader's own words."""

    submit = "Continue"
    purpose = RadioField(
        label="Reason", choices=PURPOSES, error_messages={"required": "Select why you need it"}, small=True
    )
    reason = TextAreaField(
        label="In your own words", rows=3, max_length=500, error_messages={"required": "Say why you need it"}
    )

    def words(self) -> str:
        """As the log keeps it."""
        return f"{dict(PURPOSES)[self.cleaned_data['purpose']]}: {self.cleaned_data['reason']}"
