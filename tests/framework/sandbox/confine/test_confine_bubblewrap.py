"""Bubblewrap around the parent of workers: when it is used, and what is to be seen inside."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from confinement_settings import HERE, IS_ROOT, ROOT, why_not_docker_like
from sandbox_student import Student

from autograder.sandbox import launch
from autograder.sandbox.client import Terms, WorkerFactory
from autograder.sandbox.confine import bubblewrap, kernel
from autograder.testing.errors import StudentFault

ALONE = ("bubblewrap",)
LOOK = """
    import errno
    import os
    import socket
    def entries(path): return ";".join(sorted(os.listdir(path)))
    def exists(path): return os.path.exists(path)
    def text(path): return open(path, errors="replace").read()
    def create(path):
        try:
            with open(path, "w"): return "created"
        except OSError as error:
            return errno.errorcode[error.errno]
    def processes(): return sum(name.isdigit() for name in os.listdir("/proc"))
    def interfaces(): return ";".join(name for _, name in socket.if_nameindex())
"""


@pytest.fixture(scope="module")
def look():
    """What student code sees where nothing else confines it."""
    if reason := launch.why_no_bubblewrap(ALONE):
        pytest.skip(f"this machine does not offer bubblewrap: {reason}")
    with WorkerFactory.start(Terms(layers=ALONE)) as factory:
        assert factory.protection().layers == ALONE
        student = Student(factory, LOOK)
        yield student.task
        student.close()


@pytest.mark.parametrize(
    "path",
    [ROOT / "solutions", ROOT / "tests", ROOT / "config.yaml", "/etc/passwd", "/home", "/sys"],
)
def test_what_is_not_pythons_is_not_there(look, path):
    assert not look.exists(str(path))


def test_of_this_project_only_the_sandbox_and_what_it_uses_is_there(look):
    package = ROOT / "autograder"
    if any(root in package.parents for root in map(Path, launch.readable_roots())):
        pytest.skip("the package is installed among Python's libraries")

    assert look.entries(str(package)) == "__init__.py;sandbox"


def test_of_etc_and_dev_almost_nothing_is_there(look):
    assert set(look.entries("/etc").split(";")) <= {"alternatives", "ld.so.cache", "localtime"}
    assert look.entries("/dev") == "null"


@pytest.mark.parametrize("folder", ["/", "/etc", str(ROOT / "autograder" / "sandbox"), "/usr/lib"])
def test_nothing_can_be_written(look, folder):
    assert look.create(f"{folder}/new") == "EROFS"


def test_no_process_of_the_graders_is_to_be_seen(look):
    assert look.processes() == 2  # the parent of workers, and the worker
    assert str(os.getpid()) not in look.entries("/proc").split(";")
    assert "zygote" in look.text("/proc/1/cmdline")


@pytest.mark.parametrize("name", ["environ", "maps", "mem"])
def test_the_parent_of_workers_cannot_be_looked_into(look, name):
    if IS_ROOT:
        pytest.skip("a worker that is root, as here, has rights that none has otherwise")
    with pytest.raises(StudentFault, match="PermissionError"):
        look.text(f"/proc/1/{name}")


def test_there_is_no_network(look):
    assert look.interfaces() == "lo"


# ---------------------------------------------------------------- when it is used


@pytest.mark.parametrize(
    ("root", "abi", "layers", "due"),
    [
        (True, 7, None, False),
        (True, 0, None, True),
        (False, 7, None, True),
        (False, 0, None, True),
        (True, 7, ("bubblewrap", "uid"), True),
        (False, 7, ("landlock", "seccomp"), False),
        (False, 7, (), False),
    ],
)
def test_it_is_tried_where_uid_or_landlock_is_missing(monkeypatch, root, abi, layers, due):
    if kernel.machine() is None:
        pytest.skip("this system has no namespaces")
    monkeypatch.setattr("os.geteuid", lambda: 0 if root else 1000)
    monkeypatch.setattr("autograder.sandbox.confine.landlock.abi", lambda: abi)
    monkeypatch.setattr("shutil.which", lambda name: None)

    assert ("not installed" in launch.why_no_bubblewrap(layers)) == due


def test_without_the_program_it_is_not_counted(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with WorkerFactory.start(Terms(layers=("bubblewrap", "limits", "seccomp"))) as factory:
        protection = factory.protection()

    assert protection.layers == ("limits", "seccomp")
    assert "hidden tests" in protection.missing[0]
    assert "not installed" in launch.why_no_bubblewrap(ALONE)


@pytest.mark.parametrize("script", ["echo no uid map >&2; exit 1", "exit 1", "sleep 60"])
def test_where_it_fails_it_is_not_counted(monkeypatch, tmp_path, script):
    monkeypatch.setattr(launch, "SECONDS", 0.5)
    fake = tmp_path / "bwrap"
    fake.write_text(f"#!/bin/sh\n{script}\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    reason = launch.why_no_bubblewrap(ALONE)

    assert "uid map" in reason if "echo" in script else reason.startswith("bwrap")


def test_where_namespaces_are_shared_it_is_not_counted(monkeypatch, tmp_path):
    """A program of that name which does not do what it should."""
    fake = tmp_path / "bwrap"
    fake.write_text('#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift\nexec "$@"\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with WorkerFactory.start(Terms(layers=ALONE)) as factory:
        assert factory.protection().layers == ()


def test_a_container_of_dockers_does_not_permit_it():
    if reason := why_not_docker_like():
        pytest.skip(reason)
    if shutil.which("bwrap") is None:
        pytest.skip("this machine does not offer bubblewrap: it is not installed")
    code = f"import sys; sys.path.append({str(ROOT)!r}); from autograder.sandbox import launch; "
    code += "print(launch.why_no_bubblewrap(('bubblewrap',)))"

    done = subprocess.run(
        [sys.executable, str(HERE / "docker_like.py"), "--", sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
    )

    assert "Operation not permitted" in done.stdout


# ---------------------------------------------------------------- its parts


def test_other_namespaces_are_those_that_all_differ():
    here = bubblewrap.namespaces()
    others = dict.fromkeys(here, "another")

    assert bubblewrap.entered(others) == bool(here)
    assert not bubblewrap.entered({})
    assert not bubblewrap.entered(here)
    for kind, its in here.items():
        assert not bubblewrap.entered({**others, kind: its})


def test_files_are_bound_once_under_both_their_names(tmp_path):
    (tmp_path / "real" / "inner").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    paths = [str(tmp_path / "link"), str(tmp_path / "link" / "inner"), str(tmp_path / "real")]

    words = bubblewrap.command("bwrap", paths, root=False)

    at = [n for n, word in enumerate(words) if word == "--ro-bind-try"]
    binds = {words[n + 2]: words[n + 1] for n in at}
    real = str(tmp_path / "real")
    assert binds.items() >= {str(tmp_path / "link"): real, real: real}.items()
    assert not any("inner" in path for path in binds)
    assert "--unshare-user" in words
    assert "--unshare-user" not in bubblewrap.command("bwrap", paths, root=True)


def test_libraries_are_seen_wherever_they_are(monkeypatch, tmp_path):
    """Of the folder that they are in, no more than they: it may be anybody's."""
    for name in ("numpy", "numpy.libs", "msgspec", "homework"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(launch, "LIBRARIES", (str(tmp_path),))

    words = launch.inside_bubblewrap()

    assert {str(tmp_path / name) for name in ("numpy", "numpy.libs", "msgspec")} <= set(words)
    assert words.count(str(tmp_path)) == 1  # made, not bound
    assert str(tmp_path / "homework") not in words


def test_a_library_that_cannot_be_loaded_inside_is_noticed(monkeypatch, tmp_path):
    if reason := launch.why_no_bubblewrap(ALONE):
        pytest.skip(f"this machine does not offer bubblewrap: {reason}")
    assert len(launch._compiled()) == 2
    monkeypatch.setattr(launch, "_compiled", lambda: [str(tmp_path / "lost.so")])

    assert "lost.so" in launch.why_no_bubblewrap(ALONE)
