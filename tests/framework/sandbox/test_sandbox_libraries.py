"""Workers start wherever NumPy was installed, though their interpreter looks in few places."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sandbox_interpreter import ROOT

PROGRAM = """
import site, sys
from autograder.sandbox.client import Terms, WorkerFactory
from autograder.sandbox.forked import ForkedWorkers
from autograder.sandbox.spawned import SpawnedWorkers
for kind in (ForkedWorkers, SpawnedWorkers):
    with kind.launch(Terms()) as factory:
        print(factory.worker().alive)
"""


@pytest.mark.skipif(sys.prefix == sys.base_prefix, reason="needs an interpreter without NumPy")
@pytest.mark.parametrize("where", ["the user's folder", "PYTHONPATH"])
def test_workers_start_with_libraries_elsewhere(tmp_path, where):
    libraries = Path(np.__file__).parents[1]
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    if where == "PYTHONPATH":
        environment["PYTHONPATH"] = os.pathsep.join(map(str, (ROOT, libraries)))
    else:
        folder = tmp_path / "lib" / f"python3.{sys.version_info[1]}"
        folder.mkdir(parents=True)
        (folder / "site-packages").symlink_to(libraries)
        environment |= {"PYTHONUSERBASE": str(tmp_path), "PYTHONPATH": str(ROOT)}

    done = subprocess.run(
        [sys._base_executable, "-c", PROGRAM],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert (done.stdout, done.stderr) == ("True\nTrue\n", "")
