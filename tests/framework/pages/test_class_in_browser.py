from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from page_samples import ABOUT, ASSIGNMENT, BORDER, FLIP, student_class

from autograder.pages import class_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

    Opened = Callable[..., Page]


def shown(page: Page) -> list[str]:
    """Return the names in the rows that can be seen, from above."""
    rows = page.locator("#table tbody tr:not([hidden]) th a")
    return rows.all_text_contents()


def column(page: Page, number: int) -> list[float]:
    cells = page.locator(f"#table tbody tr:not([hidden]) td:nth-child({number + 1})")
    return [float(text) for text in cells.all_text_contents()]


def head(page: Page, number: int):  # type: ignore[no-untyped-def]
    return page.locator("#table thead th").nth(number)


@pytest.fixture
def page(open_page: Opened, site: Path) -> Page:
    return open_page(site)


def test_a_click_sorts_and_another_turns_it_round(page: Page) -> None:
    head(page, 1).get_by_role("button").click()

    scores = column(page, 1)
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3
    assert head(page, 1).get_attribute("aria-sort") == "descending"
    assert head(page, 0).get_attribute("aria-sort") is None

    head(page, 1).get_by_role("button").click()
    assert column(page, 1) == sorted(scores)
    assert head(page, 1).get_attribute("aria-sort") == "ascending"


def test_rows_that_are_equal_keep_their_order(page: Page) -> None:
    head(page, 3).get_by_role("button").click()

    names = shown(page)
    right = [name for name in names if int(name.split()[1]) % 3 == 0]
    assert names[:10] == right == sorted(right)


def test_names_are_sorted_too(page: Page) -> None:
    head(page, 0).get_by_role("button").click()

    assert shown(page) == [f"Student {number:03}" for number in range(29, -1, -1)]


def test_the_search_looks_for_every_word(page: Page) -> None:
    page.get_by_label("Search").fill("STUDENT 01")
    assert shown(page) == [f"Student {number:03}" for number in (1, *range(10, 20))]
    assert page.get_by_role("status").inner_text() == "11 of 30"

    page.get_by_label("Search").fill("student late")
    assert shown(page) == ["Student 005", "Student 013", "Student 021", "Student 029"]

    page.get_by_role("button", name="Show all").click()
    assert len(shown(page)) == 30
    assert page.get_by_role("status").inner_text() == "30 of 30"


@pytest.mark.parametrize(
    ("choice", "numbers"),
    [
        ("that need staff", [4, 14, 24]),
        ("with signs", [7, 17, 27]),
        ("late", [5, 13, 21, 29]),
        ("1.2 Convolution, backward", [n for n in range(30) if n % 3]),
        (BORDER, range(2, 30, 3)),
        (FLIP.replace("`", ""), [n for n in range(30) if n % 3]),
    ],
)
def test_a_filter_leaves_those_that_it_names(page: Page, choice: str, numbers: list[int]) -> None:
    page.get_by_label("Show", exact=True).select_option(label=choice)

    assert shown(page) == [f"Student {number:03}" for number in numbers]


def test_the_map_of_mistakes_says_how_many_and_who(page: Page) -> None:
    rows = page.locator(".mistakes tbody tr")
    assert rows.locator("th").all_text_contents() == [FLIP.replace("`", ""), BORDER]

    second = rows.nth(1)
    assert second.locator("summary").inner_text() == "10 submissions"
    second.locator("summary").click()
    assert second.get_by_role("link").first.inner_text() == "Student 002"

    second.get_by_role("button", name="Show in the table").click()
    assert shown(page) == [f"Student {number:03}" for number in range(2, 30, 3)]
    assert page.get_by_label("Show", exact=True).evaluate("it => it === document.activeElement")


def test_a_search_within_a_filter(page: Page) -> None:
    page.get_by_label("Show", exact=True).select_option(label="late")
    page.get_by_label("Search").fill("02")

    assert shown(page) == ["Student 021", "Student 029"]


def test_to_a_students_page_and_back(page: Page) -> None:
    page.get_by_label("Search").fill("01")
    head(page, 1).get_by_role("button").click()
    before = shown(page)

    page.get_by_role("link", name=before[0]).click()
    assert page.url.endswith("/staff.html")
    assert page.get_by_role("heading", level=1).inner_text() == before[0]
    page.go_back()
    assert shown(page) == before

    page.get_by_role("link", name=before[1]).click()
    page.get_by_role("link", name="the class").click()
    assert page.get_by_role("heading", level=1).inner_text() == "The class"


def test_everything_is_reached_by_keyboard(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")

    reached = set()
    for _ in range(400):
        page.keyboard.press("Tab")
        where = page.evaluate(
            """() => {
              const one = document.activeElement;
              const style = getComputedStyle(one);
              const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 1;
              return [one.tagName, one.id || one.innerText.trim().slice(0, 20), outline];
            }"""
        )
        if where[0] == "BODY":
            break
        assert where[2], f"{where} has the focus, and does not show it"
        reached.add((where[0], where[1]))
        if where[1] == "search":
            page.keyboard.type("Student 00")
        if where[:2] == ["BUTTON", "score"]:
            page.keyboard.press("Enter")
    assert {"A", "BUTTON", "INPUT", "SELECT", "SUMMARY", "DIV"} <= {tag for tag, _ in reached}
    assert ("BUTTON", "1.2") in reached
    assert len(shown(page)) == 10
    scores = column(page, 1)
    assert scores == sorted(scores, reverse=True)


def test_two_thousand_rows_are_sorted_and_filtered(open_page: Opened, tmp_path: Path) -> None:
    path = tmp_path / "class.html"
    path.write_bytes(b"".join(class_page.write(student_class(2000), ASSIGNMENT, ABOUT)))
    page = open_page(path)

    head(page, 1).get_by_role("button").click()
    page.get_by_label("Show", exact=True).select_option(label="late")

    scores = column(page, 1)
    assert len(scores) == 250
    assert scores == sorted(scores, reverse=True)
    assert page.locator("#table tbody tr").count() == 2000
    assert (
        page.locator("#table tbody tr")
        .nth(1500)
        .evaluate("row => getComputedStyle(row).contentVisibility")
        == "auto"
    )
