"""What every page about visits does: find the record, note the consultation, turn a refusal into words on a form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from audit.events import record
from common.clock import LONDON, now
from offenders.actions.errors import NotAllowed, NotVisible, Refused
from offenders.models import Nominal
from offenders.presenters.life import warnings_of
from visits import drafts


def nominal_for(request: HttpRequest, reference: str) -> Nominal:
    """The record, if this person may know of it; else 404."""
    return get_object_or_404(Nominal.objects.visible_to(request.user).by_reference(reference))


def moment() -> dt.datetime:
    """Now, by the clock on the wall in London."""
    return now().astimezone(LONDON)


def page(request: HttpRequest, nominal: Nominal, template: str, context: dict[str, Any]) -> HttpResponse:
    """One page of a record. The consultation is on the audit log before the page is served."""
    record("nominal.opened", by=request.user, subjects=[nominal.reference], details={"page": template.split("/")[-1]})
    warnings = [] if "identity" in context else warnings_of(nominal, moment().date())  # the identity bar has its own
    keeper = drafts.signature(request.user, nominal)
    return render(request, template, {"nominal": nominal, "keeper": keeper, "warnings": warnings, **context})


def at(name: str, nominal: Nominal, *args: Any) -> str:
    """The address of one of a record's pages."""
    return reverse(name, args=[nominal.reference, *args])


@contextmanager
def refusals_on(form: BaseForm) -> Iterator[None]:
    """Run an action; what it refuses becomes an error of the form, or 404 or 403 where that is the reason."""
    try:
        yield
    except NotVisible:
        raise Http404 from None
    except NotAllowed:
        raise PermissionDenied from None
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, no.sentence)
