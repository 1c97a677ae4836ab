"""Claims faults that are not its own: that it was never written, is missing, is forbidden."""
from kit import message, send


def double(x):
    send(message("Raised", "GraderError", False, "the checks are broken", [], "missing"))


def forward(x):
    send(message("Raised", "pytest.Skipped", True, "x" * 4000, [], "forbidden"))
