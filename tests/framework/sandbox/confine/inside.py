"""Runs a program of this interpreter's inside bubblewrap, as the zygote is run.

python inside.py folder-of-autograder path-to-be-seen … -- program argument …
"""

from __future__ import annotations

import os
import sys

at = sys.argv.index("--")
sys.path.insert(0, sys.argv[1])

from autograder.sandbox.launch import inside_bubblewrap  # noqa: E402

prefix = inside_bubblewrap(sys.argv[2:at])
os.execvp(prefix[0], [*prefix, sys.executable, "-I", *sys.argv[at + 1 :]])
