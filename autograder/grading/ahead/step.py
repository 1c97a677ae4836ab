"""A request that a case makes, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.records import dataclass
from autograder.sandbox import protocol
from autograder.sandbox.body import Buffer
from autograder.sandbox.protocol import Call, Raised, Reply, Single


@dataclass(frozen=True)
class Step:
    """A request, and what comes of it.

    Parameters
    ----------
    request, header, body
        What is asked, and its bytes.
    answer, contents
        What the reference answers, or raises, and the contents of its arrays.
    """

    request: Single
    header: bytes
    body: bytes
    answer: Reply | Raised
    contents: bytes

    @property
    def raises(self) -> bool:
        """Whether the reference raises here."""
        return isinstance(self.answer, Raised)

    @property
    def returns_results(self) -> bool:
        """Whether a function is called for its results, of which any object may be one: a cache."""
        return isinstance(self.request, Call) and not self.request.keep

    def is_asked(self, request: Single, body: Sequence[Buffer]) -> bool:
        """Whether this is what is asked, to the bit."""
        return b"".join(body) == self.body and protocol.encoded(request) == self.header
