"""`similar.csv`: a row for each pair."""

from __future__ import annotations

from autograder.reporting.cells import decimal, one_line, table
from autograder.similar.findings import Side, Similar

HEAD = ("rank", "a", "b", "people_a", "people_b", "share", "weight", "lines_a", "lines_b", "files")


def write(similar: Similar) -> bytes:
    """Return the file's bytes: UTF-8, comma-separated, LF."""
    rows = [
        [
            str(rank),
            one_line(pair.a.id),
            one_line(pair.b.id),
            _people(pair.a),
            _people(pair.b),
            decimal(pair.share, 3),
            decimal(pair.weight, 1),
            str(pair.a.lines),
            str(pair.b.lines),
            one_line(", ".join(pair.files)),
        ]
        for rank, pair in enumerate(similar.pairs, start=1)
    ]
    return table([list(HEAD), *rows])


def _people(side: Side) -> str:
    return one_line("; ".join(side.people))
