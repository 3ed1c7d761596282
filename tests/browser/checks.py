"""What every page in a browser has to stand: axe, no sideways scrolling, no broken policy."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
ALLOWED_ON_RADIOS = "aria-allowed-attr"  # GOV.UK Frontend keeps aria-expanded on conditional radios on purpose


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it is now, one line each."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(result => result.violations)")
    return [line for problem in found for line in _lines(problem)]


def _lines(problem: dict[str, Any]) -> list[str]:
    allowed = problem["id"] == ALLOWED_ON_RADIOS
    return [
        f"{problem['id']}: {node['html'][:200]}"
        for node in problem["nodes"]
        if not (allowed and 'type="radio"' in node["html"] and "aria-expanded" in node["html"])
    ]


def assert_accessible(page: Page) -> None:
    """No violation of any axe rule; conditional radios may keep `aria-expanded`."""
    found = violations(page)
    assert found == [], f"{page.url}: {found}"


def assert_fits(page: Page) -> None:
    """The page is no wider than the window."""
    sizes = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert sizes[0] <= sizes[1], f"{page.url} is {sizes[0]} px wide in a window of {sizes[1]}"


def type_day(page: Page, name: str, day: dt.date) -> None:
    """Fill the three boxes of a date."""
    for part, value in enumerate((day.day, day.month, day.year)):
        page.locator(f"[name={name}_{part}]").fill(str(value))
