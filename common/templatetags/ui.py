"""The small pieces that pages are made of. They take plain values; wording comes from `common.text`.

Load with `{% load ui %}`; docs/front-end.md shows each with an example.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms, template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common import text
from common.forms.base import error_entries
from common.pagination import Stretch

register = template.Library()


class Look(NamedTuple):
    """The words and the colour of a tag; the words alone say it."""

    words: str
    colour: str


STATES = {
    "overdue": Look("Overdue", "red"),
    "due_today": Look("Due today", "orange"),
    "upcoming": Look("Upcoming", "teal"),
    "suspended": Look("Suspended", "grey"),
    "done": Look("Done", "green"),
    "owed": Look("Owed", "orange"),
    "draft": Look("Draft", "yellow"),
    "proposed": Look("Proposed", "yellow"),
    "returned": Look("Returned", "purple"),
    "approved": Look("Approved", "green"),
}
RISK_LEVELS = {"low": ("Low", 1), "medium": ("Medium", 2), "high": ("High", 3), "very_high": ("Very high", 4)}


@register.simple_tag
def tag(state: str, words: str = "") -> SafeString:
    """A status tag: `{% tag "overdue" %}`, or with its own words `{% tag "overdue" "overdue by 12 days" %}`."""
    look = STATES.get(state) or Look(text.upper_first(str(state).replace("_", " ")), "grey")
    return format_html('<strong class="govuk-tag govuk-tag--{} app-tag">{}</strong>', look.colour, words or look.words)


@register.simple_tag
def risk_level(level: str | None) -> SafeString:
    """The risk level in words with as many bars: `{% risk_level "very_high" %}`; nothing known reads 'Not set'."""
    words, bars = RISK_LEVELS.get(level or "", ("Not set", 0))
    return format_html(
        '<span class="app-risk app-risk--{}"><span class="app-risk__bars" aria-hidden="true"></span>{}</span>',
        bars,
        words,
    )


@register.filter
def longdate(day: date | None) -> str:
    """'Friday 20 November 2026'."""
    return text.long_date(day)


@register.filter
def plaindate(day: date | None) -> str:
    """'20 November 2026'."""
    return text.plain_date(day)


@register.filter
def shortdate(day: date | None) -> str:
    """'Fri 20 Nov 2026'."""
    return text.short_date(day)


@register.filter
def relative_days(days: int) -> str:
    """Days from today (negative = past) to 'overdue by 12 days', 'due today', 'due in 3 days'."""
    return text.days_phrase(days)


@register.simple_tag
def count(number: int, one: str, many: str = "") -> str:
    """'1 visit', '2 visits': `{% count n "visit" %}`."""
    return text.plural(number, one, many or None)


@register.simple_tag
def why(deadline: Any) -> SafeString:
    """'Why this date?' with the reason and the rule of a deadline (anything with `reason` and `rule`)."""
    part = deadline.get if isinstance(deadline, Mapping) else lambda name: getattr(deadline, name, "")
    if not (reason := part("reason")):
        return SafeString("")
    rule = part("rule")
    return format_html(
        '<details class="app-why"><summary class="app-why__summary">Why this date?</summary>'
        '<div class="app-why__text"><p>{}</p>{}</div></details>',
        reason,
        format_html('<p class="app-why__rule">Rule: <code>{}</code></p>', rule) if rule else "",
    )


@register.simple_tag
def error_summary(*wrong: forms.BaseForm) -> str:
    """The error summary of one form or several, each line leading to its field."""
    entries = [entry for form in wrong if hasattr(form, "non_field_errors") for entry in error_entries(form)]
    return get_template("components/error_summary.html").render({"entries": entries}) if entries else ""


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: Iterable[Any], label: str = "") -> dict[str, Any]:
    """Facts in two columns. A row is (term, value) or (term, value, address, 'Change' or the like, what is changed)."""
    return {"rows": [SummaryRow(*row) for row in rows], "label": label}


class SummaryRow(NamedTuple):
    """One fact; `action` is the link text and `about` what a screen reader adds to it."""

    term: str
    value: Any
    url: str = ""
    action: str = "Change"
    about: str = ""

    @property
    def hidden(self) -> str:
        return self.about or text.lower_first(str(self.term))


@register.inclusion_tag("components/figures.html")
def figures(items: Iterable[Mapping[str, Any]], label: str = "Summary") -> dict[str, Any]:
    """A row of figures that open their lists: dicts of `number`, `text`, `url` and optionally `state`, `note`."""
    shown = [{"url": "", "state": "", "note": "", **item} for item in items]
    return {"items": shown, "label": label}


@register.inclusion_tag("components/sub_navigation.html")
def sub_navigation(items: Iterable[Mapping[str, Any]], label: str = "Parts of this record") -> dict[str, Any]:
    """The parts of one record: dicts of `text`, `url`, `current` and optionally `count`."""
    return {"items": [{"current": False, "count": "", **item} for item in items], "label": label}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*parts: str) -> dict[str, Any]:
    """`{% breadcrumbs "My caseload" url_a "Record" url_b %}`: text and address by turns."""
    return {"crumbs": list(zip(parts[::2], parts[1::2], strict=True))}


@register.simple_tag
def back_link(url: str, words: str = "Back") -> SafeString:
    """A plain link back to a named place, not to wherever the browser was."""
    return format_html('<nav aria-label="Back"><a href="{}" class="govuk-back-link">{}</a></nav>', url, words)


@register.simple_tag
def button_link(url: str, words: str, kind: str = "primary", about: str = "") -> SafeString:
    """A link that looks like a button: `kind` primary, secondary, warning or small."""
    styles = {"primary": "", "small": " govuk-button--secondary app-button--small"}
    return format_html(
        '<a href="{}" role="button" draggable="false" class="govuk-button{}" data-module="govuk-button">{}{}</a>',
        url,
        styles.get(kind, f" govuk-button--{kind}"),
        words,
        format_html('<span class="govuk-visually-hidden"> {}</span>', about) if about else "",
    )


@register.simple_tag
def warning(words: str) -> SafeString:
    """A warning that must not be missed."""
    return format_html(
        '<div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">!</span>'
        '<strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">Warning</span>{}</strong></div>',
        words,
    )


@register.simple_tag
def inset(words: str) -> SafeString:
    """A remark set apart from the text."""
    return format_html('<div class="govuk-inset-text">{}</div>', words)


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Any, parameter: str = "page") -> dict[str, Any]:
    """Links to the pages of a list (`Page` or `Stretch` of `common.pagination`); nothing where there is only one."""
    query = context["request"].GET.copy()

    def address(number: int) -> str:
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    def turned(way: str, place: str) -> str:
        kept = [(name, value) for name, value in query.items() if name not in ("after", "before")]
        return f"?{urlencode([*kept, (way, place)])}" if place else ""

    if isinstance(page, Stretch):
        return {"page": page, "previous": turned("before", page.previous), "next": turned("after", page.next)}
    return {
        "page": page,
        "previous": address(page.number - 1) if page.has_previous else "",
        "next": address(page.number + 1) if page.has_next else "",
        "links": [{"number": n, "url": address(n) if n else "", "current": n == page.number} for n in page.window],
    }


class DetailsNode(template.Node):
    """`{% details "Summary" %}…{% enddetails %}`."""

    def __init__(self, summary: FilterExpression, opened: FilterExpression | None, nodelist: NodeList) -> None:
        self.summary, self.opened, self.nodelist = summary, opened, nodelist

    def render(self, context: template.Context) -> SafeString:
        is_open = bool(self.opened and self.opened.resolve(context, ignore_failures=True))
        return format_html(
            '<details class="govuk-details"{}><summary class="govuk-details__summary">'
            '<span class="govuk-details__summary-text">{}</span></summary>'
            '<div class="govuk-details__text">{}</div></details>',
            SafeString(" open") if is_open else "",
            self.summary.resolve(context),
            self.nodelist.render(context),
        )


@register.tag
def details(parser: Parser, token: Token) -> DetailsNode:
    """Text that opens on demand; a second argument that is true shows it open."""
    _, *arguments = token.split_contents()
    if not 1 <= len(arguments) <= 2:
        raise template.TemplateSyntaxError("details takes a summary, and whether it is open")
    nodelist = parser.parse(("enddetails",))
    parser.delete_first_token()
    opened = parser.compile_filter(arguments[1]) if len(arguments) == 2 else None
    return DetailsNode(parser.compile_filter(arguments[0]), opened, nodelist)
