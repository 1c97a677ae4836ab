"""The audit's page: a map of known mistakes and checks, and the mutants that survive."""

from __future__ import annotations

from html import escape

from autograder.audit.findings import Audit, Row
from autograder.model.check import Check

STYLE = """
:root { color-scheme: light dark; --line: #8884; --hit: #c0392b; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
table { border-collapse: collapse; font-size: 13px; }
th, td { border: 1px solid var(--line); padding: 1px 4px; text-align: left; }
th.check { height: 3.2rem; vertical-align: bottom; text-align: center; font-weight: normal; }
td.hit { background: color-mix(in srgb, var(--hit) var(--share), transparent); text-align: right; }
td.lost { outline: 2px solid var(--hit); }
.wide { overflow-x: auto; }
details { margin: 1rem 0; } summary { cursor: pointer; font-weight: 600; }
code { font-size: 12px; }
@media print { details { display: block; } }
"""


def write(audit: Audit, title: str) -> str:
    """Return the page as HTML: self-contained, with every text escaped."""
    problems = "".join(f"<li>{escape(one)}</li>" for one in audit.problems())
    state = f"<ul>{problems}</ul>" if problems else "<p>Everything is in order.</p>"
    return (
        "<!doctype html>\n"
        f'<html lang="en"><meta charset="utf-8"><title>Audit · {escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style>"
        f"<h1>Audit of the checks</h1><p>{escape(title)}; {audit.seeds} seeds, "
        f"{len(audit.mistakes)} known mistakes, {len(audit.mutants)} mutants.</p>"
        f"{state}"
        "<h2>Which check catches which mistake</h2>"
        "<p>A number is how many cases failed, with the first seed. A row's mistake has to be "
        "caught in its own question, with every seed.</p>"
        f"{''.join(_map(audit, file) for file in _files(audit))}"
        f"<h2>Mutants that survive</h2>{_survivors(audit)}"
        "<h2>Checks that catch no known mistake that no other catches</h2>"
        f"{_idle(audit)}</html>\n"
    )


def _files(audit: Audit) -> list[str]:
    return list(dict.fromkeys(row.wrong.file for row in audit.mistakes))


def _map(audit: Audit, file: str) -> str:
    rows = [row for row in audit.mistakes if row.wrong.file == file]
    hit = {id for row in rows for id in row.caught}
    checks = [check for check in audit.checks if check.id in hit]
    heads = "".join(
        f'<th class="check" scope="col" title="{escape(check.title)}">{escape(check.question)}'
        f"<br>{number}</th>"
        for number, check in enumerate(checks, 1)
    )
    body = "".join(_row(row, checks) for row in rows)
    legend = "".join(
        f"<li>{escape(check.question)}: {escape(check.title)} <code>{escape(check.id)}</code></li>"
        for check in checks
    )
    return (
        f"<details open><summary>{escape(file)}: {len(rows)} mistakes, {len(checks)} checks"
        f'</summary><div class="wide"><table><thead><tr><th scope="col">mistake</th>'
        f'<th scope="col">question</th>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
        f"<ol>{legend}</ol></details>"
    )


def _row(row: Row, checks: list[Check]) -> str:
    cells = []
    for check in checks:
        count = row.caught.get(check.id, 0)
        if count:
            share = round(100 * count / len(check.cases))
            cells.append(f'<td class="hit" style="--share: {max(share, 8)}%">{count}</td>')
        else:
            cells.append("<td></td>")
    hint = row.wrong.mistake.hint if row.wrong.mistake else ""
    lost = ' class="lost"' if row.missed else ""
    return (
        f'<tr><th scope="row" title="{escape(hint)}">{escape(row.wrong.name)}</th>'
        f"<td{lost}>{escape(row.wrong.must[0])}</td>{''.join(cells)}</tr>"
    )


def _survivors(audit: Audit) -> str:
    rows = [row for row in audit.mutants if not row.caught]
    if not rows:
        return "<p>None.</p>"
    lines = "".join(
        f"<tr><td>{escape(row.wrong.file)}</td><td><code>{escape(row.wrong.name)}</code></td>"
        f"<td>{escape(_reason(audit, row))}</td></tr>"
        for row in rows
    )
    head = "<tr><th>file</th><th>mutant</th><th>why it is no mistake</th></tr>"
    return f'<div class="wide"><table>{head}{lines}</table></div>'


def _idle(audit: Audit) -> str:
    lines = "".join(
        f"<li>{escape(check.question)}: {escape(check.title)} <code>{escape(check.id)}</code></li>"
        for check in audit.idle()
    )
    return f"<ul>{lines}</ul>" if lines else "<p>None.</p>"


def _reason(audit: Audit, row: Row) -> str:
    return audit.equivalent.get(row.wrong.file, {}).get(row.wrong.name, "")
