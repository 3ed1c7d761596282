"""The e-mail with the link to a new password, through the outbox.

Asking takes as long whether an account has the address or not: one row either way, and no mail server in between. The
link is made when the message leaves; what is stored opens nothing.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from common import outbox
from common.models import OutboxMessage

KIND = "password_reset"
LIFETIME = dt.timedelta(days=1)
TEMPLATE = "account/email/password_reset_key_{}.txt"


def queue(users: Iterable[User]) -> None:
    """Owe a link to each account; for nobody, a message that says nothing and is dropped."""
    owed: list[int | None] = [user.pk for user in users]
    for pk in owed or [None]:
        outbox.queue(KIND, f"{KIND}/{uuid.uuid4()}", {"user": pk})


def compose(message: OutboxMessage, moment: dt.datetime) -> outbox.Email | None:
    """The link, for an account that is still active."""
    user = User.objects.filter(pk=message.payload["user"], is_active=True).exclude(email="").first()
    if user is None:
        return None
    uid, key = user_pk_to_url_str(user), default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": key})
    context = {"password_reset_url": f"{settings.PUBLIC_URL}{path}"}
    subject, body = (render_to_string(TEMPLATE.format(part), context).strip() for part in ("subject", "message"))
    return outbox.Email(user.email, subject, body)
