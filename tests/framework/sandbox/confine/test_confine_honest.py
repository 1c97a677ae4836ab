"""Honest work goes on under every confinement."""

from __future__ import annotations

import importlib.machinery
import sys
import sysconfig
from pathlib import Path

import pytest

from autograder.sandbox.confine import Layer


@pytest.mark.parametrize(
    "scenario", ["numpy_works", "python_works", "printing_works", "large_arrays_work"]
)
def test_works(launcher, setting, scenario):
    outcome = launcher.run(scenario, setting)

    assert outcome.value is not None


def test_what_is_printed_to_a_pipe_arrives_whole(launcher, setting):
    outcome = launcher.run("printing_works", setting)

    assert outcome.printed.splitlines() == [*(f"line {n}" for n in range(2000)), "an error"]


def test_a_timer_signal_is_handled(launcher, setting):
    assert launcher.run("alarm_works", setting).value == 1


def test_a_module_in_a_readable_folder_can_be_imported(launcher, setting):
    folder = str(launcher.library)

    file, answer = launcher.run(
        "import_module", setting, name="readable_module", folder=folder
    ).value

    assert Path(file).parent == launcher.library
    assert answer == 42


@pytest.mark.parametrize("name", ["colorsys", "wave", "statistics"])
def test_a_library_module_that_is_not_loaded_yet_can_be_imported(launcher, setting, name):
    library = Path(sysconfig.get_path("stdlib"))
    enterable = all(folder.stat().st_mode & 0o001 for folder in (library, *library.parents))
    if not enterable and (setting.ordinary or Layer.UID in setting.layers):
        pytest.skip("the interpreter is in a folder that other users may not enter")

    assert launcher.run("import_library_module", setting, name=name).value == name


def test_an_extension_module_can_be_loaded(launcher, setting):
    """The dynamic loader maps code from a readable folder, also for an ordinary user."""
    suffix = importlib.machinery.EXTENSION_SUFFIXES[0]
    folder = Path(sysconfig.get_config_var("DESTSHARED"))
    candidates = [folder / f"{name}{suffix}" for name in ("_lsprof", "_xxtestfuzz", "_crypt")]
    module = next((path for path in candidates if path.exists()), None)
    if module is None:
        pytest.skip("this interpreter has none of the extension modules tried as a file")
    copy = launcher.library / module.name
    copy.write_bytes(module.read_bytes())
    name = module.name.removesuffix(suffix)

    outcome = launcher.run("import_extension", setting, name=name, folder=str(launcher.library))

    assert outcome.value == str(copy)
    assert name not in sys.builtin_module_names


@pytest.mark.parametrize(
    ("scenario", "error"),
    [
        ("write_a_file", "PermissionError"),
        ("run_a_program", "PermissionError"),
        ("start_a_python_process", "PermissionError"),
        ("use_a_pool", "PermissionError"),
        ("open_a_connection", "PermissionError"),
        ("start_a_thread", "RuntimeError"),
        ("use_a_temporary_file", "FileNotFoundError"),
    ],
)
def test_what_is_refused_gives_an_ordinary_exception(launcher, setting, scenario, error):
    outcome = launcher.run(scenario, setting)

    assert outcome.exit == 0
    assert outcome.raised == error
