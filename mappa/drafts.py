"""What somebody typed about a case and has not saved: kept for its author alone, offered back, gone once it is saved.

The same manners as the drafts of visits. A form that arrives after the session was lost carries a signed note of whose
it is, so that the words can be kept although nobody is signed in, and nobody else can read them.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from accounts import permissions as p
from accounts.models import User
from audit.events import record
from common.clock import LONDON
from common.text import long_date
from mappa.actions.minutes import FIELDS, INFORMATION
from mappa.models import AgendaItem, Minutes, MinutesDraft
from mappa.models.meetings import MeetingStatus
from offenders.models import Nominal

SALT = "mappa.minutes_draft"
LONGEST = 20_000  # characters of one field; more than any field of the form takes
MOST_BOXES = 200
DAYS = tuple(f"next_review_on_{part}" for part in range(3))


def signature(user: Any, item: AgendaItem) -> str:
    """The note that a form carries of whose it is, in case it arrives when nobody is signed in."""
    return signing.dumps([user.pk, item.pk], salt=SALT)


def read_token(text: str | None) -> uuid.UUID | None:
    """The token of a form or an address; None for anything else."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None


def keep(*, item: AgendaItem, by: Any, sent: QueryDict) -> MinutesDraft | None:
    """Keep what was typed. None where the form was saved, the minutes are final, or it is somebody else's."""
    token = read_token(sent.get("token"))
    if token is None or item.meeting.status == MeetingStatus.FINALISED:
        return None
    version = sent.get("version", "")
    base = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    with transaction.atomic():
        AgendaItem.objects.select_for_update().get(pk=item.pk)  # waits for a save of the same form that is on its way
        if Minutes.objects.filter(item=item, saved_with=token).exists():
            return None
        draft, new = MinutesDraft.objects.get_or_create(token=token, defaults={"item": item, "author": by})
        if draft.author_id != by.pk or draft.item_id != item.pk:
            return None
        draft.data, draft.base_version = _fields(sent), base
        draft.save(update_fields=["data", "base_version", "updated_at"])
        if new:
            about = {"meeting": item.meeting.meeting_ref}
            record("mappa.minutes_draft_begun", by=by, subjects=[item.nominal.reference], details=about)
    return draft


def _fields(sent: QueryDict) -> dict[str, str]:
    boxes = [name for name in sent if name.startswith(INFORMATION)][:MOST_BOXES]
    return {
        name: sent.get(name, "")[:LONGEST] for name in (*FIELDS, *DAYS, "began", "plan_seen", *boxes) if name in sent
    }


def mine(item: AgendaItem, by: Any) -> list[MinutesDraft]:
    """The drafts that this person has begun about this case, latest first. Nobody else ever sees them."""
    return list(MinutesDraft.objects.filter(item=item, author=by).order_by("-updated_at", "-pk"))


def find(item: AgendaItem, by: Any, token: str | None) -> MinutesDraft | None:
    """One of this person's own drafts, by its token."""
    wanted = read_token(token)
    return MinutesDraft.objects.filter(item=item, author=by, token=wanted).first() if wanted else None


def discard(*, item: AgendaItem, by: Any, token: str | None) -> bool:
    """Throw one of one's own drafts away."""
    wanted = read_token(token)
    if wanted is None:
        return False
    gone, _ = MinutesDraft.objects.filter(item=item, author=by, token=wanted).delete()
    if gone:
        record("mappa.minutes_draft_discarded", by=by, subjects=[item.nominal.reference])
    return bool(gone)


def typed(draft: MinutesDraft) -> QueryDict:
    """The draft as the form would have sent it, with the plan that its author saw: a later one is not written over."""
    kept = draft.data.get("plan_seen", "")
    data = QueryDict(mutable=True)
    for name, value in draft.data.items():
        data[name] = value
    data["token"], data["version"], data["plan_seen"] = str(draft.token), str(draft.base_version), _number(kept)
    return data


def _number(text: str) -> str:
    return text if text.isascii() and text.isdigit() and len(text) < 18 else "0"


def offers(item: AgendaItem, by: Any, on: dt.date) -> list[dict[str, str]]:
    """This person's own drafts as they are offered back: 'begun 14:10'."""
    rows = []
    for draft in mine(item, by):
        begun = draft.begun_at.astimezone(LONDON)
        when = f"{begun:%H:%M}" if begun.date() == on else f"{long_date(begun.date())} at {begun:%H:%M}"
        rows.append({"text": f"minutes begun {when}", "url": f"{url_of(item)}?draft={draft.token}",
                     "token": str(draft.token)})  # fmt: skip
    return rows


def url_of(item: AgendaItem) -> str:
    """The page of the minutes of the case."""
    return reverse("mappa:minutes", args=[item.meeting.meeting_ref, item.nominal.reference])


def keep_lost(request: HttpRequest) -> str:
    """A form that arrives when nobody is signed in: kept as a draft of the person it was made for; where it is then."""
    try:
        user_id, item_id = signing.loads(
            request.POST.get("keeper", ""), salt=SALT, max_age=settings.SESSION_ABSOLUTE_AGE
        )
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or not user.can(p.RUN_MAPPA):
        return ""
    people = Nominal.objects.writable_by(user).values("pk")
    rows = AgendaItem.objects.counted().select_related("meeting", "nominal")
    item = rows.filter(pk=item_id, nominal__in=people).first()
    named = request.resolver_match.kwargs if request.resolver_match else {}
    if item is None or item.nominal.reference.upper() != str(named.get("reference", "")).upper():
        return ""
    draft = keep(item=item, by=user, sent=request.POST)
    return f"{url_of(item)}?draft={draft.token}" if draft else ""
