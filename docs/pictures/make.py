"""Makes the README's picture: what `autograder grade` prints of the homework samples.

    python docs/pictures/make.py

Each excerpt is the command's own output, cut to the questions that are named below.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parents[2]
WIDTH = 104
MOST_LINES = 19
SHOWN = [  # sample, question, what the student did
    ("a-components", "7.1", "the gradient by components: grad_x[j] = sum(grad_z[k] * w[j-k+4] …)"),
    ("a-vector", "7.1", "the same as a list of nine vectors: (grad_z ⊛ w_{-4}, …, grad_z ⊛ w_4)"),
    ("b", "4.2", "max pooling, backward: the mask assigned, not added, and ties served twice"),
]


def report(sample: str) -> list[Text]:
    """Return the lines that the command prints of one sample, with their colours."""
    with tempfile.TemporaryDirectory() as output:
        path = f"tests/submissions/homework/{sample}"
        command = [
            sys.executable,
            "-m",
            "autograder",
            "grade",
            path,
            "--output",
            output,
            "--seed",
            "1",
        ]
        environment = {
            **os.environ,
            "FORCE_COLOR": "1",
            "COLUMNS": str(WIDTH),
            "TERM": "xterm-256color",
        }
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
    return [Text.from_ansi(line) for line in done.stdout.decode().splitlines()]


def excerpt(lines: list[Text], question: str) -> list[Text]:
    """Return the lines of one question."""
    starts = [
        n for n, line in enumerate(lines) if line.plain[:1] in "✓✗…!" and line.plain[1:2] == " "
    ]
    begin = next(n for n in starts if lines[n].plain[2:].startswith(question + " "))
    end = next((n for n in starts if n > begin), len(lines))
    part = lines[begin:end]
    if len(part) > MOST_LINES:
        part = [*part[:MOST_LINES], Text("       …", style="dim")]
    return part


def main() -> None:
    """Write `homework.svg` beside this file."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    for sample, question, why in SHOWN:
        console.print(Text(f"$ autograder grade tests/submissions/homework/{sample}", style="bold"))
        console.print(Text(f"# {why}", style="dim"))
        for line in excerpt(report(sample), question):
            console.print(line)
        console.print()
    svg = console.export_svg(title="autograder grade", clear=False, unique_id="homework")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)  # fetched from a network
    svg = re.sub(r"<!--.*?-->\s*", "", svg)
    (ROOT / "docs/pictures/homework.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
