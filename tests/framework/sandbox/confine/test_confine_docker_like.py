"""The configuration that stands for a container of Docker's is what it says it is."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import docker_like
import pytest
from confinement_settings import HERE, ROOT, why_not_docker_like
from test_confine_seccomp import HEADERS

LOOK = """
import ctypes, errno, json, os, subprocess, sys, threading
sys.path.insert(0, sys.argv[1])
from autograder.sandbox.confine.kernel import syscall
def said(call, *arguments):
    try:
        return syscall(call, *arguments) and ""
    except OSError as error:
        return errno.errorcode[error.errno]
status = dict(line.rstrip("\\n").split(":\\t", 1) for line in open("/proc/self/status"))
thread = threading.Thread(target=int)
thread.start()
thread.join()
try:
    open("/proc/sys/kernel/hostname", "w")
    writable = True
except OSError:
    writable = False
print(json.dumps({
    "status": status,
    "writable": writable,
    "unshare": said("unshare", 0x10000000),
    "mount": said("mount", b"none", b"/", None, 1 << 18, None),
    "bpf": said("bpf", 5, None, 72),
    "keyctl": said("keyctl", 0, 0, 0),
    "clone3": said("clone3", None, 0),
    "ptrace": said("ptrace", 0x4206, 0, 0, 0),
    "child": subprocess.run(["true"]).returncode,
}))
"""


@pytest.fixture(scope="module")
def inside():
    if reason := why_not_docker_like():
        pytest.skip(reason)
    done = subprocess.run(
        [sys.executable, str(HERE / "docker_like.py"), "--", sys.executable, "-c", LOOK, str(ROOT)],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_root_has_dockers_capabilities_and_no_other(inside):
    fourteen = f"{0xA80425FB:016x}"

    status = inside["status"]

    assert status["Uid"].split()[1] == "0"
    assert {status[name] for name in ("CapPrm", "CapEff", "CapBnd")} == {fourteen}
    assert {status[name] for name in ("CapInh", "CapAmb")} == {f"{0:016x}"}
    assert len(docker_like.CAPABILITIES) == 14


def test_privileges_can_still_be_gained_as_in_docker(inside):
    assert inside["status"]["NoNewPrivs"] == "0"
    assert inside["status"]["Seccomp"] == "2"


def test_what_the_profile_refuses(inside):
    assert {inside[call] for call in ("unshare", "mount", "bpf", "keyctl")} == {"EPERM"}
    assert inside["clone3"] == "ENOSYS"
    assert not inside["writable"]


def test_what_the_profile_allows(inside):
    assert inside["ptrace"] == "ESRCH"
    assert inside["child"] == 0


@pytest.mark.parametrize(("column", "machine"), list(enumerate(HEADERS)))
def test_the_numbers_are_those_of_the_kernels_headers(column, machine):
    header = HEADERS[machine]
    if not header.exists():
        pytest.skip(f"{header} is not installed")
    known = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)\s", header.read_text()))
    several = {
        "clone": docker_like.CLONE,
        "clone3": docker_like.CLONE3,
        "socket": docker_like.SOCKET,
    }

    for name, numbers in {**docker_like.REFUSED, **several}.items():
        assert str(numbers[column]) == known.get(name, "None"), name


@pytest.mark.parametrize("words", [[], ["true"], ["--"]])
def test_wrong_use_is_said(words):
    command = [sys.executable, str(HERE / "docker_like.py"), *words]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "usage:" in done.stderr
