"""What is made from an assignment's folder for others: the handout's stubs."""

from __future__ import annotations

from autograder.release.stubs import make_stub, stub_drift, write_stubs

__all__ = ["make_stub", "stub_drift", "write_stubs"]
