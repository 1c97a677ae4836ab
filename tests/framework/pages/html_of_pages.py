"""Reads a page strictly: what is not well-formed, or would be fetched, is an error."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from html.parser import HTMLParser

VOID = {"meta", "br", "input"}
FOREIGN = {"svg", "math"}
"""Elements in which `<x/>` closes itself."""
LINKED = {"href", "src", "srcset", "action", "data", "poster", "xlink:href", "formaction"}


class Page(HTMLParser):
    """A page that was read.

    Attributes
    ----------
    tags
        The names of its elements, in order.
    attributes
        Every attribute: the element's name, its own, its value.
    text
        What stands between tags, of styles and scripts too.
    """

    def __init__(self, data: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self.sources: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(data.decode())
        self.close()
        assert not self._open, f"never closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        self.tags.append(tag)
        self.attributes.extend((tag, name, value or "") for name, value in attrs)
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert FOREIGN & set(self._open), f"<{tag}/> closes itself"
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1] == tag, f"</{tag}> closes <{self._open[-1]}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._open and self._open[-1] in ("style", "script"):
            self.sources.setdefault(self._open[-1], []).append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def values(self, name: str) -> list[str]:
        """Return an attribute's values, wherever it stands."""
        return [value for _, one, value in self.attributes if one == name]

    @property
    def policy(self) -> dict[str, str]:
        """What the page says may be used, by kind."""
        (content,) = (
            value
            for _, name, value in self.attributes
            if name == "content" and value.startswith("default-src")
        )
        return dict(part.strip().split(" ", 1) for part in content.split(";"))


def faults(page: Page) -> Iterator[str]:
    """Yield what a page must not have: what is fetched, runs, or is refused by its own policy."""
    for tag, name, value in page.attributes:
        if name in LINKED and re.match(r"\s*([a-z][a-z0-9+.-]*:|//)", value, re.IGNORECASE):
            yield f"<{tag} {name}={value!r}> leads elsewhere"
        if name.startswith("on") or name == "style":
            yield f"<{tag} {name}={value!r}> would be refused"
    for tag in {"link", "iframe", "img", "object", "embed", "base", "audio", "video"} & set(
        page.tags
    ):
        yield f"a <{tag}>"
    for kind in ("style", "script"):
        sources = page.sources.get(kind, [])
        allowed = page.policy[f"{kind}-src"].split()
        hashes = [f"'sha256-{_digest(source)}'" for source in sources]
        if hashes != allowed:
            yield f"a {kind} with {hashes}, where {allowed} are allowed"
        if any(re.search(r"url\(|@import|https?:|import\(|fetch\(", one) for one in sources):
            yield f"a {kind} that fetches something"
    if page.policy["default-src"] != "'none'":
        yield "something may be fetched"
    ids = page.values("id")
    if len(ids) != len(set(ids)):
        yield f"an id twice: {sorted(one for one in ids if ids.count(one) > 1)}"
    for place in page.values("href"):
        if place.startswith("#") and place[1:] not in ids:
            yield f"{place} leads nowhere"


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
