"""Sees that what a confined worker burns is in the figures of this project."""

from __future__ import annotations

import sys
from pathlib import Path

from measuring import Cost, run

from forms import own
from forms.form import Job, hand_in

BURNT = 2.0  # seconds, each time that conv1d.py is imported
BURN = f"""\
import time as _time
_began = _time.process_time()
while _time.process_time() - _began < {BURNT}: pass
"""
LEAST = 1.2  # of it; the rest of the command varies


def prove_workers(folder: Path) -> None:
    """Grade a submission that burns two seconds in a worker, and exit if that is not counted.

    In both ways of grading: one submission as on Gradescope, and a class.
    """
    assignment = own.write_assignment(folder / "assignment", every_call=False)
    plain = hand_in(folder / "plain", 1)[0]
    burning = hand_in(folder / "burning", 1)[0]
    text = (burning / "conv1d.py").read_text()
    first, _, rest = text.partition("import numpy as np\n")
    (burning / "conv1d.py").write_text(f"{first}import numpy as np\n{BURN}{rest}")
    for way in ("alone", "in a class"):
        costs = []
        for submission in (plain, burning):
            place = folder / way / submission.parent.name
            job = (
                own.on_platform(place, assignment, submission, 1)
                if way == "alone"
                else own.whole_class(place, assignment, submission.parent, 1, 1)
            )
            costs.append(_cost(job))
        more = costs[1].cpu - costs[0].cpu
        if more < LEAST:
            sys.exit(f"a worker burnt {BURNT} s {way}, and {more:.2f} s were counted")


def _cost(job: Job) -> Cost:
    job.folder.mkdir(parents=True, exist_ok=True)
    printed = job.folder.parent / "printed.txt"
    cost = run(job.command, folder=job.folder, environment=job.environment, output=printed)
    if not cost.ok:
        sys.exit(printed.read_text())
    return cost
