"""Templates: compiled before processes are forked that use them."""

from __future__ import annotations

from typing import NoReturn

import pytest
from jinja2 import Environment
from page_samples import ABOUT, ASSIGNMENT, student_class

from autograder.pages import PAGES, engine


@pytest.fixture
def fresh() -> None:
    for one in (engine._environment, engine.template):
        one.cache_clear()


def test_after_preparing_no_page_compiles_a_template(
    fresh: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    PAGES.prepare()

    def refuse(*args: object, **kwargs: object) -> NoReturn:
        raise AssertionError("a template was compiled")

    monkeypatch.setattr(Environment, "compile", refuse)
    entries = student_class(3)
    for write in PAGES.of_submission.values():
        assert all(b"</html>" in write(entry, ASSIGNMENT) for entry in entries)
    for write_class in PAGES.of_class.values():
        assert b"</html>" in b"".join(write_class(entries, ASSIGNMENT, ABOUT))
