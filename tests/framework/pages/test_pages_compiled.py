"""Compiled templates are kept, and nothing that is wrong with them shows in a page."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from autograder.pages import compiled
from autograder.pages.compiled import Compiled

Page = Callable[[], tuple[str, int]]


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Return what a new environment makes of a template, and how often it compiled one."""
    (tmp_path / "kept").mkdir()
    (tmp_path / "page.html").write_text("{{ 1 + 1 }} and {{ 'two' }}")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)

    def made() -> tuple[str, int]:
        environment = Environment(
            loader=FileSystemLoader(tmp_path), bytecode_cache=Compiled(tmp_path / "kept")
        )
        compile, count = environment.compile, []
        monkeypatch.setattr(
            environment, "compile", lambda *args: (count.append(0), compile(*args))[1]
        )
        return environment.get_template("page.html").render(), len(count)

    return made


def kept(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "kept").iterdir())


def test_a_template_is_compiled_once(page: Page, tmp_path: Path) -> None:
    assert page() == ("2 and two", 1)
    assert page() == ("2 and two", 0)
    assert len(kept(tmp_path)) == 1


def test_a_template_that_changed_is_compiled_anew(page: Page, tmp_path: Path) -> None:
    page()
    (tmp_path / "page.html").write_text("{{ 1 + 2 }}")

    assert page() == ("3", 1)


def test_what_templates_are_made_by_may_change(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    page()
    monkeypatch.setattr(compiled, "_makers", lambda: "other filters")

    assert page() == ("2 and two", 1)


@pytest.mark.parametrize("damage", [b"", b"j2", b"\x80\x05garbage", None])
def test_a_damaged_file_is_made_anew(page: Page, tmp_path: Path, damage: bytes | None) -> None:
    page()
    (file,) = kept(tmp_path)
    file.write_bytes(file.read_bytes()[:-9] if damage is None else damage)

    assert page() == ("2 and two", 1)
    assert page() == ("2 and two", 0)


def test_where_nothing_can_be_kept_pages_are_made_all_the_same(page: Page, tmp_path: Path) -> None:
    (tmp_path / "kept").rmdir()

    assert page() == ("2 and two", 1)


def test_nothing_is_kept_where_python_keeps_nothing(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    assert page() == ("2 and two", 1)
    assert not kept(tmp_path)


def test_all_that_filters_and_options_are_in_tells_templates_apart() -> None:
    names = {path.name for path in compiled.MAKERS}

    assert {"engine.py", "words.py", "text.py"} <= names
    assert all(path.is_file() for path in compiled.MAKERS)
