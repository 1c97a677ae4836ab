"""A browser, and pages for it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from page_samples import ABOUT, ASSIGNMENT, student_class

from autograder.model.stored import Stored
from autograder.pages import class_page, submission

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    Opened = Callable[..., Page]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = next(filter(None, map(shutil.which, NAMES)), None)
    with api.sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
        if path is None and not own.exists():
            pytest.skip("there is no Chromium; Debian: apt install chromium")
        # Only pages of ours are opened: a browser run by root needs to be without its sandbox.
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Opened]:
    """Open a file; that it asked for no other file, and said nothing, is held against it."""
    complaints: list[str] = []
    contexts = []

    def opened(path: Path, **options: object) -> Page:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(8_000)
        context.route(re.compile("^(?!file:)"), lambda route: route.abort())
        page = context.new_page()
        page.on("console", lambda message: complaints.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on(
            "request",
            lambda request: (
                request.url.startswith("file:") or complaints.append(f"asked for {request.url}")
            ),
        )
        page.goto(path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


def write_site(folder: Path, entries: list[Stored]) -> Path:
    """Write a class's pages, and return the class's own."""
    for entry in entries:
        own = folder / entry.id
        own.mkdir(parents=True)
        (own / "report.html").write_bytes(submission.student(entry, ASSIGNMENT))
        (own / "staff.html").write_bytes(submission.staff(entry, ASSIGNMENT))
    page = folder / "class.html"
    page.write_bytes(b"".join(class_page.write(entries, ASSIGNMENT, ABOUT)))
    return page


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the pages of a class of 30, and return that of the class."""
    return write_site(tmp_path_factory.mktemp("site"), student_class(30))
