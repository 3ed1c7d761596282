"""The tags: what they print, that they escape, and what a hundred rows cost."""

import datetime as dt
import time

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from common.pagination import Page, paginate


def show(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("state", "words"),
    [("overdue", "Overdue"), ("due_today", "Due today"), ("upcoming", "Upcoming"), ("suspended", "Suspended")],
)
def test_a_state_is_said_in_words(state, words):
    assert f">{words}</strong>" in show("{% tag state %}", state=state)


def test_a_tag_with_its_own_words_and_an_unknown_state():
    assert ">overdue by 12 days</strong>" in show("{% tag 'overdue' n|relative_days %}", n=-12)
    assert "&lt;x&gt;" in show("{% tag state %}", state="<x>")


def test_risk_levels_in_words_and_bars():
    assert "app-risk--4" in show("{% risk_level 'very_high' %}")
    assert show("{% risk_level 'very_high' %}").endswith("Very high</span>")
    assert show("{% risk_level level %}", level=None).endswith("Not set</span>")


def test_why_this_date():
    html = show("{% why d %}", d={"reason": "High risk <3", "rule": "home_visit.interval"})
    assert "Why this date?" in html
    assert "High risk &lt;3" in html
    assert "home_visit.interval" in html
    assert show("{% why d %}", d={"reason": "", "rule": ""}) == ""

    class Row:
        reason, rule = "Because", ""

    assert "Because" in show("{% why d %}", d=Row())
    assert "Rule:" not in show("{% why d %}", d=Row())


def test_dates_and_counts():
    assert show("{{ d|longdate }} {{ d|shortdate }} {{ d|plaindate }}", d=dt.date(2026, 11, 20)) == (
        "Friday 20 November 2026 Fri 20 Nov 2026 20 November 2026"
    )
    assert show("{% count 2 'enquiry' 'enquiries' %}") == "2 enquiries"


def test_details_escape_their_summary():
    html = show("{% details words %}<p>{{ words }}</p>{% enddetails %}", words="<i>")
    assert html.count("&lt;i&gt;") == 2
    assert "<p>" in html
    assert " open" not in html
    assert "<details" in show("{% details 'x' opened %}y{% enddetails %}", opened=True)
    assert " open>" in show("{% details 'x' opened %}y{% enddetails %}", opened=True)


def test_summary_list_escapes_and_says_what_changes():
    html = show("{% summary_list rows %}", rows=[("Home address", "<b>", "/x/"), ("Officer", "A. Hollis")])
    assert "&lt;b&gt;" in html
    assert '<span class="govuk-visually-hidden"> home address</span>' in html
    assert html.count("<a ") == 1


def test_links_escape_their_address():
    assert 'href="/x/?a=1&amp;b=&quot;"' in show("{% button_link u 'Go' %}", u='/x/?a=1&b="')
    assert "&lt;" in show("{% back_link '/' w %}", w="<")
    assert "&lt;" in show("{% warning w %}{% inset w %}", w="<")


def pages(number, total=655, **query):
    request = RequestFactory().get("/", {"page": number, **query})
    return show("{% pagination page %}", page=paginate(range(total), number), request=request)


def test_pagination_keeps_the_filters_and_marks_the_page():
    html = pages("3", level="high")
    assert 'aria-current="page"' in html
    assert "?page=4&amp;level=high" in html
    assert "Showing 201 to 300 of 655" in html
    assert "<nav" not in pages("1", total=20)


@pytest.mark.parametrize("number", ["0", "-1", "x", "", None, "²", "9" * 400, "1e9", "2.5"])
def test_no_page_number_is_the_nearest_page(number):
    assert paginate(range(250), number).number == 1


def test_a_page_past_the_end_is_the_last():
    assert paginate(range(250), "99").number == 3
    assert list(paginate(range(250), "3").rows) == list(range(200, 250))
    assert paginate([], "3").sentence == "None"
    assert paginate([], "3").window == [1]


def test_counting_stops_at_the_cap():
    page = paginate(range(5000), "10")
    assert page.capped
    assert page.pages == 10
    assert page.sentence == "Showing 901 to 1,000 of more than 1,000: filter to see the rest"


def test_window_of_pages():
    assert Page([], 5, 10, 100, False).window == [1, 0, 4, 5, 6, 0, 10]
    assert Page([], 1, 10, 20, False).window == [1, 2]


def test_a_hundred_rows_are_cheap():
    template = Template(
        "{% load ui %}{% for r in rows %}<td>{% risk_level r.level %}{{ r.due }}{% tag r.state r.days %}</td>"
        "<td>{% why r %}</td>{% endfor %}"
    )
    row = {
        "level": "high",
        "due": "Fri 20 Nov 2026",
        "state": "overdue",
        "days": "overdue by 3 days",
        "reason": "x",
        "rule": "y",
    }
    context = Context({"rows": [row] * 100})
    template.render(context)
    best = min(_timed(lambda: template.render(context)) for _ in range(5))
    assert best < 0.05, f"{best * 1000:.1f} ms of the processor for a hundred rows"


def _timed(work):
    begun = time.thread_time()
    work()
    return time.thread_time() - begun
