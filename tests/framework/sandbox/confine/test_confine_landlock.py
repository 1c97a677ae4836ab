"""Landlock: reading below the roots, and nothing else."""

from __future__ import annotations

import shutil

import pytest

from autograder.sandbox.confine import Layer, landlock


@pytest.mark.parametrize(
    ("version", "rights", "network", "scopes"),
    [
        (1, 13, 0, 0),
        (2, 14, 0, 0),
        (3, 15, 0, 0),
        (4, 15, 2, 0),
        (5, 16, 2, 0),
        (6, 16, 2, 2),
        (7, 16, 2, 2),
        (99, 16, 2, 2),
    ],
)
def test_each_version_handles_all_that_it_knows(version, rights, network, scopes):
    masks = landlock.handled(version)

    assert masks == tuple((1 << count) - 1 for count in (rights, network, scopes))


@pytest.fixture
def alone(user_setting):
    """Landlock without the system call filter, which would refuse first."""
    return user_setting.without(Layer.SECCOMP)


def test_a_file_below_a_root_can_be_read(launcher, setting):
    path = str(launcher.library / "readable_module.py")

    assert launcher.run("read", setting, path=path).value == "ANSWER = 42\n"


def test_a_root_can_be_a_single_file(launcher, alone):
    path = str(launcher.outside / "unreadable_module.py")

    assert "43" in launcher.run("read", alone, path=path, readable=(path,)).value
    assert launcher.run("read", alone, path=path).raised == "PermissionError"


def test_a_root_that_does_not_exist_grants_nothing(launcher, alone):
    path = str(launcher.outside / "unreadable_module.py")
    roots = ("/none/such", str(launcher.outside / "none"), f"{path}/below-a-file")

    assert launcher.run("read", alone, path=path, readable=roots).raised == "PermissionError"


def test_no_way_leads_out_of_a_root(launcher, alone):
    target = launcher.outside / "unreadable_module.py"
    link, folder_link = launcher.library / "link.py", launcher.library / "folder"
    for made, to in ((link, target), (folder_link, launcher.outside)):
        if not made.is_symlink():
            made.symlink_to(to)
    roundabout = launcher.library / ".." / "outside" / target.name

    for path in (link, folder_link / target.name, roundabout, "/proc/self/environ", "/"):
        outcome = launcher.run("read", alone, path=str(path))
        assert outcome.raised in {"PermissionError", "IsADirectoryError"}, path


@pytest.mark.parametrize("folder", ["outside", "user", "."])
def test_folders_outside_cannot_be_listed(launcher, alone, folder):
    path = str(launcher.folder / folder)

    assert launcher.run("listing", alone, path=path).raised == "PermissionError"


def test_a_root_can_be_listed_but_not_written(launcher, alone):
    """Here the folder's mode lets everybody write."""
    folder = launcher.work
    (folder / "old").touch()
    (folder / "old").chmod(0o666)
    roots = (str(folder),)

    assert "old" in launcher.run("listing", alone, path=str(folder), readable=roots).value
    for name in ("old", "new"):
        outcome = launcher.run("create", alone, path=str(folder / name), readable=roots)
        assert outcome.raised == "PermissionError"


def test_no_program_can_be_run_even_below_a_root(launcher, alone):
    program = launcher.library / "program"
    shutil.copy(shutil.which("true"), program)

    assert launcher.run("execute", alone, path=str(program)).raised == "PermissionError"


def test_signals_stay_inside_where_the_kernel_has_scopes(launcher, alone):
    if landlock.abi() < 6:
        pytest.skip("this kernel's Landlock has no scopes")

    found = launcher.run("signals", alone, pids=[None]).value

    assert set(found.values()) == {"EPERM"}
