"""Asks a submission ahead of its checks, and runs no check that can only pass.

    step        a request that a case makes of the reference, and what comes of it
    foretold    all that a case asks, and with which answers its check can only pass
    near        which answers are the reference's but for rounding and form
    tape        notes down what a case asks, and plays it back
    altered     with which other answers it is played back, to see that its check takes what is near
    foretell    runs the cases on the reference, and makes scripts of what they ask
    lines       which worker is asked ahead: one for all modules, or each module's own
    asking      asks submissions ahead, and answers their checks with that
    written     with which written answers cases pass that read these alone

A check draws the same inputs for all submissions that are graded with one seed. So the calls that
it makes on the reference are those that it makes on a right submission, and can be asked for many
cases in one message before the checks are run. Where a submission answers to the bit what the
reference does, its check cannot tell the two apart: it passes, and is not run. Nor is it where the
answer is off by rounding, in another form, or an exception of the same type, if the check has been
seen to pass with answers that are further off, in other forms, and in other words.
"""

from __future__ import annotations

from autograder.grading.ahead.asking import Ahead
from autograder.grading.ahead.foretold import Foretelling, Foretold

__all__ = ["Ahead", "Foretelling", "Foretold"]
