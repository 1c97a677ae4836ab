"""What the machine offers, said honestly; and other systems."""

from __future__ import annotations

import errno
import subprocess
import sys

import pytest
from confinement_settings import IS_ROOT, ROOT, SETTINGS, Setting, offered, possible

from autograder.sandbox.confine import Layer, available, kernel, missing, worker_id

UNCONFINED_USER = Setting(frozenset(), ordinary=True)
UNCONFINED_ROOT = Setting(frozenset(), ordinary=False)

CALLS = {  # calls that a container may forbid: x86-64, aarch64
    Layer.UID: [(117, 147)],  # setresuid
    Layer.LIMITS: [(302, 261), (160, 164)],  # prlimit64, setrlimit
    Layer.LANDLOCK: [(446, 446)],  # landlock_restrict_self
    Layer.SECCOMP: [(317, 277)],  # seccomp
}


def forbidden(layer):
    column = ("x86_64", "aarch64").index(kernel.machine())
    return [numbers[column] for numbers in CALLS[layer]]


def test_only_root_is_offered_a_user_of_its_own(launcher):
    as_user, _ = launcher.run("available_layers", UNCONFINED_USER, confined=False).value

    assert "uid" not in as_user
    if IS_ROOT:
        as_root, _ = launcher.run("available_layers", UNCONFINED_ROOT, confined=False).value
        assert set(as_user) == set(as_root) - {"uid"}


def test_asking_changes_nothing(launcher):
    setting = UNCONFINED_ROOT if IS_ROOT else UNCONFINED_USER

    _, unchanged = launcher.run("available_layers", setting, confined=False).value

    assert unchanged


REFUSED, KILLED, PRETENDED = 0x00050000 | errno.EPERM, 0x80000000, 0x00050000


@pytest.mark.parametrize("answer", [REFUSED, KILLED, PRETENDED])
@pytest.mark.parametrize("layer", CALLS)
def test_what_a_container_forbids_or_only_pretends_is_not_offered(launcher, layer, answer):
    setting = UNCONFINED_ROOT if IS_ROOT else UNCONFINED_USER
    expected = offered() - {layer}

    found = launcher.run(
        "available_without", setting, confined=False, numbers=forbidden(layer), answer=answer
    ).value

    assert set(found) == {other.value for other in expected}


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (Layer.UID, "a user of its own could not be applied"),
        (Layer.LIMITS, "the resource limits could not be applied"),
        (Layer.LANDLOCK, "Landlock could not be applied"),
        (Layer.SECCOMP, "the seccomp filter could not be applied"),
    ],
)
def test_a_layer_that_cannot_be_applied_is_an_error(launcher, layer, words):
    setting = possible(SETTINGS["root, all" if layer is Layer.UID else "user"])

    outcome = launcher.run(
        "confine_without",
        Setting(frozenset(), setting.ordinary),
        confined=False,
        numbers=forbidden(layer),
        layers=[layer.value],
        uid=worker_id(0) if layer is Layer.UID else None,
    )

    assert outcome.raised == "ConfinementError"
    assert words in outcome.text


def test_several_threads_cannot_be_confined(launcher):
    outcome = launcher.run(
        "confine_with_threads", UNCONFINED_USER, confined=False, layers=["seccomp"]
    )

    assert outcome.raised == "ConfinementError"
    assert "3 threads" in outcome.text


# ---------------------------------------------------------------- what is missing

BASE = {Layer.SECCOMP, Layer.LIMITS}


@pytest.mark.parametrize("root", [True, False])
@pytest.mark.parametrize("closing", [{Layer.UID}, {Layer.LANDLOCK}, {Layer.BUBBLEWRAP}])
def test_nothing_is_missing_where_reads_are_closed(root, closing):
    _needs_linux()

    assert missing(BASE | closing, root=root) == []


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        (BASE, ["Landlock", "user id of their own", "bubblewrap"]),
        ({Layer.SECCOMP, Layer.LANDLOCK}, ["setrlimit"]),
        ({Layer.LIMITS, Layer.LANDLOCK}, ["seccomp"]),
    ],
)
@pytest.mark.parametrize("root", [True, False])
def test_a_missing_layer_is_named_with_what_would_help(layers, words, root):
    _needs_linux()

    texts = missing(layers, root=root)

    assert len(texts) == 1
    assert all(word in texts[0] for word in words)


def test_everything_can_be_missing():
    _needs_linux()

    assert len(missing(frozenset(), root=False)) == 3


def _needs_linux():
    if kernel.machine() is None:
        pytest.skip("another text is given on machines that cannot confine")


# ---------------------------------------------------------------- other systems

ELSEWHERE = """
import ctypes, errno, mmap, os, signal, socket, struct, sys, threading
sys.platform = {platform!r}
if sys.platform == "win32":
    sys.modules["resource"] = sys.modules["fcntl"] = None
for name in ("fork", "geteuid", "getresuid", "setresuid", "uname", "O_PATH"):
    if hasattr(os, name): delattr(os, name)
ctypes.CDLL = None
sys.path.insert(0, {root!r})
from autograder.sandbox.confine import available, missing
assert available() == frozenset()
(text,) = missing(available(), root=False)
print(text)
"""


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_offer_nothing_and_say_so(platform):
    code = ELSEWHERE.format(platform=platform, root=str(ROOT))

    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=60, check=False
    )

    assert done.stderr == ""
    assert platform in done.stdout
    assert "Use Linux" in done.stdout


@pytest.mark.parametrize("machine", ["riscv64", "i686", "armv7l"])
def test_other_machines_are_not_supported(monkeypatch, machine):
    if sys.platform != "linux":
        pytest.skip("the machine is asked for on Linux only")
    monkeypatch.setattr("os.uname", lambda: type("Name", (), {"machine": machine}))

    assert kernel.machine() is None
    assert available() == frozenset()


NOTHING_TO_IMPORT = """
import json, os, sys, tempfile
sys.path.insert(0, {root!r})
from autograder.sandbox.confine import Confinement, Layer, available, prepare
from autograder.sandbox.confine.selftest import self_test
layers = available()
uid = 60_800 if Layer.UID in layers else None
how = Confinement(8 << 30, 60, 64, uid, (), layers)
prepared = prepare(how)
canary = tempfile.NamedTemporaryFile()
pid = os.fork()
if pid == 0:
    status = 1
    try:
        sys.path.clear()
        sys.meta_path.clear()
        prepared.confine(os.getppid(), uid)
        findings = self_test(how, canary=canary.name, grader=os.getppid())
        status = 0 if all(finding.refused for finding in findings) else 2
    finally:
        os._exit(status)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""


def test_nothing_is_imported_after_the_fork():
    """The change of user may make the interpreter's own files unreadable."""
    possible(SETTINGS["user"])

    done = subprocess.run(
        [sys.executable, "-I", "-c", NOTHING_TO_IMPORT.format(root=str(ROOT))],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_it_imports_the_standard_library_alone():
    package = ROOT / "autograder" / "sandbox" / "confine"
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import autograder.sandbox.confine;"
        "print(*{name.split('.')[0] for name in sys.modules} - set(sys.stdlib_module_names))"
    )

    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(ROOT)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert set(done.stdout.split()) <= {"autograder", "__main__"}
    for path in package.glob("*.py"):
        others = path.read_text().replace("from autograder.sandbox.confine", "")
        assert "import autograder" not in others, path
        assert "from autograder" not in others, path
