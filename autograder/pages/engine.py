"""Makes one file of HTML from a template: styles and script inside, everything else refused."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from autograder.reporting.text import cut, printable

TEMPLATES = Path(__file__).with_name("templates")
STYLE = "style.css"
TICKED = re.compile("`([^`\n]+)`")
MOST_OF_MANY = 800
"""Characters of a text that stands beside many others."""


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


def macro(template: str, name: str) -> Callable[..., Markup]:
    """Return a template's macro, which makes a part of a page."""
    found: Callable[..., Markup] = getattr(_environment().get_template(template).module, name)
    return found


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
    )
    environment.filters["points"] = points
    environment.filters["share"] = share
    environment.filters["shortened"] = shortened
    environment.filters["ticked"] = ticked
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


def fragment(template: str, **context: Any) -> Markup:
    """Return a part of a page."""
    return Markup(_environment().get_template(template).render(**context))


def points(value: float) -> str:
    """Write points with two decimals at most."""
    return f"{round(value, 2):g}"


def share(value: float) -> str:
    """Write a part of 1 as percent."""
    return f"{100 * value:.0f} %"


def shortened(text: str) -> str:
    """Cut a text of which there are many."""
    return cut(text, MOST_OF_MANY)


def ticked(text: str) -> Markup:
    """Escape a text, and set what stands between backticks as code."""
    return Markup(TICKED.sub(r"<code>\1</code>", str(escape(printable(text)))))
