"""What an officer typed and has not saved: kept for that officer alone, offered back, gone once it is saved.

A draft belongs to one form by the form's token. It is kept in the background while somebody types, when saving is
held up by an error or a warning, and when a form arrives after the session was lost: the form carries a signed note
of whose it is, so that the words can be kept although nobody is signed in, and nobody else can read them.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.urls import reverse

from accounts import permissions
from accounts.models import User
from audit.events import record
from common.clock import LONDON
from common.text import long_date
from offenders.models import Nominal
from visits.models import Outcome, Visit, VisitDecision, VisitDraft

LOG, CORRECT, WRITE_UP, DECIDE = "log", "correct", "write_up", "decide"
PAGES = {LOG: "visit log", CORRECT: "correction", WRITE_UP: "write-up", DECIDE: "decision"}
ABOUT_A_VISIT = (CORRECT, WRITE_UP)
FIELDS = (
    "outcome", "date_0", "date_1", "date_2", "time", "address", "other_address", "officers", "others_present",
    "announced", "entry_sought_for_risk_search", "third_party", "third_party_said", "notes", "despite_reason", "reason",
    "decision", "look_again_on_0", "look_again_on_1", "look_again_on_2",
)  # fmt: skip
CHECKS = "check_"  # what the fields of the checks made at the door begin with
MOST_CHECKS = 500
SALT = "visits.draft"
LONGEST = 20_000  # characters of one field; more than any field of the forms takes
MOST_VALUES = 60


@dataclass(frozen=True)
class Offer:
    """A draft as the pages offer it."""

    token: uuid.UUID
    page: str
    url: str  # where to go on with it
    text: str  # 'visit log begun 14:10'
    about: str  # what had been chosen, such as 'No reply'


def signature(user: Any, nominal: Nominal) -> str:
    """The note that a form carries of whose it is, in case it arrives when nobody is signed in."""
    return signing.dumps([user.pk, nominal.pk], salt=SALT)


def whose(note: str, reference: str, *, max_age: int) -> tuple[User, Nominal] | None:
    """Whose form it is and about whom, if the note is ours, not older than a session can be, of this record, and the
    person may still log visits on it. Nothing is looked up for a note that is not ours.
    """
    try:
        user_id, nominal_id = signing.loads(note, salt=SALT, max_age=max_age)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or not user.can(permissions.LOG_VISIT):
        return None
    nominal = Nominal.objects.writable_by(user).by_reference(reference).filter(pk=nominal_id).first()
    return (user, nominal) if nominal is not None else None


def read_token(text: str | None) -> uuid.UUID | None:
    """The token of a form or an address; None for anything else."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None


def keep(*, nominal: Nominal, by: Any, page: str, typed: QueryDict, visit_id: int | None = None) -> VisitDraft | None:
    """Keep what was typed into a form. None where the form was saved already, or is somebody else's."""
    token = read_token(typed.get("token"))
    if token is None or page not in PAGES or _saved(token):
        return None
    data = {"page": page, "visit": visit_id, "fields": _fields(typed)}
    mine = VisitDraft.objects.filter(token=token, author=by, nominal=nominal)
    draft = mine.first()
    if draft is not None:
        draft.data = data
        draft.save(update_fields=["data", "updated_at"])
        return draft
    try:
        with transaction.atomic():
            draft = VisitDraft.objects.create(token=token, nominal=nominal, author=by, data=data)
            record("visit.draft_begun", by=by, subjects=[nominal.reference], details={"page": page})
    except IntegrityError:  # the same form twice at once, or a token that belongs to another
        return mine.first()
    return draft


def keep_sent(*, nominal: Nominal, by: Any, sent: QueryDict) -> VisitDraft | None:
    """The same for a form that says itself which page it is of, and of which visit."""
    number = sent.get("visit", "")
    visit_id = int(number) if number.isascii() and number.isdigit() and len(number) < 18 else None
    return keep(nominal=nominal, by=by, page=sent.get("page", LOG), typed=sent, visit_id=visit_id)


def _saved(token: uuid.UUID) -> bool:
    return any(model.objects.filter(form_token=token).exists() for model in (Visit, VisitDecision))


def _fields(typed: QueryDict) -> dict[str, list[str]]:
    names = [name for name in FIELDS if name in typed]
    names += [name for name in typed if name.startswith(CHECKS)][:MOST_CHECKS]
    return {name: [value[:LONGEST] for value in typed.getlist(name)[:MOST_VALUES]] for name in names}


def mine(nominal: Nominal, by: Any) -> list[VisitDraft]:
    """The drafts that this person has begun on this record, latest first. Nobody else ever sees them."""
    return list(VisitDraft.objects.filter(nominal=nominal, author=by).order_by("-updated_at", "-pk"))


def find(nominal: Nominal, by: Any, token: str | None, page: str) -> VisitDraft | None:
    """One of this person's own drafts, by its token."""
    wanted = read_token(token)
    if wanted is None:
        return None
    return VisitDraft.objects.filter(nominal=nominal, author=by, token=wanted, data__page=page).first()


def discard(*, nominal: Nominal, by: Any, token: str | None) -> bool:
    """Throw one of one's own drafts away."""
    wanted = read_token(token)
    if wanted is None:
        return False
    gone, _ = VisitDraft.objects.filter(nominal=nominal, author=by, token=wanted).delete()
    if gone:
        record("visit.draft_discarded", by=by, subjects=[nominal.reference])
    return bool(gone)


def typed(draft: VisitDraft) -> QueryDict:
    """The draft as the form would have sent it."""
    data = QueryDict(mutable=True)
    for name, values in _stored_fields(draft).items():
        data.setlist(name, values)
    data["token"] = str(draft.token)
    return data


def url_of(draft: VisitDraft, nominal: Nominal) -> str:
    """Where its author goes on with it."""
    page, visit_id = str(draft.data.get("page", LOG)), draft.data.get("visit")
    if page in ABOUT_A_VISIT and visit_id is not None:
        address = reverse(f"visits:{page}", args=[nominal.reference, visit_id])
    else:
        address = reverse("visits:decide" if page == DECIDE else "visits:log", args=[nominal.reference])
    return f"{address}?draft={draft.token}"


def offers(nominal: Nominal, by: Any, today: dt.date, page: str = "") -> list[Offer]:
    """This person's own drafts on a record, or those of one page, as they are offered back."""
    return [offer(draft, nominal, today) for draft in mine(nominal, by) if page in ("", draft.data.get("page"))]


def offer(draft: VisitDraft, nominal: Nominal, today: dt.date) -> Offer:
    """How a draft is offered back: 'visit log begun 14:10', with the day where it was not today."""
    begun = draft.begun_at.astimezone(LONDON)
    when = f"{begun:%H:%M}" if begun.date() == today else f"{long_date(begun.date())} at {begun:%H:%M}"
    page = str(draft.data.get("page", LOG))
    outcome = (_stored_fields(draft).get("outcome") or [""])[0]
    about = Outcome(outcome).label if outcome in Outcome.values else ""
    return Offer(draft.token, page, url_of(draft, nominal), f"{PAGES.get(page, 'form')} begun {when}", about)


def _stored_fields(draft: VisitDraft) -> dict[str, list[Any]]:
    fields = draft.data.get("fields", {})
    return fields if isinstance(fields, dict) else {}
