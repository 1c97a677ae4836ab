"""Kills a grader, and says which of the processes that it started outlive it.

    python last_parent.py seconds -- program argument …

It is killed so many seconds after its start, or when it has said something if that is `said`.
Whatever loses its parent meanwhile becomes this one's child, so none escapes the count.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[4]))

from autograder.sandbox.confine import orphans

PATIENCE = 20.0
orphans.adopt()
grader = subprocess.Popen(sys.argv[3:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
if sys.argv[1] == "said":
    print("said:", grader.stdout.readline().strip())
else:
    time.sleep(float(sys.argv[1]))
grader.kill()
grader.wait()
deadline = time.monotonic() + PATIENCE
left = True
while left and time.monotonic() < deadline:
    try:
        pid, _ = os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        left = False
    else:
        time.sleep(0 if pid else 0.01)
names = [Path(f"/proc/{pid}/cmdline").read_text()[:200] for pid in orphans._children()]
orphans.end_all(())
print("left:", names)
