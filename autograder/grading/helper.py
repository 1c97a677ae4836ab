"""The reference answers the functions that are stood in for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from autograder.grading.clock import Clock
from autograder.model.assignment import Limits
from autograder.records import dataclass
from autograder.sandbox import values
from autograder.sandbox.body import Body, Buffer
from autograder.sandbox.protocol import Callback, Provide, StandIn
from autograder.testing.errors import StudentError, StudentFault

if TYPE_CHECKING:
    from autograder.grading.session import Session


@dataclass
class Helper:
    """Answers a submission's calls.

    Parameters
    ----------
    reference
        The reference as a submission of its own: its code runs in a worker too.
    limits
        Of the submission.
    """

    reference: Session
    limits: Limits

    def answer(
        self, stand_ins: Sequence[StandIn], call: Callback, body: Body, seconds: float
    ) -> tuple[Provide, list[Buffer]]:
        """Answer one call within the time that is left to the submission's own.

        Raises
        ------
        ProtocolError
            If the call's body is not what its header says.
        """
        if not any(one.module == call.module and call.name in one.names for one in stand_ins):
            return _refuse(f"nothing stands in for {call.name}")
        nothing = values.Handles()
        args = [values.call_argument(node, body, nothing) for node in call.args]
        kwargs = {k: values.call_argument(v, body, nothing) for k, v in call.kwargs.items()}
        body.end()
        if any(isinstance(value, values.Kept) for value in (*args, *kwargs.values())):
            return _refuse(f"{call.name} was given something that is no number or array")
        reference = self.reference
        reference.clock = Clock(replace(self.limits, submission_seconds=seconds))
        out: list[Buffer] = []
        try:
            _, answer = reference.call(call.module, call.name, None, args, kwargs)
            nodes = [values.argument(value, nothing, out) for value in answer.values]
        except StudentError as error:
            return _refuse((error.detail or error.message).splitlines()[0], error)
        except StudentFault as error:
            return _refuse(error.message)
        except values.ElsewhereError:
            return _refuse(f"{call.name} returns something that is no number or array")
        finally:
            reference.end_case()
        return Provide(nodes, answer.single), out


def _refuse(why: str, error: Exception | None = None) -> tuple[Provide, list[Buffer]]:
    return Provide([], False, why, isinstance(error, ValueError)), []
