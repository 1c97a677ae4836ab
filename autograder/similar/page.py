"""The page of similar submissions: one file of HTML, which fetches nothing and runs nothing."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from autograder.pages.engine import STYLE
from autograder.pages.engine import TEMPLATES as PAGES
from autograder.reporting.text import printable
from autograder.similar.findings import Similar
from autograder.similar.side_by_side import side_by_side

TEMPLATES = Path(__file__).with_name("templates")


def write(similar: Similar, title: str) -> bytes:
    """Return the page; every text is escaped, and there is no script.

    Parameters
    ----------
    similar
        What was found.
    title
        The assignment's.
    """
    style = Markup(
        "\n".join(
            path.read_text(encoding="utf-8") for path in (PAGES / STYLE, TEMPLATES / "similar.css")
        )
    )
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: printable(value) if type(value) is str else value,
        trim_blocks=True,
    )
    page = environment.get_template("similar.html").render(
        similar=similar,
        beside=[tuple(side_by_side(pair)) for pair in similar.pairs],
        title=title,
        style=style,
        policy=_policy(style),
    )
    return page.encode()


def _policy(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
