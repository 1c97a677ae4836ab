"""Remarks on a submission: short sentences, bounded in number and safe to print."""

from __future__ import annotations


def shown(text: str, limit: int = 80) -> str:
    """Return `text` fit to be shown: one printable line of valid Unicode, `limit` long at most."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cut)


def size(count: int) -> str:
    """Return a number of bytes as people write it, such as `20 MiB`."""
    for unit, name in ((1024 * 1024, "MiB"), (1024, "KiB")):
        if count >= unit:
            return f"{count // unit:,} {name}"
    return f"{count:,} bytes"


class Remarks:
    """Collects remarks while a submission is read.

    Parameters
    ----------
    limit
        How many are kept; of the others only the number is.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._sentences: dict[str, None] = {}
        self._skipped: dict[str, list[str]] = {}
        self._skipped_count: dict[str, int] = {}
        self._more = 0
        self._for_staff: dict[str, None] = {}

    def add(self, sentence: str) -> None:
        """Add a sentence; one that is there already is not repeated."""
        if sentence in self._sentences:
            return
        if len(self._sentences) < self._limit:
            self._sentences[sentence] = None
        else:
            self._more += 1

    def skip(self, name: str, reason: str) -> None:
        """Say that the entry `name` was left out; entries with one reason share a remark."""
        names = self._skipped.setdefault(reason, [])
        if len(names) < 3:
            names.append(shown(name))
        self._skipped_count[reason] = self._skipped_count.get(reason, 0) + 1

    def for_staff(self, sentence: str) -> None:
        """Add a sentence that staff alone are told."""
        if len(self._for_staff) < self._limit:
            self._for_staff[sentence] = None

    @property
    def staff(self) -> tuple[str, ...]:
        """What staff alone are told."""
        return tuple(self._for_staff)

    def collected(self) -> tuple[str, ...]:
        """Return all remarks: sentences in the order they came, then what was left out."""
        groups = []
        for reason in sorted(self._skipped):
            names, count = self._skipped[reason], self._skipped_count[reason]
            more = f" and {count - len(names):,} more" if count > len(names) else ""
            groups.append(f"Left out: {', '.join(names)}{more} ({reason}).")
        sentences = list(self._sentences)
        room = max(self._limit - len(sentences), 0)
        more_remarks = self._more + max(len(groups) - room, 0)
        sentences += groups[:room]
        if more_remarks:
            sentences.append(f"There is more to remark ({more_remarks:,} times).")
        return tuple(sentences)
