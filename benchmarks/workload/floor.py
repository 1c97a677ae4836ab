"""Runs the 40 checks twice in this process and prints what the second time took.

    python floor.py FOLDER    (of the submission; prints processor seconds and calls as JSON)

That is the least that the 40 checks cost, with every difference and without any tool.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from workload import numeric
from workload.checks import CHECKS, GRADIENT, MODULES, VALUE, Check, expected


def prepared(check: Check, seed: int, modules: dict[str, Any], right: str) -> Callable[[], None]:
    """Return the check as a function without arguments."""
    names: dict[str, Any] = {**modules, "np": np}
    exec("\n".join(check.draws(seed)), names)
    if not check.backward:
        value, wanted = eval(f"lambda: {check.value(check.forward)}", names), eval(right)
        return lambda: numeric.same(value(), wanted, VALUE)
    forward = eval(f"lambda {check.names}: {check.value(check.forward)}", names)
    gradients = eval(f"lambda: {check.gradients(check.forward, check.backward)}", names)
    inputs = eval(f"({check.names},)", names)
    return lambda: numeric.same_gradients(
        gradients(), numeric.differences(forward, inputs, names["grad"]), GRADIENT
    )


def counted(modules: dict[str, Any], calls: list[None]) -> dict[str, Any]:
    """Return the modules with functions that note each call."""

    def counting(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            calls.append(None)
            return function(*arguments)

        return call

    return {
        name: SimpleNamespace(
            **{key: counting(value) for key, value in vars(module).items() if callable(value)}
        )
        for name, module in modules.items()
    }


def main() -> None:
    """Run and print."""
    values = expected()
    sys.path.insert(0, sys.argv[1])
    modules: dict[str, Any] = {name: importlib.import_module(name) for name in MODULES}
    calls: list[None] = []
    for found in (counted(modules, calls), modules):
        checks = [
            prepared(check, seed, found, values.get(check.name, ""))
            for seed, check in enumerate(CHECKS)
        ]
        began = time.process_time()
        for check in checks:
            check()
        took = time.process_time() - began
    print(json.dumps({"cpu": took, "calls": len(calls)}))


if __name__ == "__main__":
    main()
