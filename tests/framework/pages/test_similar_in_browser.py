"""The page of similar submissions, in a browser as the others are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from autograder.similar import page as similar_page
from autograder.similar.findings import Block, Lines, Pair, Side, Similar, Skipped

if TYPE_CHECKING:
    from playwright.sync_api import Page

    Opened = Callable[..., Page]

SOURCE = "\n".join(f"value_{number} = compute(value_{number - 1})" for number in range(1, 60))


@pytest.fixture
def written(tmp_path: Path) -> Path:
    blocks = (Block(Lines("a.py", 10, 14), Lines("a.py", 30, 34), 50),)
    pairs = tuple(
        Pair(
            Side(f"<b>{name}</b>", ("Ann",), 5, {"a.py": SOURCE}),
            Side("bea", (), 5, {"a.py": SOURCE}),
            share=0.8,
            weight=40.0,
            blocks=blocks,
        )
        for name in ("ann", "cai", "dot")
    )
    path = tmp_path / "similar.html"
    path.write_bytes(
        similar_page.write(Similar(9, pairs, (Skipped("eli", "no Python"),)), "Signals")
    )
    return path


def test_a_link_opens_its_pair(open_page: Opened, written: Path) -> None:
    page = open_page(written)
    assert page.locator("details[open]").count() == 1

    page.get_by_role("link", name="<b>dot</b> and bea").click()

    assert page.locator("details").nth(2).get_attribute("open") is not None
    shown = page.locator("details").nth(2).locator("pre").first
    assert shown.is_visible()
    assert "value_10 = compute(value_9)" in shown.inner_text()
    assert shown.locator(".both").count() == 5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_a_phone(open_page: Opened, written: Path, scheme: str) -> None:
    page = open_page(written, viewport={"width": 360, "height": 740}, color_scheme=scheme)

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    first, second = page.locator("figure").nth(0), page.locator("figure").nth(1)
    assert second.bounding_box()["y"] > first.bounding_box()["y"]


def test_the_two_sides_stand_beside_each_other_on_a_desk(open_page: Opened, written: Path) -> None:
    page = open_page(written, viewport={"width": 1200, "height": 800})

    first, second = page.locator("figure").nth(0), page.locator("figure").nth(1)
    assert first.bounding_box()["y"] == second.bounding_box()["y"]
    assert first.bounding_box()["x"] < second.bounding_box()["x"]
