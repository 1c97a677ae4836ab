"""Fuzzes the decoder of the messages between grader and worker, for as long as one likes.

    python tests/fuzz/fuzz_protocol.py --seconds 600 [--seed N]
    python tests/fuzz/fuzz_protocol.py --atheris -max_total_time=600 -rss_limit_mb=1024

The first makes up messages of every kind in both directions, spoils them, and reads them. The
second does the same guided by coverage, which needs `pip install atheris`; what follows
`--atheris` is for libFuzzer. Both fail, and say which bytes it was, where anything but a refusal
comes of a message, or where one takes more than a second. At the end they say how many were read,
and what that took.

The suite runs the same for a moment: tests/framework/sandbox/test_sandbox_protocol.py.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "framework" / "sandbox")]

import sandbox_messages as messages  # noqa: E402

SLOW_SECONDS = 1.0


class Fuzzer:
    """Reads messages, and keeps count."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()
        self.slowest = 0.0
        self.grown = 0  # kilobytes

    def read(self, data: bytes) -> None:
        """Read bytes in both directions; `AssertionError` or worse where that goes wrong."""
        before, started = _kilobytes(), time.process_time()
        for name, check in (
            ("answer", messages.check_answer),
            ("request", messages.check_request),
        ):
            try:
                self.outcomes[name if check(data) else f"no {name}"] += 1
            except BaseException:
                print(f"as an {name}: {data!r}", file=sys.stderr)
                raise
        taken = time.process_time() - started
        self.slowest = max(self.slowest, taken)
        self.grown += _kilobytes() - before
        if taken > SLOW_SECONDS:
            raise AssertionError(f"{taken:.1f} s for {data!r}")

    def report(self) -> str:
        """Say what was done."""
        counts = ", ".join(f"{count:,} {name}" for name, count in sorted(self.outcomes.items()))
        slowest, grown = self.slowest * 1000, self.grown / 1024
        return f"{counts}; the slowest took {slowest:.0f} ms; reading took {grown:.0f} MiB"


def made_up(dice: random.Random) -> bytes:
    """Return a message of any kind, right or spoiled."""
    kind = dice.choice((*messages.ANSWERS, *messages.REQUESTS))
    header = messages.header_of(messages.a_message(kind, dice))
    act = dice.randrange(10)
    if act == 0:
        return messages.with_body(header)
    data = messages.with_body(messages.spoiled(header, dice, 3))
    if act < 7:
        return data
    return messages.flipped(data if act == 7 else messages.with_body(header), dice)


def mutated(data: bytes, most: int, seed: int) -> bytes:
    """Return a message like `data`, as libFuzzer asks for."""
    dice = random.Random(seed)
    header = data[messages.PREFIX.size :]
    try:
        return messages.with_body(messages.spoiled(header, dice, 3))[:most]
    except Exception:
        return (messages.flipped(data, dice) if dice.random() < 0.7 else made_up(dice))[:most]


def _kilobytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _with_atheris(fuzzer: Fuzzer, arguments: list[str]) -> None:
    import atheris

    atheris.instrument_all()
    atheris.Setup(
        [sys.argv[0], *arguments], fuzzer.read, custom_mutator=mutated, internal_libfuzzer=True
    )
    atheris.Fuzz()


def main() -> None:
    """Fuzz."""
    fuzzer = Fuzzer()
    if "--atheris" in sys.argv:
        _with_atheris(fuzzer, sys.argv[sys.argv.index("--atheris") + 1 :])
        return
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    options = parser.parse_args()
    print(f"seed {options.seed}")
    dice = random.Random(options.seed)
    end = time.monotonic() + options.seconds
    while time.monotonic() < end:
        for _ in range(1000):
            fuzzer.read(made_up(dice))
    print(fuzzer.report())


if __name__ == "__main__":
    main()
