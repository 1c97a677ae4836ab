"""The configuration that the image's build has read is the one that a run reads."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import platform_folder
import pytest
import tiny_assignment

from autograder import config
from autograder.errors import ConfigError
from autograder.gradescope import prepared
from autograder.gradescope.places import Places

ROOT = Path(__file__).parents[3]
MORE = (
    "late: {percent_a_day: 10.5, maximum_days: 2}\nrate_limit: {submissions: 1, hours: 6}\n"
    'imports: {allowed: [numpy, math], forbidden: {"*": [numpy.fft]}}\nfollow_through: 0.25\n'
    "feedback: {hidden: visible, hidden_says: kind}\ngradescope: {timeout_minutes: 20}\n"
)
LOOKS = """
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from autograder.gradescope import prepared
from autograder.gradescope.places import Places
print(prepared.read(Places(Path({folder!r}))).title, "yaml" in sys.modules)
"""


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return platform_folder.make(tmp_path / "autograder", MORE)


def keep(places: Places) -> None:
    prepared.keep(places, config.read(places.assignment))


def test_what_was_kept_is_the_same(places: Places) -> None:
    keep(places)

    assert prepared.read(places) == config.read(places.assignment)


def test_the_real_assignments_is_the_same(tmp_path: Path) -> None:
    places = Places(tmp_path)
    places.assignment.mkdir(parents=True)
    (places.assignment / "config.yaml").write_bytes((ROOT / "config.yaml").read_bytes())
    keep(places)

    assert prepared.read(places) == config.read(places.assignment)


def test_it_is_taken_without_a_look_at_yaml(places: Places) -> None:
    program = LOOKS.format(root=str(ROOT), folder=str(places.root))

    def says() -> str:
        command = [sys.executable, "-c", program]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    assert says() == "Two functions True"
    keep(places)
    assert says() == "Two functions False"


def test_a_file_that_was_changed_is_read_anew(places: Places) -> None:
    keep(places)
    file = places.assignment / "config.yaml"
    file.write_text(tiny_assignment.CONFIG.replace("Two functions", "Two others"))

    assert prepared.read(places).title == "Two others"


def test_a_file_that_is_wrong_now_is_told(places: Places) -> None:
    keep(places)
    (places.assignment / "config.yaml").write_text("title: [")

    with pytest.raises(ConfigError, match=r"config\.yaml, line "):
        prepared.read(places)


def test_a_folder_that_was_moved_is_read_anew(places: Places, tmp_path: Path) -> None:
    keep(places)
    places.root.rename(tmp_path / "other")
    moved = Places(tmp_path / "other")

    assert prepared.read(moved).root == moved.assignment


@pytest.mark.parametrize("found", [b"", b"[", b"{}", b'{"of": 3, "assignment": {}}', b"\xff"])
def test_what_is_no_configuration_is_passed_over(places: Places, found: bytes) -> None:
    places.configuration.write_bytes(found)

    assert prepared.read(places) == config.read(places.assignment)


def test_what_another_version_kept_is_passed_over(places: Places) -> None:
    keep(places)
    document = json.loads(places.configuration.read_bytes())
    document["assignment"]["title"] = "Kept"
    places.configuration.write_text(json.dumps(document))
    assert prepared.read(places).title == "Kept"

    document["of"] = document["of"].replace(document["of"].split()[0], "0.0.1")
    places.configuration.write_text(json.dumps(document))
    assert prepared.read(places).title == "Two functions"
