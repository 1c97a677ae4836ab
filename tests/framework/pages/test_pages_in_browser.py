from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import write_site
from page_samples import ADA, BORDER, FLIP, report

from autograder.model.stored import Stored

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    Opened = Callable[..., Page]

LOOKING = Path(__file__).with_name("looking.js").read_text(encoding="utf-8")
NAMES = ("class.html", "ada/report.html", "ada/staff.html")
LONG = "a_very_long_name_without_any_blank_" * 8


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the pages of a class in which everything occurs that may be said."""
    ada = replace(
        report("ada", 0.5, (FLIP, BORDER)),
        remarks=(f"{LONG}.py was taken for conv.py.",),
        staff=("a check could not be run",),
        signs=("conv.forward gave different results for equal calls",),
    )
    others = [
        Stored(report("bob", 0.0, (BORDER,), answer=f"sum({LONG})"), (replace(ADA, name=LONG),)),
        Stored(report("carol")),
    ]
    return write_site(
        tmp_path_factory.mktemp("pages"), [Stored(ada, (ADA,), True, "a/path"), *others]
    ).parent


def unfold(page: Page) -> None:
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_hard_to_read_or_reach(
    open_page: Opened, folder: Path, name: str, scheme: str
) -> None:
    page = open_page(folder / name, color_scheme=scheme)
    unfold(page)

    assert page.evaluate(LOOKING) == []


@pytest.mark.parametrize("name", NAMES)
def test_dark_is_dark_and_light_is_light(open_page: Opened, folder: Path, name: str) -> None:
    def ground(scheme: str) -> int:
        page = open_page(folder / name, color_scheme=scheme)
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(int(part) for part in colour[4:-1].split(","))

    assert ground("light") > 700 > 100 > ground("dark")


@pytest.mark.parametrize("width", [320, 768])
@pytest.mark.parametrize("name", [*NAMES, "bob/report.html", "bob/staff.html"])
def test_a_narrow_screen_is_not_left(
    open_page: Opened, folder: Path, name: str, width: int
) -> None:
    page = open_page(folder / name, viewport={"width": width, "height": 640})
    unfold(page)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_students_page_by_keyboard(open_page: Opened, folder: Path) -> None:
    page = open_page(folder / "ada/report.html")

    page.get_by_role("link", name="1.2 Convolution, backward").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#question-2")

    failed = page.locator("#question-2 details.check.failed").first
    assert failed.evaluate("it => it.open")
    failed.locator("> summary").focus()
    page.keyboard.press("Enter")
    assert not failed.evaluate("it => it.open")

    passed = page.locator("#question-1 details.check.passed")
    assert not passed.get_by_text("It does forward").is_visible()
    passed.locator("summary").focus()
    page.keyboard.press("Space")
    assert passed.get_by_text("It does forward").is_visible()


def test_pictures_and_formulas_have_a_size(open_page: Opened, folder: Path) -> None:
    page = open_page(folder / "bob/report.html")

    for selector in ("figure svg", ".scores svg"):
        box = page.locator(selector).first.bounding_box()
        assert box is not None
        assert box["width"] > 60, selector
        assert box["height"] > 4, selector
    formula = open_page(folder / "carol/report.html").locator("math").bounding_box()
    assert formula is not None
    assert formula["width"] > 60


def test_in_print_everything_is_unfolded(open_page: Opened, folder: Path) -> None:
    page = open_page(folder / "ada/report.html")
    page.emulate_media(media="print")
    hidden = page.get_by_text("It does forward")

    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert hidden.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate(LOOKING) == []

    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert not hidden.is_visible()
    assert page.pdf().startswith(b"%PDF")


def test_a_class_in_print_has_all_its_rows(open_page: Opened, folder: Path) -> None:
    page = open_page(folder / "class.html")
    page.emulate_media(media="print")

    box = page.locator(".high").evaluate("it => [it.scrollHeight, it.clientHeight]")
    assert box[0] == box[1]
    assert not page.get_by_label("Search").is_visible()


def test_staff_go_to_the_class_and_students_nowhere(open_page: Opened, folder: Path) -> None:
    staff = open_page(folder / "ada/staff.html")
    staff.get_by_role("link", name="the class").click()
    assert staff.url.endswith("/class.html")

    student = open_page(folder / "ada/report.html")
    places = student.locator("a").evaluate_all("them => them.map((a) => a.getAttribute('href'))")
    assert places
    assert all(place.startswith("#") for place in places)


def test_a_script_that_gets_in_does_not_run(browser: Browser, tmp_path: Path) -> None:
    """The page's own policy stops what escaping would have let through."""
    path = write_site(tmp_path / "site", [Stored(report("ada"))])
    text = path.read_text(encoding="utf-8")
    added = "<script>document.title = 'got in'</script><p style='color: red'>"
    path.write_text(text.replace("<main", f"{added}<main"), encoding="utf-8")
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))

    page.goto(path.as_uri())

    assert page.title() == "Layers from scratch · the class"
    assert len([text for text in said if "Content Security Policy" in text]) == 2
    context.close()
