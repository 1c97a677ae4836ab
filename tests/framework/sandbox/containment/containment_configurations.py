"""The configurations in which the class is graded."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.confine import Layer, available
from autograder.sandbox.launch import why_no_bubblewrap

BUBBLEWRAP = Layer.BUBBLEWRAP.value
DOCKER_LIKE = Path(__file__).parents[1] / "confine" / "docker_like.py"
OWN_USER = 64_000 + os.getpid() % 1_000  # nobody else on the machine, so that traces are seen
IS_ROOT = os.geteuid() == 0


@dataclass(frozen=True)
class Configuration:
    """One way to confine workers.

    Parameters
    ----------
    layers
        Names with commas between them; `all` for what the grader takes by itself.
    ordinary
        Whether the grader is an ordinary user; root otherwise.
    launcher
        What comes before the grader's command.
    strict
        Whether the assignment allows few imports only, and not any.
    """

    layers: str
    ordinary: bool = False
    launcher: tuple[str, ...] = ()
    strict: bool = False

    @property
    def unsafe(self) -> bool:
        return not self.layers

    @property
    def user(self) -> int:
        return OWN_USER if self.ordinary and IS_ROOT else os.geteuid()

    def why_not(self) -> str:
        """Say why this machine cannot have it; "" if it can."""
        if not self.ordinary and not self.unsafe and not IS_ROOT:
            return "needs root"
        if self.launcher and subprocess.run([*self.launcher, "true"], check=False).returncode:
            return "not permitted here: what comes before the grader's command"
        wanted = set(self.layers.split(",")) - {"all", ""}
        if BUBBLEWRAP in wanted and (reason := why_no_bubblewrap((BUBBLEWRAP,))):
            return f"not offered here: bubblewrap ({reason})"
        lacking = wanted - {BUBBLEWRAP} - {layer.value for layer in available()}
        return f"not offered here: {', '.join(sorted(lacking))}" if lacking else ""


CONFIGURATIONS = {
    "root-uid": Configuration("limits,uid,seccomp"),
    "root-all": Configuration("all"),
    "root-docker-like": Configuration("all", launcher=(sys.executable, str(DOCKER_LIKE), "--")),
    "user-landlock": Configuration("limits,landlock,seccomp", ordinary=True),
    "user-bubblewrap": Configuration("limits,bubblewrap,seccomp", ordinary=True),
    "user-strict-policy": Configuration("all", ordinary=True, strict=True),
    "unsafe": Configuration("", ordinary=True),
}
CONFINING = [name for name, one in CONFIGURATIONS.items() if not one.unsafe]
