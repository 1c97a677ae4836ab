"""Makes one file of HTML from a template: styles and script inside, everything else refused."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from autograder.pages.compiled import Compiled
from autograder.pages.words import FILTERS
from autograder.reporting.text import printable

TEMPLATES = Path(__file__).with_name("templates")
STYLE = "style.css"


def render(template: str, script: str, **context: Any) -> bytes:
    """Return a page.

    Every text is escaped, and freed of what could move a cursor or turn a line round. The page
    says to browsers that nothing may be fetched, and no script or style be used but its own two,
    whose hashes it gives: what got into it in spite of all does not run.

    Parameters
    ----------
    template, script
        Names of files in `templates`.
    context
        What the template shows.
    """
    return "".join(stream(template, script, **context)).encode()


def stream(template: str, script: str, **context: Any) -> Iterator[str]:
    """Yield a page part by part; what is said of `render` holds."""
    page = _environment().get_template(template)
    return page.generate(
        style=_source(STYLE), script=_source(script), policy=_policy(script), **context
    )


def prepare() -> None:
    """Load all templates: processes that are forked from this one then have them, too."""
    for path in sorted(TEMPLATES.glob("*.html")):
        _environment().get_template(path.name)


@cache
def template(name: str) -> Any:
    """Return a template whose macros, which make parts of a page, are its attributes."""
    return _environment().get_template(name).module


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=Compiled(),
    )
    environment.filters.update(FILTERS)
    return environment


def _shown(value: Any) -> Any:
    return printable(value) if type(value) is str else value


@cache
def _source(name: str) -> Markup:
    """Return a file of ours as it is."""
    return Markup((TEMPLATES / name).read_text(encoding="utf-8").replace("\r\n", "\n"))


@cache
def _policy(script: str) -> str:
    return (
        f"default-src 'none'; style-src {_hash(_source(STYLE))}; "
        f"script-src {_hash(_source(script))}; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
