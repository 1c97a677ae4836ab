"""`python -m autograder`."""

from __future__ import annotations

import gc
import os
import sys

_here = os.getcwd()
_ours = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
if sys.path[:1] in ([_here], [""]) and _here != _ours:
    del sys.path[0]  # a submission's folder, whose files are not to be taken for libraries

_one_submission = sys.argv[1:2] == ["gradescope"] and len(sys.argv) == 3
if _one_submission:
    gc.disable()  # until all is loaded: nearly all of it stays
    from autograder.sandbox import early

    early.start()

from autograder.cli import main  # noqa: E402

_code = main()
if _one_submission:  # which is over: nothing that is loaded needs to be taken apart
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(_code)
raise SystemExit(_code)
