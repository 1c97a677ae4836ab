"""Makes the README's pictures of pages: grades the sample submissions, and opens what is written.

    python docs/pictures/pages.py

Needs a Chromium and the development group's playwright.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
SAMPLES = ("homework", "malformed", "right", "wrong")
SHOWN = "no-flip"
"""The sample whose page is shown: a kernel that is not turned round."""
FIRST = ("Ada", "Emmy", "Sofia", "Maryam", "Hypatia", "Grace", "Mary", "Sophie", "Alan", "Kurt")
LAST = ("Germain", "Noether", "Euler", "Turing", "Somerville", "Hopper", "Lovelace", "Gauss", "Hua")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def grade(results: Path) -> None:
    """Grade the samples, with the names of mathematicians for those of students."""
    paths = [f"tests/submissions/{name}" for name in SAMPLES]
    roster = results.parent / "roster.csv"
    ids = sorted(
        path.stem
        for name in SAMPLES
        for path in (ROOT / "tests/submissions" / name).iterdir()
        if not path.name.startswith((".", "_"))
    )
    with roster.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("login", "name"), *zip(ids, names(), strict=False)])
    command = [sys.executable, "-m", "autograder", "grade", *paths, "--seed", "1"]
    more = ["--roster", str(roster), "--output", str(results)]
    done = subprocess.run([*command, *more], cwd=ROOT, check=False)
    if done.returncode > 1:
        raise SystemExit(done.returncode)


def names() -> Iterator[str]:
    """Yield names, each once."""
    for turn in range(len(LAST)):
        for place, name in enumerate(FIRST):
            yield f"{name} {LAST[(place + turn) % len(LAST)]}"


@contextmanager
def browser_page() -> Iterator[Page]:
    """Open a browser's page."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser.new_page(viewport={"width": 1000, "height": 900})
        browser.close()


def take(page: Page, name: str, *parts: str, width: int, most: int) -> None:
    """Take a picture from the page's top to the end of the last of its parts.

    Parameters
    ----------
    page, name
        The page, and the picture's file.
    parts
        What is left of the page's sections, by their ids or those of their headings.
    width, most
        Pixels that it is wide, and may be high.
    """
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate(
        """(kept) => {
          for (const one of document.querySelectorAll("main > section")) {
            const names = [one.id, one.getAttribute("aria-labelledby")];
            one.hidden = !names.some((name) => kept.includes(name));
            if (one.hidden) one.style.display = "none";
          }
        }""",
        list(parts),
    )
    height = min(page.evaluate("document.documentElement.scrollHeight"), most)
    clip = {"x": 0, "y": 0, "width": width, "height": height}
    page.screenshot(path=HERE / name, clip=clip, full_page=True)  # type: ignore[arg-type]


def main() -> None:
    """Write `class.png` and `student.png` beside this file."""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results"
        grade(results)
        with browser_page() as page:
            page.goto((results / "class.html").as_uri())
            page.get_by_label("Search").evaluate("it => it.blur()")
            take(page, "class.png", "distribution", "submissions", width=1000, most=1400)
            page.goto((results / SHOWN / "report.html").as_uri())
            take(page, "student.png", "scores", "question-16", width=800, most=1560)


if __name__ == "__main__":
    main()
